"""Tables that fold: columns wrap within themselves, and nothing is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocoach.support.tables import align_columns, fold

ROWS = [
    ("box-breathing", "8 min", "Box breathing", "Eight minutes to calm down. In for four."),
    ("emom-twelve", "12 min", "Twelve", "A lift every minute on the minute; what is left is rest."),
]


def test_columns_are_as_wide_as_they_like_where_there_is_room() -> None:
    assert align_columns(ROWS) == align_columns(ROWS, 100) == align_columns(ROWS, 1000)
    assert len(align_columns(ROWS).splitlines()) == 2


def test_columns_wrap_so_that_the_table_is_low_and_names_stay_whole() -> None:
    assert align_columns(ROWS, 60) == (
        "box-breathing  8 min   Box         Eight minutes to calm\n"
        "                       breathing   down. In for four.\n"
        "emom-twelve    12 min  Twelve      A lift every minute on\n"
        "                                   the minute; what is left\n"
        "                                   is rest.\n"
    )


@pytest.mark.parametrize("width", [50, 40, 24])
def test_nothing_is_cut_and_nothing_is_wider(width: int) -> None:
    lines = align_columns(ROWS, width).splitlines()
    assert max(map(len, lines)) <= width
    letters = sorted(letter for row in ROWS for cell in row for letter in cell if letter != " ")
    assert sorted(letter for line in lines for letter in line if letter != " ") == letters


def test_wide_letters_count_twice_and_marks_not_at_all() -> None:
    assert align_columns([("練習", "a"), ("Zoe\u0308", "b"), ("row", "c")]) == (
        "練習  a\nZoe\u0308   b\nrow   c\n"
    )
    assert align_columns([("“Ü” – ×", "a"), ("1234567", "b")]) == "“Ü” – ×  a\n1234567  b\n"
    assert fold("練習練習練習", 5) == ["練習", "練習", "練習"]


def test_lines_break_between_words_and_keep_their_indent() -> None:
    assert fold("  one two three", 9) == ["  one two", "  three"]
    assert fold("abcdefgh ij", 4) == ["abcd", "efgh", "ij"]
    assert fold("", 4) == [""]
    assert fold("bent-over row, 3-1 and/or", 9) == ["bent-over", "row, 3-1", "and/or"]
    assert fold("full-body-beginner", 10) == ["full-body-", "beginner"]


def test_a_large_table_is_folded_at_once() -> None:
    rows = [(f"{at}:00", "WORK", "80s", "Single-arm row, alternating, " * 3) for at in range(2000)]
    lines = align_columns(rows, 50).splitlines()
    assert len(lines) == 3 * 2000


@given(
    st.lists(
        st.tuples(st.text("ab 練e\u0301", max_size=30), st.text("cd ", max_size=30)), min_size=1
    ),
    st.integers(8, 60),
)
def test_any_table_folds_without_loss(rows: list[tuple[str, str]], width: int) -> None:
    kept = "".join(align_columns(rows, width).split())
    assert sorted(kept) == sorted("".join(cell for row in rows for cell in row).replace(" ", ""))
