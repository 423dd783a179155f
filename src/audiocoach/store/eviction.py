"""Room in a file that has a bound: what was used least recently goes first."""

import contextlib
import sqlite3
import time
from collections.abc import Collection, Iterable

from audiocoach.store import rows
from audiocoach.store.rows import Head

_DOWN_TO = 0.8
"""Of the bound: what makes room once makes enough of it for some time."""
_FRESH_SECONDS = 6 * 3600
"""A use within this time of the last one is not noted again."""


def now() -> int:
    """When something is used: seconds since 1970, which no track ever depends on."""
    return int(time.time())


def stale(heads: Iterable[Head], at: int) -> set[str]:
    """The keys of those whose use at the time `at` is worth a note, as after a clock set back."""
    return {head.key for head in heads if not _is_fresh(head.used, at)}


def _is_fresh(used: object, at: int) -> bool:
    return isinstance(used, int) and at - _FRESH_SECONDS <= used <= at


def make_room(
    connection: sqlite3.Connection, coming: int, bound: int, using: Collection[str]
) -> None:
    """Within the transaction, drop enough for `coming` bytes; nothing that is `using`."""
    wanted = _taken_bytes(connection) + coming
    if wanted > bound:
        rows.delete(connection, _oldest(connection, wanted - bound * _DOWN_TO, using))


def _oldest(connection: sqlite3.Connection, excess: float, using: Collection[str]) -> list[str]:
    gone: list[str] = []
    for key, size in connection.execute("SELECT key, size FROM kept ORDER BY used, key"):
        if not isinstance(size, int):
            raise sqlite3.DatabaseError("a size that is no number")
        if excess <= 0:
            break
        if key not in using:
            gone.append(key)
            excess -= size
    return gone


def shrink(connection: sqlite3.Connection, bound: int) -> None:
    """Give back what is free in a file that is larger than it may be; another time, if locked."""
    pages, free = _pragma(connection, "page_count"), _pragma(connection, "freelist_count")
    if free and pages * _pragma(connection, "page_size") > bound:
        with contextlib.suppress(sqlite3.OperationalError):
            # As a script: execute would free one page.
            connection.executescript("PRAGMA incremental_vacuum")


def _taken_bytes(connection: sqlite3.Connection) -> int:
    pages = _pragma(connection, "page_count") - _pragma(connection, "freelist_count")
    return pages * _pragma(connection, "page_size")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
