"""Every malformed routine here with its messages, to the letter."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from paths import GOLDENS

from audiocoach.errors import RoutineError
from audiocoach.routine.read import read_bytes

BAD = GOLDENS / "bad"
ROUTINES = sorted(BAD.glob("*.yaml"))
LEAK = re.compile(r"Input should|value_error|pydantic|\b(None|dict|tuple|int|mapping|scalar)\b")


def messages_of(path: Path) -> str:
    with pytest.raises(RoutineError) as refused:
        read_bytes(path.read_bytes(), path.name)
    return f"{refused.value}\n"


@pytest.mark.parametrize("path", ROUTINES, ids=lambda path: path.stem)
def test_the_messages_are_as_they_were(path: Path, golden: Callable[[Path, str], None]) -> None:
    golden(path.with_suffix(".errors.txt"), messages_of(path))


@pytest.mark.parametrize("path", ROUTINES, ids=lambda path: path.stem)
def test_every_message_has_a_place_in_the_file_in_its_order(path: Path) -> None:
    with pytest.raises(RoutineError) as refused:
        read_bytes(path.read_bytes(), path.name)
    lines = path.read_text(encoding="utf-8").split("\n")
    places = [problem.where for problem in refused.value.problems]
    assert places == sorted(places)
    for place in places:
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1


@pytest.mark.parametrize("path", ROUTINES, ids=lambda path: path.stem)
def test_every_message_says_what_to_write_and_is_short(path: Path) -> None:
    with pytest.raises(RoutineError) as refused:
        read_bytes(path.read_bytes(), path.name)
    for problem in refused.value.problems:
        assert problem.hint, problem
        assert len(str(problem)) < 380
        assert not LEAK.search(problem.message), problem


def test_there_are_enough_bad_goldens() -> None:
    assert len(ROUTINES) >= 30


def test_every_text_here_has_its_routine() -> None:
    orphans = [
        text.name
        for text in BAD.iterdir()
        if text.suffix != ".yaml" and not (BAD / text.name.replace(".errors.txt", ".yaml")).exists()
    ]
    assert not orphans


def test_a_difference_is_shown(
    tmp_path: Path, golden: Callable[[Path, str], None], pytestconfig: pytest.Config
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\ntwo\n")
    if pytestconfig.getoption("--update-goldens"):
        golden(path, "one\nthree\n")
        assert path.read_bytes() == b"one\nthree\n"
    else:
        golden(path, "one\ntwo\n")
        with pytest.raises(pytest.fail.Exception, match=r"(?s)-two\n\+three\n"):
            golden(path, "one\nthree\n")
        with pytest.raises(pytest.fail.Exception):
            golden(tmp_path / "none.txt", "one\n")
        assert path.read_bytes() == b"one\ntwo\n"
