"""The slots of a session: every set, rest and transition in order, before any cue is written."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.defaults import DEFAULTS, LEAD_TIMES, LeadTimes
from audiocoach.errors import Problem, Where
from audiocoach.routine.amounts import MAX, Distance
from audiocoach.routine.fields import Moment
from audiocoach.routine.model import Block, Step

Section = Literal["warmup", "main", "cooldown"]
SetUnit = Literal["set", "drop", "minute", "slot", "move", "interval", "repeat"]
"""What `Slot.set` counts: sets, or the further weights of a drop set; the minutes of an EMOM, its
slots of another length, or the further exercises in one of them; the intervals of a tabata, or
those that come too quickly for words."""


class Phase(NamedTuple):
    """One phase of a rep with a tempo, or with phases of the author's."""

    name: str
    """That of a tempo's phase, or `part`."""
    at_ms: int
    """From the rep's start."""
    length_ms: int
    word: str | None = None
    """What the author calls it."""

    @property
    def tone(self) -> str:
        """The tone with which it begins."""
        return {"concentric": "up", "eccentric": "down"}.get(self.name, "tick")


class TimedWords(NamedTuple):
    """What the author wants said at a moment of the work."""

    at: Moment
    say: str
    where: Where


class TimedTone(NamedTuple):
    """What the author wants to sound at a moment of the work."""

    at: Moment
    sound: str
    where: Where


class Repeats(NamedTuple):
    """How often one exercise comes in a row, and the rest between."""

    times: int
    rest_ms: int


class ExerciseSet(Struct, frozen=True, kw_only=True):
    """An exercise as it is done in one set, every value resolved. Equal in each round."""

    name: str
    short: str | None = None
    """What it is called once the name was said."""
    length_ms: int
    """Of one work interval: of both sides where they alternate, else of one side."""
    reps: int | None = None
    """Those that are counted."""
    reps_of_sets: tuple[int, ...] = ()
    """The reps of all its sets, this one among them; empty if they are not counted."""
    is_each_alike: bool = True
    """Whether all its sets are of the same amount."""
    rep_ms: int | None = None
    open_ms: int = 0
    """The last part of the work, of as many reps as possible, which nobody counts."""
    breaths: int | None = None
    """How many breaths a hold lasts."""
    distance: Distance | None = None
    calories: int | None = None
    phases: tuple[Phase, ...] = ()
    """The phases of one rep; empty without a tempo, unless the author names some."""
    sides: str | None = None
    """`alternating`, `each`, or the only side."""
    first: str = DEFAULTS.first_side
    """The side to begin with."""
    switch_ms: int = DEFAULTS.switch_ms
    """The time to change sides between the two sets of `sides: each`."""
    still: bool = False
    """Whether it is a hold."""
    weight: str | None = None
    drops: tuple[str, ...] = ()
    """The further weights of a drop set, for its first set to announce."""
    rpe: str | None = None
    rir: str | None = None
    target: str | None = None
    varied: tuple[str, ...] = ()
    """Of weight, effort and target, what differs from one set of the exercise to another."""
    how: str | None = None
    how_of_sides: tuple[tuple[str, str], ...] = ()
    """What `how` is where one side works, by the side; only before the sides are told apart."""
    count: str = DEFAULTS.count
    cues: tuple[str, ...]
    timed: tuple["TimedWords", ...]
    tones: tuple["TimedTone", ...] = ()
    task: "SelfPacedTask | None" = None
    repeats: Repeats | None = None
    """Of intervals that come too quickly for words: they are told before the first."""
    where: Where

    @property
    def parts(self) -> "Iterator[ExerciseSet]":
        """The exercises of a self-paced task, each as its set; of anything else, only itself."""
        return (each.exercise_set for each in self.task.exercises) if self.task else iter((self,))

    @property
    def amount(self) -> str | None:
        """How much, where it is neither reps alone nor a time: `400 m`, `5+`, `max`."""
        if self.open_ms:
            return f"{self.reps}+" if self.reps else MAX
        for number, unit in ((self.calories, "cal"), (self.breaths, "breaths")):
            if number:
                return f"{number} {unit}"
        return str(self.distance) if self.distance else None

    @property
    def counted_ms(self) -> int:
        """The part of the work whose reps are counted."""
        return self.length_ms - self.open_ms if self.reps else 0

    @property
    def reminders(self) -> int:
        """How many words and tones of the author's are in it."""
        return sum(len(each.cues) + len(each.timed) + len(each.tones) for each in self.parts)

    @property
    def has_both_sides(self) -> bool:
        """Whether one side is done before the other, or in turn with it."""
        return self.sides in ("alternating", "each")

    @property
    def sides_in_order(self) -> tuple[str | None, ...]:
        """The side of each work interval: two intervals for `each`, else one."""
        if self.sides == "each":
            return self.first, "left" if self.first == "right" else "right"
        return (self.sides,)

    def of_side(self, side: str | None) -> "ExerciseSet":
        """The set as one side does it, with the explanation of that side."""
        if not self.how_of_sides:
            return self
        return replace(self, how=dict(self.how_of_sides).get(side or ""), how_of_sides=())

    @property
    def beat_ms(self) -> int:
        """From one count to the next: a rep of both sides where they alternate, else one rep."""
        return (self.rep_ms or 0) * (2 if self.sides == "alternating" else 1)


def offset_of(at: Moment, exercise_set: ExerciseSet) -> int | None:
    """When a moment of a set is, from its start; None where the set has no such moment."""
    if at.kind == "half":
        return exercise_set.length_ms // 2
    if at.kind == "rep" and not exercise_set.reps:
        return None
    offset_ms = (at.value - 1) * exercise_set.beat_ms if at.kind == "rep" else at.value
    return offset_ms if offset_ms < exercise_set.length_ms else None


class SelfPacedTask(NamedTuple):
    """What an AMRAP or a `for_time` block asks for, in one work interval at one's own pace."""

    kind: str
    has_title: bool
    """Whether the author gave it a title."""
    rounds: int
    exercises: tuple["TaskExercise", ...]
    has_rests: bool = False
    """Whether each round is work of its own, as long as the cap, with a rest after it."""

    @property
    def is_once(self) -> bool:
        """Whether its exercises are done only once, in no rounds."""
        return self.kind == "for_time" and self.rounds == 1


class TaskExercise(NamedTuple):
    """One exercise of a self-paced task."""

    exercise_set: ExerciseSet
    reps: tuple[int, ...]
    """The reps of each round where the rounds differ, else one number; empty if not counted."""


class Ordinal(NamedTuple):
    """A position in a count: `number` of `total`, from 1."""

    number: int
    total: int


ONCE = Ordinal(1, 1)


class NewRound(NamedTuple):
    """A round that begins."""

    round: Ordinal
    block: str | None
    """The title of the block that it is a round of; None for the whole routine."""


class Slot(Struct, frozen=True, kw_only=True):
    """One stretch of the session between its intro and its outro."""

    kind: Literal["work", "rest", "transition"]
    length_ms: int
    where: Where
    section: Section = "main"
    as_needed: bool = False
    """Whether the listener may cut this rest short, or pause the track to make it longer."""
    exercise_set: ExerciseSet | None = None
    """What is done; None unless this is work."""
    side: str | None = None
    round: Ordinal | None = None
    set: Ordinal | None = None
    unit: SetUnit = "set"
    """What `set` counts; a rest within an EMOM or a tabata has the unit of the work around it."""
    opened_blocks: tuple[Block, ...] = ()
    """The blocks whose first work this is, outermost first."""
    new_round: NewRound | None = None
    """The round, after the first, whose first work this is."""
    steps: tuple[Step, ...] = ()
    """What the author wants heard in this pause, or before this work if no pause precedes it."""


def is_repeat(slot: Slot) -> bool:
    """Whether it is a further one of intervals that come too quickly for words."""
    return slot.unit == "repeat" and slot.set is not None and slot.set.number > 1


class Workout(Struct, frozen=True):
    """A routine unrolled: its slots in order, and what else the cues need to know of it."""

    slots: tuple[Slot, ...]
    rounds: int
    """How many rounds the main part has."""
    last_steps: tuple[Step, ...]
    """What the author wants heard after the last work."""
    advice: tuple[Problem, ...]
    lead_times: LeadTimes = LEAD_TIMES
