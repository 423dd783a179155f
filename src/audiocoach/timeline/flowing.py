"""Sentences that follow one another: which of them fit, in which form, and when."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from audiocoach.defaults import CUEING

if TYPE_CHECKING:
    from audiocoach.timeline.placing import Wish

Earliest = Callable[[int, int], int | None]
"""The first start from a moment on at which so many milliseconds have room."""


def choose(flows: "Sequence[Wish]", earliest: Earliest) -> dict[int, tuple[int, int]]:
    """By index, the option and the start of every sentence that is said."""
    line = _Line(flows, earliest, [*range(len(flows))], [0] * len(flows))
    stuck = line.say_from(0)
    if stuck is not None:
        line.give_way(stuck)
        line.take_back()
    return {which: (line.forms[which], start_ms) for which, start_ms, _ in line.said}


class _Said(NamedTuple):
    """A sentence that has its time; `next_ms` is a breath after it."""

    which: int
    start_ms: int
    next_ms: int


@dataclass(slots=True)
class _Line:
    """Sentences in a row. What is said before a change stays as it is."""

    flows: "Sequence[Wish]"
    earliest: Earliest
    wanted: list[int]
    """Those that did not give way altogether, in order."""
    forms: list[int]
    """Each sentence's option."""
    said: list[_Said] = field(default_factory=list)

    def say_from(self, first: int) -> int | None:
        """Give that one and all after it their starts; the one without room, if there is one."""
        del self.said[bisect_left(self.said, (first,)) :]
        now_ms = self.said[-1].next_ms if self.said else 0
        for at in range(bisect_left(self.wanted, first), len(self.wanted)):
            index = self.wanted[at]
            wish = self.flows[index]
            takes_ms = wish.options[self.forms[index]].takes_ms
            start_ms = self.earliest(max(now_ms, wish.cue.anchor.offset_ms), takes_ms)
            if start_ms is None:
                return index
            now_ms = start_ms + takes_ms + CUEING.breath_ms
            self.said.append(_Said(index, start_ms, now_ms))
        return None

    def give_way(self, stuck: int) -> None:
        """The least important (of equals the later one) is shorter, then gone, until all fit.

        What comes after the one that is `stuck` gives it no room, so nothing is tried again.
        """
        for index in reversed(self._most_important_first(range(len(self.flows)))):
            for option in range(1, len(self.flows[index].options) + 1):
                if option < len(self.flows[index].options):
                    self.forms[index] = option
                else:
                    self._leave_out(index)
                if index > stuck:
                    continue
                now_stuck = self.say_from(index)
                if now_stuck is None:
                    return
                stuck = now_stuck

    def take_back(self) -> None:
        """What gave way first may yet fit where something longer gave way after it."""
        for index in self._most_important_first({*range(len(self.flows))} - {*self.wanted}):
            insort(self.wanted, index)
            before = bisect_left(self.said, (index,))
            after = self.said[before:]
            for option in range(len(self.flows[index].options)):
                self.forms[index] = option
                if self.say_from(index) is None:
                    break
            else:
                self._leave_out(index)
                self.said[before:] = after

    def _leave_out(self, index: int) -> None:
        del self.wanted[bisect_left(self.wanted, index)]

    def _most_important_first(self, which: Iterable[int]) -> list[int]:
        return sorted(which, key=lambda index: (-self.flows[index].cue.priority, index))
