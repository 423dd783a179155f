"""Which music is played: what is asked for, a habit, or the routine's own."""

from pathlib import Path

import pytest

from audiocoach.config.load import FILE_VARIABLE, load_config
from audiocoach.config.music import Music
from audiocoach.config.resolve import resolve_music
from audiocoach.errors import RoutineError
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_file


def routine(folder: Path, music: str) -> Routine:
    path = folder / "own.yaml"
    path.write_text(f"title: Own\n{music}\nexercises: [{{name: Row, reps: 5}}]\n", "utf-8")
    return read_file(path)


def test_a_routine_without_music_has_none(tmp_path: Path) -> None:
    assert resolve_music(routine(tmp_path, ""), Music()) is None


def test_a_routines_own_music_lies_beside_it(tmp_path: Path) -> None:
    own = routine(tmp_path, "music: songs/fast.mp3")
    fast = Music(tmp_path / "songs/fast.mp3", duck_db=9, within=tmp_path)
    assert resolve_music(own, Music(duck_db=9)) == fast
    own = routine(tmp_path, "music: {work: fast.mp3, rest: slow}")
    assert resolve_music(own, Music()) == Music(
        tmp_path / "fast.mp3", rest=tmp_path / "slow", within=tmp_path
    )
    own = routine(tmp_path, "music: {rest: slow}")
    assert resolve_music(own, Music()) == Music(rest=tmp_path / "slow", within=tmp_path)


@pytest.mark.parametrize("path", ["../other.mp3", "/etc/song.mp3", "C:/song.mp3", "a/../../b.mp3"])
def test_a_routine_reaches_nothing_outside_its_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(
        RoutineError, match=r"2:8: the music .* is outside the routine's own folder"
    ):
        resolve_music(routine(tmp_path, f"music: '{path}'"), Music())


def test_nor_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    try:
        (tmp_path / "inside" / "link").symlink_to(tmp_path)
    except OSError:
        pytest.skip("no links here")
    with pytest.raises(RoutineError, match="outside"):
        resolve_music(routine(tmp_path / "inside", "music: link/own.mp3"), Music())


def test_what_is_asked_for_goes_first_and_then_the_habit(tmp_path: Path) -> None:
    own = routine(tmp_path, "music: own.mp3")
    asked, habit = Music(Path("asked.mp3")), Path("habit.mp3")
    assert resolve_music(own, asked, habit) == asked
    assert resolve_music(own, Music(shuffle=3), habit) == Music(habit, shuffle=3)
    assert resolve_music(own, Music(Path("off")), habit) is None
    assert resolve_music(own, Music(), Path("somewhere/off")) is None


@pytest.mark.parametrize("music", ["music: []", "music: {sleep: a.mp3}", "music: ''", "music: {}"])
def test_what_is_no_music_is_refused_with_its_line(tmp_path: Path, music: str) -> None:
    with pytest.raises(RoutineError, match=r"own\.yaml:2:"):
        routine(tmp_path, music)


def test_a_habit_is_relative_to_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.toml").write_text('music = "gym"', "utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "own.toml"))
    assert load_config().music == tmp_path / "gym"
