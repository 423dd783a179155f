"""`modes`: other figures for the same exercises."""

import pytest
from customised import EVERYTHING, exactly, exercises, named, read

from audiocoach.errors import CoachError
from audiocoach.routine.customise import in_mode
from audiocoach.routine.fields import Span

MOVES = "exercises: [{name: Row, reps: 10}, {name: Plank, hold: 30s}, {name: Bike, work: 60s}]\n"


def in_one(keys: str, moves: str = MOVES) -> str:
    return f"title: One\nrounds: 2\nmodes:\n  plain: {{}}\n  other: {{{keys}}}\n{moves}"


def test_the_first_mode_is_the_default() -> None:
    routine = read()
    assert in_mode(routine, None) == in_mode(routine, "counted")
    assert in_mode(routine, None).title == "Everything"
    first = read("title: a\nmodes: {fast: {rounds: 2}, slow: {}}\nexercises: [{name: b, reps: 1}]")
    assert in_mode(first, None).rounds == exactly(2)


def test_a_routine_without_modes_is_as_it_is() -> None:
    routine = read("title: a\nexercises: [{name: b, reps: 1}]\n")
    assert in_mode(routine, None) is routine
    with pytest.raises(CoachError, match="'mine' has no modes, and so none named 'fast'"):
        in_mode(routine, "fast")


def test_an_unknown_mode_lists_those_there_are() -> None:
    with pytest.raises(CoachError) as refused:
        in_mode(read(), "timd")
    said = "'mine' has no mode 'timd'; did you mean 'timed'? there is: counted, timed"
    assert str(refused.value) == said


def test_work_makes_timed_exercises_of_counted_ones() -> None:
    routine = in_mode(read(), "timed")
    row, pair = named(routine, "Row"), named(routine, "Halo")
    assert (row.work, row.reps, row.tempo, row.pace) == (Span(30_000, 60_000), None, None, None)
    assert row.cues == ("Go", "Flat back")
    assert (pair.work, pair.sides) == (Span(30_000, 60_000), "alternating")
    assert routine.title == "On the clock"


def test_a_list_of_reps_becomes_as_many_sets() -> None:
    assert named(in_mode(read(), "timed"), "Pyramid").sets == exactly(3)


def test_what_is_held_or_has_its_own_clock_keeps_it() -> None:
    before, after = read(), in_mode(read(), "timed")
    for name in ("Plank", "Swing", "Clean"):
        assert named(after, name) == named(before, name)
    assert after.warmup == before.warmup


def test_rests_that_are_not_0_change() -> None:
    routine = in_mode(read(), "timed")
    assert (routine.rest, routine.round_rest) == (exactly(15_000), exactly(120_000))


@pytest.mark.parametrize(
    ("keys", "values"),
    [
        ("reps: 6-8", [Span(6, 8), None, None]),
        ("tempo: 3-1-1-0", [exactly(10), None, None]),
        ("sets: 4", [exactly(10), None, None]),
        ("hold: 10s", [exactly(10), None, None]),
        ("work: 40s", [None, None, None]),
    ],
)
def test_a_mode_changes_only_what_it_says(keys: str, values: list[Span | None]) -> None:
    routine = in_mode(read(in_one(keys)), "other")
    assert [exercise.reps for exercise in exercises(routine)] == values
    assert named(routine, "Plank").hold == exactly(10_000 if keys.startswith("hold") else 30_000)
    assert named(routine, "Bike").work == exactly(40_000 if keys.startswith("work") else 60_000)
    assert {exercise.sets for exercise in exercises(routine)} == {
        exactly(4) if keys.startswith("sets") else None
    }


def test_a_pace_takes_the_place_of_a_tempo() -> None:
    moves = "exercises: [{name: Row, reps: 10, tempo: 2-0-2-0}]\n"
    row = named(in_mode(read(in_one("pace: grind", moves)), "other"), "Row")
    assert (row.pace, row.tempo) == (6_000, None)


def test_rounds_transition_title_and_summary_are_the_routines() -> None:
    keys = "rounds: 4, round_rest: 10s, transition: 3s, title: Two, summary: Quick."
    routine = in_mode(read(in_one(keys)), "other")
    assert routine.rounds == exactly(4)
    assert routine.round_rest == exactly(10_000)
    assert (routine.transition, routine.title, routine.summary) == (3_000, "Two", "Quick.")


def test_the_modes_of_what_is_extended_are_there() -> None:
    text = "extends: jeffers-pull\ntitle: Mine\n"
    assert list(read(text).modes) == ["strength", "conditioning"]


def test_the_example_is_read() -> None:
    assert list(read(EVERYTHING).modes) == ["counted", "timed"]
