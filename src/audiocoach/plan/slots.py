"""The nouns of a session in order, before anything is said about it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from audiocoach.defaults import LEAD_TIMES, LeadTimes
from audiocoach.errors import Problem, Where
from audiocoach.routine.model import Block, Step, TimedCue

Section = Literal["warmup", "main", "cooldown"]
Called = Literal["set", "drop", "minute", "slot", "move", "interval"]
"""What an `Ordinal` counts: sets, drops of one, minutes or longer slots of an EMOM and further
moves in one, intervals of a tabata."""


class Phase(NamedTuple):
    """A stretch of a rep; `at_ms` from the rep's start."""

    name: str
    at_ms: int
    length_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseSet:
    """An exercise with nothing left open. Two rounds of it are the same move."""

    name: str
    length_ms: int
    """Of one work interval: both sides where they alternate, one where each has its own set."""
    reps: int | None
    rep_ms: int | None
    phases: tuple[Phase, ...]
    """Of one rep, where a tempo is written."""
    sides: str | None
    first: str
    switch_ms: int
    still: bool
    weight: str | None
    drops: tuple[str, ...] = ()
    """The weights that follow at once."""
    rpe: str | None
    rir: str | None
    how: str | None
    count: str
    cues: tuple[str, ...]
    timed: tuple[TimedCue, ...]
    task: "Task | None" = None
    where: Where

    @property
    def beat_ms(self) -> int:
        """From one count to the next: a rep of both sides where they alternate."""
        return (self.rep_ms or 0) * (2 if self.sides == "alternating" else 1)


class Task(NamedTuple):
    """What is done in one long stretch, at one's own pace."""

    kind: str
    named: bool
    """Whether its author gave it a title."""
    rounds: int
    parts: tuple["Part", ...]

    @property
    def is_once(self) -> bool:
        """Whether its parts are done once, and in no rounds."""
        return self.kind == "for_time" and self.rounds == 1


class Part(NamedTuple):
    """A move of a task; `reps` of each round, where they differ."""

    move: ExerciseSet
    reps: tuple[int, ...]


class Ordinal(NamedTuple):
    """Which one of how many."""

    number: int
    total: int


ONCE = Ordinal(1, 1)


class NewRound(NamedTuple):
    """A round that begins, and of which block; None for the whole routine."""

    turn: Ordinal
    block: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One stretch of the session's body. `move` is what is done in it, for work alone."""

    kind: Literal["work", "rest", "transition"]
    length_ms: int
    where: Where
    section: Section = "main"
    as_needed: bool = False
    """A rest that may be cut short, or be made longer by a pause of the track."""
    move: ExerciseSet | None = None
    side: str | None = None
    round: Ordinal | None = None
    set: Ordinal | None = None
    called: Called = "set"
    """What `set` counts; the rests within an EMOM or a tabata are called as its work."""
    opens: tuple[Block, ...] = ()
    """The blocks whose first work this is, the outer ones first."""
    begins: NewRound | None = None
    """The round, after the first, whose first work this is."""
    before: tuple[Step, ...] = ()
    """What the author wants heard in this pause; before this work, where no pause is."""


@dataclass(frozen=True, slots=True)
class Workout:
    """A routine's body in order."""

    slots: tuple[Slot, ...]
    rounds: int
    """Of the main part as a whole."""
    after: tuple[Step, ...]
    """What the author wants heard after the last work."""
    advice: tuple[Problem, ...]
    leads: LeadTimes = LEAD_TIMES
    """How long before something the coach tells of it."""
    lasts_ms: int | None = None
    """The whole track, where that is known beforehand."""
