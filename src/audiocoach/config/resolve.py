"""Who decides where several say something: the request, the user's file, the routine, a default.

Everything else receives what is decided here. The nearest to the moment wins: what the routine
extends, the routine, its mode, the user's file, what is asked for the whole routine, what is asked
for one place of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from audiocoach.config.music import OFF, Music
from audiocoach.config.overrides import DOSES, Overrides, UserOverrides
from audiocoach.errors import CoachError, Problem, RoutineError, Where
from audiocoach.i18n.languages import language_of, look_up
from audiocoach.routine.customise import in_mode, shuffle, use_equipment, with_leads
from audiocoach.routine.fields import Span
from audiocoach.routine.model import MusicByKind, Routine
from audiocoach.routine.overrides import (
    Values,
    change_places,
    change_places_where_possible,
    check_targets,
    override,
    override_where_possible,
)
from audiocoach.support.messages import quote
from audiocoach.support.paths import is_within, leads_out

_T = TypeVar("_T")
_WORDS = ("level", "profile", "language", "sounds")
_VOICES = ("voice", "counter")


def customise(
    routine: Routine, overrides: Overrides, tables: Sequence[UserOverrides] = ()
) -> Routine:
    """The routine as `overrides` want it; raises CoachError for what would change nothing.

    `tables` of the user's file hold for many routines, the most general first, and change what
    they can.
    """
    every = (*tables, UserOverrides(overrides))
    routine = _in_mode(routine, every)
    for table in tables:
        routine = override_where_possible(routine, _values(table.overrides))
    for table in tables:
        if table.of_one:
            with _told_of(table.file):
                check_targets(routine, table.overrides.places)
        routine = change_places_where_possible(routine, table.overrides.places)
    routine = change_places(override(routine, _values(overrides)), overrides.places)
    if overrides.level and not _has_ranges(routine):
        raise CoachError(f"--level changes nothing in '{routine.slug}': there is no range in it")
    words = {key: _last(getattr(table.overrides, key) for table in every) for key in _WORDS}
    routine = _with(routine, words)
    language = language_of(routine)
    voices = {key: _last(voice_in(table, key, language) for table in every) for key in _VOICES}
    routine = _with(routine, voices)
    routine = with_leads(routine, (lead for table in every for lead in table.overrides.leads))
    return shuffle(use_equipment(routine, overrides.equipment), overrides.seed)


def voice_in(table: UserOverrides, key: str, language: str) -> str | None:
    """The `voice` or the `counter` that a table asks for in a language, if any."""
    voice: str | None = getattr(table.overrides, key)
    return voice or look_up(table.voices.get(key, {}), language)


def _in_mode(routine: Routine, every: Sequence[UserOverrides]) -> Routine:
    nearest = next((table for table in reversed(every) if table.overrides.mode), UserOverrides())
    with _told_of(nearest.file):
        return in_mode(routine, nearest.overrides.mode)


def _values(overrides: Overrides) -> Values:
    return {key: value for key in DOSES if (value := getattr(overrides, key)) is not None}


def _with(routine: Routine, values: Mapping[str, object]) -> Routine:
    return routine.model_copy(update={key: value for key, value in values.items() if value})


@contextmanager
def _told_of(file: str) -> Iterator[None]:
    """Errors begin with the file that asks for it, if one does."""
    try:
        yield
    except CoachError as error:
        if not file:
            raise
        raise CoachError(f"{file}: {error.message}", error.hint) from error


def _last(values: Iterable[_T | None]) -> _T | None:
    return next((value for value in reversed([*values]) if value), None)


def _has_ranges(value: object) -> bool:
    """Whether a range is in it anywhere; modes that are not taken are no tuple, and not seen."""
    if isinstance(value, Span):
        return value.low < value.high
    if isinstance(value, tuple):
        return any(map(_has_ranges, value))
    return isinstance(value, BaseModel) and any(_has_ranges(held) for _, held in value)


def resolve_music(routine: Routine, asked: Music, usual: Path | None = None) -> Music | None:
    """The music that is asked for, else the user's usual one, else the routine's, if any.

    RoutineError for a path of the routine's that leads out of its folder.
    """
    if asked.path or asked.rest:
        return None if asked.path == Path(OFF) else asked
    if usual:
        return None if usual.name == OFF else replace(asked, path=usual)
    if routine.music is None:
        return None
    named = routine.music
    if isinstance(named, MusicByKind):
        work, rest = (path and _beside(routine, path) for path in (named.work, named.rest))
    else:
        work, rest = _beside(routine, named), None
    return replace(asked, path=work or None, rest=rest or None, within=routine.folder)


def where_music(routine: Routine) -> Where:
    """Where the routine names its music, as far as that is known."""
    named = routine.music
    return named.where if isinstance(named, MusicByKind) else routine.where


def _beside(routine: Routine, path: str) -> Path:
    """A path in the routine's own folder: a routine may be a stranger's."""
    folder = routine.folder
    if folder is None or leads_out(path) or not is_within(folder / path, folder):
        message = f"the music {quote(path)} is outside the routine's own folder"
        hint = "put it beside the routine, or play it with --music"
        raise RoutineError([Problem(where_music(routine), message, hint)])
    return folder / path
