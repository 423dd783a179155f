"""Where the cache lies, and how large it may become."""

import os
from pathlib import Path

from audiocoach.errors import CacheError
from audiocoach.support.sizes import MEGABYTE, parse_size

FOLDER_VARIABLE = "AUDIOCOACH_CACHE"
BOUND_VARIABLE = "AUDIOCOACH_CACHE_MB"
BOUND_BYTES = 512 * MEGABYTE
"""Some fifty routines, each in a few variants."""

_VERSION = 2
"""Of the tables: a file of other tables gets another name."""
_SIDES = ("", "-wal", "-shm")


def cache_folder() -> Path:
    """Where clips are kept: what AUDIOCOACH_CACHE says, else the user's cache folder."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("audiocoach", appauthor=False)


def file_in(folder: Path, version: int = _VERSION) -> Path:
    """The cache's file."""
    return folder / f"clips-{version}.sqlite"


def bound_bytes(wanted: int | None = None) -> int:
    """How large the file may become: by AUDIOCOACH_CACHE_MB, else what is wanted, else ours."""
    named = os.environ.get(BOUND_VARIABLE)
    if not named:
        return wanted or BOUND_BYTES
    try:
        return parse_size(f"{named} MB")
    except ValueError:
        message = f"{BOUND_VARIABLE}: {named!r} is not a number of megabytes; write it like '300'"
        raise CacheError(message) from None


def bytes_on_disk(path: Path) -> int:
    """Of the file and of what SQLite puts beside it; 0 where there is none."""
    return sum(_size(side) for side in _with_sides(path))


def delete(path: Path) -> bool:
    """Remove the file and what SQLite put beside it; whether the system allowed it."""
    gone = [_unlinked(side) for side in _with_sides(path)]
    return all(gone)


def _unlinked(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def former_files(folder: Path) -> list[Path]:
    """Files of former versions, which nothing reads any more."""
    former = (file_in(folder, version) for version in range(1, _VERSION))
    return [path for path in former if bytes_on_disk(path)]


def inode(path: Path) -> int:
    """Which file it is; 0 where there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _with_sides(path: Path) -> list[Path]:
    return [Path(f"{path}{suffix}") for suffix in _SIDES]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
