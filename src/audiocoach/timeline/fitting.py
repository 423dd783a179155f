"""Fits the cues of one interval into it.

Cues whose time is fixed come first, by priority; what flows takes the room that is left, in its
order; then single words near their moment; pulses fill the silence that remains.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from audiocoach.defaults import CUEING
from audiocoach.plan.model import Cue, Priority
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
class Fitted:
    """What became of an interval's cues; times are the track's."""

    placed: list[PlacedCue] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def fit(wishes: Sequence[Wish], now_ms: int, length_ms: int) -> Fitted:
    """The cues of an interval that begins at `now_ms`, each placed or dropped."""
    fitting = _Fitting(now_ms, length_ms)
    pulses = [wish for wish in wishes if wish.cue.priority == Priority.PULSE]
    others = [wish for wish in wishes if wish.cue.priority != Priority.PULSE]
    by_hold = {hold: [wish for wish in others if wish.cue.anchor.hold == hold] for hold in _HOLDS}
    fixed = [wish for wish in others if wish.cue.anchor.hold in ("starts", "ends")]
    for wish in sorted(fixed, key=lambda wish: -wish.cue.priority):
        fitting.place_fixed(wish)
    fitting.place_flows(by_hold["flows"], _limit(fixed, length_ms))
    for wish in sorted(by_hold["near"], key=lambda wish: -wish.cue.priority):
        fitting.place_near(wish)
    for wish in pulses:
        fitting.place_pulse(wish)
    return fitting.fitted


_HOLDS = ("starts", "ends", "flows", "near")


def _limit(fixed: Sequence[Wish], length_ms: int) -> int:
    """Where free speech has to end: before the quiet that a countdown needs."""
    pips = (wish.cue.anchor.offset_ms for wish in fixed if wish.cue.why == "countdown")
    first = min(pips, default=0)
    return length_ms + (first - CUEING.pip_quiet_ms if first else 0)


@dataclass(slots=True)
class _Fitting:
    """One interval being filled; all times but `now_ms`, its start, count from there."""

    now_ms: int
    length_ms: int
    fitted: Fitted = field(default_factory=Fitted)
    heard: Room = field(default_factory=Room)
    """Words and tones."""
    words: Room = field(default_factory=Room)

    def place_fixed(self, wish: Wish) -> None:
        anchor = wish.cue.anchor
        edge_ms = anchor.offset_ms + (self.length_ms if anchor.edge == "end" else 0)
        # A count may sound over a tone, as the beat is louder; other words may not.
        room = self.words if wish.cue.priority >= Priority.COUNT else self.heard
        for option in wish.options:
            start_ms = edge_ms - (option.takes_ms if anchor.hold == "ends" else 0)
            end_ms = start_ms + option.takes_ms
            inside = start_ms >= 0 and end_ms <= self.length_ms
            if wish.cue.play == "sound" or (inside and room.is_free(start_ms, end_ms)):
                self._place(wish.cue, option, start_ms)
                return
        self._drop(wish, start_ms, room.widest(max(start_ms, 0), min(end_ms, self.length_ms)))

    def place_flows(self, flows: Sequence[Wish], limit_ms: int) -> None:
        def earliest(from_ms: int, takes_ms: int) -> int | None:
            return self._earliest(from_ms, takes_ms, limit_ms)

        chosen = flowing.choose(flows, earliest)
        for index, (option, start_ms) in chosen.items():
            self._place(flows[index].cue, flows[index].options[option], start_ms)
        for index in range(len(flows)):
            if index not in chosen:
                offset_ms = flows[index].cue.anchor.offset_ms
                self._drop(flows[index], offset_ms, self._clear(offset_ms, limit_ms))

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
        end_ms = start_ms + option.takes_ms
        self.heard.take(start_ms, end_ms)
        if cue.play == "speech":
            self.words.take(start_ms, end_ms)
        start, end = self.now_ms + start_ms, self.now_ms + end_ms
        placed = PlacedCue(start, end, cue.play, option.said, cue.why, cue.where, option.hurried)
        self.fitted.placed.append(placed)

    def _drop(self, wish: Wish, at_ms: int, room_ms: int) -> None:
        said, needs_ms, _ = wish.options[-1]
        reason = f"needs {needs_ms / 1000:.1f} s, slot is {room_ms / 1000:.1f} s"
        at_ms = self.now_ms + max(at_ms, 0)
        self.fitted.dropped.append(Dropped(at_ms, said, wish.cue.why, reason, wish.cue.where))
