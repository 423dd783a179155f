"""Where tracks go, and their receipt: a folder, whose files have plain names and are replaced."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from audiocoach.api import check_origin
from audiocoach.errors import CoachError
from audiocoach.support.files import write_atomic
from audiocoach.support.ownership import Input, check_replaceable
from audiocoach.support.paths import read_bounded
from audiocoach.tts.base import file_sha256


class Found(NamedTuple):
    """What a place tells of a file without reading it."""

    size: int
    modified: int | None = None
    """In nanoseconds."""


class Place(Protocol):
    """Where tracks go."""

    @property
    def address(self) -> str:
        """What a worker finds it by, wherever it runs."""
        ...

    def found(self, names: Iterable[str]) -> Mapping[str, Found]:
        """Those of the files that are there."""
        ...

    def sha256(self, name: str) -> str:
        """The hash of a file's content, in hex; raises OSError."""
        ...

    def read(self, name: str, most: int) -> bytes | None:
        """What a small file holds, None where there is none; raises CoachError."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Write a small file, whole or not at all; raises CoachError."""
        ...

    def check(
        self, name: str, inputs: Iterable[Input], origin: Path | None, *, force: bool, ours: bool
    ) -> None:
        """Raise CoachError where a file would be lost that should not be.

        `origin` is the routine it will be made from; whatever it was made from, it may be replaced
        where it is `ours`, as the receipt says.
        """
        ...

    def shown(self, name: str) -> str:
        """A file as people are told of it."""
        ...


class Folder:
    """A folder on this machine, or on a disk that all workers share."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def address(self) -> str:
        """Its path, wherever a worker begins."""
        return str(self._path.absolute())

    def found(self, names: Iterable[str]) -> dict[str, Found]:
        """Their sizes and times."""
        found = {}
        for name in names:
            try:
                status = os.stat(self._path / name)  # noqa: PTH116 (a thousand of them)
            except (OSError, ValueError):
                continue
            found[name] = Found(status.st_size, status.st_mtime_ns)
        return found

    def sha256(self, name: str) -> str:
        """The hash of a file's content, in hex; raises OSError."""
        return file_sha256(self._path / name)

    def read(self, name: str, most: int) -> bytes | None:
        """What a small file holds, None where there is none; raises CoachError."""
        path = self._path / name
        if not path.exists():
            return None
        data = read_bounded(path, most)
        if len(data) > most:
            raise CoachError(f"{path}: the file is too large")
        return data

    def write(self, name: str, data: bytes) -> None:
        """Write a small file, whole or not at all; raises CoachError."""
        write_atomic(self._path / name, [data])

    def check(
        self, name: str, inputs: Iterable[Input], origin: Path | None, *, force: bool, ours: bool
    ) -> None:
        """Raise CoachError where a file would be lost that should not be."""
        path = self._path / name
        check_replaceable(path, inputs, force=force)
        if not (force or ours):
            check_origin(path, origin)

    def shown(self, name: str) -> str:
        """A file as people are told of it."""
        return str(self._path / name)


def open_place(to: str) -> Place:
    """The place that a path or an address names; raises CoachError."""
    return Folder(Path(to))
