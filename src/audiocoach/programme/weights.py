"""Weights that grow, by plates or bells that exist."""

from collections.abc import Sequence
from functools import lru_cache
from math import gcd

from audiocoach.defaults import LIMITS
from audiocoach.programme.fields import Growth, Mass

_PAIR = 2
"""A plate on each side of a bar."""


def weight_after(
    growth: Growth, start: Mass, times: int, plates: Sequence[Mass], bells: Sequence[Mass]
) -> Mass:
    """A weight that has grown so many times, rounded down to what there is."""
    wanted = start.thousandths + times * growth.by.thousandths
    if bells:
        there = [bell.thousandths for bell in bells if bell.thousandths <= wanted]
        # What one begins with is there.
        return Mass(max([start.thousandths, *there]), start.unit)
    if plates:
        pairs = tuple(_PAIR * plate.thousandths for plate in plates)
        wanted = start.thousandths + _most_made(pairs, wanted - start.thousandths)
    return Mass(wanted, start.unit)


def is_too_heavy(growth: Growth, start: Mass, times: int) -> bool:
    """Whether nobody could lift what it grows to."""
    return start.thousandths + times * growth.by.thousandths > LIMITS.grown


def _most_made(made_of: tuple[int, ...], most: int) -> int:
    """The greatest sum of any number of each part that is not above `most`."""
    unit = gcd(*made_of)
    parts, most = tuple(sorted({part // unit for part in made_of})), most // unit
    if most >= parts[0] * parts[-1]:  # from there on every number can be made
        return most * unit
    made = sums_of(parts, most.bit_length()) & (1 << most + 1) - 1
    return (made.bit_length() - 1) * unit


@lru_cache(maxsize=64)
def sums_of(parts: tuple[int, ...], bits: int) -> int:
    """All sums of so many bits: the bit of a number is set if it can be made.

    Sessions of a programme share them, as to find them may take ten milliseconds.
    """
    most = (1 << bits) - 1
    made, reach = 1, (1 << most + 1) - 1
    for part in parts:
        shift = part
        while shift <= most:
            made |= made << shift & reach
            shift *= 2
    return made
