"""What is taken in an interval, and where there is room. Milliseconds from the interval's start."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field

Stretch = tuple[int, int]


@dataclass(slots=True)
class Room:
    """Taken stretches, kept in order; they may touch and, where tones meet words, overlap."""

    taken: list[Stretch] = field(default_factory=list)
    longest_ms: int = 0
    """Of what is taken: how far back a stretch may begin and still reach a given moment."""

    def take(self, start_ms: int, end_ms: int) -> None:
        """Note that something is heard there."""
        insort(self.taken, (start_ms, end_ms))
        self.longest_ms = max(self.longest_ms, end_ms - start_ms)

    def is_free(self, start_ms: int, end_ms: int) -> bool:
        """Whether nothing is heard in the stretch."""
        return self._first_clash(start_ms, end_ms) is None

    def earliest(self, from_ms: int, length_ms: int, clear_ms: int, before_ms: int) -> int | None:
        """The first start with `clear_ms` around it that ends by `before_ms`, if there is one."""
        start = from_ms
        while start + length_ms <= before_ms:
            clash = self._first_clash(start - clear_ms, start + length_ms + clear_ms)
            if clash is None:
                return start
            start = clash[1] + clear_ms
        return None

    def widest(self, from_ms: int, before_ms: int) -> int:
        """The longest free stretch between two moments."""
        widest, free_from = 0, from_ms
        for start, end in self.taken:
            if end > from_ms and start < before_ms:
                widest = max(widest, start - free_from)
                free_from = max(free_from, end)
        return max(widest, before_ms - free_from, 0)

    def _first_clash(self, start_ms: int, end_ms: int) -> Stretch | None:
        index = bisect_left(self.taken, (start_ms - self.longest_ms, 0))
        while index < len(self.taken) and self.taken[index][0] < end_ms:
            if self.taken[index][1] > start_ms:
                return self.taken[index]
            index += 1
        return None
