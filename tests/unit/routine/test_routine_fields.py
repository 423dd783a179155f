"""Values as people write them: times, counts, tempos, rests, and what is wrong with others."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocoach.routine.fields import (
    Span,
    Tempo,
    one_of,
    read_cap,
    read_count,
    read_gap,
    read_length,
    read_lengths,
    read_level,
    read_line,
    read_long_length,
    read_pace,
    read_positive_lengths,
    read_reminder,
    read_rest,
    read_rir,
    read_rpe,
    read_tempo,
    read_text,
)
from audiocoach.support.messages import limit_length, quote, slug

Read = Callable[[str], object]


def refusal(read: Read, text: str) -> str:
    with pytest.raises(ValueError, match=r".") as refused:
        read(text)
    return str(refused.value)


# Rests, caps and effort


def test_a_rest_may_be_as_needed_up_to_its_most() -> None:
    assert read_rest("as needed (max 90s)") == Span(90_000, 90_000, as_needed=True)
    assert read_rest("As needed (max 1:30)").as_needed
    assert read_rest("60-90s") == Span(60_000, 90_000)


@pytest.mark.parametrize("text", ["none", "None", "no", "No rest", "0", "0s"])
def test_no_rest_is_a_rest_of_nothing(text: str) -> None:
    assert read_rest(text) == Span(0, 0)
    assert read_gap(text) == 0


@pytest.mark.parametrize(
    "text", ["as needed", "as needed (90s)", "as needed (max )", "as needed max 90s"]
)
def test_a_rest_as_needed_says_its_most(text: str) -> None:
    assert refusal(read_rest, text).endswith("write 'as needed (max 90s)'")


@pytest.mark.parametrize("text", ["0", "5-10 min", "soon", ""])
def test_a_cap_is_one_length(text: str) -> None:
    assert refusal(read_cap, text)


def test_a_cap_is_in_milliseconds() -> None:
    assert read_cap("12 min") == 720_000
    assert read_cap("10-10 min") == 600_000


@pytest.mark.parametrize(
    ("text", "expected"), [("8", "8"), ("7.5", "7.5"), ("7 – 8", "7-8"), ("08", "8"), ("10", "10")]
)
def test_exertion_is_from_one_to_ten_in_halves(text: str, expected: str) -> None:
    assert read_rpe(text) == expected


@pytest.mark.parametrize("text", ["0", "0.5", "10.5", "7.3", "8-7", "7-8-9", "hard", "", "-8", "٣"])
def test_other_exertion_is_refused(text: str) -> None:
    assert refusal(read_rpe, text)


@pytest.mark.parametrize(("text", "expected"), [("0", "0"), ("2", "2"), ("1-2", "1-2")])
def test_reserve_is_in_whole_reps(text: str, expected: str) -> None:
    assert read_rir(text) == expected


@pytest.mark.parametrize("text", ["1.5", "11", "2-1", "none", "-1"])
def test_other_reserve_is_refused(text: str) -> None:
    assert refusal(read_rir, text)


# Ranges and levels


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1", 1, 1),
        ("10", 10, 10),
        ("010", 10, 10),
        ("1000", 1000, 1000),
        ("6-10", 6, 10),
        ("6 - 10", 6, 10),
        ("6–10", 6, 10),
        ("6\u201010", 6, 10),
        ("6\u221210", 6, 10),
        ("6 to 10", 6, 10),
        (" 6-10 ", 6, 10),
        ("5-5", 5, 5),
    ],
)
def test_a_count_is_a_number_or_a_range(text: str, low: int, high: int) -> None:
    assert read_count(text) == Span(low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0", 0, 0),
        ("90", 90_000, 90_000),
        ("30-60", 30_000, 60_000),
        ("30-60s", 30_000, 60_000),
        ("30–60 s", 30_000, 60_000),
        ("30s-60s", 30_000, 60_000),
        ("1-2 min", 60_000, 120_000),
        ("1.5-2 min", 90_000, 120_000),
        ("30s-1m", 30_000, 60_000),
        ("30 to 60 s", 30_000, 60_000),
        ("30 to 60 seconds", 30_000, 60_000),
        ("30s—60s", 30_000, 60_000),
        ("1 min to 1 min 30 s", 60_000, 90_000),
        ('30-60"', 30_000, 60_000),
        ("30s-1m30s", 30_000, 90_000),
        ("0:30-1:30", 30_000, 90_000),
        ("0-30s", 0, 30_000),
        ("1-2H", 3_600_000, 7_200_000),
    ],
)
def test_a_range_of_lengths_may_share_its_unit(text: str, low: int, high: int) -> None:
    assert read_lengths(text) == Span(low, high)


@pytest.mark.parametrize("text", ["1-1:30", "1-1m30s", "30-1 min 30 s", "1 min-2", "0:30-60"])
def test_a_range_with_half_its_units_is_unclear(text: str) -> None:
    hint = "write both ends alike, like '30s-60s'"
    assert refusal(read_lengths, text) == f"the range {text!r} is unclear; {hint}"


@pytest.mark.parametrize(
    ("span", "level", "value"),
    [
        (Span(6, 10), "low", 6),
        (Span(6, 10), "mid", 8),
        (Span(6, 10), "high", 10),
        (Span(3, 5), "mid", 4),
        (Span(3, 4), "mid", 3),
        (Span(3, 4), "99%", 3),
        (Span(3, 4), "100%", 4),
        (Span(6, 10), "0%", 6),
        (Span(6, 10), "24%", 6),
        (Span(6, 10), "25%", 7),
        (Span(6, 10), "75 %", 9),
        (Span(8, 8), "33%", 8),
        (Span(30_000, 60_000), "mid", 45_000),
        (Span(60_000, 120_000), "mid", 90_000),
        (Span(0, 1), "mid", 0),
    ],
)
def test_a_level_lies_in_a_range_rounded_down(span: Span, level: str, value: int) -> None:
    assert span.at(level) == value


@given(st.integers(0, 1_000), st.integers(0, 1_000), st.integers(0, 100))
def test_a_level_never_leaves_its_range(low: int, width: int, percent: int) -> None:
    span = Span(low, low + width)
    assert span.low <= span.at(f"{percent}%") <= span.high
    assert span.at("mid") == span.at("50%")


@pytest.mark.parametrize("text", ["", "middle", "MID", "50", "101%", "-1%", "1.5%", "٣%", "1000%"])
def test_a_level_is_one_of_three_words_or_a_percentage(text: str) -> None:
    hint = "write 'low', 'mid', 'high' or a percentage"
    assert refusal(read_level, text) == f"{text!r} is not a level; {hint}"


# Tempo and pace


@pytest.mark.parametrize(
    ("text", "tempo", "said"),
    [
        ("3-1-1-0", (3_000, 1_000, 1_000, 0), "3-1-1-0"),
        ("2-0-X-0", (2_000, 0, 1_000, 0), "2-0-1-0"),
        ("2-0-x-0", (2_000, 0, 1_000, 0), "2-0-1-0"),
        ("1.5-0-0.5-0", (1_500, 0, 500, 0), "1.5-0-0.5-0"),
        ("3–1–1–0", (3_000, 1_000, 1_000, 0), "3-1-1-0"),
        (" 10 - 0 - 2 - 0 ", (10_000, 0, 2_000, 0), "10-0-2-0"),
        ("3-0-1", (3_000, 0, 1_000, 0), "3-0-1-0"),
        ("2-1-X", (2_000, 1_000, 1_000, 0), "2-1-1-0"),
        ("3010", (3_000, 0, 1_000, 0), "3-0-1-0"),
        ("2020", (2_000, 0, 2_000, 0), "2-0-2-0"),
        ("31X1", (3_000, 1_000, 1_000, 1_000), "3-1-1-1"),
        ("30x", (3_000, 0, 1_000, 0), "3-0-1-0"),
        ("301", (3_000, 0, 1_000, 0), "3-0-1-0"),
        ("3/0/1/0", (3_000, 0, 1_000, 0), "3-0-1-0"),
        ("3:1:1:0", (3_000, 1_000, 1_000, 0), "3-1-1-0"),
        ("3, 1, 1, 0", (3_000, 1_000, 1_000, 0), "3-1-1-0"),
        ("3 1 X 0", (3_000, 1_000, 1_000, 0), "3-1-1-0"),
        ("3.1.1.0", (3_000, 1_000, 1_000, 0), "3-1-1-0"),
        ("3s-1s-1s-0s", (3_000, 1_000, 1_000, 0), "3-1-1-0"),
        ("3\u20120\u22121\u20140", (3_000, 0, 1_000, 0), "3-0-1-0"),
        ("3-0-0-0", (3_000, 0, 0, 0), "3-0-0-0"),
    ],
)
def test_a_tempo_has_three_or_four_phases(text: str, tempo: tuple[int, ...], said: str) -> None:
    assert read_tempo(text) == Tempo(*tempo)
    assert str(read_tempo(text)) == said


@pytest.mark.parametrize(
    ("text", "ms"),
    [("grind", 6_000), ("standard", 4_000), ("ballistic", 2_000), ("7s", 7_000), ("0.5", 500)],
)
def test_a_pace_is_seconds_or_a_class(text: str, ms: int) -> None:
    assert read_pace(text) == ms


# What is refused, to the letter


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (read_count, "0", "0 is out of bounds; write a number from 1 to 1,000"),
        (read_count, "1001", "1001 is out of bounds; write a number from 1 to 1,000"),
        (read_count, "10-6", "the range '10-6' is upside down; write its smaller end first"),
        (read_count, "٣", "'٣' is not a whole number; write it like '10' or '6-10'"),
        (
            read_count,
            "3 × 10",
            "'3 × 10' is two numbers, and one is wanted; write 'sets: 3' and 'reps: 10'",
        ),
        (
            read_lengths,
            "30-10s",
            "the range '30-10s' is upside down; write its smaller end first",
        ),
        (read_positive_lengths, "0s", "'0s' is no time at all; write something longer"),
        (read_long_length, "32 days", "'32 days' is too long; 31 days at most"),
        (read_length, "32 days", "'32 days' is too long; 24h at most"),
        (
            read_tempo,
            "3-1",
            (
                "'3-1' is not a tempo; "
                "write seconds of eccentric-bottom-concentric-top, like '3-1-1-0'"
            ),
        ),
        (
            read_tempo,
            "3 seconds",
            (
                "'3 seconds' is not a tempo; write 'pace: 3s' for the time of a whole rep, or "
                "seconds of eccentric-bottom-concentric-top, like '3-1-1-0'"
            ),
        ),
        (
            read_tempo,
            "120",
            (
                "the way up takes no time in '120'; "
                "write seconds of eccentric-bottom-concentric, like '3-1-1', or 'X' for explosive"
            ),
        ),
        (read_pace, "3-0-1", "'3-0-1' is not a pace; write 'tempo: 3-0-1'"),
        (
            read_tempo,
            "3-1-fast-0",
            "'fast' is no phase of a tempo; write seconds like '2' or '1.5', or 'X' for explosive",
        ),
        (read_tempo, "0-0-0-0", "'0-0-0-0' is too fast to follow; a rep takes 0.5s at least"),
        (read_pace, "0.4s", "'0.4s' is too fast to follow; a rep takes 0.5s at least"),
        (
            read_pace,
            "fast",
            "'fast' is not a pace; write '3s', or one of 'grind', 'standard', 'ballistic'",
        ),
        (one_of("a", "b"), "A", "'A' is not known here; write 'a' or 'b'"),
        (read_line, " ", "there is no text; write some"),
        (
            read_line,
            "a" * 121,
            "the text has 121 characters; 120 at most, so that it can be spoken",
        ),
        (
            read_reminder,
            "a" * 401,
            "the text has 401 characters; 400 at most, so that it can be spoken",
        ),
        (limit_length(read_count), "1" * 41, f"'{'1' * 40}…' is too long; write a short value"),
    ],
)
def test_a_refusal_says_what_and_what_instead(read: Read, text: str, message: str) -> None:
    assert refusal(read, text) == message


@given(st.text(max_size=60) | st.from_regex(r"[0-9xX:. smin–-]{0,20}", fullmatch=True))
@pytest.mark.parametrize(
    "read", [read_count, read_lengths, read_positive_lengths, read_tempo, read_pace, read_line]
)
def test_no_text_raises_anything_but_a_refusal(read: Read, text: str) -> None:
    try:
        limit_length(read)(text)
    except ValueError as error:
        assert "Invalid literal" not in str(error)  # noqa: PT017
        assert re.search(r"; .|at most", str(error))  # noqa: PT017


# Texts


def test_a_text_is_one_line_with_single_spaces() -> None:
    assert read_text("  Hinge,\n  then \t pull. ") == "Hinge, then pull."
    assert read_line("a" * 120) == "a" * 120
    assert read_reminder("a" * 400) == "a" * 400
    assert len(read_text("a" * 1_000)) == 1_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a", "'a'"), ("a\nb\x1b", r"'a\nb\x1b'"), ("it's", '"it\'s"'), ("a" * 41, f"'{'a' * 40}…'")],
)
def test_what_is_quoted_stays_on_its_line(text: str, shown: str) -> None:
    assert quote(text) == shown


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Bent-over Row", "bent-over-row"),
        ("  Row!  ", "row"),
        ("Row (left) / Halo", "row-left-halo"),
        ("snake_case", "snake-case"),
        ("Übung 1", "übung-1"),
        ("../..", ""),
        ("", ""),
    ],
)
def test_a_slug_is_lower_case_with_hyphens(name: str, wanted: str) -> None:
    assert slug(name) == wanted
