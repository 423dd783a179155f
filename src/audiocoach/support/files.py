"""Writing files so that under the final name there is always a whole one: the old or the new."""

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Container, Iterable, Mapping
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from audiocoach.errors import TrackError

STALE_SECONDS = 3600
PREFIX, SUFFIX = ".audiocoach-", ".part"


def expand_home(text: str) -> Path:
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


def write_atomic(path: Path, chunks: Iterable[bytes]) -> int:
    """Write `chunks` as `fill_atomic` does."""
    return fill_atomic(path, lambda file: file.writelines(chunks))


def fill_atomic(path: Path, fill: Callable[[BinaryIO], object]) -> int:
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


MARK = "# written by audiocoach, which may delete what is listed here"

_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What systems leave in every folder that is looked at."""


def check_ours(folder: Path, list_name: str) -> None:
    """Raise TrackError if `folder` is there and has anything in it that its list does not name."""
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        raise TrackError(f"{folder}: a file is in the way of this folder; move it elsewhere")
    ours = _ours(folder, list_name)
    foreign = sorted(
        entry.name for entry in folder.iterdir() if entry.is_dir() or entry.name not in ours
    )
    if foreign:
        raise TrackError(
            f"{folder}: this folder holds what is not ours ('{foreign[0]}'); move it elsewhere"
        )


def _ours(folder: Path, list_name: str) -> frozenset[str]:
    try:
        lines = (folder / list_name).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    return _LITTER.union(lines, [list_name]) if MARK in lines else _LITTER


def write_folder(folder: Path, list_name: str, files: Mapping[str, Iterable[bytes]]) -> int:
    """Write `files`, the list first, beside `folder`, then swap the two; the number of bytes.

    Raises TrackError where `folder` is not ours or the disk does not take them; it is then as it
    was.
    """
    try:
        check_ours(folder, list_name)
        make_folder(folder)
        _sweep_folders(folder.parent)
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=PREFIX, suffix=SUFFIX))
        try:
            size = sum(_write_file(part / name, chunks) for name, chunks in files.items())
            with contextlib.suppress(OSError):
                part.chmod(mode(folder, 0o777))
            _swap(part, folder, list_name)
        finally:
            _delete(part, files)
    except OSError as error:
        raise TrackError(f"{folder}: cannot be written ({reason(error)})") from error
    return size


def _write_file(path: Path, chunks: Iterable[bytes]) -> int:
    with path.open("xb") as file:
        return pour(file, chunks)


def _swap(part: Path, folder: Path, list_name: str) -> None:
    if not folder.exists():
        part.rename(folder)
        return
    old = part.with_name(f"{part.name.removesuffix(SUFFIX)}-old{SUFFIX}")
    folder.rename(old)
    try:
        part.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    _delete(old, _ours(old, list_name))


def _delete(folder: Path, names: Container[str]) -> None:
    """Delete the files in `folder` of these names, and itself, if nothing else is in it."""
    with contextlib.suppress(OSError):
        # A list may be a stranger's: a name in it that leads elsewhere is that of no entry.
        for entry in [each for each in folder.iterdir() if each.name in names]:
            with contextlib.suppress(OSError):
                entry.unlink()
        folder.rmdir()


def _sweep_folders(parent: Path) -> None:
    """Delete what killed builds left behind; a build under way is younger."""
    for part in parent.glob(f"{PREFIX}*{SUFFIX}"):
        with contextlib.suppress(OSError):
            if part.is_dir() and time.time() - part.stat().st_mtime > STALE_SECONDS:
                for entry in [*part.iterdir()]:
                    _delete(part, _ours(part, entry.name))
