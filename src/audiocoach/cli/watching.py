"""Building again what has changed, until Ctrl-C."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from stat import S_ISDIR
from time import sleep

from audiocoach.cli import printing
from audiocoach.cli.attempts import Attempts
from audiocoach.errors import CoachError
from audiocoach.routine.catalog import expand_folders

EVERY_S = 1.0
_SETTLING_S = 0.2
_MOST_SETTLING = 50
"""An editor writes in several steps, and a large file takes a while."""
_MOST_ENTRIES = 2_000

Marks = Mapping[Path, object]
"""What tells whether files and folders have changed; None for what is not there."""


def watch(names: Sequence[str], build: Callable[[Attempts], None]) -> None:
    """Build the routines, and again those of which a file has changed, until Ctrl-C.

    Errors are told, and what they are about is watched, too.
    """
    files: dict[str, Collection[Path]] = {}
    marks: dict[Path, object] = {}
    only: Collection[str] | None = None
    while True:
        attempts = Attempts((), only=only, watched=True)
        try:
            attempts.names = expand_folders(names)
            build(attempts)
        except CoachError as error:  # of the settings, or of where to write
            printing.err(f"error: {error}\n")
        for name, found in attempts.files.items():
            files[name] = {*found, *(files.get(name, ()) if name in attempts.failed else ())}
        watched = {path for each in files.values() for path in each} | {*_for_all(names)}
        # What has changed while it was built is built again, but for folders: a track may be
        # written into one that it is made from.
        before = {path: mark for path, mark in marks.items() if isinstance(mark, tuple)}
        marks = {path: before.get(path, _mark(path)) for path in watched}
        printing.err("watching for changes; Ctrl-C ends it\n")
        changed: Collection[Path] = ()
        with suppress(KeyboardInterrupt):
            changed, marks = _wait(marks)
        if not changed:
            return
        only = _named(changed, files)


def _for_all(names: Iterable[str]) -> Iterable[Path]:
    """What concerns every routine: the user's settings, and the folders that they are in."""
    from audiocoach.config.load import config_places

    yield from config_places()
    yield from (Path(name) for name in names if _is_folder(Path(name)))


def _named(changed: Collection[Path], files: Mapping[str, Collection[Path]]) -> set[str] | None:
    """The routines that the files are of; None for all of them."""
    concerned = {name for name, each in files.items() if not set(changed).isdisjoint(each)}
    of_one = {path for each in files.values() for path in each}
    return concerned if of_one.issuperset(changed) else None


def _wait(before: Marks) -> tuple[list[Path], dict[Path, object]]:
    """Wait until some have changed, and all are at rest."""
    while not (changed := _changed(before, now := {path: _mark(path) for path in before})):
        sleep(EVERY_S)
    for _ in range(_MOST_SETTLING):
        sleep(_SETTLING_S)
        if not _changed(now, later := {path: _mark(path) for path in before}):
            break
        now = later
    return changed, now


def _changed(before: Marks, now: Marks) -> list[Path]:
    return [path for path, mark in now.items() if mark != before[path]]


def _mark(path: Path) -> object:
    """A tuple for a file, a list for a folder."""
    try:
        found = path.stat()
        if not S_ISDIR(found.st_mode):
            return found.st_mtime_ns, found.st_size, found.st_ino
        entries = sorted(islice(path.iterdir(), _MOST_ENTRIES))
        return [(entry, _mark(entry)) for entry in entries if not _is_folder(entry)]
    except (OSError, ValueError):
        return None


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
