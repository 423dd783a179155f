"""A mapping from keys to bytes that outlives the build.

It survives crashes and builds that run at once, and it never stands in a build's way. A file that
SQLite cannot read is started over, and so is one with a wrong checksum: where one row is damaged
more may be, and writing into such a file spreads it. Where no file can be used, a build keeps its
clips in memory.
"""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Self, TypeVar

from audiocoach.cache import database
from audiocoach.cache.database import Head
from audiocoach.support.files import exists, explain_os_error

VERSIONS: Mapping[str, int] = MappingProxyType(
    {
        "clip": 2,
        "attack": 1,
        "level": 2,
        "segment": 3,
        "floor": 2,
        "song": 2,
        "sound": 1,
        "cover": 3,
    }
)
"""Of the code that makes each kind. Raise one when the same input comes out as other bytes."""
_BULKY = "sound"
"""The kind of which a few are as large as all the others, and made again in no time."""
_BULKY_SHARE = 0.5
"""Of the bound: the most of them that one build keeps."""
_NOTE_WAIT_MS = 100
"""For another build, at most, before uses are left unnoted."""
_KEPT_SHARE = 0.8
"""Of the bound: what makes room once makes enough of it for some time."""
_FRESH_SECONDS = 6 * 3600
"""A use within this time of the last one is not noted again."""

_T = TypeVar("_T")
Warn = Callable[[str], None]
"""Called with one line that says why nothing is kept."""


def ignore_warning(_message: str) -> None:
    """Drop the line that says why nothing is kept."""


def key(kind: str, origin: str) -> str:
    """The key of something of `kind` made from `origin`, which names all that can change it."""
    digest = sha256(f"{VERSIONS[kind]}\n{origin}".encode()).hexdigest()
    return f"{kind}-{digest}"


class Store:
    """A mapping from keys to bytes; `close` it, or use it as a context manager."""

    def __init__(
        self,
        folder: Path | None,
        bound: int = database.BOUND_BYTES,
        warn: Warn = ignore_warning,
    ) -> None:
        """The store in `folder`, of about `bound` bytes; None keeps everything in memory."""
        self._path = database.file_in(folder) if folder else None
        self._bound = bound
        self._warn = warn
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._restarted = False
        self.is_reusable = True
        """Whether it serves another build: not after one that had to give its file up."""
        self._using: set[str] = set()
        self._to_note: set[str] = set()

    @classmethod
    def open(cls, bound: int | None = None, warn: Warn = ignore_warning) -> Self:
        """The user's store, or one in memory where there can be no cache folder.

        Raises CacheError where AUDIOCOACH_CACHE_MB is no size.
        """
        folder, bound = database.cache_folder(), database.bound_bytes(bound)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            warn(_unusable(folder, explain_os_error(error)))
            return cls(None, bound)
        if not exists(database.file_in(folder)):
            for file in database.former_files(folder):
                database.delete_file(file)
        return cls(folder, bound, warn)

    @property
    def bulk_bytes(self) -> int:
        """How much one build may keep of what is large and quickly made again; none in memory."""
        return int(self._bound * _BULKY_SHARE) if self._path else 0

    def sizes(self, keys: Iterable[str]) -> dict[str, int]:
        """How many bytes are kept under each of `keys`; what is not kept is left out."""
        wanted = list(keys)
        heads = self._run(lambda connection: list(database.read_heads(connection, wanted)))
        self._note(heads)
        return {head.key: head.size for head in heads}

    def read(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept under each of `keys`; what is not kept is left out."""
        wanted = list(keys)
        rows = self._run(lambda connection: list(database.read_rows(connection, wanted)))
        self._note([row.head for row in rows])
        return {row.head.key: row.body for row in rows}

    def write(self, items: Mapping[str, bytes]) -> None:
        """Keep `items`; another build may have kept the same ones, which are equal."""
        self._using.update(items)
        self._run(lambda connection: self._insert(connection, items))

    def close(self) -> None:
        """Note what was used, and close the file."""
        self._note_uses()
        self._disconnect()

    def settle(self) -> None:
        """End one build's use of the file, which stays open for another, in any thread."""
        self._note_uses()
        if self._connection:
            self._connection.execute(f"PRAGMA busy_timeout = {database.WAIT_SECONDS * 1000}")
        self._using.clear()
        if self._path and database.inode(self._path) != self._inode:
            self._disconnect()  # the file was removed or replaced meanwhile

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _note(self, heads: list[Head]) -> None:
        self._using.update(head.key for head in heads)
        self._to_note |= stale_keys(heads, now())

    def _note_uses(self) -> None:
        if self._connection and self._to_note:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute(f"PRAGMA busy_timeout = {_NOTE_WAIT_MS}")
                with self._connection:
                    database.note_use(self._connection, sorted(self._to_note), now())
        self._to_note.clear()

    def _insert(self, connection: sqlite3.Connection, items: Mapping[str, bytes]) -> None:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            coming = sum(map(len, items.values()))
            _make_room(connection, coming, self._bound, self._using)
            database.insert(connection, items, now())
        _shrink(connection, self._bound)

    def _run(self, action: Callable[[sqlite3.Connection], _T]) -> _T:
        """Run `action` on the file: on a new one where that is damaged, else in memory."""
        while True:
            try:
                return action(self._connect())
            except sqlite3.ProgrammingError:  # our own fault, so that no other file would help
                raise
            except sqlite3.Error as error:
                if self._path is None:
                    raise
                self._disconnect()
                self._retreat(self._path, error)

    def _connect(self) -> sqlite3.Connection:
        if self._connection is None:
            self._inode = database.inode(self._path) if self._path else 0
            self._connection = database.connect(self._path)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None
        self._to_note.clear()

    def _retreat(self, path: Path, error: sqlite3.Error) -> None:
        """Start a damaged file over, once; give up one that is locked, read-only or full."""
        if self._restarted or not database.tells_damage(error):
            self._path, self.is_reusable = None, False
            self._warn(_unusable(path.parent, str(error)))
        else:
            database.start_over(path, self._inode)
        self._restarted = True


def now() -> int:
    """When something is used: seconds since 1970, which no track ever depends on."""
    return int(time.time())


def stale_keys(heads: Iterable[Head], at: int) -> set[str]:
    """The keys whose use at the time `at` is worth a note, as after a clock set back."""
    return {
        head.key
        for head in heads
        if not (isinstance(head.used, int) and at - _FRESH_SECONDS <= head.used <= at)
    }


def _make_room(
    connection: sqlite3.Connection, coming: int, bound: int, using: Collection[str]
) -> None:
    """Within the transaction, drop enough for `coming` bytes; nothing that is `using`."""
    pages = _pragma(connection, "page_count") - _pragma(connection, "freelist_count")
    needed = pages * _pragma(connection, "page_size") + coming
    if needed > bound:
        least_recent = _least_recent(connection, needed - bound * _KEPT_SHARE, using)
        database.delete(connection, least_recent)


def _least_recent(
    connection: sqlite3.Connection, excess: float, using: Collection[str]
) -> list[str]:
    """The keys used longest ago that hold `excess` bytes together, bulky ones before all others."""
    keys: list[str] = []
    order = "SELECT key, size FROM kept ORDER BY key NOT GLOB ?, used, key"
    for key, size in connection.execute(order, [f"{_BULKY}-*"]):
        if not isinstance(size, int):
            raise sqlite3.DatabaseError("a size that is no number")
        if excess <= 0:
            break
        if key not in using:
            keys.append(key)
            excess -= size
    return keys


def _shrink(connection: sqlite3.Connection, bound: int) -> None:
    """Give back what is free in a file that is larger than it may be; another time, if locked."""
    pages, free = _pragma(connection, "page_count"), _pragma(connection, "freelist_count")
    if free and pages * _pragma(connection, "page_size") > bound:
        with contextlib.suppress(sqlite3.OperationalError):
            # As a script: execute would free one page.
            connection.executescript("PRAGMA incremental_vacuum")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _unusable(folder: Path, why: str) -> str:
    return f"the cache in {folder} cannot be used ({why}): nothing is kept from this build"
