"""What keeps people safe and the sources true: notes that are spoken, effort in words, warm-ups."""

from itertools import pairwise

import pytest
from fake_voice import fake_lengths

from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.defaults import LIMITS
from audiocoach.errors import RoutineError
from audiocoach.plan import Interval, plan_session
from audiocoach.report.lint import lint
from audiocoach.routine import catalog
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import Timeline, lay_out

ROW = "exercises: [{name: Row, reps: 5}]"


def read(text: str) -> Routine:
    return read_bytes(f"title: A\n{text}".encode(), "a.yaml")


def laid_out(routine: Routine) -> Timeline:
    plan = plan_session(routine)
    return lay_out(plan, fake_lengths(plan))


def said_in(timeline: Timeline, kind: str) -> str:
    """All that is said in the first interval of that kind."""
    placed = next(each for each in timeline.intervals if each.interval.kind == kind)
    within = (c for c in timeline.cues if placed.start_ms <= c.start_ms < placed.end_ms)
    return " ".join(cue.text for cue in within if cue.play == "speech")


# Notes


def test_a_note_is_spoken_before_the_session_if_it_is_marked() -> None:
    timeline = laid_out(read(f"notes: [Nobody hears this., {{say: Rest as you need.}}]\n{ROW}"))
    intro = said_in(timeline, "intro")
    assert intro.endswith("If anything hurts, stop. Rest as you need.")
    assert "Nobody" not in " ".join(cue.text for cue in timeline.cues)


def test_the_introduction_grows_for_it() -> None:
    long = " ".join(f"Mind your back and breathe, {word}." for word in "abcdefghijkl")
    timeline = laid_out(read(f"notes: [{{say: '{long}'}}]\n{ROW}"))
    assert timeline.dropped == ()
    assert said_in(timeline, "intro").endswith(long)


def test_no_more_than_a_few_are_spoken() -> None:
    notes = ", ".join(["{say: Breathe.}"] * (LIMITS.spoken_notes + 1))
    with pytest.raises(RoutineError) as error:
        read(f"notes: [{notes}]\n{ROW}")
    assert "a.yaml:2:77: 5 notes are spoken" in str(error.value)
    with pytest.raises(RoutineError, match="notes are spoken"):
        read(f"modes: {{a: {{notes: [{notes}]}}}}\n{ROW}")


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("Two weights: one light", "is one value"),
        ("{say: Breathe., at: half}", "unknown key 'at'"),
        ("{say: '!'}", "nothing that can be spoken"),
    ],
)
def test_a_note_that_is_no_note_is_an_error(note: str, message: str) -> None:
    with pytest.raises(RoutineError, match=message):
        read(f"notes:\n  - {note}\n{ROW}")


def test_a_mode_has_notes_of_its_own() -> None:
    routine = read(f"notes: [One.]\nmodes: {{a: {{notes: [{{say: Slow.}}]}}, b: {{}}}}\n{ROW}")
    assert "Slow." in said_in(laid_out(customise(routine, Overrides())), "intro")
    assert "Slow." not in said_in(laid_out(customise(routine, Overrides(mode="b"))), "intro")
    assert len(customise(routine, Overrides()).notes) == 2


# Effort


def test_the_effort_in_words_is_said_once_before_the_set() -> None:
    plan = plan_session(
        read("rounds: 3\nexercises: [{name: Row, reps: 5, effort: the last two should be hard}]")
    )
    timeline = lay_out(plan, fake_lengths(plan))
    said = [cue.text for cue in timeline.cues if "last two should be hard" in cue.text]
    assert said == ["The last two should be hard."]
    assert "The last two should be hard." in said_in(timeline, "prepare")


def test_it_comes_before_how_it_is_done() -> None:
    row = "{name: Row, reps: 5, effort: The last two should be hard., how: Hinge and pull.}"
    said = said_in(laid_out(read(f"exercises: [{row}]")), "prepare")
    assert "5 reps. The last two should be hard. Hinge and pull." in said


@pytest.mark.parametrize("key", ["rpe", "rir"])
def test_it_is_said_in_one_way(key: str) -> None:
    with pytest.raises(RoutineError, match=f"'{key}' and 'effort' contradict each other"):
        read(f"exercises: [{{name: Row, reps: 5, effort: hard, {key}: 2}}]")


# Warm-ups


def advice(text: str) -> list[str]:
    routine = read(text)
    plan = plan_session(routine)
    found = lint(routine, plan, lay_out(plan, fake_lengths(plan)))
    return [problem.message for problem in found if "warm-up" in problem.message]


@pytest.mark.parametrize(
    "exercise",
    [
        "{name: Kettlebell swing, reps: 15, pace: ballistic}",
        "{name: Power clean, reps: 3, pace: 2s}",
        "{name: Swing, work: 30s}",
        "{name: Cargada, reps: 5, pace: ballistic}",
        "{tabata: T, exercises: [{name: Burpee}]}",
    ],
)
def test_what_is_fast_and_heavy_asks_for_a_warm_up(exercise: str) -> None:
    assert len(advice(f"exercises: [{exercise}]")) == 1
    assert advice(f"warmup: Warm up first.\nexercises: [{exercise}]") == []
    assert advice(f"exercises: [{{name: Warm-up walk, work: 5 min}}, {exercise}]") == []
    assert advice(f"exercises: [{{say: You are warm by now.}}, {exercise}]") == []


@pytest.mark.parametrize(
    "exercise",
    [
        "{name: Row, reps: 15, pace: ballistic}",
        "{name: Arm swings, work: 30s}",
        "{name: Leg swings, reps: 10, pace: 2s}",
        "{name: Push-up, reps: 10, pace: 2s}",
        "{name: Clean, reps: 3, tempo: 3-1-1-0}",
    ],
)
def test_nothing_else_does(exercise: str) -> None:
    assert advice(f"exercises: [{exercise}]") == []


# The shipped routines


def works(timeline: Timeline) -> list[Interval]:
    return [each.interval for each in timeline.intervals if each.interval.kind == "work"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("jamison-back", ("tips", "wide", "The last two should be hard.")),
        ("jamison-back-de", ("kippt", "breite", "Die letzten zwei sollen schwerfallen.")),
        ("jamison-back-es", ("se vuelca", "ancha", "Las dos últimas deben costar.")),
    ],
)
def test_the_renegade_row_says_how_not_to_tip_and_gives_time_to_change(
    name: str, words: tuple[str, ...]
) -> None:
    timeline = laid_out(customise(catalog.find(name), Overrides()))
    said = " ".join(cue.text for cue in timeline.cues)
    assert all(word in said for word in words)
    first, change, second = timeline.intervals[2:5]
    assert (first.interval.side, second.interval.side) == ("right", "left")
    assert change.interval.length_ms == 10_000


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("jeffers-pull", "Slow and controlled. Rest as you need; for longer, pause the track."),
        ("jeffers-pull-de", "Langsam und kontrolliert."),
        ("jeffers-pull-es", "Lento y con control."),
    ],
)
def test_the_strength_way_of_jeffers_is_told_and_only_there(name: str, words: str) -> None:
    for mode, is_told in (("strength", True), ("conditioning", False)):
        timeline = laid_out(customise(catalog.find(name), Overrides(mode=mode)))
        assert (words in said_in(timeline, "intro")) == is_told


@pytest.mark.parametrize("name", catalog.names())
def test_no_long_name_is_said_in_the_ten_second_call(name: str) -> None:
    plan = plan_session(customise(catalog.find(name), Overrides()))
    for before, work in pairwise(plan.intervals):
        for cue in before.cues if work.kind == "work" else ():
            if cue.anchor.edge == "end" and cue.play == "speech":
                assert len(cue.variants[0]) < 45, cue.variants[0]
