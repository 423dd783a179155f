"""The formats of tracks, and the file that is asked for: bitrate, channels, cover and levels.

Bitrates are bits per second. Imports nothing heavy: the command line needs this.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict, Unpack

from msgspec import Struct

from audiocoach.audio import SAMPLE_RATE
from audiocoach.errors import CoachError, InvalidValueError
from audiocoach.mp3.frames import FrameFormat, Mode
from audiocoach.support.keywords import (
    fill_fields,
    read_flag,
    read_scalar,
    read_texts,
    read_whole,
)
from audiocoach.support.messages import limit_length

_KILO = 1000
_MP3_BITRATES = tuple(rate * _KILO for rate in (32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160))


class Format(Struct, frozen=True, kw_only=True):
    """One kind of file. Without `bitrates` there is nothing to choose."""

    suffixes: Sequence[str]
    """The first is the one that a name gets."""
    bitrate: int = 0
    """Bits a second of one channel by default; two channels get half as much again."""
    bitrates: Sequence[int] = ()
    why_no_bitrate: str = ""
    overshoot_db: float = 0.0
    """How much higher than those of an MP3 its encoder makes peaks, at most."""
    cover: bool = True
    """Whether it has a place for a picture."""


_LOSSLESS = "it keeps every sample"

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "mp3": Format(suffixes=(".mp3",), bitrate=64_000, bitrates=_MP3_BITRATES),
        # Beyond 144 kbit/s a channel AAC has no frames at 24 kHz.
        "m4a": Format(
            suffixes=(".m4a", ".m4b"),
            bitrate=64_000,
            bitrates=range(24_000, 144_001),
            overshoot_db=0.2,
        ),
        "opus": Format(
            suffixes=(".opus",), bitrate=48_000, bitrates=range(12_000, 128_001), overshoot_db=1.1
        ),
        "ogg": Format(suffixes=(".ogg", ".oga"), why_no_bitrate="it keeps to a quality instead"),
        "flac": Format(suffixes=(".flac",), why_no_bitrate=_LOSSLESS),
        "wav": Format(suffixes=(".wav",), why_no_bitrate=_LOSSLESS, cover=False),
    }
)

DRAWN, NO_COVER = "drawn", "none"

_LUFS, _DBFS, _DUCK = (-30.0, -14.0), (-90.0, -50.0), (0.0, 60.0)
"""What may be asked for. Louder, and speech would lose more than its peaks; a higher floor is
heard, a lower one is rounded away in 16 bits."""


class Sound(Struct, frozen=True):
    """The levels of a finished track."""

    loudness_lufs: float = -16.0
    """Integrated, after EBU R128."""
    floor_dbfs: float = -75.0
    """RMS of the noise wherever nothing is heard; -inf is digital silence."""

    def changed(self, loudness_lufs: float | None, floor_dbfs: float | None) -> "Sound":
        """A copy with other levels; None keeps one."""
        return Sound(
            self.loudness_lufs if loudness_lufs is None else loudness_lufs,
            self.floor_dbfs if floor_dbfs is None else floor_dbfs,
        )


_SOUND = Sound()


class OutputKeywords(TypedDict, total=False):
    """What an `Output` is made of; every keyword may be left out, or be None."""

    format: str | None
    bitrate: int | str | None
    stereo: bool | None
    cover: str | PathLike[str] | None
    loudness: float | str | None
    floor: float | str | None
    sidecars: str | Iterable[str]
    timeline: bool
    split: bool


@dataclass(frozen=True, slots=True, init=False)
class Output:
    """The file that is asked for, and what is written beside it: `Output(bitrate=96_000)`.

    None asks for nothing: the user's file decides if it is given, else the defaults. Raises
    CoachError for a keyword it has not, and for a value that cannot be read.
    """

    format: str | None = None
    """`mp3`, `m4a`, `opus`, `ogg`, `flac` or `wav`; as the file's suffix says where it is None."""
    bitrate: int | None = None
    """Bits a second, or a text: `"96k"`."""
    stereo: bool | None = None
    """Whether the same sound is in two channels, for what plays one on one side only."""
    cover: str | None = None
    """`drawn`, `none`, or the path of a picture."""
    loudness: float | None = None
    """Of the whole track, in LUFS."""
    floor: float | None = None
    """The noise that keeps earphones awake, in dBFS; `"off"`, read as -inf, is silence."""
    sidecars: tuple[str, ...] = ()
    """Texts beside the track: `lrc`, `vtt`, `cue`, `json`, `csv`."""
    timeline: bool = False
    """Whether the timeline is written beside the track, as JSON."""
    split: bool = False
    """Whether a folder beside the track gets a file for each set and rest."""

    def __init__(self, **given: Unpack[OutputKeywords]) -> None:
        fill_fields(self, given, read_output)

    @property
    def has_files(self) -> bool:
        """Whether it asks for files beside the track."""
        return bool(self.sidecars or self.timeline or self.split)


def read_output(name: str, value: object) -> object:
    """The value of a field of `Output`; raises InvalidValueError."""
    if name in ("stereo", "timeline", "split"):
        return read_flag(value)
    if name == "sidecars":
        return read_sidecars(",".join(texts)) if (texts := read_texts(value)) else ()
    if name == "cover":
        return fspath(value) if isinstance(value, PathLike) else read_scalar(value)
    if name == "bitrate" and not isinstance(value, str):
        return read_whole(value)
    if name == "floor" and value == -math.inf:
        return value
    readers: Mapping[str, Callable[[str], object]] = {
        "format": read_format,
        "bitrate": read_bitrate,
        "loudness": limit_length(read_loudness),
        "floor": limit_length(read_floor),
    }
    return readers[name](read_scalar(value))


class OutputSettings(Struct, frozen=True, kw_only=True):
    """The file to write; raises CoachError for what its format cannot have."""

    format: str = "mp3"
    bitrate: int | None = None
    stereo: bool = False
    """The same sound in two channels, for what plays one on one side only."""
    cover: str = DRAWN
    """`drawn`, `none`, or the path of a picture."""
    sound: Sound = _SOUND

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise CoachError(
                f"there is no format '{self.format}'", f"there is: {', '.join(FORMATS)}"
            )
        if self.bitrate is not None and self.bitrate not in self.of.bitrates:
            raise _no_bitrate(self.format, self.bitrate)
        if self.cover not in (DRAWN, NO_COVER) and not self.of.cover:
            raise CoachError(f"{self.format} has no place for a cover", "leave out --cover")

    @property
    def of(self) -> Format:
        """The table row of its format."""
        return FORMATS[self.format]

    @property
    def bits(self) -> int:
        """The bitrate, asked for or not; 0 where there is none to choose."""
        return self.bitrate or (self.of.bitrate * 3 // 2 if self.stereo else self.of.bitrate)

    @property
    def frame_format(self) -> FrameFormat:
        """Of an MP3: a frame is 24 ms at any bitrate."""
        return FrameFormat(SAMPLE_RATE, self.bits, Mode.JOINT_STEREO if self.stereo else Mode.MONO)


def _no_bitrate(format_: str, bitrate: int) -> CoachError:
    kind = FORMATS[format_]
    if not kind.bitrates:
        return CoachError(f"{format_} has no bitrate, {kind.why_no_bitrate}", "leave out --bitrate")
    offer = f"one of {', '.join(map(_kilo, kind.bitrates))}"
    if isinstance(kind.bitrates, range):
        offer = f"one from {_kilo(kind.bitrates[0])} to {_kilo(kind.bitrates[-1])}"
    return CoachError(f"{format_} has no bitrate of {_kilo(bitrate)}", f"write {offer}")


def _kilo(bitrate: int) -> str:
    return f"{bitrate / _KILO:g}k"


def read_format(text: str) -> str:
    """Read the name of a format, `mp3` or `.mp3`; raises InvalidValueError."""
    name = text.strip().lower().removeprefix(".")
    if name not in FORMATS:
        raise InvalidValueError(f"'{text}' is not a format", f"write one of {', '.join(FORMATS)}")
    return name


def read_bitrate(text: str) -> int:
    """Read `96k`, or `96`, as bits per second; raises InvalidValueError."""
    found = re.fullmatch(r"\s*(\d{1,4}(?:\.\d)?)\s*k?\s*", text, re.IGNORECASE | re.ASCII)
    if not found:
        raise InvalidValueError(f"'{text}' is not a bitrate", "write it like '96k'")
    return round(float(found[1]) * _KILO)


def read_loudness(text: str) -> float:
    """Read `-16` or `-16 LUFS`; raises InvalidValueError."""
    return _read_level(text, "LUFS", _LUFS)


def read_floor(text: str) -> float:
    """Read `-75` or `-75 dBFS`, or `off`, which is -inf; raises InvalidValueError."""
    if text.strip() == "off":
        return -math.inf
    return _read_level(text, "dBFS", _DBFS, or_else=", or 'off'")


def read_duck(text: str) -> float:
    """Read `15` or `15 dB`; raises InvalidValueError."""
    return _read_level(text, "dB", _DUCK)


def _read_level(text: str, unit: str, span: tuple[float, float], or_else: str = "") -> float:
    hint = f"write a level from {span[0]:g} to {span[1]:g} {unit}{or_else}"
    try:
        level = float(text.strip().removesuffix(unit))
    except ValueError:
        raise InvalidValueError(f"'{text}' is no level", hint) from None
    if not span[0] <= level <= span[1]:
        raise InvalidValueError(f"'{text}' is out of range", hint)
    return round(level, 2)


def format_of(path: Path) -> str | None:
    """The format of a file by its suffix, None if it is no format's."""
    suffix = path.suffix.lower()
    return next((name for name, kind in FORMATS.items() if suffix in kind.suffixes), None)


SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        "lrc": ".lrc",
        "vtt": ".vtt",
        "cue": ".cue",
        "json": ".chapters.json",  # NAME.json is the timeline
        "csv": ".csv",
    }
)
"""What a sidecar's name ends in, in place of the track's own suffix."""


def read_sidecars(text: str) -> tuple[str, ...]:
    """Read `lrc, vtt` as names, each once; raises InvalidValueError."""
    names = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",")))
    for name in names:
        if name not in SUFFIXES:
            raise InvalidValueError(
                f"{name!r} is no sidecar", f"write one or more of {', '.join(SUFFIXES)}"
            )
    return names
