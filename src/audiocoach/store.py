"""Bytes kept under their content hash, in one SQLite file in the user's cache folder.

It survives crashes and builds that run at once, and it never stands in a build's way. A file that
SQLite cannot read is started over, and so is one with a wrong checksum: where one row is damaged
more may be, and writing into such a file spreads it. Where no file can be used, a build keeps its
clips in memory.
"""

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

_T = TypeVar("_T")

FOLDER_VARIABLE = "AUDIOCOACH_CACHE"
_FILE = "clips-1.sqlite"
_WAIT_SECONDS = 10
"""For a lock that another build holds. Making every clip anew takes less."""
_BATCH = 500
_LARGEST_BYTES = 1024**3
_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, body BLOB, crc INT) WITHOUT ROWID"
_FIND = "SELECT key, body, crc FROM kept WHERE key IN ({})"
_KEEP = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)"


def cache_folder() -> Path:
    """Where clips are kept: what AUDIOCOACH_CACHE says, else the user's cache folder."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("audiocoach", appauthor=False)


class Store:
    """A mapping from keys to bytes; `close` it, or use it as a context manager."""

    def __init__(self, folder: Path | None) -> None:
        """The store in `folder`; None keeps everything in memory."""
        self._path = folder / _FILE if folder else None
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._restarted = False

    @classmethod
    def open(cls) -> Self:
        """The user's store, or one in memory where there can be no cache folder."""
        folder = cache_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return cls(None)
        return cls(folder)

    def sizes(self, keys: Iterable[str]) -> dict[str, int]:
        """The bytes kept under each of `keys`, counted; what is not kept is left out."""
        wanted = list(keys)
        return self._run(
            lambda connection: {key: len(body) for key, body in _sound(connection, wanted)}
        )

    def read(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept under each of `keys`; what is not kept is left out."""
        wanted = list(keys)
        return self._run(lambda connection: dict(_sound(connection, wanted)))

    def write(self, items: Mapping[str, bytes]) -> None:
        """Keep `items`; another build may have kept the same ones, which are equal."""
        rows = [(key, body, zlib.crc32(body)) for key, body in items.items()]
        self._run(lambda connection: _insert(connection, rows))

    def close(self) -> None:
        """End the use of the file."""
        if self._connection:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, action: Callable[[sqlite3.Connection], _T]) -> _T:
        """Run `action` on the file: on a new one where that is damaged, else in memory."""
        while True:
            try:
                return action(self._opened())
            except sqlite3.Error as error:
                if self._path is None or isinstance(error, sqlite3.ProgrammingError):
                    raise  # a fault of ours
                self.close()
                self._retreat(self._path, error)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._inode = _inode(self._path) if self._path else 0
            self._connection = _connect(self._path)
        return self._connection

    def _retreat(self, path: Path, error: sqlite3.Error) -> None:
        """Start a damaged file over, once; give up one that is locked, read-only or full."""
        if self._restarted or not _tells_damage(error):
            self._path = None
        elif self._inode in (0, _inode(path)):  # else another build has started it over meanwhile
            _delete(path)
        self._restarted = True


def _connect(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", timeout=_WAIT_SECONDS)
    # A damaged key is no UTF-8, perhaps, and then no key of ours.
    connection.text_factory = lambda text: text.decode(errors="replace")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _sound(connection: sqlite3.Connection, keys: list[str]) -> Iterator[tuple[str, bytes]]:
    """What is kept under `keys`, as it was written; DatabaseError where it is anything else."""
    for first in range(0, len(keys), _BATCH):
        batch = keys[first : first + _BATCH]
        for key, body, crc in connection.execute(_FIND.format(",".join("?" * len(batch))), batch):
            if not isinstance(body, bytes) or zlib.crc32(body) != crc:
                raise sqlite3.DatabaseError(f"{key} has a wrong checksum")
            yield key, body


def _insert(connection: sqlite3.Connection, rows: list[tuple[str, bytes, int]]) -> None:
    with connection:
        if _outgrown(connection):
            connection.execute("DELETE FROM kept")
        connection.executemany(_KEEP, rows)


def _outgrown(connection: sqlite3.Connection) -> bool:
    pages, page_bytes, free = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "page_size", "freelist_count")
    )
    return bool((pages - free) * page_bytes > _LARGEST_BYTES)


def _tells_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is to blame: no database, a broken one, one of other tables."""
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode == sqlite3.SQLITE_ERROR
    return isinstance(error, sqlite3.DatabaseError)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _delete(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
