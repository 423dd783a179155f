"""A mapping from keys to bytes that outlives the build.

It survives crashes and builds that run at once, and it never stands in a build's way. A file that
SQLite cannot read is started over, and so is one with a wrong checksum: where one row is damaged
more may be, and writing into such a file spreads it. Where no file can be used, a build keeps its
clips in memory.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from audiocoach.files import reason
from audiocoach.store import eviction, healing, place, rows
from audiocoach.store.rows import Head

_T = TypeVar("_T")

Warn = Callable[[str], None]
"""Told, in one line, why nothing is kept."""
_NOTE_WAIT_MS = 100
"""For another build, at most, before uses are left unnoted."""


def unheard(_message: str) -> None:
    """Nobody listens."""


class Store:
    """A mapping from keys to bytes; `close` it, or use it as a context manager."""

    def __init__(
        self, folder: Path | None, bound: int = place.BOUND_BYTES, warn: Warn = unheard
    ) -> None:
        """The store in `folder`, of about `bound` bytes; None keeps everything in memory."""
        self._path = place.file_in(folder) if folder else None
        self._bound = bound
        self._warn = warn
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._restarted = False
        self._using: set[str] = set()
        self._to_note: set[str] = set()

    @classmethod
    def open(cls, bound: int | None = None, warn: Warn = unheard) -> Self:
        """The user's store, or one in memory where there can be no cache folder.

        Raises CacheError where AUDIOCOACH_CACHE_MB is no size.
        """
        folder, bound = place.cache_folder(), place.bound_bytes(bound)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            warn(_unusable(folder, reason(error)))
            return cls(None, bound)
        if not place.file_in(folder).exists():
            for former in place.former_files(folder):
                place.delete(former)
        return cls(folder, bound, warn)

    def sizes(self, keys: Iterable[str]) -> dict[str, int]:
        """The bytes kept under each of `keys`, counted; what is not kept is left out."""
        wanted = list(keys)
        found = self._run(lambda connection: list(rows.heads(connection, wanted)))
        self._note(found)
        return {head.key: head.size for head in found}

    def read(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept under each of `keys`; what is not kept is left out."""
        wanted = list(keys)
        found = self._run(lambda connection: list(rows.whole(connection, wanted)))
        self._note([row.head for row in found])
        return {row.head.key: row.body for row in found}

    def write(self, items: Mapping[str, bytes]) -> None:
        """Keep `items`; another build may have kept the same ones, which are equal."""
        self._using.update(items)
        self._run(lambda connection: self._insert(connection, items))

    def close(self) -> None:
        """End the use of the file."""
        if self._connection and self._to_note:
            with contextlib.suppress(sqlite3.Error):
                self._note_uses(self._connection)
        self._disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _note(self, found: list[Head]) -> None:
        self._using.update(head.key for head in found)
        self._to_note |= eviction.stale(found, eviction.now())

    def _note_uses(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA busy_timeout = {_NOTE_WAIT_MS}")
        with connection:
            rows.stamp(connection, sorted(self._to_note), eviction.now())

    def _insert(self, connection: sqlite3.Connection, items: Mapping[str, bytes]) -> None:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            coming = sum(map(len, items.values()))
            eviction.make_room(connection, coming, self._bound, self._using)
            rows.insert(connection, items, eviction.now())
        eviction.shrink(connection, self._bound)

    def _run(self, action: Callable[[sqlite3.Connection], _T]) -> _T:
        """Run `action` on the file: on a new one where that is damaged, else in memory."""
        while True:
            try:
                return action(self._opened())
            except sqlite3.Error as error:
                if self._path is None or healing.is_ours(error):
                    raise
                self._disconnect()
                self._retreat(self._path, error)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._inode = place.inode(self._path) if self._path else 0
            self._connection = rows.connect(self._path)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None
        self._to_note.clear()

    def _retreat(self, path: Path, error: sqlite3.Error) -> None:
        """Start a damaged file over, once; give up one that is locked, read-only or full."""
        if self._restarted or not healing.tells_damage(error):
            self._path = None
            self._warn(_unusable(path.parent, str(error)))
        else:
            healing.start_over(path, self._inode)
        self._restarted = True


def _unusable(folder: Path, why: str) -> str:
    return f"the cache in {folder} cannot be used ({why}): nothing is kept from this build"
