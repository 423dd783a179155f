"""The Timeline, version 1: the contract that other tools may rely on, written by `listing.to_json`.

All positions are whole milliseconds from the start of the track; intervals are half-open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from audiocoach.errors import Where
from audiocoach.mp3 import Chapter
from audiocoach.plan.model import Interval, Play, Speaker, Why

__all__ = [
    "Chapter",
    "Dropped",
    "PlacedCue",
    "PlacedInterval",
    "Sayable",
    "Timeline",
]

VERSION = 1

Take = Literal["speech", "hurried", "counter", "hurried counter", "sound"]
HURRIED: frozenset[Take] = frozenset(("hurried", "hurried counter"))
COUNTED: frozenset[Take] = frozenset(("counter", "hurried counter"))
Sayable = tuple[Take, str]
"""What a clip is of: a text as the coach or the counter says it, in a hurry or not; or a tone."""


def take(play: Play, speaker: Speaker, *, hurried: bool = False) -> Take:
    """Which clip of a text is heard; of a tone there is one."""
    if play == "sound":
        return "sound"
    if speaker == "counter":
        return "hurried counter" if hurried else "counter"
    return "hurried" if hurried else "speech"


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
    speaker: Speaker = "coach"

    @property
    def sayable(self) -> Sayable:
        """Which clip is heard."""
        return take(self.play, self.speaker, hurried=self.hurried), self.said


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that had no room, and why."""

    at_ms: int
    text: str
    why: Why
    reason: str
    where: Where
    speaker: Speaker = "coach"


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
    voices: Mapping[Speaker, str] = field(default_factory=dict)
    """Who speaks as whom, where there are two."""

    @property
    def spoken(self) -> tuple[PlacedCue, ...]:
        """The cues that are words."""
        return tuple(cue for cue in self.cues if cue.play == "speech")
