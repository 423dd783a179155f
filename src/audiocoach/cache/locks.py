"""A lock for a folder that one process at a time may change; it ends with who holds it.

It is that of an empty SQLite file, which every system takes away from a process that has ended,
however it did, and lies beside the cache, so that nothing has to lie in the folder.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from audiocoach.cache.origins import forget_oldest, note_of
from audiocoach.errors import CoachError

_NOTES = "locks"
_TRY_S = 0.2
"""Ctrl-C has to wait so long."""
_TRIES = 100


@contextmanager
def locked(folder: Path, doing: str) -> Iterator[None]:
    """Hold the lock of a folder; raises CoachError where another process keeps it for long.

    Where the cache cannot be used, nothing is locked.
    """
    with ExitStack() as stack:
        file = note_of(folder, _NOTES)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()  # what is in use is not among the oldest
            with suppress(OSError):  # Windows removes none that is open
                forget_oldest(file)
            connection = sqlite3.connect(file, timeout=_TRY_S, isolation_level=None)
            stack.enter_context(closing(connection))
            taken = any(_is_taken(connection) for _ in range(_TRIES))
        except (OSError, sqlite3.Error):
            taken = True
        if not taken:
            message = f"{folder}: another audiocoach is {doing} this folder"
            raise CoachError(message, "run this again when it has ended")
        yield


def _is_taken(connection: sqlite3.Connection) -> bool:
    """Try to take the lock; raises sqlite3.Error where there can be none."""
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
