"""Brings the files of a folder up to date, and touches none that we did not write.

What pages and feed name is written before them, and the ledger, which tells our files from others,
first and last: killed at any moment, the folder holds a site that works, and the next run
completes it.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from shutil import copyfileobj

from msgspec.structs import replace

from audiocoach.errors import TrackError
from audiocoach.site.digests import Digests
from audiocoach.site.feed import FEED
from audiocoach.site.ledger import Entry, Ledger, write_ledger
from audiocoach.site.model import SiteFile
from audiocoach.site.worker import NAME as SERVICE_WORKER
from audiocoach.support.files import explain_os_error, fill_atomic, is_folder, write_atomic

_COPIED_BYTES = 1 << 20
_LAST = ("index.html", SERVICE_WORKER, FEED)


def update(  # noqa: PLR0913 (what was there, and what is to be)
    folder: Path,
    before: Ledger,
    files: Mapping[str, SiteFile],
    entries: tuple[Entry, ...],
    dates: Mapping[str, int],
    *,
    digests: Digests,
    force: bool,
) -> int:
    """Write what is new, remove what is not needed any more; the number of files written."""
    wanted = {path: _digest(file.content, digests) for path, file in files.items()}
    stale = [
        file
        for path, file in files.items()
        if _is_stale(folder / path, wanted[path], before, digests, force=force)
    ]
    previous = {entry.previous for entry in entries if entry.previous}
    spare = _spare(before, files, dates)
    kept = {
        path: known
        for path, known in before.files.items()
        if path not in files and (path in spare or _begins_with(path, previous))
    }
    gone = [path for path in before.files if path not in files and path not in kept]
    now = {path: (digest,) for path, digest in wanted.items()}
    after = replace(
        before,
        entries=entries,
        dates={**dates} | {stem: before.dates[stem] for stem in previous if stem in before.dates},
        files=kept | now,
        spare=tuple(sorted(spare)),
    )
    if stale or gone:
        both = {
            path: tuple(dict.fromkeys((*before.files.get(path, ()), *after.files.get(path, ()))))
            for path in (*before.files, *after.files)
        }
        all_dates = {**before.dates, **after.dates}
        write_ledger(folder, replace(before, dates=all_dates, files=both))
        for file in sorted(stale, key=_turn):
            _put(folder / file.path, file.content)
            digests.note(folder / file.path, wanted[file.path])
        if gone:
            write_ledger(folder, replace(after, dates=all_dates, files=both))
            # What names others goes before them: a page's name has one dot, that of a track two.
            _remove(folder, sorted(gone, key=lambda path: path.count(".")), before, digests)
    write_ledger(folder, after)
    return len(stale)


def _digest(content: bytes | Path, digests: Digests) -> str:
    return sha256(content).hexdigest() if isinstance(content, bytes) else digests.of(content)


def _is_stale(path: Path, digest: str, before: Ledger, digests: Digests, *, force: bool) -> bool:
    """Whether a file has to be written; raises TrackError where another's is in its place."""
    if not os.path.lexists(path):
        return True
    if is_folder(path):
        raise TrackError(f"{path} is a folder, and the site has a file of that name")
    try:
        there = digests.of(path)
    except OSError as error:
        if not path.is_symlink():
            raise TrackError(f"{path}: cannot be read ({explain_os_error(error)})") from error
        there = ""
    if there == digest:
        return False
    if not force and there not in before.files.get(path.name, ()):
        message = f"{path} is there already, and audiocoach did not write what is in it"
        raise TrackError(message, "move it elsewhere, or replace it with --force")
    return True


def _turn(file: SiteFile) -> tuple[int, bool, str]:
    """What others name comes before them: names that never change, pages, and what lists those."""
    first = -1 if file.is_immutable else 0
    turn = _LAST.index(file.path) + 1 if file.path in _LAST else first
    return turn, file.path.endswith(".html"), file.path


def _spare(before: Ledger, files: Collection[str], dates: Mapping[str, int]) -> frozenset[str]:
    """Scripts and the like that no page names any more, but one that a phone has kept may."""
    stems = {*before.dates, *dates}
    dropped = frozenset(
        path
        for path, known in before.files.items()
        if path not in files and _is_named_after(path, known) and not _begins_with(path, stems)
    )
    return dropped - frozenset(before.spare) or dropped


def _is_named_after(path: str, digests: Collection[str]) -> bool:
    """Whether a name has part of the digest of what is in it: `player.1234abcd.js`."""
    _, _, short = path.rpartition(".")[0].rpartition(".")
    return bool(short) and any(digest.startswith(short) for digest in digests)


def _begins_with(path: str, stems: Collection[str]) -> bool:
    """Whether a file is one of those of a track, which begin with its stem, of two parts."""
    return ".".join(path.split(".")[:2]) in stems


def _put(path: Path, content: bytes | Path) -> None:
    if isinstance(content, bytes):
        write_atomic(path, [content])
        return
    with content.open("rb") as source:
        fill_atomic(path, lambda file: copyfileobj(source, file, _COPIED_BYTES))


def _remove(folder: Path, paths: Sequence[str], before: Ledger, digests: Digests) -> None:
    """Remove files that are as we wrote them; what cannot be removed stays, and is forgotten."""
    for path in (folder / each for each in paths):
        try:
            if not path.is_symlink() and digests.of(path) in before.files[path.name]:
                path.unlink()
        except OSError:
            continue
