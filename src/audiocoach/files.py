"""Writing files so that under the final name there is always a whole one: the old or the new."""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from audiocoach.errors import TrackError

_STALE_SECONDS = 3600
_PREFIX, _SUFFIX = ".audiocoach-", ".part"


def write_whole(path: Path, chunks: Iterable[bytes]) -> int:
    """Write `chunks` beside `path`, then rename into place; the number of bytes written.

    Raises TrackError where the folder or the disk does not take them; `path` is then as it was.
    """
    _make_folder(path)
    try:
        _sweep(path.parent)
        return _write(path, chunks)
    except OSError as error:
        raise TrackError(f"{path}: cannot be written ({_reason(error)})") from error


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = _reason(error)
        raise TrackError(f"{path}: its folder cannot be made ({reason})") from error


def _reason(error: OSError) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "a file is in the way"
    return (error.strerror or str(error)).lower()


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=_SUFFIX)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            size = file.tell()
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # a disk without modes, a memory stick for one
            part.chmod(_mode(path))
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return size


def _mode(path: Path) -> int:
    """What a new file gets here; mkstemp made it private."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sweep(folder: Path) -> None:
    """Delete what killed builds left behind; a build under way is younger."""
    for part in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > _STALE_SECONDS:
                part.unlink()
