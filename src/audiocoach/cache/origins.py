"""Which routine each track was made from: a small file for each, beside the cache's own.

The tracks themselves do not tell, as the path of a routine is nobody else's to know, and would
change their bytes from one computer to the next. What is not known, or cannot be kept, costs
nothing but the question whether a track may be replaced.
"""

import contextlib
import os
from hashlib import sha256
from pathlib import Path

from audiocoach.cache.database import cache_folder
from audiocoach.support.files import exists, is_file, list_folder
from audiocoach.support.paths import real

MOST = 10_000
"""About so many tracks are remembered; then the older half is forgotten."""
ONE_IN = 64
"""How seldom they are counted: in a batch, that would take longer with every track."""
_MOST_BYTES = 32_768


def origin_of(track: Path) -> Path | None:
    """The routine that the track was made from, as far as it is known and still there."""
    try:
        with _note(track).open("rb") as file:
            written = file.read(_MOST_BYTES)
    except OSError:
        return None
    origin = Path(os.fsdecode(written)) if b"\0" not in written else Path()
    return origin if origin.is_absolute() and is_file(origin) else None


def other_origin(track: Path, origin: Path | None) -> Path | None:
    """The routine that a file was made from, where it is there and was not made from `origin`."""
    former = origin_of(track) if exists(track) else None
    return former if former and (origin is None or former != real(origin)) else None


def remember_origin(track: Path, origin: Path | None) -> None:
    """Keep in mind that the track was made from that routine, or from no file."""
    note = _note(track)
    with contextlib.suppress(OSError):
        if origin is None:
            note.unlink(missing_ok=True)
            return
        note.parent.mkdir(parents=True, exist_ok=True)
        part = note.with_suffix(f".{os.getpid()}")
        part.write_bytes(os.fsencode(real(origin)))
        part.replace(note)
        forget_oldest(note)


def _note(track: Path) -> Path:
    return note_of(track, "tracks")


def note_of(path: Path, kind: str) -> Path:
    """The small file beside the cache that is about a path."""
    named = os.fsencode(real(path.parent) / path.name)
    return cache_folder() / kind / sha256(named).hexdigest()


def forget_oldest(note: Path) -> None:
    """Remove the older half of such files, where there are too many; raises OSError."""
    is_looked_for = int(note.name[:8], 16) % ONE_IN == 0
    notes = list_folder(note.parent) if is_looked_for else []
    if len(notes) > MOST:
        notes.sort(key=lambda each: each.stat().st_mtime_ns)
        for older in notes[: len(notes) - MOST // 2]:
            older.unlink(missing_ok=True)
