"""The Timeline, version 1: the contract that other tools may rely on, written by `listing.to_json`.

All positions are whole milliseconds from the start of the track; intervals are half-open.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from audiocoach.errors import Where
from audiocoach.mp3 import Chapter
from audiocoach.plan.model import Interval, Play, Why

__all__ = [
    "Chapter",
    "Dropped",
    "PlacedCue",
    "PlacedInterval",
    "Sayable",
    "Timeline",
]

VERSION = 1

Sayable = tuple[Literal["speech", "hurried", "sound"], str]
"""What a clip is of: a text, the same in a hurry, or a tone's name."""


@dataclass(frozen=True, slots=True)
class PlacedInterval:
    """One stretch of the session at its time; what it is stands in `of`."""

    start_ms: int
    end_ms: int
    of: Interval


class PlacedCue(NamedTuple):
    """One thing heard. `said` is the text of speech or the name of a tone."""

    start_ms: int
    end_ms: int
    play: Play
    said: str
    why: Why
    where: Where
    hurried: bool = False
    """Said by the same voice, faster, since it would not fit otherwise."""

    @property
    def sayable(self) -> Sayable:
        """Which clip is heard."""
        return ("hurried" if self.hurried else self.play, self.said)


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that had no room, and why."""

    at_ms: int
    text: str
    why: Why
    reason: str
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A session in time."""

    routine: str
    title: str
    artist: str | None
    language: str
    duration_ms: int
    intervals: tuple[PlacedInterval, ...]
    cues: tuple[PlacedCue, ...]
    chapters: tuple[Chapter, ...]
    dropped: tuple[Dropped, ...]

    @property
    def spoken(self) -> tuple[PlacedCue, ...]:
        """The cues that are words."""
        return tuple(cue for cue in self.cues if cue.play == "speech")
