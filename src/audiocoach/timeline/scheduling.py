"""Fits words into time. The author's lengths and the beat are law; words give way, and say so.

Within an interval, cues whose time is fixed come first, by priority; what flows takes the room that
is left, in its order; what gives way takes its shorter forms, then is dropped and reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from audiocoach.defaults import CUEING
from audiocoach.plan.model import Cue, Interval, Plan, Play, Priority
from audiocoach.timeline.chapters import chapters
from audiocoach.timeline.model import Dropped, PlacedCue, PlacedInterval, Timeline
from audiocoach.timeline.room import Room
from audiocoach.times import ceil_to

Lengths = Mapping[tuple[Play, str], int]
"""How long each text, and each tone, is: milliseconds."""


def lay_out(plan: Plan, lengths: Lengths) -> Timeline:
    """The session in time, given how long everything said in it takes."""
    intervals: list[PlacedInterval] = []
    cues: list[PlacedCue] = []
    dropped: list[Dropped] = []
    now = 0
    for interval in plan.intervals:
        fitting = _Fitting(now, _length(interval, lengths), lengths)
        fitting.fit(interval.cues)
        intervals.append(PlacedInterval(now, now + fitting.length_ms, interval))
        cues += [_later(cue, now) for cue in fitting.placed]
        dropped += [replace(cue, at_ms=cue.at_ms + now) for cue in fitting.dropped]
        now += fitting.length_ms
    cues.sort(key=lambda cue: (cue.start_ms, cue.play, cue.end_ms))
    return Timeline(
        routine=plan.routine,
        title=plan.title,
        artist=plan.artist,
        language=plan.language,
        duration_ms=now,
        intervals=tuple(intervals),
        cues=tuple(cues),
        chapters=chapters(intervals, cues),
        dropped=tuple(dropped),
    )


def _later(cue: PlacedCue, by_ms: int) -> PlacedCue:
    return replace(cue, start_ms=cue.start_ms + by_ms, end_ms=cue.end_ms + by_ms)


def _length(interval: Interval, lengths: Lengths) -> int:
    """The author's length, or as much as the words need where the interval grows."""
    if not interval.grows:
        return interval.length_ms
    end_ms = tail_ms = 0
    for cue in interval.cues:
        said_ms = lengths[cue.play, cue.forms[0]]
        if cue.anchor.hold == "flows":
            end_ms = max(end_ms, cue.anchor.offset_ms) + said_ms + CUEING.breath_ms + CUEING.grid_ms
        elif cue.anchor.edge == "end":
            tail_ms = max(tail_ms, said_ms, CUEING.pip_quiet_ms - cue.anchor.offset_ms)
    length_ms = max(ceil_to(end_ms + tail_ms, interval.whole_ms), interval.length_ms)
    return length_ms if interval.most_ms is None else min(length_ms, interval.most_ms)


def _give_way(flows: Sequence[Cue], forms: dict[int, int]) -> None:
    """The least important takes its next shorter form, or goes; of equals the later one."""
    index = min(forms, key=lambda index: (flows[index].priority, -index))
    forms[index] += 1
    if forms[index] == len(flows[index].forms):
        del forms[index]


@dataclass(slots=True)
class _Fitting:
    """One interval being filled; all times but `now_ms`, its start, count from there."""

    now_ms: int
    length_ms: int
    lengths: Lengths
    placed: list[PlacedCue] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    heard: Room = field(default_factory=Room)
    """Words and tones."""
    words: Room = field(default_factory=Room)

    def fit(self, cues: Sequence[Cue]) -> None:
        fixed = [cue for cue in cues if cue.anchor.hold in ("starts", "ends")]
        for cue in sorted(fixed, key=lambda cue: -cue.priority):
            self._place_fixed(cue)
        self._place_flows([cue for cue in cues if cue.anchor.hold == "flows"], self._limit(fixed))
        near = [cue for cue in cues if cue.anchor.hold == "near"]
        for cue in sorted(near, key=lambda cue: -cue.priority):
            self._place_near(cue)

    def _limit(self, fixed: Sequence[Cue]) -> int:
        """Where free speech has to end: before the quiet that a countdown needs."""
        pips = (cue.anchor.offset_ms for cue in fixed if cue.why == "countdown")
        first = min(pips, default=0)
        return self.length_ms + (first - CUEING.pip_quiet_ms if first else 0)

    def _place_fixed(self, cue: Cue) -> None:
        edge_ms = (self.length_ms if cue.anchor.edge == "end" else 0) + cue.anchor.offset_ms
        # A count may sound over a tone, as the beat is louder; other words may not.
        room = self.words if cue.priority >= Priority.COUNT else self.heard
        for said in cue.forms:
            start_ms = edge_ms - (self._takes(cue, said) if cue.anchor.hold == "ends" else 0)
            end_ms = start_ms + self._takes(cue, said)
            inside = start_ms >= 0 and end_ms <= self.length_ms
            if cue.play == "sound" or (inside and room.is_free(start_ms, end_ms)):
                self._place(cue, said, start_ms)
                return
        start_ms = edge_ms - (self._takes(cue, said) if cue.anchor.hold == "ends" else 0)
        self._drop(cue, start_ms, room.widest(max(start_ms, 0), min(end_ms, self.length_ms)))

    def _place_flows(self, flows: Sequence[Cue], limit_ms: int) -> None:
        forms = dict.fromkeys(range(len(flows)), 0)
        while (starts := self._sequence(flows, forms, limit_ms)) is None:
            _give_way(flows, forms)
        for index in sorted(set(range(len(flows))) - set(forms), key=lambda i: -flows[i].priority):
            # What gave way first may yet fit where something longer gave way after it.
            for form in range(len(flows[index].forms)):
                again = dict(sorted({**forms, index: form}.items()))
                if found := self._sequence(flows, again, limit_ms):
                    forms, starts = again, found
                    break
        for index, start_ms in starts.items():
            self._place(flows[index], flows[index].forms[forms[index]], start_ms)
        for index in set(range(len(flows))) - set(forms):
            offset_ms = flows[index].anchor.offset_ms
            room_ms = self.heard.widest(offset_ms, limit_ms) - 2 * CUEING.clear_ms
            self._drop(flows[index], offset_ms, max(0, room_ms))

    def _sequence(
        self, flows: Sequence[Cue], forms: dict[int, int], limit_ms: int
    ) -> dict[int, int] | None:
        """A start for each cue, in their order; None where not all fit."""
        starts = {}
        cursor = 0
        for index, form in forms.items():
            cue = flows[index]
            takes_ms = self._takes(cue, cue.forms[form])
            from_ms = max(cursor, cue.anchor.offset_ms)
            start = self._earliest(from_ms, takes_ms, limit_ms)
            if start is None:
                return None
            starts[index] = start
            cursor = start + takes_ms + CUEING.breath_ms
        return starts

    def _place_near(self, cue: Cue) -> None:
        offset_ms = cue.anchor.offset_ms
        for said in cue.forms:
            takes_ms = self._takes(cue, said)
            before_ms = min(self.length_ms, offset_ms + CUEING.near_ms + takes_ms)
            start = self._earliest(offset_ms, takes_ms, before_ms)
            if start is not None:
                self._place(cue, said, start)
                return
        self._drop(cue, offset_ms, self.heard.widest(offset_ms, before_ms))

    def _earliest(self, from_ms: int, takes_ms: int, before_ms: int) -> int | None:
        """The first room for words whose time is free, on the track's grid."""
        padded_ms = takes_ms + CUEING.grid_ms - 1
        start = self.heard.earliest(from_ms, padded_ms, CUEING.clear_ms, before_ms)
        if start is None:
            return None
        return ceil_to(self.now_ms + start, CUEING.grid_ms) - self.now_ms

    def _takes(self, cue: Cue, said: str) -> int:
        return self.lengths[cue.play, said]

    def _place(self, cue: Cue, said: str, start_ms: int) -> None:
        end_ms = start_ms + self._takes(cue, said)
        self.placed.append(PlacedCue(start_ms, end_ms, cue.play, said, cue.why, cue.where))
        self.heard.take(start_ms, end_ms)
        if cue.play == "speech":
            self.words.take(start_ms, end_ms)

    def _drop(self, cue: Cue, at_ms: int, room_ms: int) -> None:
        said = cue.forms[-1]
        needs_ms = self._takes(cue, said)
        reason = f"needs {needs_ms / 1000:.1f} s, slot is {room_ms / 1000:.1f} s"
        self.dropped.append(Dropped(max(at_ms, 0), said, cue.why, reason, cue.where))
