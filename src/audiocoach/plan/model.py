"""The nouns of a plan. How long words take is unknown here, so cues are anchored, not placed."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, NamedTuple

from audiocoach.errors import Problem, Where

Kind = Literal["intro", "prepare", "work", "rest", "transition", "outro"]
Play = Literal["speech", "sound"]
Speaker = Literal["coach", "counter"]
"""Who says something; where nobody else counts, the coach does."""
Edge = Literal["start", "end"]
Hold = Literal["starts", "ends", "flows", "near"]
Role = Literal[
    "intro", "announce", "form", "round", "step", "countdown", "start", "tempo", "count", "switch",
    "halfway", "remaining", "encourage", "rest", "outro",
]  # fmt: skip
"""What a cue is for; each is explained in the Timeline's documentation."""


class Priority(IntEnum):
    """What gives way when there is not room for everything; the lowest first."""

    PULSE = 0
    REMINDER = 1
    EXTRA = 2
    FORM = 3
    CALL = 4
    LENGTH = 5
    ROUND = 6
    NAME = 7
    COUNT = 8
    BEAT = 9


class Anchor(NamedTuple):
    """Where a cue belongs in its interval.

    `starts` and `ends`: exactly `offset_ms` from the edge. `flows`: in turn with the others that
    flow, as early as there is room from the offset on. `near`: alone, likewise, but not much later.
    """

    hold: Hold
    edge: Edge = "start"
    offset_ms: int = 0


class Cue(NamedTuple):
    """Something to be heard: `variants` are texts, the fullest first, or a tone's name.

    A tone whose time is fixed always sounds; all else is dropped where it does not fit.
    """

    play: Play
    variants: tuple[str, ...]
    role: Role
    anchor: Anchor
    priority: Priority
    where: Where
    once: bool = False
    """Of what stands at `where` this is said once in a session, as soon as there is room for it."""
    speaker: Speaker = "coach"


def speech(
    variants: tuple[str, ...], role: Role, anchor: Anchor, priority: Priority, where: Where
) -> Cue:
    """A spoken cue."""
    return Cue("speech", variants, role, anchor, priority, where)


def sound(tone: str, role: Role, anchor: Anchor, where: Where) -> Cue:
    """A tone."""
    return Cue("sound", (tone,), role, anchor, Priority.BEAT, where)


def pulse(tone: str, role: Role, anchor: Anchor, where: Where) -> Cue:
    """A tone that only fills silence: it stays away where anything else is heard."""
    return Cue("sound", (tone,), role, anchor, Priority.PULSE, where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of the session. What does not apply is None, as in the Timeline's contract."""

    kind: Kind
    where: Where
    length_ms: int
    """Exact; the least where `grows`."""
    grows: bool = False
    """As long as its words need, up to `most_ms`."""
    most_ms: int | None = None
    whole_ms: int = 1
    """A length that grows ends on a multiple of this."""
    section: str | None = None
    exercise: str | None = None
    side: str | None = None
    round: int | None = None
    rounds: int | None = None
    set: int | None = None
    sets: int | None = None
    reps: int | None = None
    """Per side where sides apply."""
    rep_ms: int | None = None
    """One rep of one side."""
    chapter: str | None = None
    """The title of the chapter that belongs to this interval, if it has one."""
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A session in order, with what its track is called."""

    routine: str
    title: str
    artist: str | None
    language: str
    voice: str
    counter: str | None
    """The voice that counts, where it is another."""
    about_ms: int
    """About how long the track lasts, before anyone knows how long its words take."""
    intervals: tuple[Interval, ...]
    advice: tuple[Problem, ...] = ()
    """What cannot be done as it is written, and is done otherwise."""
