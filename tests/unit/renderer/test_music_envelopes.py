"""Envelopes as numbers: what the music does, from the timeline alone."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace

from audiocoach.defaults import DEFAULTS, MUSIC
from audiocoach.errors import Where
from audiocoach.renderer.music.envelopes import Envelope, Point, Span, ducking, fades, within
from audiocoach.renderer.music.mix import opposite
from audiocoach.timeline import Timeline
from audiocoach.timeline.model import PlacedCue

EMPTY = Timeline(
    routine="r", title="R", artist=None, language="en", duration_ms=60_000,
    intervals=(), cues=(), chapters=(), dropped=(),
)  # fmt: skip


def heard(cues: Iterable[tuple[int, int, str]], words_db: float = 15) -> tuple[Envelope, ...]:
    """The envelopes of cues: start, end, and a tone's name, or `word`."""
    where = Where("f", 1, 1)
    placed = (
        PlacedCue(start, end, "speech" if text == "word" else "sound", text, "count", where)
        for start, end, text in cues
    )
    return ducking(replace(EMPTY, cues=tuple(placed)), words_db)


def ducked(*spans: tuple[int, int], depth_db: float = 15) -> Envelope:
    (envelope,) = heard([(start, end, "word") for start, end in spans], depth_db)
    return envelope


def at(envelope: Envelope, *times_ms: float) -> list[float]:
    places, values = zip(*envelope, strict=True)
    return [round(float(value), 3) for value in np.interp(times_ms, places, values)]


def lowest(envelopes: tuple[Envelope, ...], *times_ms: float) -> list[float]:
    return [
        min(values) for values in zip(*(at(each, *times_ms) for each in envelopes), strict=True)
    ]


def test_it_is_down_when_the_word_begins_and_comes_back_after_it() -> None:
    envelope = ducked((10_000, 11_000))
    assert envelope == ((9_700, 0), (10_000, -15), (11_000, -15), (11_700, 0))
    assert at(envelope, 0, 9_850, 10_500, 11_350, 60_000) == [0, -7.5, -15, -7.5, 0]


def test_it_stays_down_in_a_short_gap() -> None:
    envelope = ducked((10_000, 11_000), (12_000, 13_000))
    assert at(envelope, 11_350, 11_700) == [-15, -15]


@pytest.mark.parametrize(("gap_ms", "level"), [(1_500, -7.5), (2_000, 0), (90_000, 0)])
def test_it_comes_back_as_far_as_a_gap_is_long(gap_ms: int, level: float) -> None:
    envelope = ducked((10_000, 11_000), (11_000 + gap_ms, 12_000 + gap_ms))
    assert max(at(envelope, *range(11_000, 11_000 + gap_ms, 10))) == level


@pytest.mark.parametrize(("every_ms", "level"), [(4_000, 0), (3_000, 0), (2_000, -7.5)])
def test_between_counted_reps_it_comes_back(every_ms: int, level: float) -> None:
    counts = [(at_ms, at_ms + 500) for at_ms in range(10_000, 50_000, every_ms)]
    for (_, end_ms), (start_ms, _) in pairwise(counts):
        between = at(ducked(*counts), *range(end_ms, start_ms, 10))
        assert (min(between), max(between)) == (-15, level)


def test_every_tone_has_a_depth_and_none_has_that_of_words() -> None:
    assert set(MUSIC.tones_duck_db) == set(DEFAULTS.tones)
    assert max(MUSIC.tones_duck_db.values()) < MUSIC.duck_db / 2


@pytest.mark.parametrize("tone", DEFAULTS.tones)
def test_under_a_tone_it_goes_down_a_little_and_under_a_beat_hardly(tone: str) -> None:
    depth_db = 3 if tone in DEFAULTS.beats else 6
    assert lowest(heard([(10_000, 10_100, tone)]), 0, 10_050, 60_000) == [0, -depth_db, 0]


@pytest.mark.parametrize(("words_db", "level"), [(0, 0), (2, -2), (9, -6), (60, -6)])
def test_under_a_tone_it_never_goes_down_further_than_under_words(
    words_db: float, level: float
) -> None:
    cues = [(10_000, 10_100, "pip"), (10_600, 11_000, "word"), (30_000, 30_400, "start")]
    envelopes = (*heard(cues, words_db), (Point(0, 0.0),))
    assert lowest(envelopes, 10_050, 10_800, 30_200) == [level, -words_db, level]


def test_in_a_set_with_a_tempo_words_alone_take_it_down() -> None:
    """A beat each second; every fourth follows a count."""
    beats = [(second, second + 60, "tick") for second in range(10_000, 50_000, 1_000)]
    counts = [(second - 500, second - 50, "word") for second in range(14_000, 50_000, 4_000)]
    envelopes = heard([*beats, *counts])
    assert lowest(envelopes, 10_500, 11_500, 13_700, 15_500) == [-3, -3, -15, -3]


def test_between_a_word_and_a_tone_there_is_no_bump() -> None:
    envelopes = heard([(10_000, 11_000, "word"), (11_900, 12_000, "pip")])
    assert max(lowest(envelopes, *range(10_000, 12_001, 10))) == -6


def test_overlapping_sounds_are_one() -> None:
    assert ducked((1_000, 9_000), (2_000, 3_000), (2_500, 2_600)) == ducked((1_000, 9_000))


def test_times_never_run_backwards() -> None:
    rng = np.random.default_rng(1)
    starts = np.cumsum(rng.integers(1, 4_000, 300))
    spans = [(int(start), int(start + length)) for start, length in zip(
        starts, rng.integers(1, 2_000, 300), strict=True)]  # fmt: skip
    times = [point.at_ms for point in ducked(*spans)]
    assert times == sorted(times)
    assert len(times) > 100


def test_nothing_is_ducked_where_nothing_is_said_or_by_nothing() -> None:
    assert heard([]) == ()
    assert heard([(1_000, 2_000, "word"), (3_000, 3_100, "pip")], 0) == ()


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
