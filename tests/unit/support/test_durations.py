"""Durations read and written."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audiocoach.support.durations import (
    MAX_MS,
    ceil_to,
    format_clock,
    format_duration,
    parse_duration,
    whole_minutes,
)

SPELLINGS = [
    ("0", 0),
    ("90", 90_000),
    ("090", 90_000),
    ("1.5", 1_500),
    ("90s", 90_000),
    ("90 s", 90_000),
    ("90S", 90_000),
    (" 90s ", 90_000),
    ("90 sec", 90_000),
    ("1 second", 1_000),
    ("90 seconds", 90_000),
    ("250ms", 250),
    ("1:30", 90_000),
    ("0:07", 7_000),
    ("1:30.5", 90_500),
    ("90:00", 5_400_000),
    ("1:30:00", 5_400_000),
    ("2:00:00.25", 7_200_250),
    ("2m", 120_000),
    ("2 min", 120_000),
    ("2 Mins", 120_000),
    ("1 minute", 60_000),
    ("1.5 min", 90_000),
    ("1m30s", 90_000),
    ("1m 30s", 90_000),
    ("1 min 30 sec", 90_000),
    ("1 minute 30 seconds", 90_000),
    ("1 minute and 30 seconds", 90_000),
    ("1'30\"", 90_000),
    ("1' 30''", 90_000),
    ("1’30”", 90_000),
    ("1′30″", 90_000),
    ('45"', 45_000),
    ("2'", 120_000),
    ("2min", 120_000),
    ("45 secs", 45_000),
    ("1h", 3_600_000),
    ("1h30m", 5_400_000),
    ("1 hour 30 seconds", 3_630_000),
    ("1h2m3s4ms", 3_723_004),
    ("1 day", 86_400_000),
    ("24h", MAX_MS),
]


@pytest.mark.parametrize(("text", "ms"), SPELLINGS)
def test_a_duration_is_read_in_every_spelling(text: str, ms: int) -> None:
    assert parse_duration(text) == ms


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            " ",
            "s",
            "min",
            "soon",
            "ninety",
            "one minute",
            "-5s",
            "+5s",
            "5-10s",
            "1e3",
            "1_000",
        ],
        *["inf", ".inf", "nan", "0x10", "1,5 min", ".5", "5.", "1.2.3", "½", "٣", "٣s", "90\x00s"],
        *[
            "1:60",
            "1:5",
            "1:300",
            "1:5:00",
            "1:60:00",
            "1:2:3:04",
            ":30",
            "1:",
            "1:30s",
            "1:30 min",
        ],
        *["30s 2m", "1m 1m", "2 min 30", "30 1m", "90 parsecs", "1 m s", "1/2 min", "true", "~"],
        *["30\" 1'", "1'30", "'", "1 min and", "1'''", "and 30 s"],
        *["9" * 10, "9" * 5_000, "1." + "9" * 5_000, "9" * 5_000 + ":00", "1:00." + "9" * 5_000],
    ],
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration; write it like '90', '90s', '1:30'"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "limit_ms", "message"),
    [
        ("25h", MAX_MS, "'25h' is too long; 24h at most"),
        ("24:00:00.001", MAX_MS, "'24:00:00.001' is too long; 24h at most"),
        ("60 days", 31 * MAX_MS, "'60 days' is too long; 31 days at most"),
        ("2m", 90_000, "'2m' is too long; 90s at most"),
    ],
)
def test_a_duration_beyond_its_limit_is_refused(text: str, limit_ms: int, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_duration(text, limit_ms)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("0.0005s", 1),
        ("0.0015s", 2),
        ("0.0025s", 3),
        ("0.00049s", 0),
        ("0.000499999s", 0),
        ("1.0015", 1_002),
        ("0:00.0005", 1),
        ("0.000000009h", 0),
        ("0.000000139h", 1),
    ],
)
def test_a_duration_is_rounded_once_halves_up(text: str, ms: int) -> None:
    assert parse_duration(text) == ms


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0s"),
        (1, "0.001s"),
        (10, "0.01s"),
        (1_500, "1.5s"),
        (90_000, "90s"),
        (100_000, "100s"),
        (119_999, "119.999s"),
        (120_000, "2m"),
        (150_000, "2m30s"),
        (120_500, "120.5s"),
        (3_600_000, "1h"),
        (3_601_000, "1h1s"),
        (5_400_000, "1h30m"),
        (MAX_MS, "24h"),
    ],
)
def test_a_length_is_printed_as_an_author_writes_it(ms: int, text: str) -> None:
    assert format_duration(ms) == text


@given(st.integers(0, MAX_MS))
@example(MAX_MS)
@example(MAX_MS - 1)
def test_what_is_printed_is_read_back(ms: int) -> None:
    assert parse_duration(format_duration(ms)) == ms


@given(st.integers(0, MAX_MS))
def test_a_printed_position_is_read_back(ms: int) -> None:
    assert parse_duration(format_clock(ms)) == ms


@given(st.text(max_size=12) | st.from_regex(r"[0-9:. a-z]{0,12}", fullmatch=True))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    try:
        ms = parse_duration(text)
    except ValueError as error:
        assert "write it like" in str(error) or "at most" in str(error)  # noqa: PT017
    else:
        assert 0 <= ms <= MAX_MS


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0:00.000"),
        (700, "0:00.700"),
        (59_999, "0:59.999"),
        (60_000, "1:00.000"),
        (599_999, "9:59.999"),
        (3_599_999, "59:59.999"),
        (3_600_000, "1:00:00.000"),
        (36_061_001, "10:01:01.001"),
    ],
)
def test_a_position_has_hours_only_where_there_are_some(ms: int, text: str) -> None:
    assert format_clock(ms) == text


@pytest.mark.parametrize(
    ("ms", "step_ms", "up"), [(0, 1_000, 0), (1, 1_000, 1_000), (1_000, 1_000, 1_000), (49, 24, 72)]
)
def test_the_next_multiple(ms: int, step_ms: int, up: int) -> None:
    assert ceil_to(ms, step_ms) == up


@pytest.mark.parametrize(
    ("ms", "minutes"), [(0, 1), (29_999, 1), (89_999, 1), (90_000, 2), (986_000, 16)]
)
def test_minutes_are_whole_and_at_least_one(ms: int, minutes: int) -> None:
    assert whole_minutes(ms) == minutes
