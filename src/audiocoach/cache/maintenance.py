"""What a person may ask of the cache: what is in it, to be rid of it, whether it is intact."""

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from audiocoach.cache import database
from audiocoach.errors import CacheError
from audiocoach.support.files import explain_os_error

_USED = """
SELECT min(used), max(used) FROM kept
WHERE typeof(used) = 'integer' AND used BETWEEN 0 AND 253402300799
"""
"""Those that are dates; damage leaves others."""


class Contents(NamedTuple):
    """What is in the cache; times are seconds since 1970."""

    file: Path
    bound: int
    size: int
    """Bytes on the disk; 0 where there is no file."""
    kinds: Mapping[str, int] = MappingProxyType({})
    """How many there are of each kind of thing: what their keys begin with."""
    oldest: int | None = None
    newest: int | None = None
    """When the least and the most recently used were used last."""


class Verified(NamedTuple):
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
    file = database.file_in(database.cache_folder())
    empty = Contents(file, database.bound_bytes(bound), database.bytes_on_disk(file))
    if not _is_there(file):
        return empty
    try:
        with contextlib.closing(database.connect(file)) as connection:
            kinds = connection.execute(
                "SELECT substr(key, 1, instr(key, '-') - 1), count(*) "
                "FROM kept GROUP BY 1 ORDER BY 1"
            )
            oldest, newest = connection.execute(_USED).fetchone()
            return empty._replace(kinds=dict(kinds), oldest=oldest, newest=newest)
    except sqlite3.Error as error:
        if database.tells_damage(error):
            message = f"{file}: is damaged ({error})"
            raise CacheError(message, "'audiocoach cache verify' mends it") from error
        raise _unusable(file, error) from error


def clear() -> int:
    """Remove everything, under the hands of other builds if need be; the bytes that came free.

    Raises CacheError where that is not possible.
    """
    folder = database.cache_folder()
    file, former = database.file_in(folder), database.former_files(folder)
    before = sum(map(database.bytes_on_disk, [file, *former]))
    for path in former:
        database.delete_file(path)
    if _is_there(file):
        _empty(file)
    return before - sum(map(database.bytes_on_disk, [file, *former]))


def verify() -> Verified:
    """Read everything and remove what is not as it was written; raises CacheError."""
    file = database.file_in(database.cache_folder())
    if not _is_there(file):
        return Verified(file)
    inode = database.inode(file)
    try:
        with contextlib.closing(database.connect(file)) as connection:
            return _verify(file, connection)
    except sqlite3.Error as error:
        if not database.tells_damage(error):
            raise _unusable(file, error) from error
        if not database.start_over(file, inode):
            message = f"{file}: is damaged ({error}), but cannot be deleted"
            raise CacheError(message, "try again later") from error
        return Verified(file, started_over=str(error))


def _verify(file: Path, connection: sqlite3.Connection) -> Verified:
    """Raises DatabaseError where the file's own structure is damaged."""
    (report,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if report != "ok":
        raise sqlite3.DatabaseError(" ".join(report.split()))
    count, size, damaged = 0, 0, []
    for row in database.read_all(connection):
        count += 1
        if row.intact:
            size += row.head.size
        else:
            damaged.append(row.head.key)
    if damaged:
        with connection:
            database.delete_damaged(connection, damaged)
    return Verified(file, count, size, len(damaged))


def _empty(file: Path) -> None:
    """By SQLite, as others may have the file open; a file that it cannot read is deleted."""
    try:
        with contextlib.closing(database.connect(file)) as connection:
            with connection:
                database.delete_all(connection)
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        if not database.tells_damage(error) or not database.delete_file(file):
            raise _unusable(file, error) from error


def _is_there(file: Path) -> bool:
    """Whether there is a file; raises CacheError where the system does not tell."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unusable(file, explain_os_error(error)) from error
    return True


def _unusable(file: Path, error: sqlite3.Error | str) -> CacheError:
    message = f"{file}: cannot be used ({error})"
    return CacheError(message, "make it readable and writable for you")
