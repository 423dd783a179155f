"""The types of a routine: frozen pydantic models, each of which knows its place in the file.

Every value is read from text by a function of `fields`. `keys` derives its table from what is
annotated here.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.errors import InvalidValueError, Where
from audiocoach.routine import fields
from audiocoach.routine.fields import Moment, Span, Tempo
from audiocoach.sounds.choice import KitFolder
from audiocoach.support.messages import limit_length

WHERE_KEY = "\0where"
"""The key under which `read` gives a node its `Where`; no author can write a NUL."""


def _text(read: Callable[[str], Any]) -> BeforeValidator:
    """A validator that reads one text of any length; it has `read` as its `__wrapped__`."""

    @wraps(read)
    def check(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("not_one_value", "takes one value")
        return read(value)

    return BeforeValidator(check)


def _value(read: Callable[[str], Any]) -> BeforeValidator:
    """A validator that reads one text, short enough to be quoted in a message."""
    return _text(limit_length(read))


def one_or_list(value: object) -> object:
    """Takes one text as a list of one."""
    return [value] if isinstance(value, str) else _not_empty(value)


def _not_empty(value: object) -> object:
    if value == []:
        raise PydanticCustomError("empty_list", "is empty")
    return value


def _one_tag(value: object) -> str:
    return "list" if isinstance(value, list) else "one"


def _pairs(value: object) -> dict[str, object]:
    """What an author wrote of a mapping whose keys are free: all but its place."""
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "takes pairs")
    return {key: item for key, item in value.items() if key != WHERE_KEY}


def _pronunciations(value: object) -> object:
    words = _pairs(value)
    if len(words) > LIMITS.words:
        raise InvalidValueError(
            f"there are {len(words)} words in 'pronounce'", f"{LIMITS.words} at most"
        )
    return {fields.read_line(word): spoken for word, spoken in words.items()}


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
ToneName = Annotated[str, _value(fields.one_of(*DEFAULTS.tones))]
At = Annotated[Moment, _value(fields.read_moment)]
Counting = Annotated[str, _value(fields.one_of("every", "fifth", "last three", "down", "none"))]
Level = Annotated[str, _value(fields.read_level_name)]
Flag = Annotated[bool, _value(fields.read_flag)]
Language = Annotated[str, _value(fields.read_language)]
ProfileName = Annotated[str, _value(fields.read_profile)]
Lead = Annotated[int, _value(fields.read_lead)]
Pips = Annotated[int, _value(fields.read_pips)]
Sounds = Annotated[str | KitFolder, _text(fields.read_line)]
Counts = Annotated[tuple[Count, ...], BeforeValidator(_not_empty)]
CountOrCounts = Annotated[
    Annotated[Count, Tag("one")] | Annotated[Counts, Tag("list")], Discriminator(_one_tag)
]


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
        """Its first key, one of `BLOCK_WORDS`."""
        return next(word for word in BLOCK_WORDS if getattr(self, word) is not None)

    @property
    def titled(self) -> str | None:
        """The title that the author gave it, if any."""
        value = getattr(self, self.kind)
        return value if isinstance(value, str) else self.title

    @property
    def heading(self) -> str:
        """Its title, or the name of its kind where it has none."""
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
    keys = value if isinstance(value, dict) else {}
    first = next((key for key in keys if key != WHERE_KEY), None)
    if first == "name":
        return "exercise"
    if first in STEP_WORDS:
        return "step"
    return "block" if first in BLOCK_WORDS else None


Item = Annotated[
    Annotated[Exercise, Tag("exercise")]
    | Annotated[Block, Tag("block")]
    | Annotated[Step, Tag("step")],
    Discriminator(_item_kind),
]
Part = Annotated[
    Annotated[Text, Tag("one")]
    | Annotated[tuple[Item, ...], BeforeValidator(_not_empty), Tag("list")],
    Discriminator(_one_tag),
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
    substitutes: Annotated[dict[str, Line], BeforeValidator(_pairs)] = Field(default={})
    """What may stand in for it: `{kettlebell: dumbbell}`."""
    warmup: Part | None = None
    """Words, spoken before the first exercise; or a list of its own."""
    cooldown: Part | None = None
    """Words, spoken after the last exercise; or a list of its own."""
    repeat_after: LongLength | None = None
    """How long to wait until next time: `48 h`; spoken at the end."""
    language: Language | None = None
    """Of the coach's own phrases, and of the voice: `en`, `de-AT`."""
    pronounce: Annotated[dict[str, Line], BeforeValidator(_pronunciations)] = Field(default={})
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
    modes: Annotated[dict[str, Mode], BeforeValidator(_pairs)] = Field(default={})
    """Ways to do it, by name; the first is how it is done where nobody asks for another."""
    extends: Line | None = None
    """The routine it is built on. `reading` has joined the two already."""
    slug: str = Field(default="", alias="\0slug")
    """The name by which the routine was found; no key of the language."""

    folder: Path | None = Field(default=None, alias="\0folder")
    """Where it was found; no key of the language."""

    def found_at(self, path: Path) -> Self:
        """The routine, named after the file in which it was found."""
        return self.model_copy(update={"slug": path.stem, "folder": path.parent})

    def named(self, slug: str) -> Self:
        """The routine under the name `slug`."""
        return self.model_copy(update={"slug": slug})


Block.model_rebuild()
Routine.model_rebuild()

Group = Routine | Block
"""What holds a list of items."""
