"""Folders that an engine needs for a while; what killed programs left of them is swept."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_PREFIX = "audiocoach-speech-"
_STALE_SECONDS = 24 * 3600


def passing_folder() -> Path:
    """A new, empty folder, the caller's to remove; raises OSError."""
    sweep(tempfile.gettempdir())
    return Path(tempfile.mkdtemp(prefix=_PREFIX))


@contextlib.contextmanager
def briefly() -> Iterator[Path]:
    """A new, empty folder for as long as it takes; raises OSError."""
    folder = passing_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def sweep(parent: str) -> None:
    """Remove, once a process, what was left in `parent` longer than a day ago."""
    stale = time.time() - _STALE_SECONDS
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and _is_stale(entry, stale):
                shutil.rmtree(entry.path, ignore_errors=True)


def _is_stale(entry: "os.DirEntry[str]", stale: float) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and entry.stat().st_mtime < stale
    except OSError:  # another has swept it
        return False
