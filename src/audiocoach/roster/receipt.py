"""The receipt of a batch: every file with its hash, and what it was made from."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from audiocoach.errors import CoachError
from audiocoach.roster.model import TRACK, File, Found
from audiocoach.roster.place import Place
from audiocoach.support.paths import leads_out
from audiocoach.support.resources import version

NAME = "receipt.json"
_VERSION = 1
_MOST_BYTES = 64_000_000


class Entry(Struct, frozen=True, kw_only=True):
    """A client's files, and the hashes of what they were made from."""

    made_from: Mapping[str, str]
    duration_ms: int
    files: Mapping[str, File]


class Receipt(Struct, kw_only=True, omit_defaults=False):
    """What lies in a place, by client."""

    version: int = _VERSION
    audiocoach: str = ""
    clients: dict[str, Entry] = field(default_factory=dict)

    def paths_of(self, id_: str) -> frozenset[str]:
        """The files of a client."""
        entry = self.clients.get(id_)
        return frozenset(file.path for file in entry.files.values()) if entry else frozenset()

    def why_stale(self, id_: str, made_from: Mapping[str, str]) -> str:
        """Why a client's track is to be built; empty where nothing it is made from has changed."""
        entry = self.clients.get(id_)
        if entry is None:
            return "new"
        changed = [
            what
            for what in {**made_from, **entry.made_from}
            if made_from.get(what) != entry.made_from.get(what)
        ]
        return f"changed: {', '.join(changed)}" if changed else ""

    def why_damaged(self, id_: str, found: Mapping[str, Found], place: Place) -> str:
        """What is amiss with a client's files; empty where they are as they were written."""
        files = dict(self.clients[id_].files)
        for what, file in files.items():
            there = found.get(file.path)
            if there is None:
                return f"{file.path} is gone"
            if there.size != file.size:
                return f"{file.path} was changed"
            if there.modified == file.modified:
                continue
            try:
                if place.sha256(file.path) != file.sha256:
                    return f"{file.path} was changed"
            except OSError:
                return f"{file.path} cannot be read"
            files[what] = msgspec.structs.replace(file, modified=there.modified)
        self.clients[id_] = msgspec.structs.replace(self.clients[id_], files=files)
        return ""


def read_receipt(place: Place) -> Receipt:
    """The receipt of a place, an empty one where there is none; raises CoachError."""
    data = place.read(NAME, _MOST_BYTES)
    if data is None:
        return Receipt()
    try:
        receipt = msgspec.json.decode(data, type=Receipt)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        where = place.shown(NAME)
        raise CoachError(f"{where} is no receipt of ours ({error})", "move it elsewhere") from error
    if receipt.version > _VERSION:
        message = f"{place.shown(NAME)} was written by a newer audiocoach"
        raise CoachError(message, "update this one, or move it elsewhere")
    for entry in receipt.clients.values():
        paths = [file.path for file in entry.files.values()]
        if TRACK not in entry.files or any(map(leads_out, paths)):
            message = f"{place.shown(NAME)} is no receipt of ours"
            raise CoachError(message, "move it elsewhere")
    return receipt


def write_receipt(place: Place, receipt: Receipt) -> None:
    """Write the receipt; raises CoachError."""
    receipt.version, receipt.audiocoach = _VERSION, version("audiocoach")
    data = msgspec.json.format(msgspec.json.encode(receipt, order="deterministic"), indent=1)
    place.write(NAME, data + b"\n")
