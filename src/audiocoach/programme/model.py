"""The types of a programme: frozen values, each of which knows its place in the file.

The annotation of a field says of what kind its key is, and so how it is read.
"""

from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import Annotated

from msgspec import field

from audiocoach.config.overrides import reader_of
from audiocoach.defaults import LIMITS
from audiocoach.errors import InvalidValueError, Where
from audiocoach.programme import fields
from audiocoach.programme.fields import By, Growth, Mass
from audiocoach.routine.fields import Span, one_of, read_line
from audiocoach.routine.kinds import Choice, Keyed, Kind, Pairs, Several, text, value
from audiocoach.routine.model import Level, Line, Node, Phrase, ProfileName
from audiocoach.support.yaml_nodes import MappingNode, ScalarNode
from audiocoach.support.yaml_nodes import Node as YamlNode

CLIMBING = ("reps", "work", "hold", "sets", "rounds")
"""Keys that climb."""


def _weeks(written: Iterable[str]) -> list[int]:
    """The keys of `week`, which are numbers of weeks."""
    keys = [*written]
    if len(keys) > LIMITS.weeks:
        raise InvalidValueError(f"there are {len(keys)} weeks", f"{LIMITS.weeks} at most")
    weeks = [*map(fields.read_weeks, keys)]
    if twice := next((week for week in weeks if weeks.count(week) > 1), None):
        raise InvalidValueError(f"week {twice} is here twice", "write all of it once")
    return weeks


def _places(written: Iterable[str]) -> list[str]:
    """The keys of `set`."""
    keys = [*written]
    if len(keys) > LIMITS.set_places:
        message = f"there are {len(keys)} places in 'set'"
        raise InvalidValueError(message, f"{LIMITS.set_places} at most")
    return [*map(read_line, keys)]


def _climbs(node: YamlNode) -> Kind:
    return _RANGES if isinstance(node, MappingNode) else _KEYS


def _days(node: YamlNode) -> Kind:
    return _DAYS_IN_LINE if isinstance(node, ScalarNode) else _DAYS


def _set_value(node: YamlNode) -> Kind:
    return _GROWTH if isinstance(node, ScalarNode) and fields.grows(node.text) else _NEW_VALUE


_KEYS = Several(value(one_of(*CLIMBING)), or_one=True, example="[reps, rounds]")
_DAYS = Several(value(fields.read_weekday), example="[mon, wed, fri]")
_DAYS_IN_LINE = value(fields.read_weekdays)
_GROWTH, _NEW_VALUE = value(fields.read_growth), text(read_line)
_NAME = text(fields.read_name)
_MASSES = Several(value(fields.read_mass), example="[1.25 kg, 2.5 kg, 5 kg]")

Masses = Annotated[tuple[Mass, ...], _MASSES]
Amount = Span | By


class Changes(Node, frozen=True, kw_only=True):
    """What is done otherwise than the routine says."""

    reps: Annotated[Amount, value(fields.change_of("reps"))] | None = None
    """The reps of every counted exercise: `8`, or `-2`, which is two fewer than otherwise."""
    work: Annotated[Amount, value(fields.change_of("work"))] | None = None
    """The length of every timed exercise: `40s`, or `+5s`."""
    sets: Annotated[Amount, value(fields.change_of("sets"))] | None = None
    """The sets of every exercise: `3`, or `-1`."""
    rounds: Annotated[Amount, value(fields.change_of("rounds"))] | None = None
    """The rounds of the whole routine: `2`, or `-1`."""
    rest: Annotated[Span, value(reader_of("rest"))] | None = None
    """Every rest between exercises that is not 0."""
    round_rest: Annotated[Span, value(reader_of("round_rest"))] | None = None
    """Every rest between rounds that is not 0."""
    level: Level | None = None
    """Where in its ranges: `low`, `mid`, `high`, or a percentage."""
    mode: Line | None = None
    """One of the routine's modes."""
    fit: Annotated[Span, value(reader_of("fit"))] | None = None
    """How long the whole track lasts."""
    profile: ProfileName | None = None
    """How much the coach says."""


class Deload(Changes, frozen=True, kw_only=True):
    """Weeks that are lighter: which, and how. They do not count in the climb."""

    every: Annotated[int, value(fields.read_every)]
    """Which weeks: `4` is every fourth."""


class WeekChanges(Changes, frozen=True, kw_only=True):
    """One week that is otherwise."""

    routine: Annotated[str, _NAME] | None = None
    """The routine of all its sessions."""


class Ranges(Node, frozen=True, kw_only=True):
    """Ranges to climb through: `{reps: 6-10, rounds: 3-5}`; the first climbs fastest."""

    reps: Annotated[Span, value(reader_of("reps"))] | None = None
    """The reps of every counted exercise."""
    work: Annotated[Span, value(reader_of("work"))] | None = None
    """The length of every timed exercise, in steps of 5 s."""
    sets: Annotated[Span, value(reader_of("sets"))] | None = None
    """The sets of every exercise."""
    rounds: Annotated[Span, value(reader_of("rounds"))] | None = None
    """The rounds of the whole routine."""
    order: tuple[str, ...] = ()
    """Its keys as they are written; no key of the language."""


_RANGES = Keyed(Ranges, some=True, example="{reps: 6-10, rounds: 3-5}")
_CLIMB = Choice(_climbs, (_KEYS, _RANGES))


class Programme(Changes, frozen=True, kw_only=True):
    """Weeks of training, as an author wrote them."""

    programme: Phrase
    """The name of the programme; spoken first in each session."""
    start: Annotated[date, value(fields.read_date)]
    """The first day of the first week: `2027-03-22`."""
    weeks: Annotated[int, value(fields.read_weeks)]
    """How many weeks of seven days there are, from `start` on."""
    days: Annotated[tuple[int, ...], Choice(_days, (_DAYS, _DAYS_IN_LINE))]
    """The days with a session: `[mon, wed, fri]`."""
    at: Annotated[time, value(fields.read_time_of_day)] | None = None
    """The time of each session: `18:30`, as the clock on the wall shows it."""
    zone: Annotated[str, value(fields.read_zone)] | None = None
    """The time zone of that clock: `Europe/Berlin`."""
    routine: Annotated[str, _NAME] | None = None
    """The routine of every session: its name, or a file beside the programme's."""
    rotate: Annotated[tuple[str, ...], Several(_NAME, example="[jeffers-pull, core-circuit]")] = ()
    """The routines of the sessions, in turn."""
    climb: Annotated[tuple[str, ...] | Ranges, _CLIMB] | None = None
    """What grows through its range: `[reps, rounds]`; the first key goes first."""
    each: Annotated[str, value(one_of("week", "session"))] | None = None
    """When the climb takes a step: after each `week`, or after each `session` of a routine."""
    deload: Annotated[Deload, Keyed(Deload, example="{every: 4, level: low}")] | None = None
    """Weeks that are lighter: `{every: 4, level: low}`."""
    week: Annotated[
        dict[int, WeekChanges],
        Pairs(
            Keyed(WeekChanges, example="{level: 60%}"),
            _weeks,
            example="{3: {level: 60%}}",
        ),
    ] = field(default_factory=dict)
    """Single weeks that are otherwise: `{3: {level: 60%}}`."""
    set: Annotated[
        dict[str, str | Growth],
        Pairs(
            Choice(_set_value, (_GROWTH, _NEW_VALUE)),
            _places,
            example='{row.weight: "+2.5 kg each 2 weeks"}',
        ),
    ] = field(default_factory=dict)
    """Changes of one exercise or block, and weights that grow."""
    plates: Masses = ()
    """The plates that there are, two of each on a bar: weights grow by what they can make."""
    bells: Masses = ()
    """The weights that there are: kettlebells, or dumbbells."""
    alarm: Annotated[int, value(fields.read_alarm)] | None = None
    """How long before a session the calendar reminds of it: `15 min`."""
    slug: str = ""
    """The name by which the programme was found; no key of the language."""

    file: Path | None = None
    """Where it was found; no key of the language."""

    places: dict[str, Where] = field(default_factory=dict)
    """Where each of its keys stands; no key of the language."""

    def where_of(self, key: str) -> Where:
        """Where a key stands, `week 3 level` within others; else the one that it is within."""
        while key not in self.places and " " in key:
            key = key.rpartition(" ")[0]
        return self.places.get(key, self.where)
