"""Where tracks go: the file that `--out`, or the user's own place, means for each of them."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audiocoach.config.output import FORMATS, OutputSettings, format_of
from audiocoach.errors import CoachError, TrackError
from audiocoach.support.filenames import lone_file_name, same_file
from audiocoach.support.files import is_folder
from audiocoach.support.messages import quote, suggest
from audiocoach.support.paths import is_within

if TYPE_CHECKING:
    from audiocoach.config.model import Config

STDOUT = "-"
"""Instead of a file: standard output."""

_USUAL_FOLDER = "out"
_SEPARATORS = tuple(filter(None, ("/", os.sep, os.altsep)))
_FOLDER = "{folder}"
_BRACES = r"\{\{|\}\}|\{([^{}]*)\}"
_LIKE = "'out/{folder}/{name}.mp3'"


class Named(NamedTuple):
    """A track that has no file yet."""

    asked: str
    """How it was asked for: a routine's name, or its file."""
    words: Mapping[str, str]
    """What each placeholder stands for in it; `name` is always among them."""
    within: str = ""
    """The folder of its own that it has within a folder of tracks."""


def resolve_paths(
    tracks: Sequence[Named], out: str | None, config: "Config", output: OutputSettings
) -> list[Path]:
    """The file of each track, no two the same; raises CoachError where two would be."""
    place = config.out if out is None else out
    suffix = output.of.suffixes[0]
    if place is None or format_at(place) is None:
        folder = place or _USUAL_FOLDER
        is_named = _FOLDER in folder  # what keeps them apart, then
        paths = [
            Path(
                _filled(folder, track),
                "" if is_named else track.within,
                track.words["name"] + suffix,
            )
            for track in tracks
        ]
    elif len(tracks) > 1 and not _has_placeholders(place):
        message = f"{place} is one file for {len(tracks)} tracks"
        raise CoachError(message, f"give a folder as --out, or a name for each: {_LIKE}")
    else:
        paths = [Path(_filled(place, track)) for track in tracks]
        if out is None and format_at(place) != output.format:
            # The user's usual file, in a format that was asked for.
            paths = [path.with_suffix(suffix) for path in paths]
    if out is None and config.within:
        _check_within(paths, config.within)
    _check_apart(paths, tracks)
    return paths


def names_folder(out: str) -> bool:
    """Whether a path is one of a folder: it ends in a separator, or the folder exists."""
    return out.endswith(_SEPARATORS) or is_folder(Path(out))


def format_at(out: str | None) -> str | None:
    """The format of a file to write by its suffix; None for a folder."""
    if out is None:
        return None
    if not out.strip():
        raise TrackError("it is empty", "give a file or a folder")
    path = Path(out)
    if not path.suffix or "}" in path.suffix or names_folder(out):
        return None
    if name := format_of(path):
        return name
    endings = ", ".join(row.suffixes[0] for row in FORMATS.values())
    hint = f"end it in one of {endings}, or in / if it is a folder"
    raise TrackError(f"'{out}' ends like no format", hint)


def _has_placeholders(place: str) -> bool:
    return any(braces[1] is not None for braces in re.finditer(_BRACES, place))


def _filled(place: str, track: Named) -> str:
    """A place with the track's words for its placeholders; none of them leads elsewhere."""

    def word(braces: re.Match[str]) -> str:
        name = braces[1]
        if name is None:
            return braces[0][0]
        if name not in track.words:
            message = f"{quote(place)} has no {quote('{' + name + '}')}"
            raise CoachError(message, suggest(name, track.words))
        return lone_file_name(track.words[name], name)

    return re.sub(_BRACES, word, place)


def _check_within(paths: Sequence[Path], folder: Path) -> None:
    for path in paths:
        if not is_within(path.parent, folder):
            message = f"{path}: a link leads out of the folder, whose audiocoach.toml names it"
            raise TrackError(message, "name a file or a folder as --out")


def _check_apart(paths: Sequence[Path], tracks: Sequence[Named]) -> None:
    """Raise CoachError for two tracks in one file, on disks without capital letters, too."""
    first: dict[str, Named] = {}
    for path, track in zip(paths, tracks, strict=True):
        other = first.setdefault(same_file(str(path)), track)
        if other is not track:
            which = f": that of {other.asked} and that of {track.asked}"
            message = f"two tracks would be {path}{which if other.asked != track.asked else ''}"
            raise CoachError(message, f"name them apart: --out {_LIKE}")
