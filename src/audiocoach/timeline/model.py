"""The Timeline, version 1: the contract that other tools may rely on.

`export.json.to_json` writes it. All positions are whole milliseconds from the start of the track;
intervals are half-open.
"""

from collections.abc import Mapping
from typing import NamedTuple, Self

from msgspec import Struct, field

from audiocoach.defaults import DEFAULTS
from audiocoach.errors import Where
from audiocoach.plan.model import Interval, Play, Role, Speaker, Words


class ClipSpec(NamedTuple):
    """Which clip is heard: a text as somebody says it, or a tone. Equal specs share one clip."""

    text: str
    """The words, or the tone's name."""
    kind: Play = "speech"
    speaker: Speaker = "coach"
    """Who says it; of a tone there is one clip, filed under the coach."""
    fast: bool = False
    """Said by the same voice at the highest speed that is still understood."""

    @classmethod
    def of(cls, text: str, kind: Play, speaker: Speaker, *, fast: bool = False) -> Self:
        """The clip of a text or a tone in a cue of that kind and that speaker."""
        return cls(text, "sound") if kind == "sound" else cls(text, kind, speaker, fast)

    @property
    def is_beat(self) -> bool:
        """Whether it is a tone that marks time."""
        return self.kind == "sound" and self.text in DEFAULTS.beats


class Chapter(NamedTuple):
    """A stretch of the track that a player lists and jumps to, [start_ms, end_ms)."""

    start_ms: int
    end_ms: int
    title: str


class PlacedInterval(NamedTuple):
    """One stretch of the session at its time; what it is stands in `interval`."""

    start_ms: int
    end_ms: int
    interval: Interval


class PlacedCue(Struct, frozen=True, gc=False):
    """One thing heard. `text` is what is said, or the name of a tone."""

    start_ms: int
    end_ms: int
    play: Play
    text: str
    role: Role
    where: Where
    fast: bool = False
    """Said by the same voice, faster, since it would not fit otherwise."""
    speaker: Speaker = "coach"

    @property
    def clip(self) -> ClipSpec:
        """Which clip is heard."""
        return ClipSpec.of(self.text, self.play, self.speaker, fast=self.fast)


class Dropped(Struct, frozen=True):
    """Something that had no room, and why."""

    at_ms: int
    text: str
    role: Role
    reason: str
    where: Where
    speaker: Speaker = "coach"
    words: Words | None = None
    """What is lost of the author's words."""
    is_spare: bool = False
    """Whether nobody misses it."""


class Timeline(Struct, frozen=True, kw_only=True):
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
