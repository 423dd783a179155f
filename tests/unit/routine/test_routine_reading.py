"""Whole files read: every key, every mistake with its line and column."""

import os
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import fields, replace
from reading import read, told

from audiocoach.errors import CoachError, InvalidValueError, Problem, RoutineError, Where
from audiocoach.routine.fields import Span, Tempo
from audiocoach.routine.kinds import BLOCK_KINDS, One, Spot
from audiocoach.routine.model import Block, Exercise, Routine
from audiocoach.routine.model import Node as RoutineNode
from audiocoach.routine.read import read_bytes, read_file
from audiocoach.support import yaml_nodes
from audiocoach.support.resources import shipped_folder
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode

ROW = "exercises:\n  - name: Row\n    reps: 10\n"
SHIPPED = sorted(shipped_folder("routines").glob("*.yaml"))


# What an author writes


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_routines_are_read(path: Path) -> None:
    routine = read_file(path)
    assert routine.slug == path.stem
    assert routine.title
    assert routine.where.line == 1 + next(
        index
        for index, line in enumerate(path.read_text(encoding="utf-8").splitlines())
        if line and not line.startswith("#")
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_item_stands_where_it_says(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    def check(group: Routine | Block) -> None:
        for item in group.exercises:
            here = lines[item.where.line - 1][item.where.column - 1 :]
            if isinstance(item, Exercise):
                assert here == f"name: {item.name}"
            elif isinstance(item, Block):
                assert here.partition(":")[0] in BLOCK_KINDS
                check(item)
            assert item.where.file == path.name

    check(read_file(path, shown=path.name))


EVERYTHING = """\
title: Pull
coach: Me
source: A book
summary: Short.
notes: One note
equipment: [kettlebell, mat]
substitutes: {kettlebell: dumbbell}
warmup: Warm up.
repeat_after: 48 h
muscles: [back, hamstrings]
language: en
voice: espeak:en-us
counter: en-us+f2@190
sounds: wood
profile: coach
level: high
cooldown: Hang loose.
count: fifth
shuffle: false
rounds: 3-5
rest: 90s
round_rest: 1-2 min
transition: 5s
tempo: 3-1-X-0
starts: concentric
exercises:
  - name: Row
    reps: 6-10
    sets: 3
    set_rest: 1:00
    rest: 0
    sides: each
    first: left
    switch: 5s
    weight: 5-15 lb
    rpe: 7.5-8
    target: zone 2
    needs: bench
    count: none
    tempo: 2-0-2-0
    how: >
      Hinge,
      then pull.
    cues: Elbow close
  - circuit: Legs
    rounds: 2
    round_rest: 30s
    pace: 3
    exercises:
      - {name: March, work: 30-60s}
      - {name: Plank, hold: 45, cues: [Breathe, Squeeze]}
"""


def held(node: RoutineNode, without: set[str]) -> dict[str, object]:
    """Every field of a node but those of `without`."""
    names = {field.name for field in fields(node)} - without
    return {name: getattr(node, name) for name in names}


SELDOM = {
    *("where", "starts", "work", "hold", "pace"),
    *("cap", "breath", "distance", "calories"),
}
"""Keys of an exercise that EVERYTHING has not."""


def test_every_key_is_read() -> None:
    routine = read(EVERYTHING)
    march = Exercise(where=Where("f", 48, 9), name="March", work=Span(30_000, 60_000))
    row, circuit = routine.exercises
    assert isinstance(row, Exercise)
    assert isinstance(circuit, Block)
    assert held(routine, {"exercises", "where", "places", "files", "found"}) == {
        "title": "Pull",
        "coach": "Me",
        "source": "A book",
        "summary": "Short.",
        "notes": ("One note",),
        "equipment": ("kettlebell", "mat"),
        "substitutes": {"kettlebell": "dumbbell"},
        "warmup": "Warm up.",
        "repeat_after": 172_800_000,
        "muscles": ("back", "hamstrings"),
        "language": "en",
        "voice": "espeak:en-us",
        "counter": "en-us+f2@190",
        "sounds": "wood",
        "rounds": Span(3, 5),
        "rest": Span(90_000, 90_000),
        "round_rest": Span(60_000, 120_000),
        "transition": 5_000,
        "tempo": Tempo(3_000, 1_000, 1_000, 0),
        "starts": "concentric",
        "pace": None,
        "slug": "",
        "greeting": "",
        "folder": None,
        "music": None,
        "cooldown": "Hang loose.",
        "count": "fifth",
        "shuffle": False,
        "level": "high",
        "profile": "coach",
        "leads": None,
        "extends": None,
        "modes": {},
        "pronounce": {},
        "breath": None,
    }
    assert held(row, SELDOM) == {
        "name": "Row",
        "short": None,
        "reps": Span(6, 10),
        "sets": Span(3, 3),
        "set_rest": Span(60_000, 60_000),
        "rest": Span(0, 0),
        "phases": (),
        "sides": "each",
        "first": "left",
        "switch": 5_000,
        "weight": "5-15 lb",
        "drops": (),
        "rpe": "7.5-8",
        "rir": None,
        "effort": None,
        "target": "zone 2",
        "needs": ("bench",),
        "count": "none",
        "tempo": Tempo(2_000, 0, 2_000, 0),
        "how": "Hinge, then pull.",
        "cues": ("Elbow close",),
    }
    assert (circuit.heading, circuit.rounds, circuit.pace) == ("Legs", Span(2, 2), 3_000)
    assert circuit.round_rest == Span(30_000, 30_000)
    assert replace(circuit.exercises[0], where=march.where) == march
    plank = circuit.exercises[1]
    assert isinstance(plank, Exercise)
    assert (plank.hold, plank.cues) == (Span(45_000, 45_000), ("Breathe", "Squeeze"))


@pytest.mark.parametrize("word", ["superset", "circuit", "block"])
def test_a_block_is_called_by_its_first_key(word: str) -> None:
    row = "exercises: [{name: Row, reps: 10}]"
    block = read(f"title: a\nexercises:\n  - {word}: Two\n    {row}").exercises[0]
    assert isinstance(block, Block)
    assert (block.heading, getattr(block, word)) == ("Two", "Two")


@pytest.mark.parametrize(
    ("written", "ms"),
    [("90", 90_000), ("90s", 90_000), ("1:30", 90_000), ("1.5 min", 90_000), ("1m30s", 90_000)],
)
def test_a_duration_is_read_in_all_its_spellings(written: str, ms: int) -> None:
    assert read(f"title: a\nrest: {written}\n{ROW}").rest == Span(ms, ms)
    assert read(f"title: a\nrest: '{written}'\n{ROW}").rest == Span(ms, ms)


# Where YAML 1.1 would have seen something else


@pytest.mark.parametrize(
    "name", ["on", "No", "yes", "12", "1:30", "3.0", "1e3", "2024-01-01", "-1"]
)
def test_a_name_is_the_text_it_is(name: str) -> None:
    row = read(f"title: {name!r}\nexercises:\n  - {{name: {name!r}, reps: 010}}\n").exercises[0]
    assert isinstance(row, Exercise)
    assert (row.name, row.reps) == (name, Span(10, 10))


@pytest.mark.parametrize("name", ["on", "no", "yes", "true", "12", "1:30", "2024-01-01", "0x1F"])
def test_an_unquoted_name_too(name: str) -> None:
    assert read(f"title: {name}\n{ROW}").title == name


@pytest.mark.parametrize("value", ["~", "null", "Null", "''", '" "', ""])
def test_nothing_is_told_as_no_value(value: str) -> None:
    message = "f:1:1: 'rest' has no value; write one or delete the key"
    assert told(f"rest: {value}\ntitle: a\n{ROW}") == message


# What is refused beside the goldens


def test_a_key_in_a_list_is_misspelt_once() -> None:
    text = f"title: a\nexercies:\n{ROW.partition(chr(10))[2]}"
    assert told(text) == "f:2:1: unknown key 'exercies'; did you mean 'exercises'?"


def test_a_misspelt_key_beside_the_right_one_is_told_once() -> None:
    message = told(f"title: a\ntitel: b\n{ROW}")
    assert message.startswith("f:2:1: unknown key 'titel'; known here: breath, coach, cooldown,")


def test_problems_come_in_the_order_of_the_file() -> None:
    text = "rest: soon\nrounds: 0\ntitle:\nexercises:\n  - name: a\n  - name: b\n    reps: x\n"
    assert [line.split(": ")[0] for line in told(text).splitlines()] == [
        *["f:1:7", "f:2:9", "f:3:1", "f:5:5", "f:7:11"]
    ]


def test_of_a_thousand_problems_the_first_hundred_are_told() -> None:
    text = "title: a\nexercises:\n" + "  - {name: a, rep: x}\n" * 1_000
    lines = told(text).splitlines()
    assert (len(lines), lines[-1]) == (101, "and 1,900 more")


def refusal(error: InvalidValueError) -> Problem:
    """What is said of a value whose reader raises `error`."""

    def refuse(_: str) -> None:
        raise error

    problems: list[Problem] = []
    spot = Spot(ScalarNode("x", Where("f", 1, 7)), "rest", Where("f", 1, 1))
    assert One(refuse, refuse).take(spot, problems) is None
    (problem,) = problems
    return problem


def test_a_refusal_without_advice_is_still_told() -> None:
    assert str(refusal(InvalidValueError("it is odd"))) == "f:1:7: it is odd"


def test_semicolons_in_a_message_and_in_its_hint_stay_where_they_are() -> None:
    problem = refusal(InvalidValueError("it is odd; very odd", "write 9; or 10"))
    assert problem[1:] == ("it is odd; very odd", "write 9; or 10")


def test_semicolons_that_an_author_wrote_divide_nothing() -> None:
    message = "'1; 2; 3' is not a whole number; write it like '10' or '6-10'"
    assert told("title: a\nrounds: 1; 2; 3\n" + ROW) == f"f:2:9: {message}"
    with pytest.raises(RoutineError) as refused:
        read("title: a\nvoice: 'a; b@c; d'\n" + ROW)
    (problem,) = refused.value.problems
    assert problem.message == "'voice': 'c; d' is not a speed in words per minute"
    assert problem.hint
    assert ";" not in problem.hint


# Files


def test_a_routine_is_named_after_its_file(tmp_path: Path) -> None:
    path = tmp_path / "my-pull.yaml"
    path.write_text(f"title: a\n{ROW}", encoding="utf-8")
    assert read_file(path).slug == "my-pull"
    assert read_file(path).where.file == str(path)
    assert read_file(path, shown="x").where.file == "x"


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r"none\.yaml: there is no such file$"):
        read_file(tmp_path / "none.yaml")
    with pytest.raises(CoachError, match=r": this is a folder, not a file$"):
        read_file(tmp_path)
    with pytest.raises(CoachError, match=r": the file cannot be read \(.*null.*\)$"):
        read_file(Path("a\0b"))


@pytest.mark.skipif(sys.platform == "win32", reason="another message there")
def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r": the file cannot be read \(File name too long\)$"):
        read_file(tmp_path / ("x" * 5_000))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(CoachError, match=r"pipe.yaml: this is a device, not a file$"):
        read_file(tmp_path / "pipe.yaml")


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 26)
    with pytest.raises(RoutineError, match=r"huge\.yaml:1:1: the file is too large; a routine has"):
        read_file(path)


# Frozen


@pytest.mark.parametrize(
    ("value", "attribute"),
    [
        (read(EVERYTHING), "title"),
        (read(EVERYTHING).exercises[0], "reps"),
        (read(EVERYTHING).exercises[1], "rounds"),
        ({}, "reps"),
        (Span(1, 2), "low"),
        (Tempo(1, 2, 3, 4), "top"),
        (Where("f", 1, 1), "line"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_cannot_be_changed(value: object, attribute: str) -> None:
    with pytest.raises(AttributeError):
        setattr(value, attribute, None)


# Anything at all

CHUNKS = [
    *[
        "\n",
        "  ",
        "    ",
        "- ",
        ": ",
        ":",
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
        "|",
        ">",
        "#",
        "&a ",
        "*a",
    ],
    *["!!str ", "? ", "---\n", "...\n", "%YAML 1.1\n", "\t", "\r", "\x85", "\u2028", "\ufeff", "~"],
    *["title", "exercises", "name", "reps", "superset", "block", "where", "slug", "rest", "cues"],
    *["substitutes", "equipment", "rounds", "0", "10", "6-10", "90s", "-", "X", "null", "<<", "\0"],
]
PIECES = st.sampled_from(CHUNKS) | st.text(max_size=3)


def refused_or_read(data: bytes) -> None:
    lines = data.decode("utf-8", "replace").count("\n") + data.count(b"\r") + 2
    try:
        read_bytes(data, "f")
    except RoutineError as error:
        assert error.problems  # noqa: PT017
        for problem in error.problems:
            assert problem.where.column >= 1
            assert 1 <= problem.where.line <= lines + data.count(b"\xc2") + data.count(b"\xe2")


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_problems(data: bytes) -> None:
    refused_or_read(data)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_raises_anything_but_problems(text: str) -> None:
    refused_or_read(text.encode("utf-8", "replace"))


@settings(max_examples=300)
@given(st.data())
def test_no_changed_routine_raises_anything_but_problems(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([*(path.read_text("utf-8") for path in SHIPPED), EVERYTHING]))
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        piece = data.draw(PIECES | st.just(text[start:end]))
        at = data.draw(st.sampled_from([start, end]))
        text = text[:start] + piece + text[at:]
    refused_or_read(text.encode("utf-8", "replace"))


NODES = st.recursive(
    PIECES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PIECES, inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=200)
@given(NODES, st.sampled_from(["", "title", "exercises", "substitutes", "cues", "rest"]))
def test_no_tree_raises_anything_but_problems(tree: object, key: str) -> None:
    whole = {"title": "a", "exercises": tree, **({key: tree} if key else {})}
    refused_or_read(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False).encode())


def places(node: Node) -> list[Where]:
    if isinstance(node, SequenceNode):
        return [node.where, *(place for item in node.items for place in places(item))]
    if isinstance(node, MappingNode):
        return [node.where, *(place for item in node.values.values() for place in places(item))]
    return [node.where]


@given(NODES)
def test_every_place_is_in_the_file(tree: object) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True)
    root, _ = yaml_nodes.parse(text.encode(), "f")
    ends = text.splitlines()
    for where in places(root) if root else []:
        assert 1 <= where.line <= len(ends) + 1
