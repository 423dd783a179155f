"""Values that replace a routine's own: from the command line, Python or the user's file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from os import PathLike, fspath
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack

from audiocoach.errors import CoachError, InvalidValueError
from audiocoach.routine.fields import Span, read_cap, read_line
from audiocoach.support.durations import MS_PER_SECOND
from audiocoach.support.keywords import (
    check_keywords,
    fill_fields,
    read_scalar,
    read_texts,
    read_whole,
)
from audiocoach.support.messages import limit_length

if TYPE_CHECKING:
    from audiocoach.routine.customise import LeadChange
    from audiocoach.routine.overrides import PlaceChange
    from audiocoach.sounds.choice import KitChoice

Count = int | str | Span
"""How often: `8`, or a range, `"6-10"`."""
Length = float | str | Span
"""How long, as people write it: `"45s"`, `"1:30"`, `"30-60s"`; a number is seconds."""


class OverrideKeywords(TypedDict, total=False):
    """What an `Overrides` is made of; every keyword may be left out, or be None."""

    reps: Count | None
    work: Length | None
    sets: Count | None
    rest: Length | None
    round_rest: Length | None
    rounds: Count | None
    fit: Length | None
    level: str | None
    mode: str | None
    equipment: str | Iterable[str]
    places: "str | Iterable[str | PlaceChange] | Mapping[str, int | float | str]"
    seed: int | None
    profile: str | None
    leads: "str | Iterable[str | LeadChange] | Mapping[str, int | float | str]"
    language: str | None
    voice: str | None
    counter: str | None
    sounds: "str | PathLike[str] | KitChoice | None"


_LIKELY_MINUTES = 180
"""Up to this a bare number is a session's minutes rather than its seconds."""


def read_fit(text: str) -> Span:
    """A length of the whole track that is not 0, both ends the same; raises ValueError."""
    length_ms = read_cap(text)
    if text.strip().isdecimal() and length_ms <= _LIKELY_MINUTES * MS_PER_SECOND:
        hint = f"did you mean '{text.strip()} min'? or write '{text.strip()}s'"
        raise InvalidValueError(f"{text!r} would be seconds", hint)
    return Span(length_ms, length_ms)


def reader_of(name: str) -> Callable[[str], Any]:
    """How the text of an override is read, on the command line and in the user's file, too."""
    from audiocoach.routine.keys import KEYS

    if name == "fit":
        return limit_length(read_fit)
    return read_line if name == "mode" else KEYS[name].read


NUMBERS = ("reps", "work", "sets", "rest", "round_rest", "rounds")
"""The overrides that change numbers all over a routine."""


@dataclass(frozen=True, slots=True, init=False)
class Overrides:
    """Values to use instead of a routine's own; None leaves what the routine says.

    Made of keywords as people write values: `Overrides(reps=8, rest="45s", fit="25m")`. Raises
    CoachError for a keyword it has not, and for a value that cannot be read.
    """

    reps: Span | None = None
    """Of every exercise that counts reps, per side."""
    work: Span | None = None
    """Milliseconds of every timed exercise."""
    sets: Span | None = None
    """Of every exercise that does not list the reps of each."""
    rest: Span | None = None
    """Milliseconds of every rest between exercises that is not 0."""
    round_rest: Span | None = None
    """Milliseconds of every rest between rounds that is not 0."""
    rounds: Span | None = None
    """Of the whole routine."""
    fit: Span | None = None
    """Milliseconds that the whole track lasts, reached by its rounds and rests."""
    level: str | None = None
    """Where in its ranges: `low`, `mid`, `high`, or a percentage."""
    mode: str | None = None
    """One of the routine's modes."""
    equipment: tuple[str, ...] = ()
    """Equipment to use instead of what the routine names: `("dumbbell",)`."""
    places: "tuple[PlaceChange, ...]" = ()
    """Changes of one exercise or block each: `{"halo.reps": 8}`."""
    seed: int | None = None
    """The order of shuffled lists: another for each number."""
    profile: str | None = None
    """How much is said: `minimal`, `standard` or `coach`."""
    leads: "tuple[LeadChange, ...]" = ()
    """How early the coach announces: `{"call": "15s", "countdown": 5}`."""
    language: str | None = None
    """The language of the coach's own phrases: `de`, `pt-BR`."""
    voice: str | None = None
    """The voice and its speed: `en-gb@160`."""
    counter: str | None = None
    """Another voice for the counts, or `none`."""
    sounds: "KitChoice | None" = None
    """The kit of tones: `wood`, or a folder of your own."""

    def __init__(self, **given: Unpack[OverrideKeywords]) -> None:
        fill_fields(self, given, read_override)

    def but(self, **given: Unpack[OverrideKeywords]) -> "Overrides":
        """A copy with more of them set; raises CoachError for one that is set already."""
        check_keywords("Overrides", given, KEYWORDS)
        asked = [name for name, value in given.items() if value is not None]
        twice = next((name for name in asked if getattr(self, name) not in (None, ())), None)
        if twice:
            raise CoachError(f"'{twice}' is asked for twice", "leave one of them out")
        values: Mapping[str, Any] = {name: given[name] for name in asked}  # type: ignore[literal-required]
        return replace(self, **values) if values else self


KEYWORDS = tuple(keyword.name for keyword in fields(Overrides))
_LONG = frozenset({"voice", "counter", "mode"})
"""Texts that are kept as they are written, and looked up later."""


def read_override(name: str, value: object) -> object:
    """The value of the override `name`; raises InvalidValueError."""
    if isinstance(value, Span):
        return value
    if name in ("places", "leads"):
        return _read_changes(name, value)
    if name == "equipment":
        return read_texts(value)
    if name == "sounds":
        return _read_kit(value)
    if name == "seed":
        return read_whole(value)
    text = read_scalar(value)
    return text if name in _LONG else reader_of(name)(text)


def _read_changes(name: str, value: object) -> tuple[object, ...]:
    """Changes of places, or of leads: texts, a mapping, or what has been read before."""
    from audiocoach.routine.customise import read_lead_change
    from audiocoach.routine.overrides import read_place_change

    read: Callable[[str], object] = read_place_change if name == "places" else read_lead_change
    if isinstance(value, Mapping):
        value = [f"{key}={change}" for key, change in value.items()]
    elif isinstance(value, str):
        value = [value]
    elif not isinstance(value, Iterable):
        raise InvalidValueError(f"{value!r} changes nothing", "write it like {'halo.reps': 8}")
    return tuple(read(change) if isinstance(change, str) else change for change in value)


def _read_kit(value: object) -> object:
    from audiocoach.sounds.choice import KitFolder, find_kit

    if isinstance(value, str | PathLike):
        return find_kit(fspath(value), Path())
    if not isinstance(value, KitFolder):
        raise InvalidValueError(f"{value!r} is no kit of tones", "write its name, or its folder")
    return value


class UserOverrides(NamedTuple):
    """Overrides that a table of the user's file holds, for many routines or for one."""

    overrides: Overrides = Overrides()
    voices: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    """`voice` and `counter` for some languages each, by small tags: `{"voice": {"de": "…"}}`."""
    file: str = ""
    """The file, for messages."""
    for_one_routine: bool = False
    """Whether they are for one routine, so that every place in them has to be there."""
