"""The tables of the cache's file: what is written into them, and found again as it was.

Bodies have a table of their own, so that lengths are told, and uses noted, without touching them.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

WAIT_SECONDS = 10
"""For a lock that another build holds. Making every clip anew takes less."""
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
_WHOLE = (
    "SELECT key, used, size, crc, head, bodies.body "
    "FROM kept LEFT JOIN bodies ON bodies.id = kept.body"
)
_THESE = " WHERE key IN ({})"
_FIND = "SELECT 1 FROM kept WHERE key = ?"
_STAMP = "UPDATE kept SET used = ?"
_KEEP_BODY = "INSERT INTO bodies (body) VALUES (?)"
_KEEP = "INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?)"


class Head(NamedTuple):
    """What is known of a body without it; `used` is when it was last, in seconds since 1970."""

    key: str
    used: int
    size: int
    crc: int
    head: int
    """A checksum of the others, but for `used`."""

    @property
    def sound(self) -> bool:
        """Whether it is as it was written."""
        return self.head == _head_crc(self.key, self.size, self.crc)


class Row(NamedTuple):
    """A head and its body."""

    head: Head
    body: bytes

    @property
    def sound(self) -> bool:
        """Whether both are as they were written."""
        head, body = self
        return isinstance(body, bytes) and head.sound and zlib.crc32(body) == head.crc


_Sound = TypeVar("_Sound", Head, Row)


def connect(path: Path | None) -> sqlite3.Connection:
    """The file at `path`, with its tables; None is one in memory."""
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


def heads(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[Head]:
    """Of what is kept under `keys`; DatabaseError where one is not as it was written."""
    for found in _found(connection, _HEADS, keys):
        yield _trusted(Head(*found))


def whole(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[Row]:
    """What is kept under `keys`; DatabaseError where it is not as it was written."""
    for *head, body in _found(connection, _WHOLE, keys):
        yield _trusted(Row(Head(*head), body))


def everything(connection: sqlite3.Connection) -> Iterator[Row]:
    """All that is kept, sound or not."""
    for *head, body in connection.execute(_WHOLE):
        yield Row(Head(*head), body)


def insert(connection: sqlite3.Connection, items: Mapping[str, bytes], used: int) -> None:
    """Keep `items` within the transaction; what another build has kept meanwhile is equal."""
    for key, body in items.items():
        if connection.execute(_FIND, [key]).fetchone():
            continue
        place = connection.execute(_KEEP_BODY, [body]).lastrowid
        crc = zlib.crc32(body)
        head = _head_crc(key, len(body), crc)
        connection.execute(_KEEP, [key, used, len(body), crc, head, place])


def delete(connection: sqlite3.Connection, keys: Iterable[str]) -> None:
    """Drop `keys` and their bodies within the transaction."""
    dropped = [[key] for key in keys]
    bodies = "DELETE FROM bodies WHERE id = (SELECT body FROM kept WHERE key = ?)"
    connection.executemany(bodies, dropped)
    connection.executemany("DELETE FROM kept WHERE key = ?", dropped)


def delete_damaged(connection: sqlite3.Connection, keys: Iterable[str]) -> None:
    """Drop rows within the transaction that may refer to the body of another.

    Raises DatabaseError where one cannot be named, as its key is damaged.
    """
    named = [[key] for key in keys]
    if connection.executemany("DELETE FROM kept WHERE key = ?", named).rowcount < len(named):
        raise sqlite3.DatabaseError("keys that are no keys")
    connection.execute("DELETE FROM bodies WHERE id NOT IN (SELECT body FROM kept)")


def delete_all(connection: sqlite3.Connection) -> None:
    """Drop everything within the transaction."""
    for table in ("kept", "bodies"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 (our own words)


def stamp(connection: sqlite3.Connection, keys: Sequence[str], used: int) -> None:
    """Note within the transaction that `keys` were used."""
    for batch in _batches(keys):
        connection.execute(_STAMP + _THESE.format(_marks(batch)), [used, *batch])


def _found(
    connection: sqlite3.Connection, query: str, keys: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    for batch in _batches(keys):
        yield from connection.execute(query + _THESE.format(_marks(batch)), batch)


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[first : first + _BATCH] for first in range(0, len(keys), _BATCH))


def _marks(batch: Sequence[str]) -> str:
    return ",".join("?" * len(batch))


def _trusted(found: _Sound) -> _Sound:
    if not found.sound:
        raise sqlite3.DatabaseError("a wrong checksum")
    return found


def _head_crc(key: str, size: int, crc: int) -> int:
    return zlib.crc32(f"{key} {size} {crc}".encode())
