"""The Plan: a session's intervals, and the cues anchored to them.

How long words take is unknown here, so a cue has an anchor and a priority instead of a time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import IntEnum
from typing import Literal, NamedTuple, Self

from msgspec import Struct, field

from audiocoach.defaults import CUEING
from audiocoach.errors import Problem, Where
from audiocoach.support.durations import ceil_to

Kind = Literal["intro", "prepare", "work", "rest", "transition", "outro"]
Play = Literal["speech", "sound"]
Speaker = Literal["coach", "counter"]
"""Who says something; the coach also counts where there is no second voice."""
Edge = Literal["start", "end"]
Hold = Literal["starts", "ends", "flows", "near", "leads", "follows"]
Role = Literal[
    "intro", "announce", "form", "round", "step", "countdown", "start", "tempo", "count", "switch",
    "halfway", "remaining", "encourage", "rest", "outro",
]  # fmt: skip
"""What a cue is for: `why` in the Timeline's JSON, where each value is documented."""


class Priority(IntEnum):
    """Which cue gives way where there is not room for all: the one with the lower value."""

    PULSE = 0
    EXTRA = 1
    CALL = 2
    LENGTH = 3
    ROUND = 4
    FORM = 5
    STEP = 6
    NAME = 7
    COUNT = 8
    BEAT = 9


# To look up a member takes as long as to make a cue, before Python 3.12.
_PULSE, _FORM, _BEAT = Priority.PULSE, Priority.FORM, Priority.BEAT


class Anchor(Struct, frozen=True, gc=False):
    """Where in its interval a cue belongs.

    `starts` and `ends`: the cue starts or ends exactly `offset_ms` from the edge. `flows`: it
    follows the other flowing cues, as early as there is room from the offset on. `near`: it stands
    alone, as early as there is room from the offset on, but not much later. `leads`: it is over by
    the beat at the offset, and what is heard as its beat comes before that one by a time that all
    such cues of the interval share. `follows`: the same after the beat, shared by those of a role.
    """

    hold: Hold
    offset_ms: int = 0
    edge: Edge = "start"


class Words(NamedTuple):
    """Words that the author wrote, of which a session says each at least once."""

    where: Where
    """The exercise or the step that they belong to."""
    text: str
    """A sentence of an explanation or of a step; a whole reminder."""


class Cue(Struct, frozen=True, gc=False):
    """Something to be heard: speech, or a tone.

    A tone with a fixed time always sounds; any other cue is dropped where it does not fit.
    """

    play: Play
    variants: tuple[str, ...]
    """The texts to choose from, the fullest first; of a tone, only its name."""
    role: Role
    anchor: Anchor
    priority: Priority
    where: Where
    words: Words | None = None
    """What it says of the author's words."""
    once: bool = False
    """Of the cues with these `words`, only the first that has room is heard in the session."""
    after: Words | None = None
    """What has to have been said before it."""
    opening: str | None = None
    """What it says where nothing goes before it: its words, with the name of the exercise."""
    speaker: Speaker = "coach"

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that it may say."""
        return (*self.variants, self.opening) if self.opening else self.variants

    @property
    def is_spare(self) -> bool:
        """Whether it is left out, and nobody is told, where the author's words need its time."""
        return self.words is None and _PULSE < self.priority < _FORM

    @classmethod
    def speech(
        cls, variants: tuple[str, ...], role: Role, anchor: Anchor, priority: Priority, where: Where
    ) -> Self:
        """A spoken cue, in words of ours."""
        return cls("speech", variants, role, anchor, priority, where)

    @classmethod
    def of_words(cls, words: Words, role: Role, anchor: Anchor, priority: Priority) -> Self:
        """A spoken cue, in the author's words."""
        return cls("speech", (words.text,), role, anchor, priority, words.where, words)

    @classmethod
    def sound(cls, tone: str, role: Role, anchor: Anchor, where: Where) -> Self:
        """A tone."""
        return cls("sound", (tone,), role, anchor, _BEAT, where)

    @classmethod
    def pulse(cls, tone: str, role: Role, anchor: Anchor, where: Where) -> Self:
        """A tone that only fills silence: it is left out where anything else is heard."""
        return cls("sound", (tone,), role, anchor, _PULSE, where)


class Interval(Struct, frozen=True, kw_only=True):
    """A stretch of the session; a field that does not apply to its kind is None."""

    kind: Kind
    where: Where
    length_ms: int
    """The exact length, or the shortest one if the interval `grows`."""
    grows: bool = False
    """Whether it lasts as long as its words need, up to `most_ms`."""
    most_ms: int | None = None
    whole_ms: int = 1
    """The length of an interval that grows is a multiple of this."""
    section: str | None = None
    exercise: str | None = None
    side: str | None = None
    round: int | None = None
    rounds: int | None = None
    set: int | None = None
    sets: int | None = None
    reps: int | None = None
    """Reps of one side, where sides apply."""
    rep_ms: int | None = None
    """The length of one rep of one side."""
    amount: str | None = None
    """How much, where it is neither reps alone nor a time: `400 m`, `5+`, `max`."""
    countdown: int | None = None
    """How many beeps count down to its end; fewer than the lead times ask for in a short pause."""
    chapter: str | None = None
    """The title of the chapter that begins with this interval, if one does."""
    cues: tuple[Cue, ...] = ()

    def measure(self, cues: Iterable[Cue], needs_ms: Callable[[Cue], int], between_ms: int) -> int:
        """The author's length, or as long as `cues` need one after the other if it grows.

        `needs_ms` gives the time of one cue; so much is `between_ms` those that flow.
        """
        if not self.grows:
            return self.length_ms
        end_ms = tail_ms = 0
        for cue in cues:
            anchor, takes_ms = cue.anchor, needs_ms(cue)
            if anchor.hold == "flows":
                end_ms = max(end_ms, anchor.offset_ms) + takes_ms + between_ms
            elif anchor.edge == "start":
                end_ms = max(end_ms, anchor.offset_ms + takes_ms)
            else:
                tail_ms = max(tail_ms, takes_ms, CUEING.beep_quiet_ms - anchor.offset_ms)
        length_ms = max(ceil_to(end_ms + tail_ms, self.whole_ms), self.length_ms)
        return length_ms if self.most_ms is None else min(length_ms, self.most_ms)


class Plan(Struct, frozen=True, kw_only=True):
    """A whole session: its intervals in order, and what its track is called."""

    routine: str
    title: str
    artist: str | None
    language: str
    voice: str
    counter: str | None
    """The voice that counts, if it is not the coach's."""
    about_ms: int
    """The length of the track that the coach tells, or the one that it is made to last."""
    intervals: tuple[Interval, ...]
    reminders: Mapping[Where, tuple[Cue, ...]] = field(default_factory=dict)
    """By exercise, what is said before it of that for which its sets have no room."""
    advice: tuple[Problem, ...] = ()
    """What cannot be done as it is written, and is done in another way."""

    @property
    def cues(self) -> Iterator[Cue]:
        """Everything that may be heard."""
        for interval in self.intervals:
            yield from interval.cues
        for reminders in self.reminders.values():
            yield from reminders
