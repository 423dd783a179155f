"""Where tracks go, and their receipt: a folder, whose files have plain names and are replaced."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import Protocol

from audiocoach.cache.locks import locked
from audiocoach.errors import CoachError
from audiocoach.roster.model import File, Found
from audiocoach.support.files import file_sha256, write_atomic
from audiocoach.support.ownership import Input, check_replaceable
from audiocoach.support.paths import is_within, read_bounded
from audiocoach.target import check_origin


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

    def check_folder(self, name: str) -> None:
        """Raise CoachError where what is written into that folder would lie elsewhere."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Keep other batches on this machine from the receipt while it is open."""
        ...

    def missing(self, files: Iterable[File]) -> list[str]:
        """Which of the files that were just written cannot be seen from here."""
        ...

    def workspace(self) -> AbstractContextManager[Path]:
        """The folder in which a worker writes a track; of use while it is open."""
        ...

    def keep(self, id_: str, folder: Path, files: Mapping[str, File]) -> Mapping[str, File]:
        """Keep what a worker has written in that folder for a client; raises CoachError."""
        ...

    def shown(self, name: str) -> str:
        """A file as people are told of it."""
        ...


class Folder:
    """A folder on this machine, or on a disk that all workers share."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._within: dict[Path, bool] = {}

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
            if S_ISREG(status.st_mode):  # to read a pipe might take for ever
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
        self.check_folder(str(Path(name).parent))
        check_replaceable(path, inputs, force=force)
        if not (force or ours):
            check_origin(path, origin)

    def check_folder(self, name: str) -> None:
        """Raise CoachError where a link that lies here leads out: nothing is written elsewhere."""
        folder = self._path / name
        if folder not in self._within:
            self._within[folder] = is_within(folder, self._path)
        if not self._within[folder]:
            message = f"{folder}: a link leads out of the folder of all tracks"
            raise CoachError(message, "remove the link")

    def alone(self) -> AbstractContextManager[None]:
        """A lock of the folder."""
        return locked(self._path, "writing the receipt of")

    def missing(self, files: Iterable[File]) -> list[str]:
        """Those that a worker has written to a disk of its own."""
        sizes = {file.path: file.size for file in files}
        found = self.found(sizes)
        return [
            name for name, size in sizes.items() if name not in found or found[name].size != size
        ]

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """Itself: each file there is whole as soon as it has its name."""
        yield self._path

    def keep(self, id_: str, folder: Path, files: Mapping[str, File]) -> Mapping[str, File]:  # noqa: ARG002 (they are there)
        """Leave them where they are."""
        return files

    def shown(self, name: str) -> str:
        """A file as people are told of it."""
        return str(self._path / name)


def open_place(to: str) -> Place:
    """The place that a path or an address names."""
    if "://" in to:
        from audiocoach.roster.bucket import Bucket

        return Bucket(to)
    return Folder(Path(to))
