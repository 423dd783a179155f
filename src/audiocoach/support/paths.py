"""Files that others name: only regular ones are read, of bounded size, inside a folder."""

from pathlib import Path, PurePosixPath, PureWindowsPath
from stat import S_ISDIR, S_ISREG
from typing import NamedTuple

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError


class SourceFile(NamedTuple):
    """A file, and what messages call it; `path` is None for a text that is in no file."""

    path: Path | None
    shown: str

    @property
    def folder(self) -> Path | None:
        """The folder of the files beside it."""
        return self.path.parent if self.path else None


def settings_folder() -> Path:
    """The folder of the user's own settings, and of their routines, whether it is there or not."""
    from platformdirs import user_config_path

    return user_config_path("audiocoach", appauthor=False)


def read_bounded(path: Path, most: int = LIMITS.file_bytes) -> bytes:
    """The bytes of a regular file, at most one more than `most`; raises CoachError."""
    try:
        mode = path.stat().st_mode
        if not S_ISREG(mode):  # to read a pipe might take for ever
            kind = "folder" if S_ISDIR(mode) else "device"
            raise CoachError(f"{path}: this is a {kind}, not a file")
        with path.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError as error:
        raise CoachError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise CoachError(f"{path}: the file cannot be read ({why})") from error


def real(path: Path) -> Path:
    """The path once links are followed; as it is, where they lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def shown_path(path: Path) -> str:
    """A path as a message names it: from the working folder, where it lies in it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (OSError, ValueError):
        return str(path)


def is_within(path: Path, folder: Path) -> bool:
    """Whether a path lies in the folder once links are followed."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def leads_out(name: str) -> bool:
    """Whether a relative name leads out of its folder on any system, be it Windows or not."""
    windows = PureWindowsPath(name)
    return bool(windows.anchor) or ".." in windows.parts or PurePosixPath(name).is_absolute()
