"""What was done of each programme: a small SQLite file of the user's, which nothing else clears."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from msgspec import Struct

from audiocoach.errors import CoachError
from audiocoach.support.files import explain_os_error

FOLDER_VARIABLE = "AUDIOCOACH_DATA"
_FILE = "log.sqlite"
_VERSION = 1
_WAIT_SECONDS = 10
_MOST_ROWS = 10_000
"""Far more than a programme has sessions."""
_TABLE = """
CREATE TABLE IF NOT EXISTS done (
    programme TEXT, client TEXT, number INT, again INT, PRIMARY KEY (programme, client, number)
) WITHOUT ROWID
"""


class Log(Struct, frozen=True):
    """The sessions of one programme that were done, by their numbers."""

    done: frozenset[int] = frozenset()
    again: frozenset[int] = frozenset()
    """Those that were too hard, and come again at the same dose."""

    @property
    def last(self) -> int:
        """The number of the last one; 0 where there is none."""
        return max(self.done | self.again, default=0)

    def status(self, number: int) -> Literal["done", "again", "missed", "ahead"]:
        """What is known of a session."""
        if number in self.again:
            return "again"
        if number in self.done:
            return "done"
        return "missed" if number < self.last else "ahead"


NOTHING_DONE = Log()


def log_file() -> Path:
    """Where the log is: in the folder that AUDIOCOACH_DATA names, else in the user's own."""
    if folder := os.environ.get(FOLDER_VARIABLE):
        return Path(folder) / _FILE
    from platformdirs import user_data_path

    return user_data_path("audiocoach", appauthor=False) / _FILE


def read_log(programme: str, client: str = "") -> Log:
    """What was done of a programme, by its name; raises CoachError where the log is unreadable."""
    file = log_file()
    if not _is_there(file):
        return NOTHING_DONE
    with _opened(file) as connection:
        rows = connection.execute(
            "SELECT number, again FROM done "
            "WHERE programme = ? AND client = ? AND typeof(number) = 'integer' LIMIT ?",
            (programme, client, _MOST_ROWS),
        ).fetchall()
    return Log(
        frozenset(number for number, again in rows if not again),
        frozenset(number for number, again in rows if again),
    )


def note_done(programme: str, number: int, client: str = "", *, again: bool = False) -> None:
    """Write down that a session was done; raises CoachError where that is not possible."""
    with _opened(_made(log_file())) as connection, connection:
        connection.execute(
            "INSERT OR REPLACE INTO done VALUES (?, ?, ?, ?)", (programme, client, number, again)
        )


def note_undone(programme: str, number: int, client: str = "") -> bool:
    """Take a session out of the log; whether it was there."""
    file = log_file()
    if not _is_there(file):
        return False
    with _opened(file) as connection, connection:
        gone = connection.execute(
            "DELETE FROM done WHERE programme = ? AND client = ? AND number = ?",
            (programme, client, number),
        )
        return gone.rowcount > 0


def _is_there(file: Path) -> bool:
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise _unusable(file, error) from error
    return True


def _made(file: Path) -> Path:
    """The file, in a folder that is there."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(file, error) from error
    return file


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """The log with its table; what is wrong with it is told, and nothing of it is touched."""
    try:
        with closing(sqlite3.connect(file, timeout=_WAIT_SECONDS)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                message = f"{file}: a newer audiocoach wrote this log"
                raise CoachError(message, "upgrade audiocoach")
            if version < _VERSION:
                with connection:
                    connection.execute(_TABLE)
                    connection.execute(f"PRAGMA user_version = {_VERSION}")
            _check_plain(connection)
            yield connection
    except (sqlite3.Error, OverflowError) as error:
        raise _unusable(file, error) from error


def _check_plain(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError for a file of others: a view or a trigger may run for ever."""
    foreign = "SELECT 1 FROM sqlite_master WHERE type IN ('view', 'trigger')"
    if connection.execute(foreign).fetchone():
        raise sqlite3.DatabaseError("it holds what is not ours")


def _unusable(file: Path, error: Exception) -> CoachError:
    why = explain_os_error(error) if isinstance(error, OSError) else error
    message = f"{file}: the log of what was done cannot be used ({why})"
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return CoachError(message, "move the file away, and a new one is begun")
    return CoachError(message, f"make it readable and writable, or name another {FOLDER_VARIABLE}")
