"""Programmes by name: which file a name or a path means, found as routines are."""

from itertools import islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from audiocoach.errors import CoachError
from audiocoach.routine import catalog as routines
from audiocoach.routine.extends import SUFFIXES
from audiocoach.routine.lookup import (
    LONGEST_SOUGHT,
    files_in,
    files_named,
    folders_of,
    has_key,
)
from audiocoach.support.messages import did_you_mean, quote
from audiocoach.support.resources import shipped_folder

if TYPE_CHECKING:
    from audiocoach.programme.model import Programme

_MOST_LISTED = 200
_LISTED = "a file is given by its path, ending in .yaml"
_KIND = "programmes"


def programme_names() -> list[str]:
    """Names of programmes, sorted; in the working folder, of files that are written like one."""
    found: set[str] = set()
    for folder in folders_of(_KIND):
        files = islice(files_in(folder), _MOST_LISTED)
        found |= {path.stem for path in files if folder != Path() or is_programme(path)}
    return sorted(found)


def find(name: str) -> "Programme":
    """The programme that `name` means: a file where it ends in .yaml, else one by its name.

    Raises CoachError with the nearest name, RoutineError with everything wrong in the file.
    """
    from audiocoach.programme.read import read_file

    path = path_of(name)
    if name.lower().endswith(SUFFIXES):
        return read_file(path)
    is_included = path.parent == shipped_folder(_KIND)
    return read_file(path, shown=path.name if is_included else str(path))


def path_of(name: str) -> Path:
    """The file that `name` means, be it there or not, or has that name; raises CoachError."""
    return Path(name) if name.lower().endswith(SUFFIXES) else find_path(name)


def find_path(name: str) -> Path:
    """The file of the programme `name`; raises CoachError with the nearest name."""
    found = files_named(name, folders_of(_KIND))
    if path := next((path for path in found if path.parent != Path() or is_programme(path)), None):
        return path
    if routines.is_known(name):
        message = f"{quote(name)} is a routine, and not a programme"
        raise CoachError(message, f"'audiocoach show {name}' shows it")
    hint = did_you_mean(PurePath(name).stem[:LONGEST_SOUGHT], programme_names()) or _LISTED
    raise CoachError(f"no programme is named {quote(name)}", hint)


def is_known(name: str) -> bool:
    """Whether there is a programme of that name."""
    found = files_named(name, folders_of(_KIND))
    return any(path.parent != Path() or is_programme(path) for path in found)


def is_programme(path: Path) -> bool:
    """Whether a file is written like a programme."""
    return has_key(path, ["programme"])
