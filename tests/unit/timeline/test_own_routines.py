"""Routines as people write them: nothing to advise, nothing unsaid, and as long as written."""

import pytest
from fake_voice import fake_attacks, fake_lengths
from kept_words import authored, is_in, said
from paths import PEOPLES_ROUTINES, ROUTINES

from audiocoach.plan import Plan, plan_session
from audiocoach.report.lint import lint
from audiocoach.routine import catalog
from audiocoach.routine.model import Exercise, Routine
from audiocoach.routine.tree import walk
from audiocoach.support.durations import format_duration
from audiocoach.timeline import Timeline, lay_out

LENGTHS = {}
"""How long each works, and its whole track; words before and after are of the fake voice."""


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
    assert (format_duration(worked_ms), format_duration(timeline.duration_ms)) == LENGTHS[name]


@pytest.mark.parametrize("name", LENGTHS)
def test_every_exercise_is_named_before_it_begins(name: str) -> None:
    routine, _, timeline = session(name)
    for item in (place.item for place in walk(routine)):
        if isinstance(item, Exercise):
            names = [each.text for each in timeline.spoken if item.name in each.text]
            assert names, item.name
