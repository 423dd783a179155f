"""A track as split files, as players without chapters play it."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from command_line import ok, refused
from fake_voice import fake_lengths
from generated import ROUTINES
from hypothesis import HealthCheck, given, settings
from listening import decoded, read_tag
from msgspec.structs import replace

from audiocoach.api import BuildReport, build
from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.config.output import Output
from audiocoach.errors import CoachError
from audiocoach.export.split import find_parts, make_file_name
from audiocoach.plan import plan_session
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import Timeline, lay_out

EVERY_KIND = """\
title: 'Rows: heavy/light'
coach: Zoë
rest: 5s
exercises:
  - {name: Row, reps: 3, sets: 2-2, pace: 2s, sides: each, switch: 4s}
  - {name: 'Plank: "hard"', hold: 4s, rest: 0s}
  - {tabata: Finisher, rounds: 2, work: 4s, rest: 3s, exercises: [{name: Swing}]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts")
    (folder / "rows.yaml").write_text(EVERY_KIND, "utf-8")
    return folder


@pytest.fixture(scope="module")
def built(folder: Path) -> BuildReport:
    return build(str(folder / "rows.yaml"), folder / "rows.mp3", output=Output(split=True))


@pytest.fixture(scope="module")
def playlist(built: BuildReport) -> list[tuple[int, str, Path]]:
    """Seconds, title and file of each entry."""
    path = built.files["split"]
    head, *lines = [line for line in path.read_text("utf-8").splitlines() if line[:2] != "# "]
    assert head == "#EXTM3U"
    assert lines.pop(0) == "#PLAYLIST:Rows: heavy/light"
    entries = []
    for info, name in zip(lines[::2], lines[1::2], strict=True):
        seconds, title = info.removeprefix("#EXTINF:").split(",", 1)
        entries.append((int(seconds), title, path.parent / name))
    return entries


def test_the_parts_played_in_turn_are_the_track_to_the_sample(
    built: BuildReport, playlist: list[tuple[int, str, Path]]
) -> None:
    heard = [decoded(path) for *_, path in playlist]
    borders = find_parts(built.timeline)
    assert [len(part) for part in heard] == [
        (part.end_ms - part.start_ms) * SAMPLES_PER_MS for part in borders
    ]
    assert np.array_equal(np.concatenate(heard), decoded(built.path))


def test_every_set_and_every_rest_is_a_part_with_its_countdown(built: BuildReport) -> None:
    timeline = built.timeline
    parts = find_parts(timeline)
    assert [part.title for part in parts] == [
        "Introduction",
        "Row, right, set 1",
        "Row, left, set 1",
        "Rest, 5 seconds",
        "Row, right, set 2",
        "Row, left, set 2",
        "Rest, 5 seconds",
        'Plank: "hard"',
        "Swing",
        "Finish",
    ]
    for part in parts:
        heard = [c for c in timeline.cues if part.start_ms <= c.start_ms < part.end_ms]
        starts = [index for index, cue in enumerate(heard) if cue.role == "start"]
        if part.title.startswith(("Row", "Plank", "Swing")):
            assert heard[starts[0] - 1].role in ("countdown", "announce")
            assert len(starts) == (2 if part.title == "Swing" else 1)
        else:
            assert not starts


def test_the_playlist_names_them_all_in_order(
    built: BuildReport, playlist: list[tuple[int, str, Path]]
) -> None:
    folder = built.path.with_suffix("")
    files = sorted(path.name for path in folder.iterdir())
    assert files == [*(path.name for *_, path in playlist), "rows.m3u8"]
    assert playlist[1][2].name == "02 Row, right, set 1.mp3"
    assert playlist[7][2].name == "08 Plank- -hard-.mp3"
    for (seconds, title, _), part in zip(playlist, find_parts(built.timeline), strict=True):
        assert title == part.title
        assert abs(seconds * 1000 - (part.end_ms - part.start_ms)) <= 500


def test_each_part_says_what_it_is(
    built: BuildReport, playlist: list[tuple[int, str, Path]]
) -> None:
    said = []
    for number, (_, title, path) in enumerate(playlist, 1):
        tag = read_tag(path)
        assert str(tag["TIT2"]) == title
        assert str(tag["TRCK"]) == f"{number}/{len(playlist)}"
        assert str(tag["TALB"]) == "Rows: heavy/light"
        assert str(tag["TPE1"]) == "Zoë"
        assert not tag.getall("CHAP")
        start_ms = find_parts(built.timeline)[number - 1].start_ms
        for lyrics in tag.getall("SYLT"):
            said += [(start_ms + at_ms, text) for text, at_ms in lyrics.text]
    assert said == [(cue.start_ms, cue.text) for cue in built.timeline.spoken]


def test_the_same_session_gives_the_same_parts(built: BuildReport, tmp_path: Path) -> None:
    source = str(built.path.with_name("rows.yaml"))
    again = build(source, tmp_path / "rows.mp3", output=Output(split=True))
    for path in built.path.with_suffix("").iterdir():
        assert path.read_bytes() == (again.path.with_suffix("") / path.name).read_bytes()


@pytest.mark.long
def test_fewer_sets_leave_no_part_behind(tmp_path: Path) -> None:
    source = tmp_path / "few.yaml"
    for sets in (3, 1):
        source.write_text(
            f"title: Few\nrest: 3s\nexercises: [{{name: Row, reps: 2, pace: 1s, sets: {sets}}}]"
        )
        build(str(source), tmp_path / "few.mp3", output=Output(split=True))
        assert len([*(tmp_path / "few").glob("*.mp3")]) == 2 * sets + 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["few", "few.mp3", "few.yaml"]


def test_a_folder_of_someone_elses_is_refused_before_anything_is_written(
    tmp_path: Path, built: BuildReport
) -> None:
    music = tmp_path / "rows"
    music.mkdir()
    (music / "01 Mine.mp3").write_text("my own")
    said = refused(
        1, "build", str(built.path.with_name("rows.yaml")), "--out", str(tmp_path), "--split"
    )
    assert said == (
        f"error: {music}: this folder holds what is not ours ('01 Mine.mp3'); move it elsewhere\n"
    )
    assert [*tmp_path.iterdir()] == [music]
    assert (music / "01 Mine.mp3").read_text() == "my own"


def test_only_mp3_is_split(tmp_path: Path, built: BuildReport) -> None:
    source = str(built.path.with_name("rows.yaml"))
    with pytest.raises(CoachError, match="--split is for MP3 without music"):
        build(source, tmp_path / "rows.flac", output=Output(split=True))
    assert not [*tmp_path.iterdir()]


def test_the_summary_names_the_playlist(tmp_path: Path, built: BuildReport) -> None:
    source = str(built.path.with_name("rows.yaml"))
    said = ok("build", source, "--out", str(tmp_path), "--split")
    assert f"  split     {tmp_path / 'rows' / 'rows.m3u8'}\n" in said


@pytest.mark.parametrize(
    ("title", "number", "total", "name"),
    [
        ("Row", 2, 9, "02 Row.mp3"),
        ("Row", 2, 100, "002 Row.mp3"),
        ('<a>:"b"/\\|?*', 1, 1, "01 -a---b------.mp3"),
        ("Up, down ...", 1, 1, "01 Up, down.mp3"),
        ("two\nlines\t\x00\x7f", 1, 1, "01 two lines.mp3"),
        ("CON", 1, 1, "01 CON.mp3"),
        ("...", 1, 1, "01.mp3"),
        ("休" * 120, 1, 1, "01 " + "休" * 33 + ".mp3"),
    ],
)
def test_names_are_safe_on_every_system(title: str, number: int, total: int, name: str) -> None:
    assert make_file_name(title, number, total) == name


def laid_out(routine: Routine) -> Timeline:
    plan = plan_session(routine)
    return lay_out(plan, fake_lengths(plan))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROUTINES)
def test_parts_are_the_whole_and_no_sound_is_cut_in_two(routine: Routine) -> None:
    timeline = laid_out(routine)
    parts = find_parts(timeline)
    assert (parts[0].start_ms, parts[-1].end_ms) == (0, timeline.duration_ms)
    for before, after in pairwise(parts):
        assert before.end_ms == after.start_ms > before.start_ms
        cut = [c for c in timeline.cues if c.start_ms < after.start_ms < c.end_ms]
        assert not cut


def test_a_tone_that_rings_over_a_chapters_start_stays_whole() -> None:
    timeline = laid_out(read_bytes(EVERY_KIND.encode(), "rows.yaml").named("rows"))
    rest = next(mark for mark in timeline.chapters if mark.title.startswith("Rest"))
    tone = next(cue for cue in timeline.cues if cue.text == "rest")
    long = replace(tone, end_ms=rest.start_ms + 40)
    ringing = replace(timeline, cues=tuple(long if cue is tone else cue for cue in timeline.cues))
    moved = next(part for part in find_parts(ringing) if part.title.startswith("Rest"))
    assert moved.start_ms == long.end_ms
