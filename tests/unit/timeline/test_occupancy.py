"""Taken stretches of time, compared with every single millisecond."""

from hypothesis import given
from hypothesis import strategies as st

from audiocoach.timeline.occupancy import Occupancy

END = 60
Stretches = list[tuple[int, int]]
STRETCHES: st.SearchStrategy[Stretches] = st.lists(
    st.tuples(st.integers(0, END - 1), st.integers(1, 20)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=8,
)
MOMENTS = st.tuples(st.integers(0, END), st.integers(1, END))


def taken(stretches: Stretches) -> Occupancy:
    occupancy = Occupancy()
    for start_ms, end_ms in stretches:
        occupancy.take(start_ms, end_ms)
    return occupancy


def is_free(stretches: Stretches, start_ms: int, end_ms: int) -> bool:
    return all(end <= start_ms or end_ms <= start for start, end in stretches)


@given(STRETCHES)
def test_it_is_the_same_taken_at_once_or_one_by_one(stretches: Stretches) -> None:
    assert Occupancy.of(stretches) == taken(stretches)


@given(STRETCHES, MOMENTS)
def test_free_is_where_no_stretch_is(stretches: Stretches, moments: tuple[int, int]) -> None:
    start_ms, length_ms = moments
    free = taken(stretches).is_free(start_ms, start_ms + length_ms)
    assert free == is_free(stretches, start_ms, start_ms + length_ms)


@given(STRETCHES, MOMENTS, st.integers(0, 5))
def test_the_earliest_start_is_the_first_with_room(
    stretches: Stretches, moments: tuple[int, int], clear_ms: int
) -> None:
    from_ms, length_ms = moments
    starts = (
        start_ms
        for start_ms in range(from_ms, END - length_ms + 1)
        if is_free(stretches, start_ms - clear_ms, start_ms + length_ms + clear_ms)
    )
    found = taken(stretches).earliest(from_ms, length_ms, clear_ms, END)
    assert found == next(starts, None)


@given(STRETCHES, MOMENTS)
def test_the_widest_room_is_the_longest_that_is_free(
    stretches: Stretches, moments: tuple[int, int]
) -> None:
    from_ms, length_ms = moments
    before_ms = from_ms + length_ms
    free = (
        size
        for size in range(length_ms, 0, -1)
        if any(
            is_free(stretches, start_ms, start_ms + size)
            for start_ms in range(from_ms, before_ms - size + 1)
        )
    )
    assert taken(stretches).widest(from_ms, before_ms) == next(free, 0)
