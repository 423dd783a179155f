"""Chromium jumps to a chapter, and what it plays there is compared with what its clock says."""

from pathlib import Path

import pytest
from browser import CHROMIUM, landings
from listening import opened
from sound_files import tune, write_mp3

from audiocoach.api import BuildReport, build

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")

NEAR_MS = 75
"""A chapter begins at least 100 ms before its first sound."""
OVER_MUSIC = """\
title: Over music
rest: 15s
exercises:
  - {name: Row, reps: 4}
  - {name: Plank, hold: 25s}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chromium")


@pytest.fixture(scope="module")
def jeffers(folder: Path) -> BuildReport:
    return build("jeffers-pull", folder / "jeffers.mp3")


@pytest.fixture(scope="module")
def over_music(folder: Path) -> BuildReport:
    (folder / "short.yaml").write_text(OVER_MUSIC, "utf-8")
    song = write_mp3(folder / "song.mp3", tune(29))
    return build(str(folder / "short.yaml"), folder / "short.mp3", music=song)


@pytest.mark.long
def test_a_jump_to_a_chapter_lands_where_it_should(jeffers: BuildReport, tmp_path: Path) -> None:
    starts = chapters(jeffers)
    assert len(starts) == 12
    off = heard_off(jeffers, jeffers.path.read_bytes(), starts, tmp_path)
    assert max(map(abs, off)) < NEAR_MS, off


@pytest.mark.slow
def test_so_does_one_over_music(over_music: BuildReport, tmp_path: Path) -> None:
    starts = chapters(over_music)
    assert len(starts) == 4
    off = heard_off(over_music, over_music.path.read_bytes(), starts, tmp_path)
    assert max(map(abs, off)) < NEAR_MS, off


@pytest.mark.slow
def test_a_jump_that_misses_is_heard(jeffers: BuildReport, tmp_path: Path) -> None:
    """A header that promises another size sends a browser elsewhere; its clock does not tell."""
    track = bytearray(jeffers.path.read_bytes())
    size = slice(at := track.index(b"Info") + 12, at + 4)
    track[size] = (int.from_bytes(track[size], "big") * 999 // 1000).to_bytes(4, "big")
    late = chapters(jeffers)[-1]
    (off,) = heard_off(jeffers, bytes(track), [late], tmp_path)
    assert off == pytest.approx(-late / 1000, abs=2 * NEAR_MS)


def chapters(built: BuildReport) -> list[int]:
    """Where they begin, in milliseconds: all but the last, which is too short to be listened to."""
    return [chapter.start_ms for chapter in built.timeline.chapters[:-1]]


def heard_off(built: BuildReport, track: bytes, starts_ms: list[int], folder: Path) -> list[float]:
    """How many milliseconds later `track` is heard than the clock says, beside what was built."""
    whole = opened(built.path)
    landed = landings(track, whole.rate, starts_ms, folder)
    assert [round(it.clock_ms) for it in landed] == starts_ms
    return [it.off_ms(whole.channels[0], whole.rate) for it in landed]
