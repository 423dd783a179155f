"""Every format as players open it: its length, sound, names, chapters and cover."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from listening import Opened, Samples, clips_of, cover_of, integrated_and_peak, lag_samples, opened
from sampling import sampled

from audiocoach.api import BuildReport, build
from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.config.output import FORMATS, Output
from audiocoach.timeline import ClipSpec

ROUTINE = """\
title: Kurze Übung — one
coach: Zoë
rest: 4s
rounds: 2
exercises:
  - name: Row
    reps: 3
    pace: 1s
  - name: Hold
    work: 8s
    cues: Stand tall
"""
AAC_FRAME = 1024
CODECS = {
    "mp3": "mp3float",
    "m4a": "aac",
    "opus": "opus",
    "ogg": "vorbis",
    "flac": "flac",
    "wav": "pcm_s16le",
}
Clips = dict[ClipSpec, Samples]

NEAR_LU = 0.5
"""Opus needs headroom, which costs a little of it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    (folder / "quick.yaml").write_text(ROUTINE, "utf-8")
    return folder


def made(folder: Path, output: Output, name: str = "track") -> BuildReport:
    path = folder / f"{name}.{output.format or 'mp3'}"
    return build(str(folder / "quick.yaml"), path, output=output)


@pytest.fixture(scope="module")
def mp3(folder: Path) -> BuildReport:
    return made(folder, Output())


@pytest.fixture(scope="module")
def clips(mp3: BuildReport) -> Clips:
    return clips_of(mp3)


@pytest.fixture(scope="module", params=[name for name in FORMATS if name != "mp3"])
def built(request: pytest.FixtureRequest, folder: Path) -> BuildReport:
    return made(folder, Output(format=request.param))


@pytest.fixture(scope="module")
def track(built: BuildReport) -> Opened:
    return opened(built.path)


def late(built: BuildReport, heard: Samples, clips: Clips) -> dict[tuple[int, str], int]:
    """The cues that are not heard when the timeline says, and by how many samples."""
    return {
        (cue.start_ms, cue.text): lag
        for cue in built.timeline.cues
        if (lag := lag_samples(heard, clips[cue.clip], cue.start_ms))
    }


def test_the_codec_of_each_format_is_known() -> None:
    assert set(CODECS) == set(FORMATS), "add the codec to CODECS"


def test_it_is_what_its_name_says(built: BuildReport, track: Opened) -> None:
    assert track.codec == CODECS[built.path.suffix[1:]]


def test_it_lasts_as_long_as_the_track_to_the_sample(built: BuildReport, track: Opened) -> None:
    lasts = built.timeline.duration_ms * SAMPLES_PER_MS
    if track.codec == "aac":  # FFmpeg plays the last frame whole, whatever the edit list says
        assert 0 <= len(track.heard) - lasts < AAC_FRAME
        assert edit_list(built.path.read_bytes()) == (built.timeline.duration_ms, AAC_FRAME)
        return
    assert len(track.heard) == lasts
    assert len(track.channels[0]) == lasts * track.rate // 24_000


def edit_list(file: bytes) -> tuple[int, int]:
    """How many milliseconds are played, and from which sample on: of the first track."""
    at = file.index(b"elst")
    assert int.from_bytes(file[at + 8 : at + 12], "big") == 1
    movie = file.index(b"mvhd")
    ticks = int.from_bytes(file[movie + 16 : movie + 20], "big")
    lasts, begins = (int.from_bytes(file[at + i : at + i + 4], "big") for i in (12, 16))
    assert lasts * 1000 % ticks == 0
    return lasts * 1000 // ticks, begins


def test_everything_is_heard_when_the_timeline_says(
    built: BuildReport, track: Opened, clips: Clips
) -> None:
    assert len(built.timeline.cues) > 20
    assert late(built, track.heard, clips) == {}


def test_it_is_as_loud_as_the_mp3(built: BuildReport, mp3: BuildReport) -> None:
    reference, _ = integrated_and_peak(mp3.path)
    loudness, peak = integrated_and_peak(built.path)
    assert loudness == pytest.approx(reference, abs=NEAR_LU)
    assert built.track.loudness_lufs == pytest.approx(loudness, abs=NEAR_LU)
    assert peak <= -1


def test_players_read_its_names_and_chapters(built: BuildReport, track: Opened) -> None:
    timeline = built.timeline
    assert track.chapters == [(it.start_ms, it.title) for it in timeline.chapters]
    assert track.names["title"] == timeline.title
    assert track.names["artist"] == timeline.artist
    assert track.names["album"] == "audiocoach"


def test_it_has_the_cover_of_the_mp3(built: BuildReport, mp3: BuildReport) -> None:
    cover = cover_of(mp3.path)
    assert cover is not None
    assert cover.startswith(b"\x89PNG")
    assert cover_of(built.path) == (cover if FORMATS[built.path.suffix[1:]].cover else None)


def test_the_same_again_is_the_same_bytes(built: BuildReport, folder: Path) -> None:
    again = made(folder, Output(format=built.path.suffix[1:]), "again")
    assert again.path.read_bytes() == built.path.read_bytes()


@pytest.mark.skipif(not shutil.which("ffprobe"), reason="ffprobe is not installed")
def test_ffprobe_reads_the_same(built: BuildReport) -> None:
    said = probed(built.path)
    chapters = [(float(it["start_time"]), it["tags"]["title"]) for it in said.get("chapters", [])]
    timeline = built.timeline
    if built.path.suffix != ".wav":  # older ones pass over cue points
        assert chapters == [(it.start_ms / 1000, it.title) for it in timeline.chapters]
    lasts = float(said["format"]["duration"])  # of Opus, with what players skip at first
    assert lasts == pytest.approx(timeline.duration_ms / 1000, abs=0.007)


def probed(path: Path) -> Any:  # noqa: ANN401 (JSON)
    command = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "json", str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


CHECKS = {".flac": ("flac", "--test", "--silent"), ".opus": ("opusinfo",), ".wav": ("sox", "--i")}


def test_its_own_tools_find_nothing_wrong(built: BuildReport) -> None:
    command = CHECKS.get(built.path.suffix)
    if not command or not shutil.which(command[0]):
        pytest.skip("no tool of its own")
    done = subprocess.run([*command, str(built.path)], capture_output=True, text=True, check=True)
    said = (done.stdout + done.stderr).lower()
    assert not any(word in said for word in ("warn", "error", "problem", "note:"))


@pytest.mark.parametrize(
    ("format_", "bitrate"),
    [
        ("mp3", 32_000),
        pytest.param("mp3", 96_000, marks=pytest.mark.long),
        pytest.param("m4a", 24_000, marks=pytest.mark.long),
        pytest.param("opus", 12_000, marks=pytest.mark.long),
    ],
)
def test_a_bitrate_of_ones_own(
    folder: Path, mp3: BuildReport, clips: Clips, format_: str, bitrate: int
) -> None:
    wanted = Output(format=format_, bitrate=bitrate)
    built = made(folder, wanted, f"at-{bitrate}")
    assert late(built, opened(built.path).heard, clips) == {}
    usual = made(folder, Output(format=format_))
    assert (built.size_bytes < usual.size_bytes) == (bitrate < FORMATS[format_].bitrate)
    if format_ == "mp3":
        cover = len(cover_of(mp3.path) or b"")
        seconds = built.timeline.duration_ms / 1000
        assert (built.size_bytes - cover) * 8 / seconds == pytest.approx(bitrate, rel=0.1)
        assert len(opened(built.path).heard) == built.timeline.duration_ms * SAMPLES_PER_MS


@pytest.mark.parametrize("format_", sampled(list(FORMATS), "mp3"))
def test_in_stereo_both_channels_are_the_same_and_as_loud_together(
    folder: Path, mp3: BuildReport, clips: Clips, format_: str
) -> None:
    built = made(folder, Output(format=format_, stereo=True), "stereo")
    track = opened(built.path)
    left, right = track.channels
    assert np.square(left - right).mean() < np.square(left).mean() / 1000
    assert late(built, track.heard, clips) == {}
    reference, _ = integrated_and_peak(mp3.path)
    loudness, peak = integrated_and_peak(built.path)
    assert loudness == pytest.approx(reference, abs=NEAR_LU)
    assert built.track.loudness_lufs == pytest.approx(loudness, abs=NEAR_LU)
    assert built.track.true_peak_dbtp == pytest.approx(peak, abs=0.6)


@pytest.mark.skipif(not shutil.which("mpg123"), reason="mpg123 is not installed")
@pytest.mark.parametrize("output", [Output(stereo=True), Output(bitrate=160_000)])
def test_mpg123_decodes_mp3s_of_other_frames(folder: Path, output: Output) -> None:
    built = made(folder, output, "other")
    done = subprocess.run(["mpg123", "-q", "-s", str(built.path)], capture_output=True, check=True)
    assert done.stderr == b""
    channels = 2 if output.stereo else 1
    assert len(done.stdout) == 2 * channels * built.timeline.duration_ms * SAMPLES_PER_MS


def test_segments_of_other_frames_are_kept_apart(folder: Path) -> None:
    for output in (Output(bitrate=128_000), Output(bitrate=128_000, stereo=True)):
        first, second = (made(folder, output, name) for name in ("first", "second"))
        assert first.track.encoded == first.track.segments
        assert second.track.encoded == 0
        assert first.path.read_bytes() == second.path.read_bytes()
