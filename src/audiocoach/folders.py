"""A folder is replaced whole, and only if it is ours: nobody else's file is ever deleted.

One of its files, the list, names the others line by line, and says in a line of its own that it is
ours. Lines that begin with # are remarks.
"""

import contextlib
import tempfile
import time
from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from audiocoach.errors import TrackError
from audiocoach.files import PREFIX, STALE_SECONDS, SUFFIX, make_folder, mode, pour, reason

MARK = "# written by audiocoach, which may delete what is listed here"

_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What systems leave in every folder that is looked at."""


def check_ours(folder: Path, list_name: str) -> None:
    """Raise TrackError if `folder` is there and has anything in it that its list does not name."""
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        raise TrackError(f"{folder}: a file is in the way of this folder; move it elsewhere")
    ours = _ours(folder, list_name)
    foreign = sorted(
        entry.name for entry in folder.iterdir() if entry.is_dir() or entry.name not in ours
    )
    if foreign:
        raise TrackError(
            f"{folder}: this folder holds what is not ours ('{foreign[0]}'); move it elsewhere"
        )


def _ours(folder: Path, list_name: str) -> frozenset[str]:
    try:
        lines = (folder / list_name).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    return _LITTER.union(lines, [list_name]) if MARK in lines else _LITTER


def write_folder(folder: Path, list_name: str, files: Mapping[str, Iterable[bytes]]) -> int:
    """Write `files`, the list first, beside `folder`, then swap the two; the number of bytes.

    Raises TrackError where `folder` is not ours or the disk does not take them; it is then as it
    was.
    """
    try:
        check_ours(folder, list_name)
        make_folder(folder)
        _sweep(folder.parent)
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=PREFIX, suffix=SUFFIX))
        try:
            size = sum(_write(part / name, chunks) for name, chunks in files.items())
            with contextlib.suppress(OSError):
                part.chmod(mode(folder, 0o777))
            _swap(part, folder, list_name)
        finally:
            _delete(part, files)
    except OSError as error:
        raise TrackError(f"{folder}: cannot be written ({reason(error)})") from error
    return size


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    with path.open("xb") as file:
        return pour(file, chunks)


def _swap(part: Path, folder: Path, list_name: str) -> None:
    if not folder.exists():
        part.rename(folder)
        return
    old = part.with_name(f"{part.name.removesuffix(SUFFIX)}-old{SUFFIX}")
    folder.rename(old)
    try:
        part.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    _delete(old, _ours(old, list_name))


def _delete(folder: Path, names: Container[str]) -> None:
    """Delete the files in `folder` of these names, and itself, if nothing else is in it."""
    with contextlib.suppress(OSError):
        # A list may be a stranger's: a name in it that leads elsewhere is that of no entry.
        for entry in [each for each in folder.iterdir() if each.name in names]:
            with contextlib.suppress(OSError):
                entry.unlink()
        folder.rmdir()


def _sweep(parent: Path) -> None:
    """Delete what killed builds left behind; a build under way is younger."""
    for part in parent.glob(f"{PREFIX}*{SUFFIX}"):
        with contextlib.suppress(OSError):
            if part.is_dir() and time.time() - part.stat().st_mtime > STALE_SECONDS:
                for entry in [*part.iterdir()]:
                    _delete(part, _ours(part, entry.name))
