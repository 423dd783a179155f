"""The hashes of the files in a folder: one that is as large and as old as it was is not read again.

What is known lies beside the cache, as it is true of this disk alone, and may be a stranger's in
the folder.
"""

import contextlib
import os
from errno import EINVAL
from pathlib import Path
from stat import S_ISREG

import msgspec

from audiocoach.cache.origins import forget_oldest, note_of
from audiocoach.support.files import file_sha256

_NOTES = "digests"
_MOST_BYTES = 4_000_000
_Known = dict[str, tuple[int, int, str]]
"""Of each file its size, its time in nanoseconds, and its hash."""


class Digests:
    """The SHA-256 of files of one folder, by their paths."""

    def __init__(self, folder: Path) -> None:
        self._note = note_of(folder, _NOTES)
        self._folder = folder
        self._before = _read(self._note)
        self._now: _Known = {}

    def of(self, path: Path) -> str:
        """The hash of a file, which is read where it is not known; raises OSError."""
        status = path.stat()
        if not S_ISREG(status.st_mode):  # to read a pipe might take for ever
            raise OSError(EINVAL, "it is a device")
        if path.parent != self._folder:
            return file_sha256(path)
        size, modified, known = self._now.get(path.name) or self._before.get(path.name, (0, 0, ""))
        if not known or (size, modified) != (status.st_size, status.st_mtime_ns):
            known = file_sha256(path)
        self._now[path.name] = status.st_size, status.st_mtime_ns, known
        return known

    def note(self, path: Path, digest: str) -> None:
        """Know the hash of a file of the folder, which was written a moment ago."""
        with contextlib.suppress(OSError):
            status = path.stat()
            self._now[path.name] = status.st_size, status.st_mtime_ns, digest

    def keep(self) -> None:
        """Write down what is known of files that were asked for, if there is room for it."""
        if self._now == self._before:
            return
        with contextlib.suppress(OSError):
            self._note.parent.mkdir(parents=True, exist_ok=True)
            part = self._note.with_suffix(f".{os.getpid()}")
            part.write_bytes(msgspec.json.encode(self._now))
            part.replace(self._note)
            forget_oldest(self._note)


def _read(note: Path) -> _Known:
    try:
        with note.open("rb") as file:
            return msgspec.json.decode(file.read(_MOST_BYTES), type=_Known)
    except (OSError, ValueError, RecursionError):
        return {}
