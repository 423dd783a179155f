"""Writing files so that under the final name there is always a whole one: the old or the new."""

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from audiocoach.errors import TrackError

STALE_SECONDS = 3600
PREFIX, SUFFIX = ".audiocoach-", ".part"


def at_home(text: str) -> Path:
    """The path, with `~` for the person's own folder."""
    try:
        return Path(text).expanduser()
    except RuntimeError:  # nobody's home
        return Path(text)


def is_folder(path: Path) -> bool:
    """Whether it is one; a name that the system cannot have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def write_whole(path: Path, chunks: Iterable[bytes]) -> int:
    """Write `chunks` as `fill_whole` does."""
    return fill_whole(path, lambda file: file.writelines(chunks))


def fill_whole(path: Path, fill: Callable[[BinaryIO], object]) -> int:
    """Let `fill` write a file beside `path`, then rename it into place; how many bytes it has.

    Raises TrackError where the folder or the disk does not take them, or what `fill` raises; `path`
    is then as it was.
    """
    make_folder(path)
    try:
        _sweep(path.parent)
        return _write(path, fill)
    except OSError as error:
        raise TrackError(f"{path}: cannot be written ({reason(error)})") from error


def make_folder(path: Path) -> None:
    """Make the folder that `path` lies in; raises TrackError where it cannot be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrackError(f"{path}: its folder cannot be made ({reason(error)})") from error


def reason(error: OSError) -> str:
    """Why the disk refused, in a few words."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "a file is in the way"
    return (error.strerror or str(error)).lower()


def _write(path: Path, fill: Callable[[BinaryIO], object]) -> int:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PREFIX, suffix=SUFFIX)
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            fill(file)
            size = _settle(file)
        with contextlib.suppress(OSError):  # a disk without modes, a memory stick for one
            part.chmod(mode(path, 0o666))
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return size


def pour(file: BinaryIO, chunks: Iterable[bytes]) -> int:
    """Write `chunks` down to the disk; the number of bytes."""
    file.writelines(chunks)
    return _settle(file)


def _settle(file: BinaryIO) -> int:
    size = file.seek(0, SEEK_END)
    file.flush()
    os.fsync(file.fileno())
    return size


def mode(path: Path, most: int) -> int:
    """What `path` has, or gets if it is new: a temporary file or folder was made private."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return most & ~mask


def _sweep(folder: Path) -> None:
    """Delete what killed builds left behind; a build under way is younger."""
    for part in folder.glob(f"{PREFIX}*{SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > STALE_SECONDS:
                part.unlink()
