"""What a person may ask of the cache: what is in it, to be rid of it, whether it is sound."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from audiocoach.cache import place, rows
from audiocoach.cache.store import start_over, tells_damage
from audiocoach.errors import CacheError


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in the cache; times are seconds since 1970."""

    file: Path
    bound: int
    size: int
    """Bytes on the disk; 0 where there is no file."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """How many there are of each kind of thing: what their keys begin with."""
    oldest: int | None = None
    newest: int | None = None
    """When the least and the most recently used were used last."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in the cache, and mended."""

    file: Path
    rows: int = 0
    size: int = 0
    bad: int = 0
    """Those that were not as they were written, and are gone now."""
    started_over: str | None = None
    """Why the whole file is gone."""


def contents(bound: int | None) -> Contents:
    """What is kept now; raises CacheError where that cannot be told."""
    file = place.file_in(place.cache_folder())
    nothing = Contents(file, place.bound_bytes(bound), place.bytes_on_disk(file))
    if not file.exists():
        return nothing
    with _connected(file) as connection:
        kinds = connection.execute(
            "SELECT substr(key, 1, instr(key, '-') - 1), count(*) FROM kept GROUP BY 1 ORDER BY 1"
        )
        used = connection.execute("SELECT min(used), max(used) FROM kept").fetchone()
        return Contents(nothing.file, nothing.bound, nothing.size, dict(kinds), *used)


def clear() -> int:
    """Remove everything, under the hands of other builds if need be; the bytes that came free.

    Raises CacheError where that is not possible.
    """
    folder = place.cache_folder()
    file = place.file_in(folder)
    before = _all_bytes(folder)
    for former in place.former_files(folder):
        place.delete(former)
    if file.exists():
        _empty(file)
    return before - _all_bytes(folder)


def verify() -> Verified:
    """Read everything and remove what is not as it was written; raises CacheError."""
    file = place.file_in(place.cache_folder())
    if not file.exists():
        return Verified(file)
    inode = place.inode(file)
    try:
        with contextlib.closing(rows.connect(file)) as connection:
            return _verified(file, connection)
    except sqlite3.Error as error:
        if not tells_damage(error):
            raise _refused(file, error) from error
        if not start_over(file, inode):
            message = f"{file}: is damaged ({error}), but cannot be deleted; try again later"
            raise CacheError(message) from error
        return Verified(file, started_over=str(error))


def _verified(file: Path, connection: sqlite3.Connection) -> Verified:
    """Raises DatabaseError where the file's own structure is damaged."""
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(" ".join(found.split()))
    count, size, bad = 0, 0, []
    for row in rows.everything(connection):
        count += 1
        if row.sound:
            size += row.head.size
        else:
            bad.append(row.head.key)
    if bad:
        with connection:
            rows.delete_damaged(connection, bad)
    return Verified(file, count, size, len(bad))


def _empty(file: Path) -> None:
    """By SQLite, as others may have the file open; a file that it cannot read is deleted."""
    try:
        with contextlib.closing(rows.connect(file)) as connection:
            with connection:
                rows.delete_all(connection)
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        if not tells_damage(error):
            raise _refused(file, error) from error
        if not place.delete(file):
            raise _refused(file, error) from error


@contextmanager
def _connected(file: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(rows.connect(file)) as connection:
            yield connection
    except sqlite3.Error as error:
        if tells_damage(error):
            message = f"{file}: is damaged ({error}); 'audiocoach cache verify' mends it"
            raise CacheError(message) from error
        raise _refused(file, error) from error


def _refused(file: Path, error: sqlite3.Error) -> CacheError:
    return CacheError(f"{file}: cannot be used ({error}); make it readable and writable for you")


def _all_bytes(folder: Path) -> int:
    files = [place.file_in(folder), *place.former_files(folder)]
    return sum(map(place.bytes_on_disk, files))
