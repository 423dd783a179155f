"""Rests made longer or shorter together, so that a session lasts as long as someone has."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from audiocoach.plan.slots import Slot
from audiocoach.times import MS_PER_SECOND


class Fit(NamedTuple):
    """How a session is brought to a length."""

    extra_ms: int
    """What all its rests together gain, or lose."""
    lasts_ms: int
    """The whole track, as it is told at its beginning and end."""


class Bounds(NamedTuple):
    """What `extra_ms` may be."""

    least_ms: int
    most_ms: int


def bounds(slots: Iterable[Slot]) -> Bounds:
    """Between half and twice of what is written, each rest for itself."""
    rests = _lengths(slots)
    return Bounds(-sum(length // 2 for length in rests), sum(rests))


def stretched(slots: Sequence[Slot], extra_ms: int) -> tuple[Slot, ...]:
    """The slots with their rests changed by `extra_ms` in all, which is within their bounds."""
    lengths = iter(spread(_lengths(slots), extra_ms))
    return tuple(replace(slot, length_ms=next(lengths)) if _gives(slot) else slot for slot in slots)


def _lengths(slots: Iterable[Slot]) -> list[int]:
    return [slot.length_ms for slot in slots if _gives(slot)]


def _gives(slot: Slot) -> bool:
    """A rest that is what it is; within an EMOM or a tabata it is what the clock leaves."""
    return slot.kind == "rest" and slot.called == "set"


def spread(lengths: Sequence[int], extra_ms: int) -> list[int]:
    """`lengths` in proportion, `extra_ms` more in all, in whole seconds as far as that goes."""
    total = sum(lengths)
    if not extra_ms or not total:
        return [*lengths]
    exact = [length * (total + extra_ms) // total for length in lengths]
    whole = [ms - ms % MS_PER_SECOND for ms in exact]
    given = [max(ms, length - length // 2) for ms, length in zip(whole, lengths, strict=True)]
    left = total + extra_ms - sum(given)
    nearest = sorted(range(len(lengths)), key=lambda index: given[index] - exact[index])
    while left >= MS_PER_SECOND:
        before = left
        for index in nearest:
            if left >= MS_PER_SECOND and given[index] + MS_PER_SECOND <= 2 * lengths[index]:
                given[index] += MS_PER_SECOND
                left -= MS_PER_SECOND
        if left == before:
            break
    return _rest_of_it(given, lengths, left)


def _rest_of_it(given: list[int], lengths: Sequence[int], left_ms: int) -> list[int]:
    """What no whole second is: in the longest, where it is heard the least."""
    for index in sorted(range(len(given)), key=lambda index: -given[index]):
        length = lengths[index]
        step = min(left_ms, 2 * length - given[index])
        step = max(step, length - length // 2 - given[index])
        given[index] += step
        left_ms -= step
    return given
