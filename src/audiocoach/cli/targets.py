"""What file a track becomes, and where it is written."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from audiocoach.config.output import DRAWN, FORMATS, OutputSettings, format_of
from audiocoach.errors import CoachError
from audiocoach.support.messages import slug

if TYPE_CHECKING:
    from audiocoach.cli.options import Wanted
    from audiocoach.config.model import Config

_SEPARATORS = tuple(filter(None, ("/", os.sep, os.altsep)))


def choose_output(wanted: "Wanted", config: "Config") -> OutputSettings:
    """The file as `--format` says, else the end of `--out`, else one's own file, else an MP3."""
    said = _suffixed(_place(wanted, config))
    if wanted.out is not None and wanted.format and said and said != wanted.format:
        _refuse(
            f"'{wanted.out}' is {said} by its name and {wanted.format} by --format; "
            "leave one of them out"
        )
    asked = wanted.format or (said if wanted.out is not None else None)
    chosen = asked or config.format or said or "mp3"
    try:
        return OutputSettings(
            format=chosen,
            bitrate=wanted.bitrate or _habitual_bitrate(config, chosen),
            stereo=config.stereo if wanted.stereo is None else wanted.stereo,
            cover=_habitual_cover(config, chosen) if wanted.cover is None else wanted.cover,
            sound=config.sound.changed(wanted.loudness, wanted.floor),
        )
    except CoachError as error:
        raise typer.BadParameter(str(error)) from error


def _habitual_bitrate(config: "Config", format_: str) -> int | None:
    """A habit is passed over where a format that is asked for cannot have it."""
    return config.bitrate if config.bitrate in FORMATS[format_].bitrates else None


def _habitual_cover(config: "Config", format_: str) -> str:
    return config.cover if FORMATS[format_].cover else DRAWN


def _place(wanted: "Wanted", config: "Config") -> str | None:
    return config.out if wanted.out is None else wanted.out


def _refuse(message: str) -> NoReturn:
    raise typer.BadParameter(message, param_hint="'--out'")


def _suffixed(out: str | None) -> str | None:
    """The format of a file to write; None for a folder."""
    if out is None:
        return None
    if not out.strip():
        _refuse("it is empty; give a file or a folder")
    path = Path(out)
    if _is_folder(out) or not path.suffix:
        return None
    if found := format_of(path):
        return found
    ends = ", ".join(kind.suffixes[0] for kind in FORMATS.values())
    _refuse(f"'{out}' ends like no format; end it in one of {ends}, or in / if it is a folder")


def _is_folder(out: str) -> bool:
    return out.endswith(_SEPARATORS) or Path(out).is_dir()


def targets(
    names: Sequence[str], wanted: "Wanted", config: "Config", output: OutputSettings
) -> list[Path]:
    """The file of each routine's track, no two the same."""
    paths = _paths(names, _place(wanted, config), output)
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice:
        raise CoachError(f"two tracks would be {twice}; build them one by one, each with its --out")
    return paths


def _paths(names: Sequence[str], out: str | None, output: OutputSettings) -> list[Path]:
    if out is None or _suffixed(out) is None:
        suffix = output.of.suffixes[0]
        return [Path(out or "out") / _file(name, suffix) for name in names]
    if len(names) > 1:
        raise CoachError(f"{out} is one file for {len(names)} tracks; give a folder as --out")
    return [Path(out)]


def _file(name: str, suffix: str) -> str:
    return (slug(Path(name).stem) or "routine") + suffix
