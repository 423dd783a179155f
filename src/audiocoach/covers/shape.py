"""What a cover shows of a session: its name, its length, and work and rest around a ring."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from audiocoach.timeline import Timeline
from audiocoach.times import whole_minutes

_QUIET = 0
"""The colour of what is no work."""


class Arc(NamedTuple):
    """A stretch of the ring, in thousandths of a degree from the top, clockwise."""

    start: int
    end: int
    colour: int
    """0 is rest; work is numbered by its exercise, from 1."""


@dataclass(frozen=True, slots=True)
class Shape:
    """All that a cover depends on."""

    title: str
    minutes: int
    arcs: tuple[Arc, ...]


def shape_of(timeline: Timeline) -> Shape:
    """Of a whole session."""
    return Shape(timeline.title, whole_minutes(timeline.duration_ms), tuple(_arcs(timeline)))


def _arcs(timeline: Timeline) -> Iterator[Arc]:
    colours: dict[str, int] = {}
    turn = 360_000
    for interval in timeline.intervals:
        colour = _QUIET
        if interval.of.kind == "work":
            colour = colours.setdefault(interval.of.exercise or "", len(colours) + 1)
        start, end = (
            at * turn // timeline.duration_ms for at in (interval.start_ms, interval.end_ms)
        )
        yield Arc(start, end, colour)
