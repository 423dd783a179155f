"""The routine as its author wrote it. Frozen types without behaviour; every node knows its line.

Values are resolved no further than their text: ranges stay ranges, what is not written is None.
"""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from audiocoach.defaults import SESSION
from audiocoach.errors import Where
from audiocoach.routine import fields
from audiocoach.routine.fields import Moment, Span, Tempo

WHERE_KEY = "\0where"
"""How `reading` hands a node's place to the model; `document` refuses it from an author."""

BLOCK_WORDS = (
    "superset", "circuit", "block", "ladder", "tabata", "emom", "amrap", "for_time",
)  # fmt: skip
STEP_WORDS = ("rest", "say", "sound")
ITEM_WORDS = ("name", *BLOCK_WORDS, *STEP_WORDS)


def _text(read: Callable[[str], Any]) -> BeforeValidator:
    @wraps(read)
    def check(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("not_one_value", "takes one value")
        return read(value)

    return BeforeValidator(check)


def _value(read: Callable[[str], Any]) -> BeforeValidator:
    return _text(fields.short(read))


def one_or_list(value: object) -> object:
    """One value as a list of one."""
    return [value] if isinstance(value, str) else _not_empty(value)


def _not_empty(value: object) -> object:
    if value == []:
        raise PydanticCustomError("empty_list", "is empty")
    return value


def _one_kind(value: object) -> str:
    return "list" if isinstance(value, list) else "one"


def _without_where(value: object) -> object:
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "takes pairs")
    return {key: item for key, item in value.items() if key != WHERE_KEY}


Line = Annotated[str, _text(fields.read_line)]
Text = Annotated[str, _text(fields.read_text)]
Count = Annotated[Span, _value(fields.read_count)]
Length = Annotated[int, _value(fields.read_length)]
LongLength = Annotated[int, _value(fields.read_long_length)]
Cap = Annotated[int, _value(fields.read_cap)]
Rests = Annotated[Span, _value(fields.read_rest)]
WorkLengths = Annotated[Span, _value(fields.read_positive_lengths)]
TempoFigures = Annotated[Tempo, _value(fields.read_tempo)]
Pace = Annotated[int, _value(fields.read_pace)]
Starts = Annotated[str, _value(fields.one_of("concentric", "eccentric"))]
Sides = Annotated[str, _value(fields.one_of("alternating", "each"))]
Side = Annotated[str, _value(fields.one_of("right", "left"))]
Lines = Annotated[tuple[Line, ...], BeforeValidator(one_or_list)]
Rpe = Annotated[str, _value(fields.read_rpe)]
Rir = Annotated[str, _value(fields.read_rir)]
ToneName = Annotated[str, _value(fields.one_of(*SESSION.tones))]
At = Annotated[Moment, _value(fields.read_moment)]
Counting = Annotated[str, _value(fields.one_of("every", "fifth", "last three", "down", "none"))]
Level = Annotated[str, _value(fields.read_level_name)]
Flag = Annotated[bool, _value(fields.read_flag)]
ProfileName = Annotated[str, _value(fields.read_profile)]


Counts = Annotated[tuple[Count, ...], BeforeValidator(_not_empty)]
CountOrCounts = Annotated[
    Annotated[Count, Tag("one")] | Annotated[Counts, Tag("list")], Discriminator(_one_kind)
]


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    where: Annotated[Where, Field(alias=WHERE_KEY)]


class _Paced(_Node):
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


class TimedCue(_Node):
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
    drops: Annotated[tuple[Line, ...], BeforeValidator(_not_empty)] = ()
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
    exercises: Annotated[tuple["Item", ...], BeforeValidator(_not_empty)]
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
    def heading(self) -> str:
        """What the author called it, or what its kind is called."""
        own = getattr(self, self.kind)
        return own if isinstance(own, str) else self.title or _TITLES[self.kind]


_TITLES = {"ladder": "Ladder", "emom": "EMOM", "amrap": "AMRAP", "for_time": "For time"}


class Step(_Node):
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
    | Annotated[tuple[Item, ...], BeforeValidator(_not_empty), Tag("list")],
    Discriminator(_one_kind),
]


class Mode(_Node):
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
    substitutes: Annotated[dict[str, Line], BeforeValidator(_without_where)] = {}
    """What may stand in for it: `{kettlebell: dumbbell}`."""
    warmup: Part | None = None
    """Words, spoken before the first exercise; or a list of its own."""
    cooldown: Part | None = None
    """Words, spoken after the last exercise; or a list of its own."""
    repeat_after: LongLength | None = None
    """How long to wait until next time: `48 h`; spoken at the end."""
    language: Line | None = None
    """Of the coach's own phrases: `en`."""
    profile: ProfileName | None = None
    """How much the coach says."""
    voice: Line | None = None
    """Who speaks: `en-us@170`, `en-gb+f2`, `system`."""
    level: Level | None = None
    """Where in its ranges a session lies."""
    modes: Annotated[dict[str, Mode], BeforeValidator(_without_where)] = {}
    """Ways to do it, by name; the first is how it is done where nobody asks for another."""
    extends: Line | None = None
    """The routine it is built on. `reading` has joined the two already."""
    slug: str = Field(default="", alias="\0slug")
    """The name by which the routine was found; no key of the language."""

    def named(self, slug: str) -> Self:
        """The same routine, found as `slug`."""
        return self.model_copy(update={"slug": slug})


Block.model_rebuild()
Routine.model_rebuild()
