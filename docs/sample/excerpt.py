"""A session cut to its sample: stretches of its timeline, joined to one of their own."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from audiocoach import PlacedCue, PlacedInterval, Timeline
from audiocoach.timeline.chapters import make_chapters

_QUIET_MS = 500
"""Before and after what is said between sets, where there is so much."""
_LEAD_MS = 40
"""How long before a tone of its tempo a set is cut: so the beat goes on across the cut."""
_FIRST, _LAST = 2, 1
"""How many of a set's first and of its last reps are heard, of each side."""


class Stretch(NamedTuple):
    """A part of the track that is in the sample, [start_ms, end_ms)."""

    start_ms: int
    end_ms: int
    at_ms: int
    """Where it begins in the sample."""

    @property
    def moved_ms(self) -> int:
        """How much earlier in the sample everything in it is."""
        return self.start_ms - self.at_ms


class Excerpt(NamedTuple):
    """What is left of a session, and where it is from."""

    stretches: tuple[Stretch, ...]
    timeline: Timeline


def excerpt(timeline: Timeline) -> Excerpt:
    """The first set: how it is announced and explained, its first and last reps, what is next."""
    stretches: list[Stretch] = []
    length_ms = 0
    for start_ms, end_ms in _choose(timeline):
        stretches.append(Stretch(start_ms, end_ms, length_ms))
        length_ms += end_ms - start_ms
    intervals = _merge(part for stretch in stretches for part in _intervals(timeline, stretch))
    cues = tuple(cue for stretch in stretches for cue in _cues(timeline, stretch))
    joined = replace(
        timeline,
        title=f"{timeline.title}: a sample",
        duration_ms=length_ms,
        intervals=intervals,
        cues=cues,
        chapters=make_chapters(intervals, cues),
        dropped=(),
    )
    return Excerpt(tuple(stretches), joined)


def _choose(timeline: Timeline) -> Iterator[tuple[int, int]]:
    """The start and the end of each stretch; a set of alternating sides is cut between pairs."""
    number = next(i for i, each in enumerate(timeline.intervals) if each.interval.kind == "work")
    before, work, after = timeline.intervals[number - 1 : number + 2]
    reps_ms = (work.interval.rep_ms or 0) * (2 if work.interval.side == "alternating" else 1)
    yield 0, _quiet_after(timeline, timeline.cues[0])
    explained = _find(timeline, before, "form", first=False)
    yield _find(timeline, before, "announce").start_ms, _quiet_after(timeline, explained)
    beeps_ms = _find(timeline, before, "countdown").start_ms
    yield beeps_ms - _QUIET_MS, work.start_ms + _FIRST * reps_ms - _LEAD_MS
    named_next = _find(timeline, after, "announce")
    yield work.end_ms - _LAST * reps_ms - _LEAD_MS, _quiet_after(timeline, named_next)


def _find(
    timeline: Timeline, within: PlacedInterval, role: str, *, first: bool = True
) -> PlacedCue:
    """The first cue of that role in an interval, or the last."""
    return next(
        cue
        for cue in timeline.cues[:: 1 if first else -1]
        if cue.role == role and within.start_ms <= cue.start_ms < within.end_ms
    )


def _quiet_after(timeline: Timeline, last: PlacedCue) -> int:
    """When a stretch ends that has `last` as its last cue."""
    following_ms = (cue.start_ms for cue in timeline.cues if cue.start_ms >= last.end_ms)
    return min(next(following_ms), last.end_ms + _QUIET_MS)


def _cues(timeline: Timeline, stretch: Stretch) -> Iterator[PlacedCue]:
    """What is heard in a stretch; ValueError where that would be cut in two."""
    for cue in timeline.cues:
        if cue.end_ms <= stretch.start_ms or stretch.end_ms <= cue.start_ms:
            continue
        if cue.start_ms < stretch.start_ms or stretch.end_ms < cue.end_ms:
            raise ValueError(f"{cue.text!r} at {cue.start_ms} ms would be cut in two")
        start_ms, end_ms = cue.start_ms - stretch.moved_ms, cue.end_ms - stretch.moved_ms
        yield replace(cue, start_ms=start_ms, end_ms=end_ms)


def _intervals(timeline: Timeline, stretch: Stretch) -> Iterator[PlacedInterval]:
    """The parts of intervals that are in a stretch."""
    for placed in timeline.intervals:
        start_ms = max(placed.start_ms, stretch.start_ms) - stretch.moved_ms
        end_ms = min(placed.end_ms, stretch.end_ms) - stretch.moved_ms
        if start_ms < end_ms:
            yield PlacedInterval(start_ms, end_ms, placed.interval)


def _merge(parts: Iterable[PlacedInterval]) -> tuple[PlacedInterval, ...]:
    """Neighbours that are parts of the same interval, as one."""
    merged: list[PlacedInterval] = []
    for part in parts:
        if merged and merged[-1].interval is part.interval:
            merged[-1] = merged[-1]._replace(end_ms=part.end_ms)
        else:
            merged.append(part)
    return tuple(merged)
