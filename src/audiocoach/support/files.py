"""Writing files so that under the final name there is always a whole one, and temporary folders."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cache
from io import SEEK_END
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from audiocoach.errors import TrackError
from audiocoach.support.swapping import move_all, swap

MARK = "# written by audiocoach, which may delete what is listed here"
_PREFIX, _SUFFIX = ".audiocoach-", ".part"
_BUFFER_BYTES = 1 << 20
"""A track comes in a thousand pieces: each write would be a call of the system."""
_STALE_SECONDS = 3600
_TEMPORARY_PREFIX = "audiocoach-speech-"
_TEMPORARY_STALE_SECONDS = 24 * 3600
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What systems leave in every folder that is looked at."""


def expand_home(text: str) -> Path:
    """The path, with `~` for the person's own folder."""
    try:
        return Path(text).expanduser()
    except RuntimeError:  # nobody's home
        return Path(text)


def exists(path: Path) -> bool:
    """Whether there is anything at the path, which a name that the system cannot have is not."""
    return os.path.exists(path)  # noqa: PTH110 (Path.exists raises OSError for some names)


def is_folder(path: Path) -> bool:
    """Whether the path is a folder; a name that the system cannot have is none."""
    return os.path.isdir(path)  # noqa: PTH112 (Path.is_dir raises OSError for some names)


def is_file(path: Path) -> bool:
    """Whether the path is a file; a name that the system cannot have is none."""
    return os.path.isfile(path)  # noqa: PTH113 (Path.is_file raises OSError for some names)


def list_folder(folder: Path) -> list[Path]:
    """What is in a folder; nothing where there is none, or the system does not tell."""
    try:
        return [*folder.iterdir()]
    except OSError:
        return []


def explain_os_error(error: OSError) -> str:
    """Why the disk refused, in a few words."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "a file is in the way"
    return (error.strerror or str(error)).lower()


def write_atomic(path: Path, chunks: Iterable[bytes]) -> int:
    """Write `chunks` as `fill_atomic` does; the number of bytes."""
    return fill_atomic(path, lambda file: file.writelines(chunks))


def fill_atomic(path: Path, fill: Callable[[BinaryIO], object]) -> int:
    """Let `fill` write a file beside `path`, then rename it into place; the number of bytes.

    Raises TrackError where the folder or the disk does not take them, or what `fill` raises; `path`
    is then as it was.
    """
    _make_parent(path)
    try:
        for part in _stale_parts(path.parent):
            with contextlib.suppress(OSError):
                part.unlink()
        return _fill(path, fill)
    except OSError as error:
        raise TrackError(f"{path}: cannot be written ({explain_os_error(error)})") from error


def _fill(path: Path, fill: Callable[[BinaryIO], object]) -> int:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=_SUFFIX)
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b", _BUFFER_BYTES) as file:
            fill(file)
            size = _sync(file)
        with contextlib.suppress(OSError):  # a disk without modes, a memory stick for one
            part.chmod(_mode(path, 0o666))
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return size


def write_folder(folder: Path, list_name: str, files: Mapping[str, Iterable[bytes]]) -> int:
    """Write `files`, the list first, beside `folder`, then swap the two; the number of bytes.

    Raises TrackError where `folder` is not ours or the disk does not take them; it is then as it
    was.
    """
    try:
        _check_ours(folder, list_name)
        _make_parent(folder)
        for stale in filter(is_folder, _stale_parts(folder.parent)):
            with contextlib.suppress(OSError):
                for entry in [*stale.iterdir()]:
                    _delete(stale, _our_names(stale, entry.name))
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_PREFIX, suffix=_SUFFIX))
        try:
            size = 0
            for name, chunks in files.items():
                with (part / name).open("xb") as file:
                    file.writelines(chunks)
                    size += _sync(file)
            with contextlib.suppress(OSError):
                part.chmod(_mode(folder, 0o777))
            _swap(part, folder, list_name)
        finally:
            _delete(part, files)
    except OSError as error:
        raise TrackError(f"{folder}: cannot be written ({explain_os_error(error)})") from error
    return size


def _check_ours(folder: Path, list_name: str) -> None:
    """Raise TrackError if `folder` is there and has anything in it that its list does not name."""
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        message = f"{folder}: a file is in the way of this folder"
        raise TrackError(message, "move it elsewhere")
    ours = _our_names(folder, list_name)
    foreign = sorted(
        entry.name for entry in folder.iterdir() if entry.is_dir() or entry.name not in ours
    )
    if foreign:
        message = f"{folder}: this folder holds what is not ours ('{foreign[0]}')"
        raise TrackError(message, "move it elsewhere")


def _our_names(folder: Path, list_name: str) -> frozenset[str]:
    """The names that may be deleted from a folder: those that its list holds, and litter."""
    try:
        lines = (folder / list_name).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    return _LITTER.union(lines, [list_name]) if MARK in lines else _LITTER


def _swap(part: Path, folder: Path, list_name: str) -> None:
    """Put `part` in the place of `folder`; what somebody else has put there stays there."""
    if not folder.exists():
        part.rename(folder)
        return
    _check_ours(folder, list_name)  # again, as writing took a while
    former = swap(part, folder)
    _delete(former, _our_names(former, list_name))
    if former.exists():
        move_all(former, folder)
        former.rmdir()


def _delete(folder: Path, names: Container[str]) -> None:
    """Delete the files in `folder` of these names, and itself, if nothing else is in it."""
    with contextlib.suppress(OSError):
        # A list may be a stranger's: a name in it that leads elsewhere is that of no entry.
        for entry in [entry for entry in folder.iterdir() if entry.name in names]:
            with contextlib.suppress(OSError):
                entry.unlink()
        folder.rmdir()


def _make_parent(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except ValueError as error:
        raise TrackError(f"{path}: is no path ({error})") from error
    except OSError as error:
        message = f"{path}: its folder cannot be made ({explain_os_error(error)})"
        raise TrackError(message) from error


def _sync(file: BinaryIO) -> int:
    """Bring what was written down to the disk; the number of bytes."""
    size = file.seek(0, SEEK_END)
    file.flush()
    os.fsync(file.fileno())
    return size


_UMASK = Lock()


def _mode(path: Path, most: int) -> int:
    """The mode of `path`, or of a new one there: a temporary file or folder was made private."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        with _UMASK:  # it is told only to who sets it, and is one for all threads
            mask = os.umask(0)
            os.umask(mask)
        return most & ~mask


def _stale_parts(folder: Path) -> Iterator[Path]:
    """What killed builds left behind in `folder`; a build under way is younger."""
    return _older(folder.glob(f"{_PREFIX}*{_SUFFIX}"), _STALE_SECONDS)


def _older(paths: Iterable[Path], seconds: float) -> Iterator[Path]:
    """Those that nobody has changed for so long; another process may sweep them away meanwhile."""
    for path in paths:
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > seconds:
                yield path


def make_temporary_folder() -> Path:
    """A new, empty folder, the caller's to remove; raises OSError."""
    _sweep_temporary(Path(tempfile.gettempdir()))
    return Path(tempfile.mkdtemp(prefix=_TEMPORARY_PREFIX))


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new, empty folder that is removed on leaving; raises OSError."""
    folder = make_temporary_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _sweep_temporary(parent: Path) -> None:
    """Remove, once a process, what was left in `parent` longer than a day ago."""
    with contextlib.suppress(OSError):
        for folder in _older(parent.glob(f"{_TEMPORARY_PREFIX}*"), _TEMPORARY_STALE_SECONDS):
            shutil.rmtree(folder, ignore_errors=True)  # refuses files and links


def file_sha256(path: Path) -> str:
    """A file's hash in hex, which takes 1 ms a megabyte; raises OSError."""
    from hashlib import file_digest  # as help needs no hash

    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
