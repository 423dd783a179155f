"""Who decides where several say something: the request, the user's file, the routine, a default.

Everything else receives what is decided here.
"""

from dataclasses import replace
from pathlib import Path

from audiocoach.config.music import OFF, Music
from audiocoach.errors import Problem, RoutineError, Where
from audiocoach.routine.model import MusicByKind, Routine
from audiocoach.support.messages import quote
from audiocoach.support.paths import is_within, leads_out


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
