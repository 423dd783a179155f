"""`--set PLACE.KEY=VALUE`: which exercises a place means, and what can be set there."""

import re

import pytest
from customised import exactly, named, read
from msgspec.structs import replace

from audiocoach.errors import CoachError
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Block, Exercise, Routine
from audiocoach.routine.overrides import (
    change_places,
    change_places_where_possible,
    read_place_change,
    targets,
)

SAME = """\
title: Same
exercises:
  - {name: Row, reps: 1}
  - {name: Row 1, reps: 2}
  - {name: Row!, reps: 3}
  - {name: Übung, reps: 5}
"""


def changed(*changes: str, text: str | None = None) -> Routine:
    routine = read(text) if text else read()
    return change_places(routine, [read_place_change(change) for change in changes])


def refusal(*changes: str) -> str:
    with pytest.raises(CoachError) as refused:
        changed(*changes)
    return str(refused.value)


def test_places_are_called_by_their_names_in_order() -> None:
    assert list(targets(read())) == [
        "row-1", "row-2", "plank", "pyramid", "pair", "halo", "row-3", "finisher", "swing",
        "emom", "clean",
    ]  # fmt: skip


def test_a_number_that_is_a_name_is_left_to_it() -> None:
    assert list(targets(read(SAME))) == ["row-2", "row-1", "row-3", "übung"]


@pytest.mark.parametrize(
    ("change", "name", "key", "value"),
    [
        ("halo.reps=12", "Halo", "reps", Span(12, 12)),
        ("Halo.reps = 6-10", "Halo", "reps", Span(6, 10)),
        ("row-2.pace=grind", "Row", "pace", 6_000),
        ("row-2.tempo=3-1-1-0", "Row", "tempo", (3_000, 1_000, 1_000, 0)),
        ("halo.sets=3", "Halo", "sets", Span(3, 3)),
        ("halo.rest=as needed (max 60s)", "Halo", "rest", Span(60_000, 60_000, as_needed=True)),
        ("halo.weight=20 kg", "Halo", "weight", "20 kg"),
        ("halo.sides=each", "Halo", "sides", "each"),
        ("plank.hold=45s", "Plank", "hold", Span(45_000, 45_000)),
        ("plank.work=45s", "Plank", "work", Span(45_000, 45_000)),
        ("pyramid.reps=6", "Pyramid", "reps", (Span(6, 6),) * 3),
        ("pyramid.set-rest=6", "Pyramid", "set_rest", Span(6_000, 6_000)),
    ],
)
def test_one_place_changes(change: str, name: str, key: str, value: object) -> None:
    routine = changed(change)
    assert getattr(named(routine, name), key) == value
    others = [other for other in ("Row", "Halo", "Plank", "Pyramid") if other != name]
    assert [named(routine, other) for other in others] == [named(read(), o) for o in others]


def test_a_block_and_what_is_in_it_change_together() -> None:
    routine = changed("pair.rounds=2", "pair.round_rest=30s", "pair.rest=5s", "row-3.reps=4")
    pair = next(item for item in routine.exercises if isinstance(item, Block))
    assert (pair.rounds, pair.round_rest, pair.rest) == (
        exactly(2),
        exactly(30_000),
        exactly(5_000),
    )
    assert pair.exercises[1] == read_row(4)


def read_row(reps: int) -> Exercise:
    pair = next(item for item in read().exercises if isinstance(item, Block))
    row = pair.exercises[1]
    assert isinstance(row, Exercise)
    return replace(row, reps=exactly(reps))


def test_the_warm_up_has_places() -> None:
    warmup = changed("row-1.work=40s").warmup
    assert isinstance(warmup, tuple)
    assert isinstance(warmup[0], Exercise)
    assert warmup[0].work == exactly(40_000)


def test_a_dose_takes_the_place_of_another() -> None:
    row = named(changed("row-2.work=40s"), "Row")
    assert (row.work, row.reps, row.tempo, row.cues) == (
        exactly(40_000),
        None,
        None,
        ("Go", "Flat back"),
    )
    plank = named(changed("plank.reps=4", "plank.pace=2s"), "Plank")
    assert (plank.reps, plank.hold, plank.pace) == (exactly(4), None, 2_000)


def test_the_order_does_not_matter() -> None:
    one = changed("halo.set_rest=9s", "halo.sets=3")
    assert one == changed("halo.sets=3", "halo.set_rest=9s")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            "halow.reps=8",
            (
                "'halow.reps=8': nothing in 'mine' is called 'halow'; did you mean 'halo'? "
                "there is: row-1, row-2, plank, pyramid, pair, halo, row-3, finisher, swing, emom, "
                "clean"
            ),
        ),
        (
            "row.reps=8",
            "'row.reps=8': nothing in 'mine' is called 'row' alone; there are: row-1, row-2, row-3",
        ),
        (
            "pair.reps=8",
            (
                "'pair.reps=8': 'pair' is a 'superset', which has no 'reps'; "
                "it has: rest, rounds, round_rest, tempo, pace, transition"
            ),
        ),
        (
            "finisher.round_rest=9s",
            (
                "'finisher.round_rest=9s': 'finisher' is a 'tabata', which has no 'round_rest'; "
                "it has: work, rest, rounds, transition"
            ),
        ),
        ("swing.reps=8", "'swing.reps=8' has no effect: its intervals are timed"),
        ("plank.tempo=3-1-1-0", "'plank.tempo=3-1-1-0' has no effect: it is timed"),
        (
            "halo.switch=9s",
            "'halo.switch=9s' has no effect: it does not do one side after the other",
        ),
        ("halo.set_rest=9s", "'halo.set_rest=9s' has no effect: it has one set"),
        ("pair.round_rest=9s", "'pair.round_rest=9s' has no effect: it has one round"),
        ("pyramid.sets=2", "'pyramid.sets=2' has no effect: it lists the reps of each set"),
    ],
)
def test_what_cannot_be_changed_is_refused(change: str, message: str) -> None:
    assert refusal(change) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("halo", "'halo' changes no place; write it like 'halo.reps=8'"),
        ("halo=8", "'halo=8' changes no place; write it like 'halo.reps=8'"),
        ("halo.reps", "'halo.reps' changes no place; write it like 'halo.reps=8'"),
        ("a.b.reps=8", "'a.b.reps=8' changes no place; write it like 'halo.reps=8'"),
        (
            "halo.rep=8",
            (
                "'halo.rep=8': unknown key 'rep'; did you mean 'reps'? there is: reps, cap, work, "
                "hold, distance, calories, sets, set_rest, rest, rounds, round_rest, tempo, pace, "
                "sides, switch, transition, weight, target"
            ),
        ),
        (
            "halo.reps=ten",
            "'halo.reps=ten': 'ten' is not a whole number; write it like '10' or '6-10'",
        ),
        ("halo.weight=", "'halo.weight=': there is no text; write some"),
        (
            f"halo.reps={'1' * 50}",
            f"'halo.reps={'1' * 30}…': '{'1' * 40}…' is too long; write a short value",
        ),
    ],
)
def test_what_is_no_change_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read_place_change(text)


def test_habits_change_what_they_can() -> None:
    changes = [
        read_place_change(text) for text in ("none.reps=1", "plank.tempo=3-0-1-0", "halo.reps=3")
    ]
    routine = change_places_where_possible(read(), changes)
    assert routine == changed("halo.reps=3")


def test_habits_may_come_in_any_order() -> None:
    changes = [read_place_change(text) for text in ("halo.set_rest=9s", "halo.sets=3")]
    assert named(change_places_where_possible(read(), changes), "Halo").set_rest == exactly(9_000)


def test_many_of_one_name_are_numbered_quickly() -> None:
    rows = "\n".join(f"  - {{name: Row, reps: {n}}}" for n in range(1, 900))
    assert list(targets(read(f"title: a\nexercises:\n{rows}\n")))[-1] == "row-899"
