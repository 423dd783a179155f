"""Envelopes as numbers: what the music does, from the timeline alone."""

from dataclasses import replace

import numpy as np
import pytest

from audiocoach.errors import Where
from audiocoach.renderer.music.envelopes import Envelope, Span, ducking, fades, within
from audiocoach.renderer.music.mix import opposite
from audiocoach.timeline import Timeline
from audiocoach.timeline.model import PlacedCue

EMPTY = Timeline(
    routine="r", title="R", artist=None, language="en", duration_ms=60_000,
    intervals=(), cues=(), chapters=(), dropped=(),
)  # fmt: skip


def ducked(*spans: tuple[int, int], depth_db: float = 15) -> Envelope:
    where = Where("f", 1, 1)
    cues = (PlacedCue(start, end, "speech", "word", "count", where) for start, end in spans)
    return ducking(replace(EMPTY, cues=tuple(cues)), depth_db)


def at(envelope: Envelope, *times_ms: float) -> list[float]:
    places, values = zip(*envelope, strict=True)
    return [round(float(value), 3) for value in np.interp(times_ms, places, values)]


def test_it_is_down_when_the_word_begins_and_comes_back_after_it() -> None:
    envelope = ducked((10_000, 11_000))
    assert envelope == ((9_700, 0), (10_000, -15), (11_000, -15), (11_600, 0))
    assert at(envelope, 0, 9_850, 10_500, 11_300, 60_000) == [0, -7.5, -15, -7.5, 0]


def test_it_stays_down_in_a_short_gap() -> None:
    envelope = ducked((10_000, 11_000), (12_500, 13_000))
    assert at(envelope, 11_600, 12_000) == [-15, -15]


@pytest.mark.parametrize(("gap_ms", "level"), [(3_250, -7.5), (5_000, 0), (90_000, 0)])
def test_it_comes_back_as_far_as_a_gap_is_long(gap_ms: int, level: float) -> None:
    envelope = ducked((10_000, 11_000), (11_000 + gap_ms, 12_000 + gap_ms))
    assert max(at(envelope, *range(11_000, 11_000 + gap_ms, 10))) == level


def test_between_counted_reps_it_comes_back_in_part() -> None:
    counts = [(second, second + 500) for second in range(10_000, 90_000, 4_000)]
    between = at(ducked(*counts), *range(12_000, 86_000, 10))
    assert (min(between), max(between)) == (-15, -6.429)


def test_overlapping_sounds_are_one() -> None:
    assert ducked((1_000, 9_000), (2_000, 3_000), (2_500, 2_600)) == ducked((1_000, 9_000))


def test_times_never_run_backwards() -> None:
    rng = np.random.default_rng(1)
    starts = np.cumsum(rng.integers(1, 9_000, 300))
    spans = [(int(start), int(start + length)) for start, length in zip(
        starts, rng.integers(1, 5_000, 300), strict=True)]  # fmt: skip
    times = [point.at_ms for point in ducked(*spans)]
    assert times == sorted(times)


def test_nothing_is_ducked_where_nothing_is_said_or_by_nothing() -> None:
    assert at(ducked(), 0, 1_000) == [0, 0]
    assert at(ducked((1_000, 2_000), depth_db=0), 1_500) == [0]


def test_it_fades_in_and_out() -> None:
    assert at(fades(60_000), 0, 1_500, 3_000, 57_000, 58_500, 60_000) == [0, 0.5, 1, 1, 0.5, 0]
    assert at(fades(3_000), 500, 1_000, 2_000, 3_000) == [0.5, 1, 1, 0]


def test_work_and_rest_change_places_around_each_border() -> None:
    working = within([Span(10_000, 40_000), Span(50_000, 80_000)])
    times = (0, 9_500, 10_000, 10_500, 39_500, 40_000, 40_500, 45_000)
    assert at(working, *times) == [0, 0, 0.5, 1, 1, 0.5, 0, 0]
    assert at(opposite(working), *times) == [1, 1, 0.5, 0, 0, 0.5, 1, 1]


def test_a_moments_rest_changes_no_music() -> None:
    assert at(within([Span(10_000, 20_000), Span(21_500, 30_000)]), 20_500) == [1]


def test_without_work_it_is_never_heard() -> None:
    assert at(within([]), 0, 60_000) == [0, 0]
