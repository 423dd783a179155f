"""Which music somebody wants. Imports nothing heavy: the command line makes one."""

from dataclasses import dataclass, replace
from pathlib import Path

from audiocoach.defaults import MUSIC
from audiocoach.errors import Problem, RoutineError, Where
from audiocoach.routine.fields import quoted
from audiocoach.routine.model import Routine
from audiocoach.routine.settings import MusicByKind
from audiocoach.routine.sources import is_within, leads_out

OFF = "off"
"""Instead of a path: no music, whatever the routine says."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Files, or folders of them; with `rest`, the other one is for work alone."""

    music: Path | None = None
    rest: Path | None = None
    duck_db: float = MUSIC.duck_db
    shuffle: int | None = None
    """Another order of folders for each number; by name without one."""
    within: Path | None = None
    """Where all of its files have to be: a stranger's routine plays nothing else."""


def music_for(routine: Routine, asked: Choice, habit: Path | None = None) -> Choice | None:
    """What is played: what is asked for, else the person's habit, else the routine's own, if any.

    RoutineError for a path of the routine's that leads out of its folder.
    """
    if asked.music or asked.rest:
        return None if asked.music == Path(OFF) else asked
    if habit:
        return None if habit.name == OFF else replace(asked, music=habit)
    if routine.music is None:
        return None
    work, rest = _own(routine)
    return replace(asked, music=work, rest=rest, within=routine.folder)


def where_said(routine: Routine) -> Where:
    """Where it names its music, as far as it is known."""
    said = routine.music
    return said.where if isinstance(said, MusicByKind) else routine.where


def _own(routine: Routine) -> tuple[Path | None, Path | None]:
    said = routine.music
    if isinstance(said, MusicByKind):
        work, rest = (path and _beside(routine, path) for path in (said.work, said.rest))
        return work or None, rest or None
    return _beside(routine, said or ""), None


def _beside(routine: Routine, path: str) -> Path:
    """A path in the routine's own folder: a routine may be a stranger's."""
    folder = routine.folder
    if folder is None or leads_out(path) or not is_within(folder / path, folder):
        said = f"the music {quoted(path)} is outside the routine's own folder"
        hint = "put it beside the routine, or play it with --music"
        raise RoutineError([Problem(where_said(routine), said, hint)])
    return folder / path
