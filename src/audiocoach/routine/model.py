"""The types of a routine: frozen values, each of which knows its place in the file.

The annotation of a field says of what kind its key is, and so how it is read.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.errors import InvalidValueError, Where
from audiocoach.i18n.languages import voice_for
from audiocoach.routine import amounts, fields
from audiocoach.routine.amounts import Breaths, Distance, Rate
from audiocoach.routine.fields import Moment, Span, Tempo
from audiocoach.routine.kinds import (
    BLOCK_KINDS,
    STEP_KEYS,
    Choice,
    Keyed,
    Kind,
    Pairs,
    Several,
    text,
    value,
)
from audiocoach.sounds.choice import KitFolder
from audiocoach.support import yaml_nodes
from audiocoach.support.yaml_nodes import MappingNode, ScalarNode, SequenceNode


def _pronounced(words: Iterable[str]) -> list[str]:
    """The keys of `pronounce`."""
    written = [*words]
    if len(written) > LIMITS.words:
        raise InvalidValueError(
            f"there are {len(written)} words in 'pronounce'", f"{LIMITS.words} at most"
        )
    return [*map(fields.read_line, written)]


def _mode_names(words: Iterable[str]) -> list[str]:
    """The keys of `modes`."""
    written = [*words]
    if len(written) > LIMITS.modes:
        raise InvalidValueError(f"there are {len(written)} modes", f"{LIMITS.modes} at most")
    return written


def _sides(written: Iterable[str]) -> list[str]:
    """The keys of a `how` of each side."""
    return [*map(fields.one_of("right", "left"), written)]


def _phrases(words: Iterable[str]) -> list[str]:
    """The keys of `phases`, which are spoken."""
    return [*map(fields.read_phrase, words)]


def _one_or_list(one: Kind, several: Kind) -> Choice:
    """A list, or else one value."""
    return Choice(lambda node: several if isinstance(node, SequenceNode) else one, (one, several))


def _reminder(node: yaml_nodes.Node) -> Kind:
    keys = ("at", "say", "sound")
    timed = isinstance(node, MappingNode) and not node.keys.keys().isdisjoint(keys)
    return _TIMED if timed else _REMINDER_TEXT


def _note(node: yaml_nodes.Node) -> Kind:
    return Keyed(Note) if isinstance(node, MappingNode) and "say" in node.keys else _TEXT


def _item(node: yaml_nodes.Node) -> Kind | None:
    """The kind of an item, which its first key says."""
    first = next(iter(node.values), None) if isinstance(node, MappingNode) else None
    if first == "name":
        return Keyed(Exercise)
    if first in STEP_KEYS:
        return Keyed(Step)
    return Keyed(Block) if first in BLOCK_KINDS else None


_LINE = text(fields.read_line)
_PHRASE = text(fields.read_phrase)
_REMINDER_TEXT = text(fields.read_reminder)
_SENTENCES = text(fields.read_sentences)
_TEXT = text(fields.read_text)
_COUNT = value(fields.read_count)
_COUNTS = Several(_COUNT)
_REPS = value(amounts.read_reps)
_NAMED, _TIMED_PHASES = Several(_PHRASE), Pairs(value(fields.read_cap), _phrases)
_REP_PHASES = Choice(
    lambda node: _TIMED_PHASES if isinstance(node, MappingNode) else _NAMED,
    (_NAMED, _TIMED_PHASES),
)

Line = Annotated[str, _LINE]
Text = Annotated[str, _TEXT]
Phrase = Annotated[str, _PHRASE]
Sentences = Annotated[str, _SENTENCES]
Count = Annotated[Span, _COUNT]
Gap = Annotated[int, value(fields.read_gap)]
LongLength = Annotated[int, value(fields.read_long_length)]
Cap = Annotated[int, value(fields.read_cap)]
Rests = Annotated[Span, value(fields.read_rest)]
WorkLengths = Annotated[Span, value(amounts.read_work)]
TempoFigures = Annotated[Tempo, value(fields.read_tempo)]
Pace = Annotated[int | Rate, value(amounts.read_pace)]
Calories = Annotated[Span, value(amounts.read_calories)]
Distances = Annotated[Distance, value(amounts.read_distance)]
Starts = Annotated[str, value(fields.one_of("concentric", "eccentric"))]
Sides = Annotated[str, value(fields.one_of("alternating", "each", "right", "left"))]
Side = Annotated[str, value(fields.one_of("right", "left"))]
RepPhases = Annotated[tuple[str, ...] | dict[str, int], _REP_PHASES]
Phrases = Annotated[tuple[str, ...], Several(_PHRASE, or_one=True)]
Rpe = Annotated[str, value(fields.read_rpe)]
Rir = Annotated[str, value(fields.read_rir)]
ToneName = Annotated[str, value(fields.one_of(*DEFAULTS.tones))]
At = Annotated[Moment, value(fields.read_moment)]
Counting = Annotated[str, value(fields.one_of("every", "fifth", "last three", "down", "none"))]
Level = Annotated[str, value(fields.read_level_name)]
Flag = Annotated[bool, value(fields.read_flag)]
Language = Annotated[str, value(fields.read_language)]
ProfileName = Annotated[str, value(fields.read_profile)]
Lead = Annotated[int, value(fields.read_lead)]
Pips = Annotated[int, value(fields.read_pips)]
Sounds = Annotated[str | KitFolder, text(fields.read_line)]
Counts = Annotated[tuple[Span, ...], _COUNTS]
Reps = Annotated[Span, _REPS]
RepsOrList = Annotated[Span | tuple[Span, ...], _one_or_list(_REPS, Several(_REPS))]
Holds = Annotated[Span | Breaths, value(amounts.read_hold)]


class Node(Struct, frozen=True, kw_only=True):
    """A mapping in a routine's file."""

    where: Where


class Note(Node, frozen=True, kw_only=True):
    """A note that is also spoken: `{say: Rest as you need.}`."""

    say: Sentences
    """What is said in the introduction."""


Notes = Annotated[tuple[str | Note, ...], Several(Choice(_note, (Keyed(Note), _TEXT)), or_one=True)]


class Mode(Node, frozen=True, kw_only=True):
    """A variation of a routine, as changes to it. `work` also makes counted exercises timed."""

    title: Phrase | None = None
    """The title of the routine in this mode."""
    summary: Text | None = None
    """The summary of the routine in this mode."""
    notes: Notes | None = None
    """Notes beside those of the routine, in this mode."""
    reps: Reps | None = None
    """The reps of every counted exercise."""
    work: WorkLengths | None = None
    """The length of every timed exercise, and of counted ones, which become timed."""
    hold: Holds | None = None
    """The length of every hold."""
    sets: Count | None = None
    """The sets of every exercise."""
    rounds: Count | None = None
    """The rounds of the whole routine."""
    rest: Rests | None = None
    """Every rest between exercises that is not 0."""
    round_rest: Rests | None = None
    """Every rest between rounds that is not 0."""
    tempo: TempoFigures | None = None
    """The tempo of every counted exercise."""
    pace: Pace | None = None
    """The pace of every counted exercise."""
    transition: Gap | None = None
    """The time to change over where a rest is 0."""


class Leads(Node, frozen=True, kw_only=True):
    """How early the coach announces things. `none` turns an announcement off, or its lead time."""

    prepare: Lead | None = None
    """The least time before the first exercise."""
    next: Lead | None = None
    """How long before an exercise its name is announced; `none` is as soon as the rest begins."""
    call: Lead | None = None
    """How long before an exercise its name is repeated; not in rests shorter than twice this."""
    countdown: Pips | None = None
    """How many seconds before an exercise are counted down."""
    halfway: Lead | None = None
    """Timed work of at least this length is called at its half."""
    remaining: Lead | None = None
    """When the remaining time of timed work is called, if the work is three times as long."""


class MusicByKind(Node, frozen=True, kw_only=True):
    """Music for work, and music for everything else: `{work: fast.mp3, rest: slow.mp3}`."""

    work: Line | None = None
    """A file or folder beside the routine, played during work."""
    rest: Line | None = None
    """A file or folder beside the routine, played in rests, before and after."""


_MUSIC = Keyed(MusicByKind, some=True)
MusicChoice = Annotated[
    str | MusicByKind,
    Choice(lambda node: _LINE if isinstance(node, ScalarNode) else _MUSIC, (_LINE, _MUSIC)),
]


class _Paced(Node, frozen=True, kw_only=True):
    """The keys that exercises and blocks share; the innermost one wins."""

    rest: Rests | None = None
    """On a block: the rest between the items of its list. On an exercise: the rest after it."""
    tempo: TempoFigures | None = None
    """Seconds of eccentric-bottom-concentric-top: `3-1-1-0`; `X` is explosive."""
    starts: Starts | None = None
    """The phase that a rep begins with: `eccentric` or `concentric`."""
    pace: Pace | None = None
    """The time of one rep of one side: `3s`, or `grind`, `standard`, `ballistic`; or `5:00/km`."""
    count: Counting | None = None
    """Which reps are counted aloud."""
    breath: Cap | None = None
    """The length of a breath, for a `hold` of breaths."""


class TimedCue(Node, frozen=True, kw_only=True):
    """A reminder, a tone or both at a given time: `{at: half, say: Breathe}`."""

    at: At
    """`start`, `half`, `rep 5`, or a time from the start like `20s`."""
    say: Annotated[str, _REMINDER_TEXT] | None = None
    """The reminder; after the tone, if there is one."""
    sound: ToneName | None = None
    """The tone."""


_HOW_OF_SIDES = Pairs(_SENTENCES, _sides)
_HOW = Choice(
    lambda node: _HOW_OF_SIDES if isinstance(node, MappingNode) else _SENTENCES,
    (_SENTENCES, _HOW_OF_SIDES),
)
_TIMED = Keyed(TimedCue)
_REMINDER = Choice(_reminder, (_TIMED, _REMINDER_TEXT))


class SetSpec(Node, frozen=True, kw_only=True):
    """One set of an exercise; what it leaves out is the exercise's."""

    reps: Reps | None = None
    """A counted set: `10`, `6-10`, `5+`, `max`."""
    cap: Cap | None = None
    """The time for reps that nobody counts."""
    work: WorkLengths | None = None
    """A timed set."""
    hold: Holds | None = None
    """A timed set without movement."""
    distance: Distances | None = None
    """A distance: `400 m`."""
    calories: Calories | None = None
    """Calories on a machine."""
    weight: Phrase | None = None
    """The weight."""
    rpe: Rpe | None = None
    """The rate of perceived exertion, from 1 to 10."""
    rir: Rir | None = None
    """Reps in reserve."""
    target: Phrase | None = None
    """What to aim at that is no weight."""
    rest: Rests | None = None
    """The rest after this set."""
    tempo: TempoFigures | None = None
    """Seconds of eccentric-bottom-concentric-top."""
    pace: Pace | None = None
    """The time of one rep of one side, or the pace of a distance or of calories."""


_SETS = Several(Keyed(SetSpec))


class Exercise(_Paced, frozen=True, kw_only=True):
    """An exercise, with one of `reps` (counted), `work` (timed) and `hold` (timed and still)."""

    name: Phrase
    """The name of the exercise."""
    short: Phrase | None = None
    """What it is called once its name was said: `Row`."""
    reps: RepsOrList | None = None
    """A counted exercise: `10`, `6-10`, `5+`, `max`; a list has one set for each of its numbers."""
    cap: Cap | None = None
    """The time for reps that nobody counts: all of `max`, and those after the five of `5+`."""
    work: WorkLengths | None = None
    """A timed exercise: `40s`, `30-60s`."""
    hold: Holds | None = None
    """A timed exercise without movement: `30s`, `5 breaths`."""
    distance: Distances | None = None
    """A distance, whose time a `pace` or `work` gives: `400 m`, `1.5 km`, `2 mi`."""
    calories: Calories | None = None
    """Calories on a machine, whose time a `pace` or `work` gives."""
    sets: Annotated[Span | tuple[SetSpec, ...], _one_or_list(_COUNT, _SETS)] | None = None
    """The number of straight sets; or a list of sets, each with what is its own."""
    set_rest: Rests | None = None
    """The rest between its sets; `rest`, if it is not given."""
    phases: RepPhases = ()
    """What the parts of a rep are called: `[row, stand]`, or with their times: `{row: 2s}`."""
    sides: Sides | None = None
    """`alternating` (right, left, right…), `each` (a set right, then one left), or one side."""
    first: Side | None = None
    """The side to begin with."""
    switch: Gap | None = None
    """The time to change sides with `sides: each`."""
    weight: Phrase | None = None
    """The weight; spoken before the set, never during it."""
    drops: Annotated[tuple[str, ...], Several(_PHRASE)] = ()
    """The weights of a drop set, with only a transition between them."""
    rpe: Rpe | None = None
    """The rate of perceived exertion, from 1 to 10."""
    rir: Rir | None = None
    """Reps in reserve: how many more would have been possible."""
    target: Phrase | None = None
    """What to aim at that is no weight: `zone 2`, `90% FTP`, `5:00/km`; spoken before the set."""
    effort: Phrase | None = None
    """How hard it should be, in words, spoken before the set: `the last two should be hard`."""
    needs: Phrases = ()
    """The equipment for this exercise."""
    how: Annotated[str | dict[str, str], _HOW] | None = None
    """How it is done, or each side: `{right: …, left: …}`; spoken once, in a rest before it."""
    cues: Annotated[tuple[TimedCue | str, ...], Several(_REMINDER, or_one=True)] = ()
    """Short reminders, spread over the sets or at a given time; tones at a given time."""

    @property
    def explanations(self) -> tuple[str, ...]:
        """The texts of `how`: one for both sides, or one for each."""
        if self.how is None:
            return ()
        return tuple(self.how.values()) if isinstance(self.how, dict) else (self.how,)

    @property
    def listed_sets(self) -> tuple[SetSpec, ...]:
        """Its sets, where each is written; empty where there is only their number."""
        return () if self.sets is None or isinstance(self.sets, Span) else self.sets

    @property
    def heading(self) -> str:
        """Its name, which lists show where they show the heading of a block."""
        return self.name


ITEM = Choice(_item)
"""An exercise, a block or a step."""
_ITEMS = Several(ITEM)


class _Group(_Paced, frozen=True, kw_only=True):
    rounds: Count | None = None
    """How many times the list is done: `3`, `3-5`."""
    round_rest: Rests | None = None
    """The rest between rounds of the list; `rest`, if it is not given."""
    transition: Gap | None = None
    """The time to change over where a rest is 0."""
    shuffle: Flag | None = None
    """Whether its list is done in another order, the same for the same seed."""
    exercises: Annotated[tuple["Item", ...], _ITEMS]
    """The list: exercises, and further blocks."""


class Block(_Group, frozen=True, kw_only=True):
    """A list within a list. Its first key is its kind: `superset: Superset 1`."""

    superset: Phrase | None = None
    """The title. Its exercises follow each other without a rest."""
    circuit: Phrase | None = None
    """The title."""
    block: Phrase | None = None
    """The title."""
    ladder: Counts | None = None
    """The reps of each round."""
    tabata: Phrase | None = None
    """The title."""
    emom: Cap | None = None
    """The length of all its intervals together."""
    amrap: Cap | None = None
    """As many rounds as possible, within this time cap."""
    for_time: Cap | None = None
    """As fast as possible, within this time cap."""
    title: Phrase | None = None
    """The title of a block whose first key is not a title."""
    every: Cap | None = None
    """The time from one start to the next in an `emom`."""
    work: WorkLengths | None = None
    """The length of each work interval in a `tabata`."""

    @property
    def kind(self) -> str:
        """Its first key, one of `BLOCK_KINDS`."""
        return next(word for word in BLOCK_KINDS if getattr(self, word) is not None)

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


class Step(Node, frozen=True, kw_only=True):
    """A step between the exercises of a list. It has one key."""

    rest: Rests | None = None
    """A rest of this length, instead of the usual pause."""
    say: Sentences | None = None
    """Words, spoken at this point."""
    sound: ToneName | None = None
    """A tone, played at this point."""


Item = Exercise | Block | Step
Part = Annotated[str | tuple[Item, ...], _one_or_list(_SENTENCES, _ITEMS)]


class Routine(_Group, frozen=True, kw_only=True):
    """A whole routine: a block with a title, and with what is said before and after."""

    title: Phrase
    """The name of the routine; spoken first."""
    coach: Line | None = None
    """The author; the artist in the player."""
    source: Line | None = None
    """Where it was published."""
    summary: Text | None = None
    """A sentence or two, for `audiocoach list`."""
    notes: Notes = ()
    """Notes for the reader; spoken in the introduction only if written `{say: …}`."""
    equipment: Phrases = ()
    """The equipment to have ready: one thing or a list."""
    substitutes: Annotated[dict[str, str], Pairs(_PHRASE)] = field(default_factory=dict)
    """Alternatives to the equipment: `{kettlebell: dumbbell}`."""
    warmup: Part | None = None
    """Words, spoken before the first exercise; or a list of exercises."""
    cooldown: Part | None = None
    """Words, spoken after the last exercise; or a list of exercises."""
    repeat_after: LongLength | None = None
    """How long to wait before the next session: `48 h`; spoken at the end."""
    muscles: Annotated[tuple[str, ...], Several(_LINE, or_one=True)] = ()
    """What it trains: `[back, hamstrings]`; a programme leaves them `repeat_after` to recover."""
    language: Language | None = None
    """The language of the coach's phrases and of the voice: `en`, `de-AT`."""
    pronounce: Annotated[dict[str, str], Pairs(_PHRASE, _pronounced)] = field(default_factory=dict)
    """Words and their pronunciation: `{Jeffers: Jeff urz}`; titles keep the written form."""
    profile: ProfileName | None = None
    """How much the coach says."""
    leads: Annotated[Leads, Keyed(Leads)] | None = None
    """How early the coach announces things: `{prepare: 20s, countdown: 5}`."""
    voice: Line | None = None
    """The coach's voice: `en-us@170`, `en-gb+f2`, `system`."""
    counter: Line | None = None
    """The voice that counts: `en-us+f2@190`; `none` lets the coach count."""
    sounds: Sounds | None = None
    """The tones: `wood`, `bells`, or a folder of your own beside the file."""
    music: MusicChoice | None = None
    """Music under the voice: a file or folder beside the routine, or `{work: …, rest: …}`."""
    level: Level | None = None
    """Which value of a range is used: `low`, `mid`, `high` or `75%`."""
    modes: Annotated[dict[str, Mode], Pairs(Keyed(Mode), _mode_names)] = field(default_factory=dict)
    """Variations of the routine, by name; the first is the default."""
    extends: Line | None = None
    """The routine that this one is based on."""
    slug: str = ""
    """The name by which the routine was found; no key of the language."""

    folder: Path | None = None
    """Where it was found; no key of the language."""

    greeting: str = ""
    """What the coach says before anything else; no key of the language."""

    files: tuple[Path, ...] = ()
    """Its file and those that it is based on; no key of the language."""

    found: str = ""
    """What to know of how it was found: which others its name hides; no key of the language."""

    places: dict[str, Where] = field(default_factory=dict)
    """Where the value of each of its keys stands; no key of the language."""

    def where_of(self, key: str) -> Where:
        """Where the value of a key stands; the routine itself, if it has none."""
        return self.places.get(key, self.where)

    def named(self, slug: str) -> Self:
        """The routine under the name `slug`."""
        return replace(self, slug=slug)


Group = Routine | Block
"""What holds a list of items."""


def language_of(routine: Routine) -> str:
    """The tag of the language of the coach's phrases."""
    return routine.language or DEFAULTS.language


def voice_of(routine: Routine) -> str:
    """Who speaks: the routine's voice, else that of its language."""
    return routine.voice or voice_for(language_of(routine))


def counter_of(routine: Routine) -> str | None:
    """The voice that counts, where it is another than the one that speaks."""
    counter = routine.counter or DEFAULTS.counter
    return None if counter == DEFAULTS.counter else counter
