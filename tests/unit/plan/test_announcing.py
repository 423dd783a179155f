"""What is said before each set: the whole dose once, the side always, a long name once."""

from itertools import pairwise

import pytest

from audiocoach.errors import RoutineError
from audiocoach.i18n.languages import NAMES
from audiocoach.i18n.phrases import load_phrases
from audiocoach.plan import Cue, plan_session
from audiocoach.plan.model import Priority
from audiocoach.routine.read import read_bytes

Announced = list[list[Cue]]
"""What is announced before each work."""
_NAMING = (Priority.NAME, Priority.CALL)


def announced(exercises: str, rest: str = "title: A\n") -> Announced:
    plan = plan_session(read_bytes(f"{rest}exercises: {exercises}".encode(), "a.yaml"))
    return [
        [cue for cue in before.cues if cue.role in ("announce", "switch") and cue.play == "speech"]
        for before, work in pairwise(plan.intervals)
        if work.kind == "work"
    ]


def first_of(exercises: str) -> str:
    return announced(exercises)[0][0].variants[0]


# Doses


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("reps: 5, sets: 5", "5 sets of 5 reps"),
        ("reps: 5, sets: 5, weight: 60 kg", "5 sets of 5 reps, 60 kg"),
        ("reps: 5, sets: 3, drops: [20 kg, 16 kg]", "3 sets of 5 reps, 20 kg, then 16 kg"),
        ("reps: [5, 5, 5]", "3 sets of 5 reps"),
        ("reps: [21, 15, 9]", "3 sets. 21, 15 and 9 reps"),
        ("work: 40s, sets: 3", "3 sets of 40 seconds"),
        ("hold: 40s, sets: 3", "3 sets. Hold 40 seconds"),
        ("reps: 5", "5 reps"),
    ],
)
def test_the_first_announcement_tells_the_whole_dose(written: str, said: str) -> None:
    assert first_of(f"[{{name: Row, {written}}}]") == f"First: Row. {said}."


def test_a_dose_of_each_side_is_told_whole_with_its_side() -> None:
    each = "[{name: Row, reps: 5, sets: 5, sides: each}]"
    assert first_of(each) == "First: Row, right. 5 sets of 5 each side."
    several = "[{name: Row, reps: [9, 6], sides: alternating, first: left}]"
    assert first_of(several) == "First: Row, left first. 2 sets. 9 and 6 each side."


def test_later_sets_are_brief_and_the_first_of_a_later_round_tells_how_many() -> None:
    row = "[{name: Row, reps: 5, sets: 2, weight: 60 kg}]"
    said = [cues[-1] if "seconds" not in cues[-1].variants[0] else cues[-2]
            for cues in announced(row, "title: A\nrounds: 2\n")]  # fmt: skip
    assert [cue.variants[0] for cue in said] == [
        "First: Row. 2 sets of 5 reps, 60 kg.",
        "Set 2 of 2. Row. 5 reps.",
        "Next: Row. 2 sets of 5 reps.",
        "Set 2 of 2. Row. 5 reps.",
    ]


@pytest.mark.parametrize("language", NAMES)
def test_every_language_tells_the_whole_dose(language: str) -> None:
    said = announced("[{name: Row, reps: 5, sets: 4}]", f"title: A\nlanguage: {language}\n")
    dose = load_phrases(language).say("reps", n=5)
    assert dose in said[0][0].variants[0]
    assert "4" in said[0][0].variants[0]


# Sides


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("sides", ["each", "alternating"])
@pytest.mark.parametrize(
    "block",
    [
        "rounds: 3\nexercises:\n  - {name: Row, reps: 3, sets: 2, sides: SIDES}",
        "exercises:\n  - tabata: T\n    exercises: [{name: Row, sides: SIDES}]",
        "exercises:\n  - emom: 4 min\n    exercises: [{name: Row, reps: 3, sides: SIDES}]",
        "exercises:\n  - {name: Row, reps: 3, sides: SIDES, drops: [9 kg, 6 kg]}",
    ],
)
def test_every_announcement_names_the_side_in_every_variant(
    language: str, sides: str, block: str
) -> None:
    text = f"title: A\nlanguage: {language}\n{block.replace('SIDES', sides)}"
    plan = plan_session(read_bytes(text.encode(), "a.yaml"))
    phrases, heard = load_phrases(language), 0
    for before, work in pairwise(plan.intervals):
        side = phrases.say("left" if work.side == "left" else "right")
        for cue in before.cues if work.kind == "work" else ():
            if (
                cue.role in ("announce", "switch")
                and cue.priority in _NAMING
                and cue.play == "speech"
            ):
                # Where there is no time for a name, the call ten seconds before is only that.
                variants = cue.variants[:1] if cue.priority == Priority.CALL else cue.variants
                heard += 1
                assert all(side in text for text in variants), variants
    assert heard >= 2


@pytest.mark.parametrize("language", NAMES)
def test_the_last_pair_is_not_called_the_last_one(language: str) -> None:
    text = f"title: A\nlanguage: {language}\nexercises: [{{name: Row, reps: 4, sides: SIDES}}]"
    phrases = load_phrases(language)
    for sides, key in (("alternating", "last_rep_each_side"), ("each", "last_rep")):
        plan = plan_session(read_bytes(text.replace("SIDES", sides).encode(), "a.yaml"))
        work = next(each for each in plan.intervals if each.kind == "work")
        (last,) = [cue for cue in work.cues if cue.role == "remaining"]
        assert last.variants == phrases.variants(key)
        beat_ms = 8_000 if sides == "alternating" else 4_000
        assert last.anchor.offset_ms // beat_ms == 3


# Short names

_LONG = "Alternating single-arm bent-over row"


def test_a_long_name_is_said_first_and_the_short_one_after_that() -> None:
    row = f"{{name: {_LONG}, short: Row, reps: 5, sides: alternating, sets: 2}}"
    said = announced(f"[{row}, {{name: March, reps: 2}}]", "title: A\nrounds: 2\n")
    texts = [[cue.variants for cue in cues] for cues in said]
    assert texts[0][0][0] == f"First: {_LONG}, right first. 2 sets of 5 each side."
    assert not any("Row" in text for text in texts[0][0])
    assert texts[1][0][0] == "Set 2 of 2. Row, right first. 5 each side."
    assert texts[1][1] == ("10 seconds. Row, right.", "10 seconds.")
    full, *shorter = texts[3][0]
    assert full == f"Next: {_LONG}, right first. 2 sets of 5 each side."
    assert shorter[0] == "Next: Row, right first. 2 sets of 5 each side."
    assert not any(_LONG in text for text in shorter)


def test_chapters_and_the_timeline_have_the_whole_name() -> None:
    text = f"title: A\nexercises: [{{name: {_LONG}, short: Row, reps: 5}}]"
    plan = plan_session(read_bytes(text.encode(), "a.yaml"))
    assert (plan.intervals[2].exercise, plan.intervals[2].chapter) == (_LONG, _LONG)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[{name: Row, short: Rows, reps: 5}]", "'Rows' is no shorter than 'Row'"),
        ("[{amrap: 5 min, exercises: [{name: Long row, short: Row, reps: 5}]}]", "no effect in an"),
    ],
)
def test_a_short_name_without_effect_is_an_error(written: str, message: str) -> None:
    with pytest.raises(RoutineError, match=message):
        read_bytes(f"title: A\nexercises: {written}".encode(), "a.yaml")
