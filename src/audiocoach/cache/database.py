"""The cache's file: where it lies, how large it may become, and its tables.

Bodies have a table of their own, so that sizes are read, and uses noted, without touching them.
"""

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from audiocoach.errors import CacheError, InvalidValueError
from audiocoach.support.sizes import MEGABYTE, parse_size

FOLDER_VARIABLE = "AUDIOCOACH_CACHE"
BOUND_VARIABLE = "AUDIOCOACH_CACHE_MB"
BOUND_BYTES = 512 * MEGABYTE
"""Some fifty routines, each in a few variants."""
WAIT_SECONDS = 10
"""For a lock that another build holds. Making every clip anew takes less."""

_VERSION = 2
"""Of the tables: a file of other tables gets another name."""
_SIDES = ("", "-wal", "-shm")
_BATCH = 500
_PAGE_BYTES = 16_384
"""Clips are some 20 kB: fewer, larger pages are read a third faster than the usual 4 kB."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    key TEXT PRIMARY KEY, used INT, size INT, crc INT, head INT, body INT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bodies (id INTEGER PRIMARY KEY, body BLOB);
"""
_HEADS = "SELECT key, used, size, crc, head FROM kept"
_ROWS = (
    "SELECT key, used, size, crc, head, bodies.body "
    "FROM kept LEFT JOIN bodies ON bodies.id = kept.body"
)


def cache_folder() -> Path:
    """Where clips are kept: what AUDIOCOACH_CACHE says, else the user's cache folder."""
    if folder := os.environ.get(FOLDER_VARIABLE):
        return Path(folder)
    from platformdirs import user_cache_path

    return user_cache_path("audiocoach", appauthor=False)


def file_in(folder: Path, version: int = _VERSION) -> Path:
    """The path of the cache's file in a folder."""
    return folder / f"clips-{version}.sqlite"


def former_files(folder: Path) -> list[Path]:
    """Files of former versions, which nothing reads any more."""
    files = (file_in(folder, version) for version in range(1, _VERSION))
    return [path for path in files if bytes_on_disk(path)]


def bound_bytes(configured: int | None = None) -> int:
    """How large the file may become: AUDIOCOACH_CACHE_MB, else `configured`, else our default.

    Raises CacheError where the variable is no size.
    """
    megabytes = os.environ.get(BOUND_VARIABLE)
    if not megabytes:
        return configured or BOUND_BYTES
    try:
        return parse_size(f"{megabytes} MB")
    except InvalidValueError:
        message = f"{BOUND_VARIABLE}: {megabytes!r} is not a number of megabytes"
        raise CacheError(message, "write it like '300'") from None


def bytes_on_disk(path: Path) -> int:
    """The size of the file and of what SQLite puts beside it; 0 where there is none."""
    size = 0
    for suffix in _SIDES:
        try:
            size += Path(f"{path}{suffix}").stat().st_size
        except OSError:
            continue
    return size


def delete_file(path: Path) -> bool:
    """Remove the file and what SQLite put beside it; whether the system allowed it."""
    gone = True
    for suffix in _SIDES:
        try:
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        except OSError:
            gone = False
    return gone


def inode(path: Path) -> int:
    """The number by which a file is the same file; 0 where there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def start_over(path: Path, damaged_inode: int) -> bool:
    """Delete the damaged file that had that inode; whether it is gone, perhaps by another build."""
    return damaged_inode not in (0, inode(path)) or delete_file(path)


def tells_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is to blame: no database, a broken one, one of other tables."""
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode == sqlite3.SQLITE_ERROR
    return isinstance(error, sqlite3.DatabaseError)


class Head(NamedTuple):
    """What is known of a body without it; `used` is when it was last, in seconds since 1970."""

    key: str
    used: int
    size: int
    crc: int
    head: int
    """A checksum of the others, but for `used`."""

    @property
    def intact(self) -> bool:
        """Whether it is as it was written."""
        return self.head == _head_crc(self.key, self.size, self.crc)


class Row(NamedTuple):
    """A head and its body."""

    head: Head
    body: bytes

    @property
    def intact(self) -> bool:
        """Whether both are as they were written."""
        head, body = self
        return isinstance(body, bytes) and head.intact and zlib.crc32(body) == head.crc


_HeadOrRow = TypeVar("_HeadOrRow", Head, Row)


def connect(path: Path | None) -> sqlite3.Connection:
    """Open the file at `path`, with its tables; None is one in memory."""
    # One thread at a time uses it, but not always the same one.
    connection = sqlite3.connect(path or ":memory:", timeout=WAIT_SECONDS, check_same_thread=False)
    # A damaged key is no UTF-8, perhaps, and then no key of ours.
    connection.text_factory = lambda text: text.decode(errors="replace")
    try:
        if connection.execute("PRAGMA page_count").fetchone() == (0,):
            connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # writes, wherever it is said
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        for table in _SCHEMA.split(";"):
            connection.execute(table)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def read_heads(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[Head]:
    """The heads of what is kept under `keys`; DatabaseError where one is damaged."""
    for columns in _select(connection, _HEADS, keys):
        yield _check_intact(Head(*columns))


def read_rows(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[Row]:
    """What is kept under `keys`; DatabaseError where it is damaged."""
    for *head, body in _select(connection, _ROWS, keys):
        yield _check_intact(Row(Head(*head), body))


def read_all(connection: sqlite3.Connection) -> Iterator[Row]:
    """All that is kept, intact or not."""
    for *head, body in connection.execute(_ROWS):
        yield Row(Head(*head), body)


def insert(connection: sqlite3.Connection, items: Mapping[str, bytes], used: int) -> None:
    """Keep `items` within the transaction; what another build has kept meanwhile is equal."""
    for key, body in items.items():
        if connection.execute("SELECT 1 FROM kept WHERE key = ?", [key]).fetchone():
            continue
        body_id = connection.execute("INSERT INTO bodies (body) VALUES (?)", [body]).lastrowid
        crc = zlib.crc32(body)
        row = [key, used, len(body), crc, _head_crc(key, len(body), crc), body_id]
        connection.execute("INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?)", row)


def delete(connection: sqlite3.Connection, keys: Iterable[str]) -> None:
    """Drop `keys` and their bodies within the transaction."""
    parameters = [[key] for key in keys]
    bodies = "DELETE FROM bodies WHERE id = (SELECT body FROM kept WHERE key = ?)"
    connection.executemany(bodies, parameters)
    connection.executemany("DELETE FROM kept WHERE key = ?", parameters)


def delete_damaged(connection: sqlite3.Connection, keys: Iterable[str]) -> None:
    """Drop rows within the transaction that may refer to the body of another.

    Raises DatabaseError where one cannot be named, as its key is damaged.
    """
    parameters = [[key] for key in keys]
    cursor = connection.executemany("DELETE FROM kept WHERE key = ?", parameters)
    if cursor.rowcount < len(parameters):
        raise sqlite3.DatabaseError("keys that are no keys")
    connection.execute("DELETE FROM bodies WHERE id NOT IN (SELECT body FROM kept)")


def delete_all(connection: sqlite3.Connection) -> None:
    """Drop everything within the transaction."""
    for table in ("kept", "bodies"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 (our own words)


def note_use(connection: sqlite3.Connection, keys: Iterable[str], used: int) -> None:
    """Note within the transaction that `keys` were used."""
    connection.executemany("UPDATE kept SET used = ? WHERE key = ?", ((used, key) for key in keys))


def _select(
    connection: sqlite3.Connection, query: str, keys: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    for first in range(0, len(keys), _BATCH):
        batch = keys[first : first + _BATCH]
        yield from connection.execute(f"{query} WHERE key IN ({','.join('?' * len(batch))})", batch)


def _check_intact(found: _HeadOrRow) -> _HeadOrRow:
    if not found.intact:
        raise sqlite3.DatabaseError("a wrong checksum")
    return found


def _head_crc(key: str, size: int, crc: int) -> int:
    return zlib.crc32(f"{key} {size} {crc}".encode())
