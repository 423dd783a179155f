"""How tracks sound, measured on what they decode to: loudness, peaks, evenness, and the floor."""

import math
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from listening import Samples, assert_on_target, dbfs, decoded, integrated_and_peak
from sampling import sampled

from audiocoach.api import BuildReport, build
from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.audio.loudness import speech_loudness
from audiocoach.audio.shaping import from_pcm
from audiocoach.config.output import Output, Sound
from audiocoach.renderer.noise import FADE_IN_MS
from audiocoach.renderer.settings import FRAME_MS
from audiocoach.timeline import PlacedCue

HOUR = Path(__file__).parent / "hour.yaml"
SHORT = """
title: Short
exercises:
  - name: Row
    reps: 6
    how: Hinge with a flat back. Pull the bell to your hip, elbow close, and lower it slowly.
  - rest: 70s
  - name: Plank
    hold: 40s
    how: Forearms on the floor, body in one line from heels to head. Keep breathing.
"""
TAIL_MS = 75  # three frames: a frame sounds before and after what it holds
LOOP_MS = 768


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    (folder / "short.yaml").write_text(SHORT, "utf-8")
    return folder


def short(folder: Path, sound: Sound = Sound()) -> BuildReport:  # noqa: B008 (it is frozen)
    return built(folder, str(folder / "short.yaml"), sound=sound)


def built(folder: Path, name: str, voice: str | None = None, sound: Sound = Sound()) -> BuildReport:  # noqa: B008 (it is frozen)
    path = folder / f"{Path(name).stem}-{voice}-{sound.loudness_lufs}-{sound.floor_dbfs}.mp3"
    return build(
        name, path, output=Output(loudness=sound.loudness_lufs, floor=sound.floor_dbfs), voice=voice
    )


@pytest.fixture(
    scope="module",
    params=[
        ("jeffers-pull", None),
        pytest.param(("jeffers-pull", "en-us"), marks=pytest.mark.slow),
        pytest.param(("jeffers-pull", "en-us+f2"), marks=pytest.mark.slow),
        pytest.param(("jeffers-pull", "en-gb-x-rp"), marks=pytest.mark.long),
        pytest.param(("jamison-back", None), marks=pytest.mark.slow),
        pytest.param((str(HOUR), None), marks=pytest.mark.slow),
    ],
    ids=lambda param: f"{Path(param[0]).stem}-{param[1]}",
)
def track(request: pytest.FixtureRequest, folder: Path) -> BuildReport:
    name, voice = request.param
    return built(folder, name, voice)


@pytest.fixture(scope="module")
def heard(track: BuildReport) -> Samples:
    return decoded(track.path)


def speech(built: BuildReport) -> list[PlacedCue]:
    return [cue for cue in built.timeline.cues if cue.play == "speech"]


def loudnesses(built: BuildReport, heard: Samples) -> Samples:
    """LUFS of each phrase that is said, as it is heard in the track; each phrase once."""
    once = {cue.text: cue for cue in speech(built)}.values()
    spans = [(cue.start_ms * SAMPLES_PER_MS, cue.end_ms * SAMPLES_PER_MS) for cue in once]
    return np.array([speech_loudness(heard[first:stop]) for first, stop in spans], np.float32)


def test_the_whole_is_as_loud_as_it_is_to_be_and_peaks_no_higher(track: BuildReport) -> None:
    assert_on_target(track)


def test_every_phrase_is_as_loud_as_the_others(track: BuildReport, heard: Samples) -> None:
    found = loudnesses(track, heard)
    assert np.abs(found - np.median(found)).max() < 1.5


def quiet(track: BuildReport, heard: Samples) -> list[Samples]:
    """What is heard where no cue is, nor its fade-in."""
    ends = [0, *(cue.end_ms + TAIL_MS for cue in track.timeline.cues)]
    starts = [cue.start_ms - FADE_IN_MS - TAIL_MS for cue in track.timeline.cues]
    spans = zip(np.maximum.accumulate(ends), [*starts, track.timeline.duration_ms], strict=True)
    return [
        heard[first * SAMPLES_PER_MS : stop * SAMPLES_PER_MS]
        for first, stop in spans
        if stop - first > 200
    ]


def test_the_floor_is_even_from_the_first_word_to_the_last(
    track: BuildReport, heard: Samples
) -> None:
    levels = [dbfs(each) for each in quiet(track, heard)]
    assert len(levels) > 20
    assert min(levels) > -76.5
    assert max(levels) < -73.5


def test_the_floor_does_not_stop_around_words(track: BuildReport, heard: Samples) -> None:
    """Every frame in which no cue is heard, down to those next to one."""
    frame = FRAME_MS * SAMPLES_PER_MS
    sounds = np.zeros(len(heard), bool)
    for cue in track.timeline.cues:
        sounds[cue.start_ms * SAMPLES_PER_MS : cue.end_ms * SAMPLES_PER_MS] = True
    count = len(heard) // frame
    free = ~sounds[: count * frame].reshape(count, frame).any(axis=1)
    power = np.mean(heard[: count * frame].reshape(count, frame) ** 2, axis=1)
    assert 10 * np.log10(power[free].min()) > -79


def longest_rest(track: BuildReport, heard: Samples) -> Samples:
    return max(quiet(track, heard), key=len)


def test_no_line_sticks_out_of_the_floor(track: BuildReport, heard: Samples) -> None:
    """It repeats, so its spectrum is lines 1.3 Hz apart; a buzz would be some that stand out."""
    period = LOOP_MS * SAMPLES_PER_MS
    rest = longest_rest(track, heard)
    turns = len(rest) // period
    assert turns >= 5
    lines = np.abs(np.fft.rfft(rest[: turns * period])[::turns]) ** 2
    hertz = np.fft.rfftfreq(period, 1 / SAMPLE_RATE)
    shown = lines[(hertz > 60) & (hertz < 9_900)]
    around = np.array([np.median(shown[max(0, at - 40) : at + 40]) for at in range(len(shown))])
    assert 10 * np.log10((shown / around).max()) < 6
    assert 10 * np.log10(around.max() / around.min()) < 2


def test_a_word_after_a_long_quiet_has_a_soft_fade_in_before_it(
    track: BuildReport, heard: Samples
) -> None:
    late = [
        cue
        for before, cue in pairwise(track.timeline.cues)
        if cue.play == "speech" and cue.start_ms - before.end_ms > 8_100
    ]
    assert late
    for cue in late:
        start = cue.start_ms * SAMPLES_PER_MS
        steps = heard[start - 288 * SAMPLES_PER_MS : start].reshape(12, -1)
        levels = [dbfs(step) for step in steps]
        assert -53 < max(levels) < -47
        assert max(abs(b - a) for a, b in pairwise(levels[:-2])) < 8
        assert levels[-1] < levels[-2] - 2


# --- what is asked for


@pytest.mark.parametrize("target", sampled([-14, -23, -30], -23))
def test_another_loudness(folder: Path, target: float) -> None:
    track = short(folder, sound=Sound(loudness_lufs=target))
    loudness, peak = integrated_and_peak(track.path)
    assert loudness == pytest.approx(target, abs=0.5)
    assert peak <= -1
    found = loudnesses(track, decoded(track.path))
    assert np.abs(found - np.median(found)).max() < 1.5


@pytest.mark.parametrize("level", sampled([-50, -60, -90], -60))
def test_another_floor(folder: Path, level: float) -> None:
    track = short(folder, sound=Sound(floor_dbfs=level))
    heard = decoded(track.path)
    assert dbfs(longest_rest(track, heard)) == pytest.approx(level, abs=0.5)


def test_a_floor_that_is_nearly_heard_counts_as_loudness(folder: Path) -> None:
    track = short(folder, sound=Sound(floor_dbfs=-50))
    loudness, _ = integrated_and_peak(track.path)
    assert loudness == pytest.approx(-16, abs=0.5)
    assert track.track.loudness_lufs == pytest.approx(loudness, abs=0.1)


@pytest.fixture(scope="module")
def silent(folder: Path) -> BuildReport:
    return short(folder, sound=Sound(floor_dbfs=-math.inf))


def test_without_a_floor_there_is_digital_silence(silent: BuildReport) -> None:
    heard = decoded(silent.path)
    away = np.ones(len(heard), bool)
    for cue in silent.timeline.cues:
        first = max(0, cue.start_ms - TAIL_MS) * SAMPLES_PER_MS
        away[first : (cue.end_ms + TAIL_MS) * SAMPLES_PER_MS] = False
    assert away.mean() > 0.5
    assert not heard[away].any()


def test_the_floor_moves_no_cue(silent: BuildReport, folder: Path) -> None:
    assert short(folder).timeline == silent.timeline


def test_a_rest_that_is_changed_keeps_the_other_segments(folder: Path) -> None:
    built(folder, str(folder / "short.yaml"), "en-us")
    again = build(str(folder / "short.yaml"), folder / "again.mp3", rest="80s", voice="en-us")
    assert 0 < again.track.encoded < again.track.segments / 2


@pytest.mark.skipif(not shutil.which("mpg123"), reason="mpg123 is not installed")
def test_the_floor_in_sixteen_bits_from_another_decoder(folder: Path) -> None:
    track = short(folder)
    command = ["mpg123", "-q", "-s", str(track.path)]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    heard = from_pcm(raw)
    assert dbfs(longest_rest(track, heard)) == pytest.approx(-75, abs=1.5)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
def test_the_measures_of_the_ffmpeg_program(folder: Path) -> None:
    track = short(folder)
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(track.path)]
    measure = ["-af", "ebur128=peak=true", "-f", "null", "-"]
    done = subprocess.run([*command, *measure], capture_output=True, check=True, text=True)
    loudness, peak = (
        float(re.findall(rf"{name}: +(-[\d.]+)", done.stderr)[-1]) for name in ("I", "Peak")
    )
    assert loudness == pytest.approx(-16, abs=0.5)
    assert peak <= -1


@pytest.mark.skipif(not shutil.which("mp3val"), reason="mp3val is not installed")
def test_mp3val_finds_the_floor_as_good_as_silence(folder: Path) -> None:
    for track in (short(folder), short(folder, Sound(floor_dbfs=-math.inf))):
        command = ["mp3val", str(track.path)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        assert "WARNING" not in done.stdout
