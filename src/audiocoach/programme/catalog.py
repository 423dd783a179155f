"""Programmes by name: which file a name or a path means."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from audiocoach.errors import CoachError
from audiocoach.programme.model import Programme
from audiocoach.programme.read import read_file
from audiocoach.routine.extends import SUFFIXES
from audiocoach.routine.fields import NAME
from audiocoach.support.files import is_file, list_folder
from audiocoach.support.messages import did_you_mean, quote
from audiocoach.support.paths import read_bounded
from audiocoach.support.resources import shipped_folder

_LONGEST_SOUGHT = 100
_LISTED = "a programme is found in 'programmes', and a file by its path, ending in .yaml"


def folders() -> tuple[Path, ...]:
    """Where a name is looked up, nearest first."""
    return (Path(), Path("programmes"), shipped_folder("programmes"))


def names() -> list[str]:
    """Every name of a programme, sorted."""
    return sorted({path.stem for path in _files()})


def find(name: str) -> Programme:
    """The programme that `name` means: a file where it ends in .yaml, else one by its name.

    Raises CoachError with the nearest name, RoutineError with everything wrong in the file.
    """
    if name.lower().endswith(SUFFIXES):
        return read_file(Path(name))
    path = find_path(name)
    is_included = path.parent == shipped_folder("programmes")
    return read_file(path, shown=path.name if is_included else str(path))


def find_path(name: str) -> Path:
    """The file of the programme `name`; raises CoachError with the nearest name."""
    path = next((path for path in _files() if path.stem == name), None)
    if path:
        return path
    hint = did_you_mean(PurePath(name).stem[:_LONGEST_SOUGHT], names()) or _LISTED
    raise CoachError(f"no programme is named {quote(name)}", hint)


def is_programme(path: Path) -> bool:
    """Whether a file is written like a programme."""
    try:
        return bool(re.search(rb"(?m)^[\"']?programme[\"']?[ \t]*:", read_bounded(path)))
    except CoachError:
        return False


def _files() -> Iterator[Path]:
    """Every programme with a name, the nearest of a name first."""
    for folder in folders():
        for path in sorted(list_folder(folder)):
            if path.suffix.lower() not in SUFFIXES or not NAME.fullmatch(path.stem):
                continue
            if is_file(path) and (folder != Path() or is_programme(path)):
                yield path
