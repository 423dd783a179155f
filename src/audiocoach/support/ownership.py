"""Which files audiocoach made: a build replaces those, and no other unless it is told to.

A file tells by its first bytes: a track by its tags, a text beside it by its first lines; a sheet
in PDF by its keywords. What is empty holds nothing to lose.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO, NamedTuple

from audiocoach.errors import TrackError
from audiocoach.support import headers
from audiocoach.support.paths import is_within

_HEAD_BYTES = 64 * 1024
"""The names of a track stand within these, as its title has a bound."""
_MOST_BOXES = 64
_MOST_SOUGHT_BYTES = 64 * 1024 * 1024
"""Of what may stand anywhere in a file, or in a box of it."""
_TRACK_MARKS = {
    b"ID3": b"TENC\0\0\0\x0c\0\0\0audiocoach\0",
    b"fLaC": b"ALBUM=audiocoach\r\0\0\0GENRE=Workout",
    b"OggS": b"ALBUM=audiocoach\r\0\0\0GENRE=Workout",
    b"RIFF": b"IPRD\x0b\0\0\0audiocoach\0",
    b"RF64": b"IPRD\x0b\0\0\0audiocoach\0",
    b"[ti:": f"\n{headers.LYRICS}".encode(),
}
"""How a track, or its lyrics, begins: what it holds if it is ours."""
_PDF_MARK = f"/Keywords({headers.PDF_SHEET})".encode()
_M4A_MARK = b"\xa9alb\0\0\0\x1adata\0\0\0\x01\0\0\0\0audiocoach"


class Input(NamedTuple):
    """A file that a track is made from, or a folder with all that lies in it."""

    what: str
    """For messages: `the music`."""
    path: Path


def check_replaceable(path: Path, inputs: Iterable[Input] = (), *, force: bool = False) -> None:
    """Raise TrackError where writing to `path` would lose what is nobody's to lose.

    What a track is made from is never written, by no name or link; with `force` anything else is.
    """
    try:
        here = path.stat()
    except (OSError, ValueError):
        if force or not path.is_symlink():
            return  # nothing is there, or what cannot be written is told when that is tried
        raise _not_ours(path) from None
    for what, read in inputs:
        if _is_read(path, (here.st_dev, here.st_ino), read):
            message = f"{path}: the track is made from this file ({what}), which would be lost"
            raise TrackError(message, "name another file to write")
    if S_ISDIR(here.st_mode):
        raise TrackError(f"{path}: this is a folder", "name a file in it")
    if not force and not (S_ISREG(here.st_mode) and is_ours(path)):
        raise _not_ours(path)


def _not_ours(path: Path) -> TrackError:
    message = f"{path} is there already, and audiocoach did not make it"
    return TrackError(message, "name another file, or replace it with --force")


def _is_read(path: Path, identity: tuple[int, int], read: Path) -> bool:
    """Whether a path with that device and inode is the file `read`, or lies in that folder."""
    try:
        there = read.stat()
    except (OSError, ValueError):
        return False
    if S_ISDIR(there.st_mode):
        return is_within(path, read)
    return identity == (there.st_dev, there.st_ino)


def is_ours(path: Path) -> bool:
    """Whether we made the file, or it is empty; one that cannot be read is not ours."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            known = _is_our_head(head) or _is_our_pdf(file, head) or _is_our_m4a(file, head)
            return not head or known
    except OSError:
        return False


def _is_our_head(head: bytes) -> bool:
    mark = _TRACK_MARKS.get(head[:4]) or _TRACK_MARKS.get(head[:3])
    return mark in head if mark else head.startswith(_beginnings())


@cache
def _beginnings() -> tuple[bytes, ...]:
    return tuple(beginning.encode() for beginning in headers.BEGINNINGS)


def _is_our_pdf(file: BinaryIO, head: bytes) -> bool:
    """By its keywords, which come after its pages and fonts."""
    if not head.startswith(b"%PDF"):
        return False
    return _PDF_MARK in head + file.read(_MOST_SOUGHT_BYTES)


def _is_our_m4a(file: BinaryIO, head: bytes) -> bool:
    """By the names in its `moov` box, which comes after the sound."""
    if head[4:8] != b"ftyp":
        return False
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        size, kind = int.from_bytes(file.read(4)), file.read(4)
        if size == 1:
            size = int.from_bytes(file.read(8))
        if kind == b"moov":
            return _M4A_MARK in file.read(min(size, _MOST_SOUGHT_BYTES))
        if size < 8:  # noqa: PLR2004 (its own head)
            return False
        at += size
    return False
