"""What every part of a routine is: frozen, without keys that it does not know, with its line."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from audiocoach.errors import Where
from audiocoach.routine.values import (
    WHERE_KEY,
    At,
    Cap,
    Count,
    Counting,
    CountOrCounts,
    Counts,
    Flag,
    Language,
    Lead,
    Length,
    Level,
    Line,
    Lines,
    LongLength,
    Pace,
    Pips,
    ProfileName,
    Rests,
    Rir,
    Rpe,
    Side,
    Sides,
    Sounds,
    Starts,
    TempoFigures,
    Text,
    ToneName,
    WorkLengths,
    not_empty,
    one_kind,
    one_or_list,
    pronunciations,
    without_where,
)


class Node(BaseModel):
    """A mapping in a routine's file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    where: Annotated[Where, Field(alias=WHERE_KEY)]


class Mode(Node):
    """One way to do a whole routine, as changes to it. `work` makes timed ones of counted moves."""

    title: Line | None = None
    """What the routine is called in this mode."""
    summary: Text | None = None
    """Instead of the routine's."""
    reps: Count | None = None
    """Of every exercise that is counted."""
    work: WorkLengths | None = None
    """Of every exercise that is timed, and of counted ones, which become timed."""
    hold: WorkLengths | None = None
    """Of every hold."""
    sets: Count | None = None
    """Of every exercise."""
    rounds: Count | None = None
    """Of the whole routine."""
    rest: Rests | None = None
    """Every rest between exercises that is not 0."""
    round_rest: Rests | None = None
    """Every rest between rounds that is not 0."""
    tempo: TempoFigures | None = None
    """Of every exercise that is counted."""
    pace: Pace | None = None
    """Of every exercise that is counted."""
    transition: Length | None = None
    """To change over where a rest is 0."""


class Leads(Node):
    """How long before something the coach tells of it. `none` is never, or no time at all."""

    prepare: Lead | None = None
    """Before the first exercise, at least."""
    next: Lead | None = None
    """Before an exercise, its name; `none` is as soon as the rest begins."""
    call: Lead | None = None
    """Before an exercise, its name once more; rests of less than twice that have no such call."""
    countdown: Pips | None = None
    """How many seconds before an exercise are counted down."""
    halfway: Lead | None = None
    """Timed work at least this long has a call at its half."""
    remaining: Lead | None = None
    """Before the end of timed work, if that is three times as long."""


class MusicByKind(Node):
    """Music for work, and music for all else: `{work: fast.mp3, rest: slow.mp3}`."""

    work: Line | None = None
    """A file or a folder beside the routine, played in work."""
    rest: Line | None = None
    """The same, played in rests and before and after."""


def _music_kind(value: object) -> str:
    return "one" if isinstance(value, str) else "pairs"


def _some_music(value: object) -> object:
    if isinstance(value, dict) and value.keys() <= {WHERE_KEY}:
        raise PydanticCustomError("empty_list", "is empty")
    return value


MusicChoice = Annotated[
    Annotated[Line, Tag("one")] | Annotated[MusicByKind, Tag("pairs")],
    Discriminator(_music_kind),
    BeforeValidator(_some_music),
]


BLOCK_WORDS = (
    "superset", "circuit", "block", "ladder", "tabata", "emom", "amrap", "for_time",
)  # fmt: skip
STEP_WORDS = ("rest", "say", "sound")
ITEM_WORDS = ("name", *BLOCK_WORDS, *STEP_WORDS)


class _Paced(Node):
    """What an exercise and a block both say; the nearest one wins."""

    rest: Rests | None = None
    """On a block: between the things in its list. On an exercise: after this one."""
    tempo: TempoFigures | None = None
    """Seconds of eccentric-bottom-concentric-top: `3-1-1-0`; `X` is explosive."""
    starts: Starts | None = None
    """The phase that a rep begins with."""
    pace: Pace | None = None
    """One rep of one side: seconds, or `grind`, `standard`, `ballistic`."""
    count: Counting | None = None
    """Which reps are counted aloud."""


class TimedCue(Node):
    """A reminder at its moment: `{at: half, say: Breathe}`."""

    at: At
    """`start`, `half`, `rep 5`, or a time from the start like `20s`."""
    say: Line
    """The reminder."""


def _cue_kind(value: object) -> str:
    timed = isinstance(value, dict) and not value.keys().isdisjoint(("at", "say"))
    return "timed" if timed else "text"


Reminder = Annotated[
    Annotated[TimedCue, Tag("timed")] | Annotated[Line, Tag("text")], Discriminator(_cue_kind)
]


class Exercise(_Paced):
    """One move. Exactly one of `reps` (counted), `work` (timed), `hold` (timed and still)."""

    name: Line
    """What it is called."""
    reps: CountOrCounts | None = None
    """A list has one set for each of its numbers."""
    work: WorkLengths | None = None
    """Timed: `40s`, `30-60s`."""
    hold: WorkLengths | None = None
    """Timed and still: `30s`."""
    sets: Count | None = None
    """Straight sets."""
    set_rest: Rests | None = None
    """Between its sets; `rest`, if it is not given."""
    sides: Sides | None = None
    """`alternating` (right, left, right…) or `each` (a full set right, then one left)."""
    first: Side | None = None
    """The side to begin with."""
    switch: Length | None = None
    """To change over between the sides of `each`."""
    weight: Line | None = None
    """Said before the set, never during it."""
    drops: Annotated[tuple[Line, ...], BeforeValidator(not_empty)] = ()
    """The weights of a drop set, each done at once after the one before."""
    rpe: Rpe | None = None
    """The rate of perceived exertion, from 1 to 10."""
    rir: Rir | None = None
    """Reps in reserve: how many more would have been possible."""
    needs: Lines = ()
    """What has to be at hand for it."""
    how: Text | None = None
    """How it is done; said once, in the rest before its first set."""
    cues: Annotated[tuple[Reminder, ...], BeforeValidator(one_or_list)] = ()
    """Short reminders, spread over the sets or at their moment."""


class _Group(_Paced):
    rounds: Count | None = None
    """How often: `3`, `3-5`."""
    round_rest: Rests | None = None
    """Between rounds of the list; `rest`, if it is not given."""
    transition: Length | None = None
    """To change over where a rest is 0."""
    shuffle: Flag | None = None
    """Whether its list is done in another order, the same for the same seed."""
    exercises: Annotated[tuple["Item", ...], BeforeValidator(not_empty)]
    """The list: exercises, and further blocks."""


class Block(_Group):
    """A list within a list. Its first key is its kind, with a title: `superset: Superset 1`."""

    superset: Line | None = None
    """Its title. What is in it follows without a rest."""
    circuit: Line | None = None
    """Its title."""
    block: Line | None = None
    """Its title."""
    ladder: Counts | None = None
    """The reps of each round."""
    tabata: Line | None = None
    """Its title."""
    emom: Cap | None = None
    """As long as all its slots together."""
    amrap: Cap | None = None
    """As many rounds as possible, in so much time."""
    for_time: Cap | None = None
    """As fast as possible, in so much time at most."""
    title: Line | None = None
    """Of a kind whose first key is no title."""
    every: Cap | None = None
    """From one start to the next in an `emom`."""
    work: WorkLengths | None = None
    """Of each interval in a `tabata`."""

    @property
    def kind(self) -> str:
        """The word that it begins with."""
        return next(word for word in BLOCK_WORDS if getattr(self, word) is not None)

    @property
    def titled(self) -> str | None:
        """What the author called it."""
        own = getattr(self, self.kind)
        return own if isinstance(own, str) else self.title

    @property
    def heading(self) -> str:
        """What the author called it, or what its kind is called in messages."""
        return self.titled or _TITLES[self.kind]


_TITLES = {"ladder": "Ladder", "emom": "EMOM", "amrap": "AMRAP", "for_time": "For time"}


class Step(Node):
    """What stands between the exercises of a list. It has one key."""

    rest: Rests | None = None
    """Instead of the pause that would be there."""
    say: Text | None = None
    """Words, spoken here."""
    sound: ToneName | None = None
    """A tone, sounded here."""


def _item_kind(value: object) -> str | None:
    first = _first_word(value) if isinstance(value, dict) else None
    if first == "name":
        return "exercise"
    if first in STEP_WORDS:
        return "step"
    return "block" if first in BLOCK_WORDS else None


def _first_word(value: dict[str, object]) -> str | None:
    return next((key for key in value if key != WHERE_KEY), None)


Item = Annotated[
    Annotated[Exercise, Tag("exercise")]
    | Annotated[Block, Tag("block")]
    | Annotated[Step, Tag("step")],
    Discriminator(_item_kind),
]
Part = Annotated[
    Annotated[Text, Tag("one")]
    | Annotated[tuple[Item, ...], BeforeValidator(not_empty), Tag("list")],
    Discriminator(one_kind),
]


class Routine(_Group):
    """A whole routine: a block with a title, and what is said before and after."""

    title: Line
    """What it is called; spoken first."""
    coach: Line | None = None
    """Whose it is; the artist in the player."""
    source: Line | None = None
    """Where it was published."""
    summary: Text | None = None
    """A sentence or two, for `audiocoach list`."""
    notes: Annotated[tuple[Text, ...], BeforeValidator(one_or_list)] = ()
    """Shown, never spoken."""
    equipment: Lines = ()
    """What to have ready: one thing or a list."""
    substitutes: Annotated[dict[str, Line], BeforeValidator(without_where)] = Field(default={})
    """What may stand in for it: `{kettlebell: dumbbell}`."""
    warmup: Part | None = None
    """Words, spoken before the first exercise; or a list of its own."""
    cooldown: Part | None = None
    """Words, spoken after the last exercise; or a list of its own."""
    repeat_after: LongLength | None = None
    """How long to wait until next time: `48 h`; spoken at the end."""
    language: Language | None = None
    """Of the coach's own phrases, and of the voice: `en`, `de-AT`."""
    pronounce: Annotated[dict[str, Line], BeforeValidator(pronunciations)] = Field(default={})
    """Words and how they are said: `{Jeffers: Jeff urz}`; titles keep the written form."""
    profile: ProfileName | None = None
    """How much the coach says."""
    leads: Leads | None = None
    """How long before something the coach tells of it: `{prepare: 20s, countdown: 5}`."""
    voice: Line | None = None
    """Who speaks: `en-us@170`, `en-gb+f2`, `system`."""
    counter: Line | None = None
    """Who counts, where it is another: `en-us+f2@190`; `none`, if it is not."""
    sounds: Sounds | None = None
    """Its tones: `wood`, `bells`, or a folder of your own beside the file."""
    music: MusicChoice | None = None
    """To play under the voice: a file or folder beside the routine, or `{work: …, rest: …}`."""
    level: Level | None = None
    """Where in its ranges a session lies."""
    modes: Annotated[dict[str, Mode], BeforeValidator(without_where)] = Field(default={})
    """Ways to do it, by name; the first is how it is done where nobody asks for another."""
    extends: Line | None = None
    """The routine it is built on. `reading` has joined the two already."""
    slug: str = Field(default="", alias="\0slug")
    """The name by which the routine was found; no key of the language."""

    folder: Path | None = Field(default=None, alias="\0folder")
    """Where it was found; no key of the language."""

    def found_at(self, path: Path) -> Self:
        """The same routine, found in that file."""
        return self.model_copy(update={"slug": path.stem, "folder": path.parent})

    def named(self, slug: str) -> Self:
        """The same routine, found as `slug`."""
        return self.model_copy(update={"slug": slug})


Block.model_rebuild()
Routine.model_rebuild()
