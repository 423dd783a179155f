"""Gives each cue of one interval its place in it, or none.

Tones whose time is fixed come first, then words whose time is fixed, by priority; what flows takes
the room that is left, in its order; then single words near their moment; pulses fill the silence
that remains.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from audiocoach.defaults import CUEING
from audiocoach.errors import Where
from audiocoach.plan.model import Anchor, Cue, Priority
from audiocoach.timeline import flowing
from audiocoach.timeline.model import Dropped, PlacedCue
from audiocoach.timeline.room import Room
from audiocoach.times import ceil_to


class Option(NamedTuple):
    """One way to say a cue."""

    said: str
    takes_ms: int
    hurried: bool = False


class Wish(NamedTuple):
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


def place(wishes: Sequence[Wish], now_ms: int, length_ms: int) -> Placed:
    """The cues of an interval that begins at `now_ms`, each placed or dropped."""
    placing = _Placing(now_ms, length_ms)
    beats: list[Wish] = []
    fixed: list[Wish] = []
    flows: list[Wish] = []
    near: list[Wish] = []
    pulses: list[Wish] = []
    by_hold = {"starts": fixed, "ends": fixed, "flows": flows, "near": near}
    for wish in wishes:
        cue = wish.cue
        if cue.priority == Priority.PULSE:
            pulses.append(wish)
        elif cue.play == "sound" and cue.anchor.hold != "flows":
            beats.append(wish)
        else:
            by_hold[cue.anchor.hold].append(wish)
    placing.place_beats(beats)
    for wish in sorted(fixed, key=_PRIORITY, reverse=True):
        placing.place_fixed(wish)
    placing.place_flows(flows, _limit(beats, length_ms))
    for wish in sorted(near, key=_PRIORITY, reverse=True):
        placing.place_near(wish)
    for wish in pulses:
        placing.place_pulse(wish)
    return placing.placed


_PRIORITY = attrgetter("cue.priority")


def _limit(beats: Sequence[Wish], length_ms: int) -> int:
    """Where free speech has to end: before the quiet that a countdown needs."""
    pips = (wish.cue.anchor.offset_ms for wish in beats if wish.cue.why == "countdown")
    first = min(pips, default=0)
    return length_ms + (first - CUEING.pip_quiet_ms if first else 0)


@dataclass(slots=True)
class _Placing:
    """One interval being filled; all times but `now_ms`, its start, count from there."""

    now_ms: int
    length_ms: int
    placed: Placed = field(default_factory=Placed)
    heard: Room = field(default_factory=Room)
    """Words and tones."""
    words: Room = field(default_factory=Room)

    def place_beats(self, beats: Iterable[Wish]) -> None:
        """Whatever else is heard."""
        for cue, (tone,) in beats:
            self._place(cue, tone, self._start(cue.anchor, tone.takes_ms))

    def place_fixed(self, wish: Wish) -> None:
        cue = wish.cue
        # A count may sound over a tone, as the beat is louder; other words may not.
        room = self.words if cue.priority >= Priority.COUNT else self.heard
        for option in wish.options:
            start_ms = self._start(cue.anchor, option.takes_ms)
            end_ms = start_ms + option.takes_ms
            if start_ms >= 0 and end_ms <= self.length_ms and room.is_free(start_ms, end_ms):
                self._place(cue, option, start_ms)
                return
        self._drop(wish, start_ms, room.widest(max(start_ms, 0), min(end_ms, self.length_ms)))

    def _start(self, anchor: Anchor, takes_ms: int) -> int:
        hold, edge, offset_ms = anchor
        edge_ms = offset_ms if edge == "start" else self.length_ms + offset_ms
        return edge_ms - takes_ms if hold == "ends" else edge_ms

    def place_flows(self, flows: Sequence[Wish], limit_ms: int) -> None:
        def earliest(from_ms: int, takes_ms: int) -> int | None:
            return self._earliest(from_ms, takes_ms, limit_ms)

        chosen = flowing.choose(flows, earliest)
        for index, (option, start_ms) in chosen.items():
            self._place(flows[index].cue, flows[index].options[option], start_ms)
        gone = [wish for index, wish in enumerate(flows) if index not in chosen]
        offsets = {wish.cue.anchor.offset_ms for wish in gone}
        clear = {offset_ms: self._clear(offset_ms, limit_ms) for offset_ms in offsets}
        for wish in gone:
            offset_ms = wish.cue.anchor.offset_ms
            self._drop(wish, offset_ms, clear[offset_ms])

    def place_near(self, wish: Wish) -> None:
        offset_ms = wish.cue.anchor.offset_ms
        for option in wish.options:
            before_ms = min(self.length_ms, offset_ms + CUEING.near_ms + option.takes_ms)
            start_ms = self._earliest(offset_ms, option.takes_ms, before_ms)
            if start_ms is not None:
                self._place(wish.cue, option, start_ms)
                return
        self._drop(wish, offset_ms, self._clear(offset_ms, before_ms))

    def place_pulse(self, wish: Wish) -> None:
        """Where something else is heard, nobody misses it."""
        (option,), start_ms = wish.options, wish.cue.anchor.offset_ms
        if self.heard.is_free(start_ms, start_ms + option.takes_ms):
            self._place(wish.cue, option, start_ms)

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
        said, takes_ms, hurried = option
        end_ms = start_ms + takes_ms
        self.heard.take(start_ms, end_ms)
        if cue.play == "speech":
            self.words.take(start_ms, end_ms)
        start, end = self.now_ms + start_ms, self.now_ms + end_ms
        self.placed.cues.append(
            PlacedCue(start, end, cue.play, said, cue.why, cue.where, hurried, cue.speaker)
        )
        if cue.once:
            self.placed.told.add(cue.where)

    def _drop(self, wish: Wish, at_ms: int, room_ms: int) -> None:
        said, needs_ms, _ = wish.options[-1]
        reason = f"needs {needs_ms / 1000:.1f} s, slot is {room_ms / 1000:.1f} s"
        at_ms = self.now_ms + max(at_ms, 0)
        cue = wish.cue
        dropped = Dropped(at_ms, said, cue.why, reason, cue.where, cue.speaker)
        if wish.cue.once:
            self.placed.untold[wish.cue.where] = dropped
        else:
            self.placed.dropped.append(dropped)
