"""Which files may be read: regular ones, no more of them than is bounded, in their own folder."""

from pathlib import Path, PurePosixPath, PureWindowsPath
from stat import S_ISDIR, S_ISREG
from typing import NamedTuple

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError


class SourceFile(NamedTuple):
    """A file, and what errors call it; no path for a text that came from elsewhere."""

    path: Path | None
    shown: str

    @property
    def folder(self) -> Path | None:
        """Where files beside it are."""
        return self.path.parent if self.path else None


def read_bounded(path: Path) -> bytes:
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
