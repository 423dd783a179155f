"""Values asked for on the command line, set in a routine."""

from collections.abc import Iterator

import pytest

from audiocoach.errors import CoachError
from audiocoach.routine.fields import Span
from audiocoach.routine.keys import keys_of
from audiocoach.routine.model import Block, Exercise, Item, Routine, Step
from audiocoach.routine.overrides import Values, override
from audiocoach.routine.read import read_bytes

ROUTINE = """\
title: Everything
rounds: 3
rest: 90s
round_rest: 2 min
exercises:
  - {name: Counted, reps: 6-10, rest: 20-30s}
  - {name: Timed, work: 40s, rest: 0}
  - {name: Held, hold: 30s, sets: 2, set_rest: 15s}
  - superset: Pair
    exercises:
      - {name: First, reps: 8}
      - {name: Second, reps: 12, rest: 10s}
  - circuit: Loop
    rounds: 4
    rest: 5s
    exercises:
      - {name: Third, reps: 5}
  - block: Still
    rounds: 2
    round_rest: 0
    rest: 0
    exercises:
      - {name: Fourth, reps: 5}
"""
Node = Routine | Item


def exactly(value: int) -> Span:
    return Span(value, value)


def read(text: str) -> Routine:
    return read_bytes(text.encode(), "f").named("mine")


def nodes(node: Node) -> Iterator[tuple[str, Node]]:
    yield called(node), node
    for item in node.exercises if isinstance(node, Routine | Block) else ():
        yield from nodes(item)


def called(node: Node) -> str:
    if isinstance(node, Exercise):
        return node.name
    if isinstance(node, Step):
        return "step"
    return node.heading if isinstance(node, Block) else node.title


def differences(before: Routine, after: Routine) -> dict[str, object]:
    pairs = zip(nodes(before), nodes(after), strict=True)
    return {
        f"{name} {key}": getattr(new, key)
        for (name, old), (_, new) in pairs
        for key in keys_of(type(old))
        if key != "exercises" and getattr(old, key) != getattr(new, key)
    }


def changed(changes: Values, text: str = ROUTINE) -> dict[str, object]:
    routine = read(text)
    return differences(routine, override(routine, changes))


def test_no_option_changes_nothing() -> None:
    assert override(read(ROUTINE), {}) == read(ROUTINE)


def test_what_is_given_stays_as_it_was() -> None:
    routine = read(ROUTINE)
    override(routine, {"reps": Span(1, 1), "rest": exactly(1_000), "rounds": Span(2, 2)})
    assert routine == read(ROUTINE)


def test_reps_are_those_of_every_counted_exercise() -> None:
    ten = Span(10, 10)
    assert changed({"reps": ten}) == {
        f"{name} reps": ten for name in ("Counted", "First", "Second", "Third", "Fourth")
    }


def test_reps_can_be_a_range() -> None:
    assert changed({"reps": Span(3, 5)})["First reps"] == Span(3, 5)


def test_rest_is_every_one_that_is_written_and_not_0() -> None:
    short = Span(45_000, 45_000)
    assert changed({"rest": exactly(45_000)}) == {
        "Everything rest": short,
        "Counted rest": short,
        "Second rest": short,
        "Loop rest": short,
    }


def test_rest_that_is_not_written_is_the_routines() -> None:
    text = "title: a\nexercises: [{name: b, reps: 1}]\n"
    assert changed({"rest": exactly(45_000)}, text) == {"a rest": Span(45_000, 45_000)}


def test_a_rest_that_may_be_0_is_none_that_is_0() -> None:
    text = "title: a\nrest: 0-30s\nexercises: [{name: b, reps: 1}]\n"
    assert changed({"rest": exactly(5_000)}, text) == {"a rest": Span(5_000, 5_000)}


def test_rest_can_be_taken_away() -> None:
    assert changed({"rest": exactly(0)})["Everything rest"] == Span(0, 0)


def test_a_superset_without_rest_stays_without() -> None:
    routine = override(read(ROUTINE), {"rest": exactly(45_000)})
    pair = next(node for name, node in nodes(routine) if name == "Pair")
    assert pair.rest is None


def test_rest_between_rounds_is_apart() -> None:
    minute = Span(60_000, 60_000)
    assert changed({"round_rest": exactly(60_000)}) == {
        "Everything round_rest": minute,
        "Loop round_rest": minute,
    }


def test_rest_between_rounds_that_is_not_written_is_set() -> None:
    text = "title: a\nrounds: 2\nrest: 0\nexercises: [{name: b, reps: 1}]\n"
    assert changed({"round_rest": exactly(60_000)}, text) == {"a round_rest": Span(60_000, 60_000)}


def test_rounds_are_the_outermost() -> None:
    assert changed({"rounds": Span(2, 2)}) == {"Everything rounds": Span(2, 2)}


def test_rounds_that_are_added_can_have_a_rest() -> None:
    text = "title: a\nexercises: [{name: b, reps: 1}]\n"
    changes = {"rounds": Span(2, 2), "round_rest": exactly(60_000)}
    assert changed(changes, text) == {
        "a rounds": Span(2, 2),
        "a round_rest": Span(60_000, 60_000),
    }


@pytest.mark.parametrize(
    ("changes", "text", "message"),
    [
        (
            {"reps": Span(10, 10)},
            "title: a\nexercises: [{block: c, exercises: [{name: d, hold: 9}]}]",
            "--reps changes nothing in 'mine': no exercise counts reps",
        ),
        (
            {"rest": exactly(45_000)},
            "title: a\nrest: 0\nexercises: [{name: b, work: 40s, rest: 0s}]",
            "--rest changes nothing in 'mine': every rest in it is 0",
        ),
        (
            {"round_rest": exactly(45_000)},
            "title: a\nexercises: [{name: b, work: 40s, sets: 3}]",
            (
                "--round-rest changes nothing in 'mine': "
                "there are no rests between rounds, or they are 0"
            ),
        ),
        (
            {"round_rest": exactly(45_000)},
            "title: a\nrounds: 3\nround_rest: 0\nexercises: [{name: b, work: 40s}]",
            (
                "--round-rest changes nothing in 'mine': "
                "there are no rests between rounds, or they are 0"
            ),
        ),
        (
            {"rounds": Span(1, 1), "round_rest": exactly(45_000)},
            "title: a\nrounds: 3\nexercises: [{name: b, work: 40s}]",
            (
                "--round-rest changes nothing in 'mine': "
                "there are no rests between rounds, or they are 0"
            ),
        ),
    ],
)
def test_an_option_that_changes_nothing_is_refused(
    changes: Values, text: str, message: str
) -> None:
    with pytest.raises(CoachError) as refused:
        override(read(text), changes)
    assert str(refused.value) == message
