"""The translated routines are the originals in other words."""

import pytest
from fake_voice import fake_lengths

from audiocoach.api import Builder
from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.i18n.languages import NAMES
from audiocoach.plan import Interval, plan_session
from audiocoach.routine import catalog
from audiocoach.timeline import Timeline, lay_out

TRANSLATED = [
    (name, f"{name}-{language}")
    for name in ("jamison-back", "jeffers-pull")
    for language in ("de", "es")
]
pairs = pytest.mark.parametrize(("original", "translated"), TRANSLATED)


def session(name: str, level: str = "mid", mode: str | None = None) -> Timeline:
    plan = plan_session(customise(catalog.find(name), Overrides(mode=mode)), level)
    return lay_out(plan, fake_lengths(plan))


def done(interval: Interval) -> tuple[object, ...]:
    """What is the same in every language."""
    return (
        interval.kind,
        interval.section,
        interval.length_ms,
        interval.side,
        (interval.round, interval.rounds, interval.set, interval.sets),
        (interval.reps, interval.rep_ms),
        [cue.variants for cue in interval.cues if cue.play == "sound"],
    )


@pytest.mark.parametrize("level", ["low", "mid", "high"])
@pairs
def test_it_has_the_intervals_of_the_original(original: str, translated: str, level: str) -> None:
    one, other = session(original, level), session(translated, level)
    assert [done(placed.interval) for placed in one.intervals] == [
        done(placed.interval) for placed in other.intervals
    ]
    between = [
        [p.end_ms - p.start_ms for p in timeline.intervals if p.interval.kind == "work"]
        for timeline in (one, other)
    ]
    assert between[0] == between[1]
    assert other.dropped == ()


@pytest.mark.parametrize("mode", ["strength", "conditioning"])
@pytest.mark.parametrize("language", ["de", "es"])
def test_its_modes_are_those_of_the_original(language: str, mode: str) -> None:
    one, other = session("jeffers-pull", mode=mode), session(f"jeffers-pull-{language}", mode=mode)
    assert [done(placed.interval) for placed in one.intervals] == [
        done(placed.interval) for placed in other.intervals
    ]


@pairs
def test_nothing_spoken_or_shown_is_left_in_english(original: str, translated: str) -> None:
    one, other = session(original), session(translated)
    assert other.language == translated.rpartition("-")[2] in NAMES
    assert one.title != other.title
    said, again = (
        {cue.text for cue in timeline.cues if cue.play == "speech" and not cue.text.isdigit()}
        for timeline in (one, other)
    )
    assert not said & again
    names = {placed.interval.exercise for placed in one.intervals if placed.interval.exercise}
    kept = names & {placed.interval.exercise for placed in other.intervals}
    assert kept <= {"Halo"}
    chapters = {chapter.title for chapter in one.chapters} & {c.title for c in other.chapters}
    assert not {title for title in chapters if "round" in title or "Rest" in title}


@pairs
def test_the_coach_and_the_source_are_credited(original: str, translated: str) -> None:
    one, other = catalog.find(original), catalog.find(translated)
    assert (one.coach, one.source, one.repeat_after) == (
        other.coach,
        other.source,
        other.repeat_after,
    )
    assert len(one.notes) == len(other.notes)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("jeffers-pull-es", "Entrenamiento de tracción de Jeffers"),
        ("jeffers-pull-de", "Zugtraining nach Jeffers"),
    ],
)
def test_its_title_is_one_in_its_language(name: str, title: str) -> None:
    assert catalog.find(name).title == title


def test_a_german_superset_is_told_with_its_dose_in_its_short_transition() -> None:
    with Builder() as builder:
        timeline = builder.compile("jamison-back-de").timeline
    said = [cue.text for cue in timeline.cues if cue.play == "speech"]
    assert "Als Nächstes: Einarmiges Rudern, rechts. 8 pro Seite, 2-7 kg." in said
    assert any("4 Runden mit je 4 Übungen" in text for text in said)
