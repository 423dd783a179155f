"""Sessions of a given length: exactly that, or a refusal that names what is nearest."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import pytest
from customised import exactly, read
from fake_voice import fake_lengths
from generated import ROUTINES
from hypothesis import given, settings
from hypothesis import strategies as st

from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.errors import CoachError
from audiocoach.plan import fit as fitting
from audiocoach.plan import plan_session
from audiocoach.plan.fit import Body, Fit, bound_extra, spread
from audiocoach.plan.unroll import unroll
from audiocoach.routine import catalog
from audiocoach.routine.model import Routine
from audiocoach.timeline import Timeline, lay_out

REFUSED = re.compile(
    r"--fit \S+ cannot be met by its rounds and rests; the nearest (is|are) "
    r"[\d:.]+ with \d+ rounds?( and [\d:.]+ with \d+ rounds?)?"
)
LENGTHS = st.lists(st.integers(1, 200_000), min_size=1, max_size=12)


def fitted(routine: Routine, target_ms: int, tiers: list[range] | None = None) -> Timeline:
    def make(rounds: int, extra_ms: int) -> Timeline:
        changed = fitting.with_rounds(routine, rounds)
        plan = plan_session(changed, fit=Fit(extra_ms, target_ms))
        return lay_out(plan, fake_lengths(plan))

    tiers = tiers or fitting.candidate_rounds(routine, None)
    return fitting.fit_length(target_ms, tiers, partial(fitting.measure_body, routine), make)


def shipped(name: str) -> Routine:
    return customise(catalog.find(name), Overrides())


@contextmanager
def or_refused() -> Iterator[None]:
    """What is within lands, or is refused in the one way there is."""
    try:
        yield
    except CoachError as error:
        if not REFUSED.fullmatch(str(error)):
            raise


def rests(timeline: Timeline) -> list[int]:
    return [p.interval.length_ms for p in timeline.intervals if p.interval.kind == "rest"]


# Rests


@given(LENGTHS, st.data())
def test_rests_gain_exactly_what_is_asked_within_bounds(
    lengths: list[int], data: st.DataObject
) -> None:
    least, most = -sum(length // 2 for length in lengths), sum(lengths)
    extra = data.draw(st.integers(least, most))
    given_ = spread(lengths, extra)
    assert sum(given_) == sum(lengths) + extra
    for before, after in zip(lengths, given_, strict=True):
        assert before <= 2 * after
        assert after <= 2 * before


@given(st.lists(st.integers(4, 200), min_size=1, max_size=12), st.data())
def test_all_but_one_rest_are_whole_seconds(seconds: list[int], data: st.DataObject) -> None:
    lengths = [1_000 * 2 * second for second in seconds]
    extra = data.draw(st.integers(-sum(lengths) // 2, sum(lengths)))
    assert sum(ms % 1_000 > 0 for ms in spread(lengths, extra)) <= 1


@given(st.integers(1, 200), st.integers(1, 12), st.data())
def test_equal_rests_stay_within_a_second_of_each_other(
    seconds: int, times: int, data: st.DataObject
) -> None:
    lengths = [2_000 * seconds] * times
    given_ = spread(lengths, data.draw(st.integers(-sum(lengths) // 2, sum(lengths))))
    assert max(given_) - min(given_) < 2_000


def test_nothing_is_spread_over_nothing() -> None:
    assert spread([], 0) == []
    assert spread([5_000], 0) == [5_000]


def test_only_what_the_clock_does_not_give_can_stretch() -> None:
    text = "title: a\nrest: 60s\nexercises:\n"
    text += "  - {emom: 2 min, exercises: [{name: b, reps: 1}]}\n"
    text += "  - {tabata: c, exercises: [{name: d}]}\n"
    slots = unroll(read(text), "mid").slots
    assert bound_extra(slots) == (-30_000, 60_000)


# The search, with any frame


class Made(NamedTuple):
    duration_ms: int


def landed(
    target: int, tier: range, work: int, rest: int, frame: Callable[[int, int], int]
) -> Made:
    def body(rounds: int) -> Body | None:
        rests = rest * (rounds - 1)
        least = -(rest // 2) * (rounds - 1)
        return Body(work * rounds + rests, least, rests) if rounds < 300 else None

    def make(rounds: int, extra: int) -> Made:
        found = body(rounds)
        assert found
        assert found.least_ms <= extra <= found.most_ms
        return Made(found.length_ms + extra + frame(rounds, extra))

    return fitting.fit_length(target, [tier], body, make)


@given(
    st.integers(1_000, 20_000_000),
    st.integers(1_000, 600_000),
    st.integers(0, 300_000),
    st.integers(0, 60_000),
    st.integers(0, 9_000),
)
def test_a_fit_lands_to_the_millisecond_or_names_the_nearest(
    target: int, work: int, rest: int, frame: int, per_round: int
) -> None:
    with or_refused():
        made = landed(target, range(1, 1_001), work, rest, lambda n, _: frame + per_round % 97 * n)
        assert made.duration_ms == target


@given(st.integers(60_000, 10_000_000), st.integers(0, 5_000))
def test_a_frame_that_moves_with_the_rests_is_followed(target: int, jump: int) -> None:
    def frame(_rounds: int, extra: int) -> int:
        return 30_000 + (jump if extra > 40_000 else 0)

    with or_refused():
        assert landed(target, range(1, 1_001), 60_000, 60_000, frame).duration_ms == target


def test_rounds_that_change_rests_the_least_are_taken() -> None:
    def rounds_of(target: int) -> int:
        made: list[int] = []

        def frame(rounds: int, _extra: int) -> int:
            made.append(rounds)
            return 0

        landed(target, range(1, 1_001), 60_000, 60_000, frame)
        return made[-1]

    assert [rounds_of(ms) for ms in (300_000, 350_000, 370_000, 420_000)] == [3, 3, 4, 4]


# Whole sessions


@pytest.mark.parametrize("name", ["jeffers-pull", "jamison-back"])
@pytest.mark.parametrize("target_ms", [13 * 60_000, 25 * 60_000, 40 * 60_000 + 7, 3_600_000])
def test_the_shipped_routines_fit(name: str, target_ms: int) -> None:
    timeline = fitted(shipped(name), target_ms)
    assert timeline.duration_ms == target_ms
    assert sum(ms % 1_000 > 0 for ms in rests(timeline)) <= 1
    assert all(45_000 <= ms <= 240_000 for ms in rests(timeline))
    minutes = f"About {round(target_ms / 60_000)} minutes."
    assert any(minutes in cue.text for cue in timeline.cues if cue.role == "intro")


def test_the_authors_range_of_rounds_comes_first() -> None:
    rounds = {p.interval.rounds for p in fitted(shipped("jamison-back"), 45 * 60_000).intervals}
    assert rounds & {3, 4, 5}
    assert fitted(shipped("jamison-back"), 480_000).intervals[2].interval.rounds == 1


def test_rounds_that_are_asked_for_are_kept() -> None:
    routine = shipped("jeffers-pull")
    timeline = fitted(routine, 20 * 60_000, fitting.candidate_rounds(routine, exactly(3)))
    assert {p.interval.rounds for p in timeline.intervals if p.interval.kind == "work"} == {3}
    assert timeline.duration_ms == 20 * 60_000


def test_a_routine_without_rounds_gets_none() -> None:
    routine = read("title: a\nexercises: [{name: b, work: 60s}, {name: c, work: 60s}]\n")
    assert fitting.candidate_rounds(routine, None) == [range(1, 2)]
    with pytest.raises(CoachError, match=r"the nearest is \d:\d\d\.\d{3} with 1 round$"):
        fitted(routine, 3_600_000)


def test_a_rest_is_told_in_whole_seconds() -> None:
    timeline = fitted(shipped("jeffers-pull"), 25 * 60_000 + 123)
    said = [cue.text for cue in timeline.cues if cue.role == "rest" and cue.play == "speech"]
    assert said
    assert not any("." in text.rstrip(".") for text in said)


@pytest.mark.long
@settings(max_examples=50)
@given(ROUTINES, st.integers(20_000, 4_000_000))
def test_any_routine_fits_exactly_or_is_refused(routine: Routine, target_ms: int) -> None:
    with or_refused():
        assert fitted(routine, target_ms).duration_ms == target_ms
