"""Where a track goes: a path or an open file, what may be replaced there, and writing it."""

from collections.abc import Iterable
from io import TextIOBase
from os import PathLike, fspath
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from msgspec import Struct

from audiocoach.cache.origins import other_origin, remember_origin
from audiocoach.config.destinations import names_folder
from audiocoach.config.model import Config
from audiocoach.config.output import SUFFIXES, Output, OutputSettings
from audiocoach.config.resolve import resolve_output
from audiocoach.errors import CoachError, TrackError
from audiocoach.export.json import to_json
from audiocoach.export.sidecars import sidecar_text
from audiocoach.export.split import PLAYLIST_SUFFIX, make_playlist, split_track
from audiocoach.mp3.splice import Splice
from audiocoach.renderer.track import RenderReport, Track
from audiocoach.support.files import write_atomic, write_folder
from audiocoach.support.ownership import Input, check_replaceable
from audiocoach.support.paths import shown_path
from audiocoach.timeline import Timeline

_COPIED_BYTES = 1 << 20

Destination = str | PathLike[str] | BinaryIO
"""A file's path, whose suffix is its format, or an open binary file, seekable or not."""


class Target(Struct, frozen=True):
    """Where a track goes, as what kind of file, and what was asked for."""

    to: Path | BinaryIO
    settings: OutputSettings
    asked: Output
    sidecars: tuple[str, ...] = ()
    force: bool = True
    """Whether to replace what audiocoach did not make."""

    @property
    def path(self) -> Path | None:
        """The track's file; None for an open file."""
        return self.to if isinstance(self.to, Path) else None

    def check(self, inputs: Iterable[Input], origin: Path | None = None) -> None:
        """Raise TrackError where a file would be lost that should not be.

        `origin` is the routine that the track is made from, where that is a file of somebody's.
        """
        if self.path is None:
            return
        kept = [*inputs]
        for path in (self.path, *self._texts(self.path).values()):
            check_replaceable(path, kept, force=self.force)
        if not self.force:
            check_origin(self.path, origin)

    def write(
        self, track: Track, timeline: Timeline, origin: Path | None = None
    ) -> tuple[RenderReport, dict[str, Path]]:
        """Write the track, and the files beside it, which are returned by what they are."""
        if not isinstance(self.to, Path):
            return _write_open(track, self.to), {}
        # A folder that is not ours is refused before anything is written.
        split = _write_split(self.to, timeline, track.splice) if self.asked.split else {}
        report = track.write(self.to)
        remember_origin(self.to, origin)
        texts = self._texts(self.to)
        for name, path in texts.items():
            is_timeline = name == "timeline"
            text = to_json(timeline) if is_timeline else sidecar_text(name, timeline, self.to.name)
            write_atomic(path, [text.encode("utf-8", "replace")])  # names may be of no text
        return report, {**texts, **split}

    def _texts(self, path: Path) -> dict[str, Path]:
        """The texts beside the track: sidecars by their names, and `timeline`."""
        suffixes = {name: SUFFIXES[name] for name in self.sidecars}
        suffixes |= {"timeline": ".json"} if self.asked.timeline else {}
        return {name: path.with_suffix(suffix) for name, suffix in suffixes.items()}


def find_target(to: Destination, asked: Output, config: Config, *, force: bool) -> Target:
    """The target that somebody names; raises CoachError for what cannot be one."""
    if not isinstance(to, str | PathLike):
        if isinstance(to, TextIOBase):
            raise CoachError("a track is bytes, and the file takes text", "open it with 'wb'")
        if not hasattr(to, "write"):
            raise CoachError(f"{to!r} is no file", "give a path, or an open binary file")
        if asked.has_files:
            message = "nothing can be written beside an open file"
            raise CoachError(message, "give a path, or leave sidecars, timeline and split out")
        return Target(to, resolve_output(asked, config), asked, force=force)
    path = Path(to)
    if names_folder(fspath(to)):
        raise TrackError(f"'{path}' is a folder", "name a file in it, like 'pull.mp3'")
    if not path.suffix and not asked.format:
        message = f"'{path}' has no suffix, which is what says the format"
        raise TrackError(message, "end it in .mp3, or in that of another format")
    settings = resolve_output(asked, config, fspath(to))
    return Target(path, settings, asked, asked.sidecars or config.sidecars, force=force)


def check_origin(track: Path, origin: Path | None) -> None:
    """Raise TrackError where another routine's track would be lost, which is nobody's mistake."""
    if former := other_origin(track, origin):
        message = f"{track}: this track was made from another routine, {shown_path(former)}"
        hint = "name another file as --out, or replace it with --force"
        raise TrackError(message, hint)


def _write_open(track: Track, to: BinaryIO) -> RenderReport:
    """Write the track into an open file, whole or not at all: from a temporary one."""
    with TemporaryFile() as file:
        report = track.write(file)
        file.seek(0)
        _copy(file, to)
    return report


def _copy(file: BinaryIO, to: BinaryIO) -> None:
    """All that is left in `file`, also into one without a buffer, which may take a part at a time.

    `shutil.copyfileobj` would lose what such a file does not take.
    """
    while chunk := file.read(_COPIED_BYTES):
        rest = memoryview(chunk)
        while rest:
            taken = to.write(rest)
            rest = rest[taken:] if isinstance(taken, int) else rest[:0]


def _write_split(path: Path, timeline: Timeline, splice: Splice | None) -> dict[str, Path]:
    """Only what is spliced from frames can be cut without loss."""
    if splice is None:
        raise CoachError(f"{path}: --split is for MP3 without music", "leave it out")
    folder, list_name = path.with_suffix(""), path.stem + PLAYLIST_SUFFIX
    parts = split_track(timeline, splice)
    files: dict[str, Iterable[bytes]] = {list_name: [make_playlist(timeline, parts).encode()]}
    files |= {part.name: part.chunks() for part in parts}
    write_folder(folder, list_name, files)
    return {"split": folder / list_name}
