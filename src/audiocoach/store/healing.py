"""What an error of SQLite's says of the cache's file, and what becomes of a damaged one."""

import sqlite3
from pathlib import Path

from audiocoach.store import place


def tells_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is to blame: no database, a broken one, one of other tables."""
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode == sqlite3.SQLITE_ERROR
    return isinstance(error, sqlite3.DatabaseError)


def is_ours(error: sqlite3.Error) -> bool:
    """Whether the program is to blame, so that no other file would help."""
    return isinstance(error, sqlite3.ProgrammingError)


def start_over(path: Path, inode: int) -> bool:
    """Delete the damaged file that had `inode`; whether it is gone, perhaps by another build."""
    return inode not in (0, place.inode(path)) or place.delete(path)
