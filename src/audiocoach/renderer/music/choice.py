"""Which music somebody wants. Imports nothing heavy: the command line makes one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from audiocoach.defaults import MUSIC
from audiocoach.errors import MusicError, Problem, RoutineError, Where
from audiocoach.routine.model import MusicByKind, Routine
from audiocoach.support.messages import quoted
from audiocoach.support.paths import is_within, leads_out

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


SUFFIXES = frozenset((
    ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".alac", ".ape", ".au", ".caf", ".dsf", ".flac",
    ".m4a", ".m4b", ".mka", ".mp2", ".mp3", ".mp4", ".mpc", ".oga", ".ogg", ".opus", ".tta",
    ".wav", ".webm", ".wma", ".wv",
))  # fmt: skip
_SHOWN = 3


def music_files(
    path: Path, shuffle: int | None = None, within: Path | None = None
) -> tuple[Path, ...]:
    """The file, or the folder's files of music by name; in another order for each `shuffle`.

    MusicError where there is none, or where one leads out of the folder `within`.
    """
    try:
        if not path.is_dir():
            return (_checked(path),)
        found = sorted(file for file in path.iterdir() if file.is_file())
    except OSError as error:
        raise unreadable(path, error) from error
    files = [file for file in found if file.suffix.lower() in SUFFIXES and not _hidden(file)]
    if not files:
        raise MusicError(
            f"{path}: there is no music in this folder, {_listed(found)}; "
            "give one with MP3, FLAC, M4A, OGG, Opus or WAV files in it"
        )
    for file in files:
        if within and not is_within(file, within):
            raise MusicError(f"{file}: leads outside the routine's own folder; copy the file there")
    return tuple(files if shuffle is None else _by_lot(files, shuffle))


def _checked(path: Path) -> Path:
    if not path.exists():
        raise MusicError(f"{path}: there is no such file or folder of music")
    if not path.is_file():
        raise MusicError(f"{path}: this is a device; give a file of music, or a folder of them")
    if not path.stat().st_size:
        raise MusicError(f"{path}: the file is empty; give a file with music in it")
    return path


def unreadable(path: Path, error: OSError) -> MusicError:
    """What the system refused, as an error."""
    reason = (error.strerror or str(error)).lower()
    return MusicError(f"{path}: the music cannot be read ({reason})")


def _hidden(file: Path) -> bool:
    """Such as the `._song.mp3` that macOS leaves on memory sticks."""
    return file.name.startswith(".")


def _listed(found: Sequence[Path]) -> str:
    if not found:
        return "it holds no files"
    kinds = Counter(file.suffix.lower() or "no suffix" for file in found).most_common(_SHOWN)
    return "only " + ", ".join(f"{count} × {kind}" for kind, count in kinds)


def _by_lot(files: Iterable[Path], seed: int) -> list[Path]:
    """By a hash, as it is the same on every platform and in every version of Python."""
    return sorted(files, key=lambda file: sha256(f"{seed}\n{file.name}".encode()).digest())
