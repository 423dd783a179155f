"""Writing files so that under the final name there is always a whole one: the old or the new."""

import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from audiocoach.errors import TrackError

_STALE_SECONDS = 3600


def write_whole(path: Path, chunks: Iterable[bytes]) -> int:
    """Write `chunks` beside `path`, then rename into place; the number of bytes written.

    Raises TrackError where the folder or the disk does not take them; `path` is then as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        part = _write_part(path, chunks)
    except OSError as error:
        raise TrackError(f"{path}: cannot be written ({_reason(error)})") from error
    try:
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise TrackError(f"{path}: cannot be replaced ({_reason(error)})") from error
    return path.stat().st_size


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _write_part(path: Path, chunks: Iterable[bytes]) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path), suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_mode(path))
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _mode(path: Path) -> int:
    """What a new file gets here; mkstemp made it private."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _prefix(path: Path) -> str:
    return f".{path.name}."


def _sweep(path: Path) -> None:
    """Delete what killed builds left behind; a build under way is younger."""
    for part in path.parent.glob(f"{_prefix(path)}*.part"):
        try:
            if time.time() - part.stat().st_mtime > _STALE_SECONDS:
                part.unlink()
        except OSError:
            continue
