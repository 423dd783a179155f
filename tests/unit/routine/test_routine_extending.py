"""`extends`: what a routine takes from another, and which files it may read."""

import os
from pathlib import Path

import pytest

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError, RoutineError
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Exercise, Routine
from audiocoach.routine.read import read_bytes, read_file

BASE = """\
title: Base
coach: Someone
rest: 90s
tempo: 2-0-2-0
exercises:
  - {name: Row, reps: 10}
  - {name: Halo, reps: 8}
"""
HINT = "write the name of a routine, or of a file beside this one"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "base.yaml").write_text(BASE)
    return folder


def write(text: str, name: str = "mine.yaml") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def extended(text: str) -> Routine:
    return read_file(write(text))


def refusal(text: str) -> str:
    with pytest.raises(CoachError) as refused:
        extended(text)
    return str(refused.value)


@pytest.mark.usefixtures("desk")
def test_keys_of_the_extending_file_win() -> None:
    routine = extended("extends: base.yaml\nrest: 30s\n")
    assert (routine.title, routine.coach, routine.slug) == ("Base", "Someone", "mine")
    assert routine.rest == Span(30_000, 30_000)
    assert [item.name for item in routine.exercises if isinstance(item, Exercise)] == [
        "Row",
        "Halo",
    ]
    assert routine.where.file == "mine.yaml"
    assert routine.exercises[0].where.file == "base.yaml"


@pytest.mark.usefixtures("desk")
def test_a_list_of_exercises_takes_the_place_of_the_other() -> None:
    routine = extended("extends: base.yaml\nexercises: [{name: Plank, hold: 30s}]\n")
    assert [item.name for item in routine.exercises if isinstance(item, Exercise)] == ["Plank"]


@pytest.mark.usefixtures("desk")
def test_a_pace_takes_the_place_of_a_tempo() -> None:
    routine = extended("extends: base.yaml\npace: grind\n")
    assert (routine.pace, routine.tempo) == (6_000, None)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "text",
    [
        "rounds: 1\n",
        "equipment: rope\n",
        "exercises: [{name: Plank, hold: 30s}]\n",
        "exercises: [{ladder: [3, 2, 1], exercises: [{name: Row}]}]\n",
    ],
)
def test_what_means_nothing_any_more_is_no_mistake(text: str) -> None:
    assert extended(f"extends: jeffers-pull\n{text}").title == "Jeffers pull"


@pytest.mark.usefixtures("desk")
def test_what_the_extending_file_contradicts_is_a_mistake() -> None:
    write("title: a\nexercises: [{name: b, hold: 9s, reps: 3}]\n", "bad.yaml")
    assert refusal("extends: bad.yaml\nround_rest: 30s\n").splitlines() == [
        "bad.yaml:2:23: 'reps' and 'hold' contradict each other; keep one of them",
        "mine.yaml:2:1: 'round_rest' has no effect without 'rounds'; add 'rounds: 3' or delete it",
    ]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("extends", ["base", "base.yaml", "./base.yaml", "sub/other.yaml"])
def test_a_base_is_a_name_or_a_file_beside(extends: str) -> None:
    write(BASE, "sub/other.yaml")
    assert extended(f"extends: {extends}\n").title == "Base"


@pytest.mark.usefixtures("desk")
def test_a_base_may_be_shipped() -> None:
    routine = extended("extends: jeffers-pull\nrounds: 2\n")
    assert (routine.title, routine.rounds) == ("Jeffers pull", Span(2, 2))
    assert routine.exercises[0].where.file == "jeffers-pull.yaml"


@pytest.mark.usefixtures("desk")
def test_a_routine_may_bear_the_name_of_the_shipped_one_it_extends() -> None:
    path = write("extends: jeffers-pull\nrounds: 2\n", "jeffers-pull.yaml")
    assert read_file(path).title == "Jeffers pull"


@pytest.mark.usefixtures("desk")
def test_one_beside_comes_before_a_shipped_one() -> None:
    write(BASE, "jeffers-pull.yaml")
    assert extended("extends: jeffers-pull\n").title == "Base"


@pytest.mark.usefixtures("desk")
def test_bases_have_bases() -> None:
    write("extends: base\ncoach: Other\nrest: 60s\n", "middle.yaml")
    routine = extended("extends: middle\nrest: 30s\n")
    assert (routine.title, routine.coach) == ("Base", "Other")
    assert routine.rest == Span(30_000, 30_000)


@pytest.mark.usefixtures("desk")
def test_a_chain_may_be_only_so_long() -> None:
    for number in range(LIMITS.bases + 1):
        below = "base" if number == 0 else f"link-{number - 1}"
        write(f"extends: {below}\n", f"link-{number}.yaml")
    assert read_file(Path(f"link-{LIMITS.bases - 1}.yaml")).title == "Base"
    with pytest.raises(RoutineError, match="routines, each built on the next"):
        read_file(Path(f"link-{LIMITS.bases}.yaml"))


@pytest.mark.usefixtures("desk")
def test_a_cycle_is_refused_with_its_chain() -> None:
    write("title: b\nextends: c\n", "b.yaml")
    write("title: c\nextends: mine\n", "c.yaml")
    assert refusal("extends: b\n") == (
        "c.yaml:2:10: the routines extend each other: mine.yaml → b.yaml → c.yaml → mine.yaml; "
        "delete one of the 'extends'"
    )
    assert "mine.yaml → mine.yaml" in refusal("extends: mine.yaml\n")


@pytest.mark.usefixtures("desk")
def test_problems_of_a_base_are_told_at_its_places() -> None:
    write(BASE + "  - {name: Row, rep: 3}\n  - {name: Row, reps: ten}\n", "bad.yaml")
    assert refusal("extends: bad.yaml\nronds: 3\nround_rest: 30s\n").splitlines() == [
        "bad.yaml:8:17: unknown key 'rep'; did you mean 'reps'?",
        "bad.yaml:9:23: 'ten' is not a whole number; write it like '10' or '6-10'",
        "mine.yaml:2:1: unknown key 'ronds'; did you mean 'rounds'?",
    ]
    write("title: [", "bad.yaml")
    assert refusal("extends: bad.yaml\n").startswith("bad.yaml:2:1: ")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "extends",
    ["../out.yaml", "sub/../../out.yaml", "/etc/passwd.yaml", "'..\\out.yaml'", "'C:out.yaml'"],
)
def test_a_base_outside_the_folder_is_refused(extends: str) -> None:
    write(BASE, "../out.yaml")
    shown = extends.strip("'")
    said = f"mine.yaml:1:10: {shown!r} is outside the routine's own folder; {HINT}"
    assert refusal(f"extends: {extends}\n") == said


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("extends", ["link.yaml", "link", "folder/out.yaml"])
def test_a_link_that_leads_outside_is_refused(extends: str, desk: Path) -> None:
    outside = desk.parent / "elsewhere"
    outside.mkdir()
    (outside / "out.yaml").write_text(BASE)
    try:
        (desk / "link.yaml").symlink_to(outside / "out.yaml")
        (desk / "folder").symlink_to(outside, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert refusal(f"extends: {extends}\n").startswith(f"mine.yaml:1:10: '{extends}' is outside")


@pytest.mark.usefixtures("desk")
def test_a_link_within_the_folder_is_followed(desk: Path) -> None:
    try:
        (desk / "link.yaml").symlink_to(desk / "base.yaml")
        (desk / "loop.yaml").symlink_to(desk / "loop.yaml")
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert extended("extends: link\n").title == "Base"
    assert "loop.yaml" in refusal("extends: loop.yaml\n")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("bse", "no routine is named 'bse'; did you mean 'base'?"),
        ("Base", "no routine is named 'Base'; did you mean 'base'?"),
        ("qqq", f"no routine is named 'qqq'; {HINT}"),
        ("none.yaml", f"there is no file 'none.yaml' beside this one; {HINT}"),
        ("folder.yaml", "folder.yaml: this is a folder, not a file; extend another file"),
        ("a" * 110 + ".yaml", f"there is no file '{'a' * 40}…' beside this one; {HINT}"),
    ],
)
def test_a_base_that_is_not_there_is_told_at_its_place(extends: str, message: str) -> None:
    Path("folder.yaml").mkdir()
    assert refusal(f"extends: {extends}\n") == f"mine.yaml:1:10: {message}"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.usefixtures("desk")
def test_a_pipe_keeps_nobody_waiting() -> None:
    os.mkfifo("pipe.yaml")
    assert "this is a device, not a file" in refusal("extends: pipe.yaml\n")


def test_a_text_without_a_file_may_extend_a_shipped_routine() -> None:
    assert read_bytes(b"extends: jamison-back", "text").title == "Jamison back"
    with pytest.raises(RoutineError, match=r"text:1:10: there is no file 'base\.yaml' beside"):
        read_bytes(b"extends: base.yaml", "text")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extends: [a]\n", "'extends' is one value, not a list"),
        ("extends:\ntitle: a\n", "'extends' has no value"),
    ],
)
def test_extends_is_one_name(text: str, message: str) -> None:
    with pytest.raises(RoutineError) as refused:
        read_bytes(text.encode(), "text")
    assert message in str(refused.value)
