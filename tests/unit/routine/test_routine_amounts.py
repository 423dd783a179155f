"""Reps to failure, breaths, distances, calories and paces, as people write them."""

import pytest

from audiocoach.errors import InvalidValueError
from audiocoach.routine.amounts import (
    Breaths,
    Distance,
    Rate,
    read_calories,
    read_distance,
    read_hold,
    read_pace,
    read_reps,
)
from audiocoach.routine.fields import Span


@pytest.mark.parametrize(
    ("text", "reps"),
    [
        ("10", Span(10, 10)),
        ("6-10", Span(6, 10)),
        ("5+", Span(5, 5, open_ended=True)),
        ("4-6 +", Span(4, 6, open_ended=True)),
        ("max", Span(0, 0, open_ended=True)),
        ("Max reps", Span(0, 0, open_ended=True)),
    ],
)
def test_reps_are_counted_or_as_many_as_possible(text: str, reps: Span) -> None:
    assert read_reps(text) == reps


@pytest.mark.parametrize(
    ("text", "hold"),
    [("30s", Span(30_000, 30_000)), ("5 breaths", Breaths(5, 5)), ("4-6 Breaths", Breaths(4, 6))],
)
def test_a_hold_is_a_time_or_breaths(text: str, hold: Span | Breaths) -> None:
    assert read_hold(text) == hold


@pytest.mark.parametrize(
    ("text", "distance", "tenths_mm"),
    [
        ("400 m", Distance("400", "m"), 4_000_000),
        ("400meters", Distance("400", "m"), 4_000_000),
        ("1.5 km", Distance("1.5", "km"), 15_000_000),
        ("5K", Distance("5", "km"), 50_000_000),
        ("2 miles", Distance("2", "mi"), 32_186_880),
        ("100 yd", Distance("100", "yd"), 914_400),
    ],
)
def test_a_distance_has_a_unit(text: str, distance: Distance, tenths_mm: int) -> None:
    assert (read_distance(text), distance.tenths_mm) == (distance, tenths_mm)


@pytest.mark.parametrize(
    ("text", "pace", "shown"),
    [
        ("5:00/km", Rate("distance", 300_000, 10_000_000), "5:00/km"),
        ("5 min per km", Rate("distance", 300_000, 10_000_000), "5:00/km"),
        ("8:30 / mile", Rate("distance", 510_000, 16_093_440), "8:30/mi"),
        ("2:05/500m", Rate("distance", 125_000, 5_000_000), "2:05/500m"),
        ("12/min", Rate("calories", 60_000, 12_000), "12/min"),
        ("12.5 cal a minute", Rate("calories", 60_000, 12_500), "12.5/min"),
    ],
)
def test_a_pace_of_a_distance_or_of_calories(text: str, pace: Rate, shown: str) -> None:
    assert (read_pace(text), str(pace)) == (pace, shown)
    assert read_pace(shown) == pace


def test_a_pace_of_reps_stays_one() -> None:
    assert [read_pace(text) for text in ("3s", "grind", "2.5")] == [3_000, 6_000, 2_500]
    assert read_calories("12-15 cal") == Span(12, 15)


def test_a_time_is_in_whole_seconds_and_never_none() -> None:
    assert Rate("distance", 300_000, 10_000_000).time_of(4_213_000) == 126_000
    assert Rate("distance", 300_000, 10_000_000).time_of(1) == 1_000


@pytest.mark.parametrize(
    "text", ["400", "0 m", "m", "9" * 9 + " km", "4 furlongs", "-3 m", "1e9 m", "4 m 2"]
)
def test_what_is_no_distance(text: str) -> None:
    with pytest.raises(InvalidValueError):
        read_distance(text)


@pytest.mark.parametrize(
    "text", ["5/km", "5:00/", "/km", "0/min", "5:00/0km", "fast/km", "12/hour", "4:00-5:00/km"]
)
def test_what_is_no_pace(text: str) -> None:
    with pytest.raises(InvalidValueError):
        read_pace(text)
