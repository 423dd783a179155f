"""What is taken in an interval, and where there is room. Milliseconds from the interval's start."""

from bisect import bisect_left
from dataclasses import dataclass, field


@dataclass(slots=True)
class Room:
    """Taken stretches by their start; they may touch and, where tones meet words, overlap."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    """Where each of them ends."""
    longest_ms: int = 0
    """Of what is taken: how far back a stretch may begin and still reach a given moment."""

    def take(self, start_ms: int, end_ms: int) -> None:
        """Note that something is heard there."""
        index = bisect_left(self.starts, start_ms)
        self.starts.insert(index, start_ms)
        self.ends.insert(index, end_ms)
        self.longest_ms = max(self.longest_ms, end_ms - start_ms)

    def is_free(self, start_ms: int, end_ms: int) -> bool:
        """Whether nothing is heard in the stretch."""
        return self._first_end(start_ms, end_ms) is None

    def earliest(self, from_ms: int, length_ms: int, clear_ms: int, before_ms: int) -> int | None:
        """The first start with `clear_ms` around it that ends by `before_ms`, if there is one."""
        start = from_ms
        while start + length_ms <= before_ms:
            end_ms = self._first_end(start - clear_ms, start + length_ms + clear_ms)
            if end_ms is None:
                return start
            start = end_ms + clear_ms
        return None

    def widest(self, from_ms: int, before_ms: int) -> int:
        """The longest free stretch between two moments."""
        widest, free_from = 0, from_ms
        around = self._around(from_ms, before_ms)
        for start, end in zip(self.starts[around], self.ends[around], strict=True):
            if end > from_ms:
                widest = max(widest, start - free_from)
                free_from = max(free_from, end)
        return max(widest, before_ms - free_from, 0)

    def _first_end(self, start_ms: int, end_ms: int) -> int | None:
        """Where the first of what is heard in the stretch ends, if anything is."""
        for end in self.ends[self._around(start_ms, end_ms)]:
            if end > start_ms:
                return end
        return None

    def _around(self, start_ms: int, end_ms: int) -> slice:
        """What begins before the end, and late enough that it may reach the start."""
        first = bisect_left(self.starts, start_ms - self.longest_ms)
        return slice(first, bisect_left(self.starts, end_ms, first))
