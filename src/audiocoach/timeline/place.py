"""Gives each cue of one interval its place in it, or none.

Tones whose time is fixed come first, then words whose time is fixed, by priority; what flows takes
the room that is left, in its order; then single words near their moment; pulses fill the silence
that remains.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from audiocoach.defaults import CUEING
from audiocoach.errors import Where
from audiocoach.plan.model import Anchor, Cue, Priority
from audiocoach.support.durations import ceil_to
from audiocoach.timeline.model import Dropped, PlacedCue

if TYPE_CHECKING:
    pass


@dataclass(slots=True)
class Occupancy:
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


Earliest = Callable[[int, int], int | None]
"""The first start from a moment on at which so many milliseconds have room."""


def choose(flows: "Sequence[Candidate]", earliest: Earliest) -> dict[int, tuple[int, int]]:
    """By index, the option and the start of every sentence that is said."""
    line = _Line(flows, earliest, [*range(len(flows))], [0] * len(flows))
    stuck = line.say_from(0)
    if stuck is not None:
        line.give_way(stuck)
        line.take_back()
    return {which: (line.variants[which], start_ms) for which, start_ms, _ in line.said}


class _Said(NamedTuple):
    """A sentence that has its time; `next_ms` is a breath after it."""

    which: int
    start_ms: int
    next_ms: int


@dataclass(slots=True)
class _Line:
    """Sentences in a row. What is said before a change stays as it is."""

    flows: "Sequence[Candidate]"
    earliest: Earliest
    wanted: list[int]
    """Those that did not give way altogether, in order."""
    variants: list[int]
    """Each sentence's option."""
    said: list[_Said] = field(default_factory=list)

    def say_from(self, first: int) -> int | None:
        """Give that one and all after it their starts; the one without room, if there is one."""
        del self.said[bisect_left(self.said, (first,)) :]
        now_ms = self.said[-1].next_ms if self.said else 0
        for at in range(bisect_left(self.wanted, first), len(self.wanted)):
            index = self.wanted[at]
            candidate = self.flows[index]
            takes_ms = candidate.options[self.variants[index]].takes_ms
            start_ms = self.earliest(max(now_ms, candidate.cue.anchor.offset_ms), takes_ms)
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
                    self.variants[index] = option
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
                self.variants[index] = option
                if self.say_from(index) is None:
                    break
            else:
                self._leave_out(index)
                self.said[before:] = after

    def _leave_out(self, index: int) -> None:
        del self.wanted[bisect_left(self.wanted, index)]

    def _most_important_first(self, which: Iterable[int]) -> list[int]:
        return sorted(which, key=lambda index: (-self.flows[index].cue.priority, index))


class Option(NamedTuple):
    """One way to say a cue."""

    said: str
    takes_ms: int
    fast: bool = False


class Candidate(NamedTuple):
    """A cue, and the ways to say it from the best to the last resort."""

    cue: Cue
    options: tuple[Option, ...]


@dataclass(slots=True)
class Placed:
    """What became of an interval's cues; times are the track's."""

    cues: list[PlacedCue] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    told: set[Where] = field(default_factory=set)
    """What was said of what is said once."""
    untold: dict[Where, Dropped] = field(default_factory=dict)
    """What was not, and may be later."""


def place(candidates: Sequence[Candidate], now_ms: int, length_ms: int) -> Placed:
    """The cues of an interval that begins at `now_ms`, each placed or dropped."""
    placing = _Placing(now_ms, length_ms)
    beats: list[Candidate] = []
    fixed: list[Candidate] = []
    flows: list[Candidate] = []
    near: list[Candidate] = []
    pulses: list[Candidate] = []
    by_hold = {"starts": fixed, "ends": fixed, "flows": flows, "near": near}
    for candidate in candidates:
        cue = candidate.cue
        if cue.priority == Priority.PULSE:
            pulses.append(candidate)
        elif cue.play == "sound" and cue.anchor.hold != "flows":
            beats.append(candidate)
        else:
            by_hold[cue.anchor.hold].append(candidate)
    placing.place_beats(beats)
    for candidate in sorted(fixed, key=_PRIORITY, reverse=True):
        placing.place_fixed(candidate)
    placing.place_flows(flows, _limit(beats, length_ms))
    for candidate in sorted(near, key=_PRIORITY, reverse=True):
        placing.place_near(candidate)
    for candidate in pulses:
        placing.place_pulse(candidate)
    return placing.placed


_PRIORITY = attrgetter("cue.priority")


def _limit(beats: Sequence[Candidate], length_ms: int) -> int:
    """Where free speech has to end: before the quiet that a countdown needs."""
    pips = (
        candidate.cue.anchor.offset_ms for candidate in beats if candidate.cue.role == "countdown"
    )
    first = min(pips, default=0)
    return length_ms + (first - CUEING.beep_quiet_ms if first else 0)


@dataclass(slots=True)
class _Placing:
    """One interval being filled; all times but `now_ms`, its start, count from there."""

    now_ms: int
    length_ms: int
    placed: Placed = field(default_factory=Placed)
    heard: Occupancy = field(default_factory=Occupancy)
    """Words and tones."""
    words: Occupancy = field(default_factory=Occupancy)

    def place_beats(self, beats: Iterable[Candidate]) -> None:
        """Whatever else is heard."""
        for cue, (tone,) in beats:
            self._place(cue, tone, self._start(cue.anchor, tone.takes_ms))

    def place_fixed(self, candidate: Candidate) -> None:
        cue = candidate.cue
        # A count may sound over a tone, as the beat is louder; other words may not.
        room = self.words if cue.priority >= Priority.COUNT else self.heard
        for option in candidate.options:
            start_ms = self._start(cue.anchor, option.takes_ms)
            end_ms = start_ms + option.takes_ms
            if start_ms >= 0 and end_ms <= self.length_ms and room.is_free(start_ms, end_ms):
                self._place(cue, option, start_ms)
                return
        self._drop(candidate, start_ms, room.widest(max(start_ms, 0), min(end_ms, self.length_ms)))

    def _start(self, anchor: Anchor, takes_ms: int) -> int:
        hold, edge, offset_ms = anchor
        edge_ms = offset_ms if edge == "start" else self.length_ms + offset_ms
        return edge_ms - takes_ms if hold == "ends" else edge_ms

    def place_flows(self, flows: Sequence[Candidate], limit_ms: int) -> None:
        def earliest(from_ms: int, takes_ms: int) -> int | None:
            return self._earliest(from_ms, takes_ms, limit_ms)

        chosen = choose(flows, earliest)
        for index, (option, start_ms) in chosen.items():
            self._place(flows[index].cue, flows[index].options[option], start_ms)
        gone = [candidate for index, candidate in enumerate(flows) if index not in chosen]
        offsets = {candidate.cue.anchor.offset_ms for candidate in gone}
        clear = {offset_ms: self._clear(offset_ms, limit_ms) for offset_ms in offsets}
        for candidate in gone:
            offset_ms = candidate.cue.anchor.offset_ms
            self._drop(candidate, offset_ms, clear[offset_ms])

    def place_near(self, candidate: Candidate) -> None:
        offset_ms = candidate.cue.anchor.offset_ms
        for option in candidate.options:
            before_ms = min(self.length_ms, offset_ms + CUEING.near_ms + option.takes_ms)
            start_ms = self._earliest(offset_ms, option.takes_ms, before_ms)
            if start_ms is not None:
                self._place(candidate.cue, option, start_ms)
                return
        self._drop(candidate, offset_ms, self._clear(offset_ms, before_ms))

    def place_pulse(self, candidate: Candidate) -> None:
        """Where something else is heard, nobody misses it."""
        (option,), start_ms = candidate.options, candidate.cue.anchor.offset_ms
        if self.heard.is_free(start_ms, start_ms + option.takes_ms):
            self._place(candidate.cue, option, start_ms)

    def _earliest(self, from_ms: int, takes_ms: int, before_ms: int) -> int | None:
        """The first room for words whose time is free, on the track's grid."""
        padded_ms = takes_ms + CUEING.grid_ms - 1
        start = self.heard.earliest(from_ms, padded_ms, CUEING.clear_ms, before_ms)
        if start is None:
            return None
        return ceil_to(self.now_ms + start, CUEING.grid_ms) - self.now_ms

    def _clear(self, from_ms: int, before_ms: int) -> int:
        """The longest words that `_earliest` would find room for."""
        around_ms = 2 * CUEING.clear_ms + CUEING.grid_ms
        return max(0, self.heard.widest(from_ms, before_ms) - around_ms)

    def _place(self, cue: Cue, option: Option, start_ms: int) -> None:
        text, takes_ms, fast = option
        end_ms = start_ms + takes_ms
        self.heard.take(start_ms, end_ms)
        if cue.play == "speech":
            self.words.take(start_ms, end_ms)
        start, end = self.now_ms + start_ms, self.now_ms + end_ms
        self.placed.cues.append(
            PlacedCue(start, end, cue.play, text, cue.role, cue.where, fast, cue.speaker)
        )
        if cue.once:
            self.placed.told.add(cue.where)

    def _drop(self, candidate: Candidate, at_ms: int, room_ms: int) -> None:
        said, needs_ms, _ = candidate.options[-1]
        reason = f"needs {needs_ms / 1000:.1f} s, slot is {room_ms / 1000:.1f} s"
        at_ms = self.now_ms + max(at_ms, 0)
        cue = candidate.cue
        dropped = Dropped(at_ms, said, cue.role, reason, cue.where, cue.speaker)
        if candidate.cue.once:
            self.placed.untold[candidate.cue.where] = dropped
        else:
            self.placed.dropped.append(dropped)
