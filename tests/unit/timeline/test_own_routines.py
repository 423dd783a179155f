"""Routines as people write them: nothing to advise, nothing unsaid, and as long as written."""

import pytest
from fake_voice import fake_attacks, fake_lengths
from kept_words import authored, is_in, said
from paths import PEOPLES_ROUTINES, ROUTINES

from audiocoach.api import compile  # noqa: A004 (as it is called there)
from audiocoach.plan import Plan, plan_session
from audiocoach.report.lint import lint
from audiocoach.routine import catalog
from audiocoach.routine.model import Exercise, Routine
from audiocoach.routine.tree import walk
from audiocoach.support.durations import format_duration
from audiocoach.timeline import Timeline, lay_out

LENGTHS = {
    "bell-complex": ("14m", 1360268),
    "box-breathing": ("5m45s", 490088),
    "desk-mobility": ("6m39s", 562124),
    "evening-flow": ("11m20s", 952704),
    "first-runs": ("30m", 1829728),
    "five-by-five": ("5m25s", 2893268),
    "five-three-one": ("6m43s", 1857148),
    "hangboard": ("5m6s", 1581552),
    "harbor": ("30m40s", 2500728),
    "knee-rehab": ("8m38s", 855728),
    "over-unders": ("56m", 3469728),
    "pilates-mat": ("8m32s", 773244),
}
"""How long each works, and its whole track in milliseconds, with the words of the fake voice."""


def session(name: str) -> tuple[Routine, Plan, Timeline]:
    shipped = ROUTINES / f"{name}.yaml"
    routine = catalog.find(name if shipped.exists() else str(PEOPLES_ROUTINES / f"{name}.yaml"))
    plan = plan_session(routine)
    return routine, plan, lay_out(plan, fake_lengths(plan), fake_attacks(plan))


def test_there_are_twelve() -> None:
    here = {path.stem for path in PEOPLES_ROUTINES.glob("*.yaml")}
    assert here <= {*LENGTHS}
    assert len(LENGTHS) == 12


@pytest.mark.parametrize("name", LENGTHS)
def test_all_that_its_author_wrote_is_said(name: str) -> None:
    routine, plan, timeline = session(name)
    heard = said(timeline)
    assert [text for text in authored(routine, plan) if not is_in(text, heard)] == []
    assert [each for each in timeline.dropped if each.words] == []


@pytest.mark.parametrize("name", LENGTHS)
def test_there_is_nothing_to_advise(name: str) -> None:
    assert [*lint(*session(name))] == []


@pytest.mark.parametrize("name", LENGTHS)
def test_it_works_as_long_as_written_and_the_whole_is_known(name: str) -> None:
    _, _, timeline = session(name)
    works = (each for each in timeline.intervals if each.interval.kind == "work")
    worked_ms = sum(each.end_ms - each.start_ms for each in works)
    assert (format_duration(worked_ms), timeline.duration_ms) == LENGTHS[name]


@pytest.mark.parametrize("name", LENGTHS)
def test_every_exercise_is_named_before_it_begins(name: str) -> None:
    routine, _, timeline = session(name)
    for item in (place.item for place in walk(routine)):
        if isinstance(item, Exercise):
            names = [each.text for each in timeline.spoken if item.name in each.text]
            assert names, item.name


def during(timeline: Timeline, number: int) -> list[str]:
    placed = timeline.intervals[number]
    return [c.text for c in timeline.spoken if placed.start_ms <= c.start_ms < placed.end_ms]


def test_a_run_after_five_minutes_of_walking_is_explained_as_it_begins() -> None:
    _, _, timeline = session("first-runs")
    assert during(timeline, 0)[0] == "First runs, week one. 8 rounds of 2 moves. About 30 minutes."
    assert not [text for text in during(timeline, 1) if "talk" in text]
    assert during(timeline, 3)[0] == "Run so slowly that you could still talk."
    assert sum(text.startswith("Next: Run.") for text in said(timeline)) == 8
    assert "Halfway." not in during(timeline, 3)


def test_nobody_counts_the_sets_of_a_flow() -> None:
    flow, lifts = (said(session(name)[2]) for name in ("evening-flow", "five-by-five"))
    assert "That's the workout. About 16 minutes. Well done." in flow
    assert "That's the workout. 15 sets, about 48 minutes. Well done." in lifts
    assert "Halfway." not in flow


def test_a_block_of_one_exercise_does_not_name_it_twice() -> None:
    heard = said(session("hangboard")[2])
    at = heard.index("Repeaters.")
    assert heard[at + 1] == "Next: Half crimp. 6 times 7 seconds, 3 seconds off."
    assert heard.count("Sloper.") == 0


def test_what_comes_without_a_pause_is_named_late_in_short_sets() -> None:
    """Said in the first rep, it would be taken for what to do now."""
    _, _, timeline = session("bell-complex")
    works = {each.start_ms: each for each in timeline.intervals if each.interval.kind == "work"}
    named = [cue for cue in timeline.spoken if cue.text in ("Clean, right.", "Press, left.")]
    assert len(named) == 10
    for cue in named:
        work = works[max(start_ms for start_ms in works if start_ms <= cue.start_ms)]
        assert 2 * (cue.start_ms - work.start_ms) >= work.end_ms - work.start_ms


def test_three_days_are_no_seventy_two_hours() -> None:
    assert "Give it 3 days before you do it again." in said(session("five-three-one")[2])
    assert "Give it 48 hours before you do it again." in said(session("five-by-five")[2])


@pytest.mark.long
@pytest.mark.parametrize("name", ["box-breathing", "knee-rehab"])
def test_a_real_voice_says_all_of_it_too(name: str) -> None:
    routine, plan, _ = session(name)
    timeline = compile(routine, voice="en-us").timeline
    assert [text for text in authored(routine, plan) if not is_in(text, said(timeline))] == []
    assert [each for each in timeline.dropped if each.words] == []
