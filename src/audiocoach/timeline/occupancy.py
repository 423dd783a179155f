"""Stretches of time that are taken, and the room between them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Self

from msgspec import Struct, field


class Occupancy(Struct):
    """The stretches of time in which something is heard; those that overlap are one."""

    starts: list[int] = field(default_factory=list)
    """In order."""
    ends: list[int] = field(default_factory=list)
    """The end of each stretch."""

    @classmethod
    def of(cls, stretches: Iterable[tuple[int, int]]) -> Self:
        """The occupancy of some stretches, in any order."""
        occupancy = cls()
        starts, ends = occupancy.starts, occupancy.ends
        for start_ms, end_ms in sorted(stretches):
            if ends and start_ms < ends[-1]:
                ends[-1] = max(ends[-1], end_ms)
            else:
                starts.append(start_ms)
                ends.append(end_ms)
        return occupancy

    def take(self, start_ms: int, end_ms: int) -> None:
        """Add a stretch."""
        starts, ends = self.starts, self.ends
        first = bisect_right(ends, start_ms)
        if first == len(starts) or starts[first] >= end_ms:
            starts.insert(first, start_ms)
            ends.insert(first, end_ms)
        else:
            stop = bisect_left(starts, end_ms, first)
            starts[first:stop] = [min(start_ms, starts[first])]
            ends[first:stop] = [max(end_ms, ends[stop - 1])]

    def is_free(self, start_ms: int, end_ms: int) -> bool:
        """Whether nothing is heard between two moments."""
        first = bisect_right(self.ends, start_ms)
        return first == len(self.starts) or self.starts[first] >= end_ms

    def earliest(self, from_ms: int, length_ms: int, clear_ms: int, before_ms: int) -> int | None:
        """The first start with `clear_ms` free around it that ends by `before_ms`, or None."""
        start_ms = from_ms
        for index in range(bisect_right(self.ends, from_ms - clear_ms), len(self.starts)):
            if start_ms + length_ms > before_ms:
                return None
            if self.starts[index] >= start_ms + length_ms + clear_ms:
                return start_ms
            start_ms = self.ends[index] + clear_ms
        return start_ms if start_ms + length_ms <= before_ms else None

    def widest(self, from_ms: int, before_ms: int) -> int:
        """The length of the longest free stretch between two moments."""
        widest_ms, free_from_ms = 0, from_ms
        first = bisect_right(self.ends, from_ms)
        around = slice(first, bisect_left(self.starts, before_ms, first))
        for start_ms, end_ms in zip(self.starts[around], self.ends[around], strict=True):
            widest_ms = max(widest_ms, start_ms - free_from_ms)
            free_from_ms = end_ms
        return max(widest_ms, before_ms - free_from_ms, 0)
