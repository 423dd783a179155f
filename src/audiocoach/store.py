"""Bytes kept under their content hash, in one SQLite file in the user's cache folder.

It survives crashes and builds that run at once. What is damaged is made anew: a row whose checksum
is wrong counts as missing, and a file that is no database is started over.
"""

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

_T = TypeVar("_T")

FOLDER_VARIABLE = "AUDIOCOACH_CACHE"
_FILE = "clips-1.sqlite"
_WAIT_SECONDS = 60
_BATCH = 500
_LARGEST_BYTES = 1024**3
_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, body BLOB, crc INT) WITHOUT ROWID"


def cache_folder() -> Path:
    """Where clips are kept: what AUDIOCOACH_CACHE says, else the user's cache folder."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("audiocoach", appauthor=False)


class Store:
    """A mapping from keys to bytes; `close` it, or use it as a context manager."""

    def __init__(self, folder: Path | None) -> None:
        """Open the store in `folder`; None keeps everything in memory."""
        self._path = folder / _FILE if folder else None
        self._connection = self._connect()

    @classmethod
    def open(cls) -> Self:
        """The user's store, or one in memory where the cache folder cannot be used."""
        folder = cache_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return cls(folder)
        except (OSError, sqlite3.Error):
            return cls(None)

    def sizes(self, keys: Iterable[str]) -> dict[str, int]:
        """The bytes kept under each of `keys`, counted; what is not kept is left out."""
        query = "SELECT key, length(body) FROM kept WHERE key IN ({})"
        return dict(self._healing(lambda: list(self._select(query, keys))) or [])

    def read(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept under each of `keys`, sound; what is not kept is left out."""
        query = "SELECT key, body, crc FROM kept WHERE key IN ({})"
        rows = self._healing(lambda: list(self._select(query, keys))) or []
        return {key: body for key, body, crc in rows if zlib.crc32(body) == crc}

    def write(self, items: Mapping[str, bytes]) -> None:
        """Keep `items`; another build may have kept the same ones, which are equal."""
        rows = [(key, body, zlib.crc32(body)) for key, body in items.items()]
        self._healing(lambda: self._insert(rows))

    def close(self) -> None:
        """End the use of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _select(self, query: str, keys: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        wanted = list(keys)
        for first in range(0, len(wanted), _BATCH):
            batch = wanted[first : first + _BATCH]
            marks = ",".join("?" * len(batch))
            yield from self._connection.execute(query.format(marks), batch)

    def _insert(self, rows: list[tuple[str, bytes, int]]) -> None:
        with self._connection:
            if self._outgrown():
                self._connection.execute("DELETE FROM kept")
            self._connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)

    def _outgrown(self) -> bool:
        pages, page_bytes, free = (
            self._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "page_size", "freelist_count")
        )
        return bool((pages - free) * page_bytes > _LARGEST_BYTES)

    def _healing(self, action: Callable[[], _T]) -> _T | None:
        """Run `action`; after damage or a full disk go on with a store that works."""
        try:
            return action()
        except sqlite3.OperationalError:
            # Locked for a minute, read-only or full: what is made now is kept for this run alone.
            self._path = None
        except sqlite3.DatabaseError:
            self._discard()
        self._connection.close()
        self._connection = self._connect()
        with contextlib.suppress(sqlite3.Error):
            return action()
        return None

    def _connect(self) -> sqlite3.Connection:
        try:
            return self._opened()
        except sqlite3.OperationalError:
            if self._path is None:
                raise
            self._path = None
        except sqlite3.DatabaseError:
            self._discard()
        return self._opened()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path or ":memory:", timeout=_WAIT_SECONDS)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _discard(self) -> None:
        if self._path:
            for suffix in ("", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    Path(f"{self._path}{suffix}").unlink(missing_ok=True)
