"""A routine as someone wants it today: mode, their own file, options, in the order of precedence.

The nearest to the moment wins: what the routine extends, the routine, its mode, the user's file,
the options for the whole routine, the options for one place of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from audiocoach.errors import CoachError
from audiocoach.languages import language_of, looked_up
from audiocoach.routine.equipment import instead
from audiocoach.routine.fields import Span
from audiocoach.routine.kits import KitChoice
from audiocoach.routine.leading import Lead, with_leads
from audiocoach.routine.model import Routine
from audiocoach.routine.modes import in_mode
from audiocoach.routine.overrides import Overrides, applied, override
from audiocoach.routine.places import Change, change_places, change_where_possible, check_targets
from audiocoach.routine.shuffling import shuffled

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is asked of a routine at one place: on the command line, or in a table of a file."""

    overrides: Overrides = field(default_factory=Overrides)
    places: tuple[Change, ...] = ()
    level: str | None = None
    mode: str | None = None
    profile: str | None = None
    language: str | None = None
    """Of the coach's own phrases."""
    voice: str | None = None
    counter: str | None = None
    """Who counts, or `none` but the one who speaks."""
    by_language: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The same two for some languages each, by small tags: `{"voice": {"de": "espeak:de+f2"}}`."""
    leads: tuple[Lead, ...] = ()
    """When the coach tells of what comes."""
    sounds: KitChoice | None = None
    instead: tuple[str, ...] = ()
    """Things to use where the routine names another."""
    seed: int | None = None
    """Of the order of lists that are shuffled."""
    file: str = ""
    """Where they are written, if not on the command line."""
    of_one: bool = False
    """Whether they are for one routine, so that every place in them has to be there."""


def customise(routine: Routine, wishes: Wishes, habits: Sequence[Wishes] = ()) -> Routine:
    """The routine as `wishes` want it; raises CoachError for what would change nothing.

    `habits` hold for many routines, the most general first, and change what they can.
    """
    every = (*habits, wishes)
    routine = _in_mode(routine, every)
    for habit in habits:
        routine = applied(routine, habit.overrides)
    for habit in habits:
        routine = _habitual_places(routine, habit)
    routine = change_places(override(routine, wishes.overrides), wishes.places)
    if wishes.level and not _has_ranges(routine):
        raise CoachError(f"--level changes nothing in '{routine.slug}': there is no range in it")
    keys = ("level", "profile", "language", "sounds")
    routine = _said(routine, {key: _last(getattr(wish, key) for wish in every) for key in keys})
    routine = _said(
        routine, {key: _last_voice(routine, key, every) for key in ("voice", "counter")}
    )
    routine = with_leads(routine, (lead for wish in every for lead in wish.leads))
    return shuffled(instead(routine, wishes.instead), wishes.seed)


def spoken_by(wish: Wishes, key: str, language: str) -> str | None:
    """The `voice` or the `counter` that is asked for in a language, if one is."""
    voice: str | None = getattr(wish, key)
    return voice or looked_up(wish.by_language.get(key, {}), language)


def _last_voice(routine: Routine, key: str, every: Sequence[Wishes]) -> str | None:
    return _last(spoken_by(wish, key, language_of(routine)) for wish in every)


def _said(routine: Routine, values: Mapping[str, _T | None]) -> Routine:
    """With what is asked for."""
    return routine.model_copy(update={key: value for key, value in values.items() if value})


def _in_mode(routine: Routine, every: Sequence[Wishes]) -> Routine:
    wish = next((wish for wish in reversed(every) if wish.mode), Wishes())
    with _told_of(wish):
        return in_mode(routine, wish.mode)


def _habitual_places(routine: Routine, habit: Wishes) -> Routine:
    if habit.of_one:
        with _told_of(habit):
            check_targets(routine, habit.places)
    return change_where_possible(routine, habit.places)


@contextmanager
def _told_of(wish: Wishes) -> Iterator[None]:
    """Errors say in which file the wish is."""
    try:
        yield
    except CoachError as error:
        raise CoachError(f"{wish.file}: {error}" if wish.file else str(error)) from error


def _last(values: Iterator[_T | None]) -> _T | None:
    return next((value for value in reversed([*values]) if value), None)


def _has_ranges(value: object) -> bool:
    """Whether a range is in it anywhere; modes that are not taken are no tuple, and not seen."""
    if isinstance(value, Span):
        return value.low < value.high
    if isinstance(value, tuple):
        return any(map(_has_ranges, value))
    return isinstance(value, BaseModel) and any(_has_ranges(held) for _, held in value)
