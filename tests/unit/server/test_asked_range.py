"""What a Range header asks for, as RFC 9110 has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocoach.server.ranges import asked_range

SIZE = 1000
PLACES = st.none() | st.integers(0, 2 * SIZE) | st.integers(0, 10**60)


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-499", 0, 499),
        ("bytes=500-", 500, 999),
        ("bytes=-200", 800, 999),
        ("bytes=0-0", 0, 0),
        ("bytes=999-999", 999, 999),
        ("bytes=900-5000", 900, 999),
        ("bytes=-5000", 0, 999),
        ("BYTES=1-2", 1, 2),
        (" bytes=1-2 ", 1, 2),
        ("bytes=0-99999999999999999999999", 0, 999),
    ],
)
def test_a_range_is_cut_to_what_there_is(header: str, first: int, last: int) -> None:
    assert asked_range(header, SIZE) == range(first, last + 1)


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0"])
def test_what_lies_outside_is_empty(header: str) -> None:
    found = asked_range(header, SIZE)
    assert found is not None
    assert not found


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-1", "bytes=0-0"])
def test_an_empty_file_has_no_part(header: str) -> None:
    found = asked_range(header, 0)
    assert found is not None
    assert not found


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=2-1",
        "bytes=1-2,4-5",
        "bytes=" + "0-1," * 500,
        "bytes=--1",
        "bytes=+1-2",
        "bytes=1 - 2",
        "bytes=0x1-0x2",
        "bytes=١-٢",
        "items=0-1",
        "bytes=0-" + "9" * 5000,
    ],
)
def test_what_means_nothing_is_ignored(header: str) -> None:
    assert asked_range(header, SIZE) is None


@given(first=PLACES, last=PLACES, size=st.integers(0, SIZE))
def test_every_byte_between_is_in_it_and_no_other(
    first: int | None, last: int | None, size: int
) -> None:
    header = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    found = asked_range(header, size)
    if first is None:
        wanted = None if last is None else range(max(0, size - last), size)
    elif last is None:
        wanted = range(first, size)
    else:
        wanted = None if last < first else range(first, min(last + 1, size))
    assert (found is None) == (wanted is None)
    assert [*(found or ())] == [*(wanted or ())]
