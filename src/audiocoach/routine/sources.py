"""Which files a routine is read from: regular, bounded, and in the folders it may look into."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from stat import S_ISDIR, S_ISREG
from typing import NamedTuple

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError, Problem, RoutineError
from audiocoach.routine.document import Scalar
from audiocoach.routine.fields import quoted
from audiocoach.routine.guessing import nearest
from audiocoach.shipped import shipped_folder

SUFFIXES = (".yaml", ".yml")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OUTSIDE = "{} is outside the routine's own folder"
_BESIDE = "write the name of a routine, or of a file beside this one"


class Source(NamedTuple):
    """A file, and what errors call it; no path for a text that came from elsewhere."""

    path: Path | None
    shown: str

    @property
    def folder(self) -> Path | None:
        """Where files beside it are."""
        return self.path.parent if self.path else None


def beginning(path: Path) -> bytes:
    """As much of the file as shows whether it is too large; a pipe would keep us waiting."""
    try:
        mode = path.stat().st_mode
        if not S_ISREG(mode):
            kind = "folder" if S_ISDIR(mode) else "device"
            raise CoachError(f"{path}: this is a {kind}, not a file")
        with path.open("rb") as file:
            return file.read(LIMITS.file_bytes + 1)
    except FileNotFoundError as error:
        raise CoachError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise CoachError(f"{path}: the file cannot be read ({why})") from error


def base_of(extends: Scalar, source: Source) -> tuple[Path, str]:
    """The file that `extends`, written in `source`, means, and its name; raises RoutineError."""
    name = extends.text
    if name.lower().endswith(SUFFIXES):
        return _file(extends, source)
    if NAME.fullmatch(name):
        for folder, path in _named(name, source):
            if folder == source.folder:
                _check_within(extends, path, folder)
            return path, _shown(path.name, folder, source)
    raise _refused(extends, f"no routine is named {quoted(name)}", _near(name, source))


def _named(name: str, source: Source) -> Iterator[tuple[Path, Path]]:
    """The files of that name beside the source and among ours; it may bear the name itself."""
    for folder in filter(None, (source.folder, shipped_folder("routines"))):
        for path in (folder / (name + suffix) for suffix in SUFFIXES):
            itself = source.path and path.resolve() == source.path.resolve()
            if _exists(path) and not itself:
                yield folder, path


def _shown(file: str, folder: Path, source: Source) -> str:
    """A file beside the source is shown like it; a shipped one without our folder."""
    return str(Path(source.shown).parent / file) if folder == source.folder else file


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _near(name: str, source: Source) -> str:
    known = _names(shipped_folder("routines"))
    known += _names(source.folder) if source.folder else []
    near = nearest(name, known)
    return f"did you mean '{near}'?" if near else _BESIDE


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.stem for path in folder.iterdir() if path.suffix in SUFFIXES)
    except OSError:
        return []


def _file(extends: Scalar, source: Source) -> tuple[Path, str]:
    name, folder = extends.text, source.folder
    if leads_out(name):
        raise _refused(extends, _OUTSIDE.format(quoted(name)), _BESIDE)
    missing = f"there is no file {quoted(name)} beside this one"
    if folder is None or len(name) > LIMITS.line:
        raise _refused(extends, missing, _BESIDE)
    _check_within(extends, folder / name, folder)
    if not _exists(folder / name):
        raise _refused(extends, missing, _BESIDE)
    return folder / name, _shown(name, folder, source)


def _check_within(extends: Scalar, path: Path, folder: Path) -> None:
    if not is_within(path, folder):
        raise _refused(extends, _OUTSIDE.format(quoted(extends.text)), _BESIDE)


def is_within(path: Path, folder: Path) -> bool:
    """Whether it lies in the folder, wherever links lead."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def leads_out(name: str) -> bool:
    """Whether any system would look elsewhere for it."""
    windows = PureWindowsPath(name)
    return bool(windows.anchor) or ".." in windows.parts or PurePosixPath(name).is_absolute()


def _refused(extends: Scalar, message: str, hint: str) -> RoutineError:
    return RoutineError([Problem(extends.where, message, hint)])
