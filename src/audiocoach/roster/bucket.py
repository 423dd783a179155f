"""Object storage as a place for tracks: what is written there is never written over.

A client's files lie under the hash of all of them, so that a name always means the same bytes, and
a second worker with the same track finds it there. Only the receipt is replaced.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from audiocoach.cache.origins import remember_origin
from audiocoach.errors import CoachError, TrackError
from audiocoach.roster.model import File, Found
from audiocoach.support.files import temporary_folder
from audiocoach.support.messages import pip_install
from audiocoach.support.ownership import Input

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_T = TypeVar("_T")
_DIGITS = 16
_REASON_CHARACTERS = 300


class Bucket:
    """A prefix in a bucket, or whatever else obstore has an address for."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        """What a worker finds it by."""

    def found(self, names: Iterable[str]) -> dict[str, Found]:
        """Their sizes, of one list of all that there is."""
        wanted = {*names}
        if not wanted:
            return {}
        listed = self._call(lambda store: _obstore().list(store).collect())
        sizes = {entry["path"]: Found(entry["size"]) for entry in listed}
        return {name: sizes[name] for name in wanted if name in sizes}

    def sha256(self, name: str) -> str:
        """The hash of a file's content, in hex; raises OSError."""
        digest = sha256()
        for chunk in _obstore().get(_open(self.address), name).stream():
            digest.update(memoryview(chunk))
        return digest.hexdigest()

    def missing(self, files: Iterable[File]) -> list[str]:  # noqa: ARG002 (none of them)
        """Nothing: it has taken them."""
        return []

    def read(self, name: str, most: int) -> bytes | None:
        """What a small file holds, None where there is none; raises CoachError."""
        try:
            got = self._call(lambda store: _obstore().get(store, name))
        except FileNotFoundError:
            return None
        if got.meta["size"] > most:
            raise CoachError(f"{self.shown(name)}: the file is too large")
        return bytes(got.bytes())

    def write(self, name: str, data: bytes) -> None:
        """Write a small file, whole or not at all; raises CoachError."""
        self._put(name, data, mode="overwrite")

    def check(
        self, name: str, inputs: Iterable[Input], origin: Path | None, *, force: bool, ours: bool
    ) -> None:
        """Nothing can be lost there."""

    def alone(self) -> AbstractContextManager[None]:
        """Nobody is kept away: storage has no locks."""
        return nullcontext()

    def check_folder(self, name: str) -> None:
        """Nothing leads out of a bucket."""

    def shown(self, name: str) -> str:
        """A file as people are told of it."""
        return f"{self.address}/{name}"

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A folder that is gone afterwards."""
        with temporary_folder() as folder:
            yield folder

    def keep(self, id_: str, folder: Path, files: Mapping[str, File]) -> dict[str, File]:
        """Put files there, unless they are; raises CoachError."""
        content = "\n".join(f"{file.path} {file.sha256}" for file in files.values())
        prefix = f"{id_}/{sha256(content.encode()).hexdigest()[:_DIGITS]}"
        kept = {}
        for what, file in files.items():
            kept[what] = replace(file, path=f"{prefix}/{file.path}", modified=None)
            self._put(kept[what].path, folder / file.path, mode="create")
            remember_origin(folder / file.path, None)  # which goes
        return kept

    def _put(self, name: str, body: bytes | Path, *, mode: str) -> None:
        already = _obstore().exceptions.AlreadyExistsError
        try:
            self._call(lambda store: _obstore().put(store, name, body, mode=mode))
        except already:
            return  # the same bytes: their hash is in the name
        except FileNotFoundError as error:
            raise TrackError(f"{self.address}: there is no such bucket") from error

    def _call(self, action: Callable[["ObjectStore"], _T]) -> _T:
        """Do something there; raises CoachError, FileNotFoundError or AlreadyExistsError."""
        exceptions = _obstore().exceptions
        try:
            return action(_open(self.address))
        except exceptions.AlreadyExistsError:
            raise
        except (exceptions.BaseError, ValueError) as error:
            raise TrackError(f"{self.address}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """What obstore says, without how it is built inside."""
    return str(error).partition("\n\nDebug source")[0].strip()[:_REASON_CHARACTERS]


def _obstore() -> Any:  # noqa: ANN401 (its module, which need not be there)
    try:
        import obstore
    except ImportError:
        message = "object storage needs the package obstore, which is not installed"
        raise CoachError(message, pip_install("s3")) from None
    return obstore


@cache
def _open(address: str) -> "ObjectStore":
    """The store of an address, one for each in a process, with what the environment says of it."""
    _obstore()
    from obstore.store import from_url

    return from_url(address, mkdir=True) if address.startswith("file:") else from_url(address)
