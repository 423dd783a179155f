"""Tracks as players hear them: decoded, measured, compared with the timeline."""

import shutil
import subprocess
from itertools import pairwise

import numpy as np
import pytest
from listening import Samples, clips_of, dbfs, decoded, lag_samples, read_tag
from sampling import sampled

from audiocoach.api import BuildReport, build
from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.cache import Store
from audiocoach.config.output import Sound
from audiocoach.renderer.assemble import assemble, coach_samples
from audiocoach.renderer.settings import FORMAT
from audiocoach.timeline import ClipSpec

SILENT_MS = 75  # three frames: a frame sounds before and after what it holds
FADE_IN_MS = 300
FLOOR_DBFS = -75


@pytest.fixture(
    scope="module",
    params=sampled(["jeffers-pull", "jamison-back"], "jeffers-pull"),
)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BuildReport:
    return build(request.param, tmp_path_factory.mktemp("track") / "track.mp3")


@pytest.fixture(scope="module")
def heard(built: BuildReport) -> Samples:
    return decoded(built.path)


@pytest.fixture(scope="module")
def clips(built: BuildReport) -> dict[ClipSpec, Samples]:
    return clips_of(built)


def test_it_decodes_to_its_length_to_the_sample(built: BuildReport, heard: Samples) -> None:
    assert len(heard) == built.timeline.duration_ms * SAMPLES_PER_MS


def test_everything_is_heard_when_the_timeline_says(
    built: BuildReport, heard: Samples, clips: dict[ClipSpec, Samples]
) -> None:
    late = {
        (cue.start_ms, cue.text): lag
        for cue in built.timeline.cues
        if (lag := lag_samples(heard, clips[cue.clip], cue.start_ms))
    }
    assert not late


def test_tones_set_in_within_a_millisecond(built: BuildReport, heard: Samples) -> None:
    """By level alone, with no knowledge of the tone, where nothing is heard just before it."""
    ends = np.array([cue.end_ms for cue in built.timeline.cues])
    alone = [
        cue
        for cue in built.timeline.cues
        if cue.text in ("pip", "start", "switch", "tick")
        and not np.any((ends > cue.start_ms - SILENT_MS) & (ends <= cue.start_ms))
    ]
    assert len(alone) > 20
    for cue in alone:
        first, stop = ((cue.start_ms - 20) * SAMPLES_PER_MS, cue.end_ms * SAMPLES_PER_MS)
        window = np.abs(heard[first:stop])
        onset = np.flatnonzero(window > window.max() / 10)[0] / SAMPLES_PER_MS - 20
        assert abs(onset) <= 1


def test_only_the_floor_is_heard_between_cues(built: BuildReport, heard: Samples) -> None:
    quiet = np.ones(len(heard), bool)
    for cue in built.timeline.cues:
        first = max(0, cue.start_ms - SILENT_MS - FADE_IN_MS) * SAMPLES_PER_MS
        quiet[first : (cue.end_ms + SILENT_MS) * SAMPLES_PER_MS] = False
    assert quiet.mean() > 0.4
    assert dbfs(heard[quiet]) == pytest.approx(FLOOR_DBFS, abs=0.5)


def test_players_read_the_timelines_chapters(built: BuildReport) -> None:
    tag = read_tag(built.path)
    chapters = [
        (frame.start_time, frame.end_time, str(frame.sub_frames["TIT2"]))
        for frame in sorted(tag.getall("CHAP"), key=lambda frame: frame.start_time)
    ]
    assert chapters == [(c.start_ms, c.end_ms, c.title) for c in built.timeline.chapters]
    (contents,) = tag.getall("CTOC")
    assert len(contents.child_element_ids) == len(chapters)
    assert str(tag["TIT2"]) == built.timeline.title
    assert str(tag["TPE1"]) == built.timeline.artist


def test_chapters_begin_in_quiet_before_their_first_sound(
    built: BuildReport, heard: Samples
) -> None:
    for chapter in built.timeline.chapters[1:]:
        around = heard[
            (chapter.start_ms - 60) * SAMPLES_PER_MS : (chapter.start_ms + 60) * SAMPLES_PER_MS
        ]
        assert np.abs(around).max() < 0.001
    starts = [cue.start_ms for cue in built.timeline.cues]
    for chapter in built.timeline.chapters:
        assert min(start for start in starts if start >= chapter.start_ms) >= chapter.start_ms + 100


def test_there_is_a_chapter_for_every_set_and_rest(built: BuildReport) -> None:
    kinds = [placed.interval.kind for placed in built.timeline.intervals]
    wanted = 2 + kinds.count("work") + kinds.count("rest")
    assert len(built.timeline.chapters) == wanted
    assert all(a.end_ms == b.start_ms for a, b in pairwise(built.timeline.chapters))


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
def test_ffmpeg_decodes_it_without_a_warning(built: BuildReport) -> None:
    command = ["ffmpeg", "-v", "warning", "-i", str(built.path), "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    assert len(done.stdout) == 2 * built.timeline.duration_ms * SAMPLES_PER_MS


@pytest.mark.skipif(not shutil.which("mpg123"), reason="mpg123 is not installed")
def test_mpg123_decodes_it_without_a_warning(built: BuildReport) -> None:
    done = subprocess.run(["mpg123", "-q", "-s", str(built.path)], capture_output=True, check=True)
    assert done.stderr == b""
    assert len(done.stdout) == 2 * built.timeline.duration_ms * SAMPLES_PER_MS


@pytest.mark.skipif(not shutil.which("mp3val"), reason="mp3val is not installed")
def test_mp3val_finds_nothing_wrong(built: BuildReport) -> None:
    done = subprocess.run(["mp3val", str(built.path)], capture_output=True, check=True, text=True)
    assert "WARNING" not in done.stdout
    assert "CBR" in done.stdout


def test_the_voice_before_encoding_is_what_the_track_decodes_to(
    built: BuildReport, heard: Samples
) -> None:
    with Store.open() as store:
        track = assemble(built.timeline, Sound(), FORMAT, built.clips, store, lambda *_: None)
        samples = coach_samples(track.placed, track.duration_ms, track.mix, built.clips, store)
        pieces = list(samples)
    assert max(map(len, pieces)) < len(heard) / 10
    mixed = np.concatenate(pieces)
    assert len(mixed) == len(heard)
    error = np.sqrt(np.mean((mixed - heard) ** 2) / np.mean(mixed**2))
    assert error < 0.2  # what 64 kbit/s leaves out
