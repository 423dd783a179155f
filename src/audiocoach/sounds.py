"""Sound kits: a folder with an `index.yaml` and a WAV file for every tone.

Reading a kit and naming its content are cheap, as every build does both. Decoding happens only when
a clip is made, and nothing above `load_tone` imports an audio library.
"""

import hashlib
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

from audiocoach.errors import SoundError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TONES: tuple[str, ...] = (
    "pip",
    "start",
    "rest",
    "round",
    "switch",
    "tick",
    "up",
    "down",
    "finish",
    "end",
)
INDEX = "index.yaml"
SAMPLE_RATE = 24_000
LONGEST_MS = 5_000
LEVELS_DB = (-40, 12)

_KEYS = ("file", "level", "meaning")
_SAMPLES_PER_MS = SAMPLE_RATE // 1000
_SILENT = 33  # -60 dBFS
_INAUDIBLE = 1000  # a thousandth of the peak, 60 dB below it, is no attack yet


@dataclass(frozen=True, slots=True)
class Tone:
    """A short sound, and what a listener should understand by it.

    `level_db` is its loudness beside speech: 0 as loud, negative softer. The file is not levelled.
    """

    name: str
    meaning: str
    path: Path
    level_db: float


@dataclass(frozen=True, slots=True)
class SoundKit:
    """A tone for every name in `TONES`, in that order; `name` is that of the folder."""

    name: str
    title: str
    tones: Mapping[str, Tone]


def read_kit(folder: Path) -> SoundKit:
    """The kit in `folder`, as its index says; SoundError tells what to write if it is not whole."""
    index = folder / INDEX
    content = _read_index(index)
    entries = _mapping(content.get("tones"), f"{index}: 'tones'")
    _check_names(entries, str(index))
    tones = {name: _read_tone(index, name, entries[name]) for name in TONES}
    title = _text(content, "title", str(index))
    return SoundKit(folder.absolute().name, title, MappingProxyType(tones))


def _read_index(index: Path) -> dict[Any, Any]:
    try:
        content = yaml.safe_load(index.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SoundError(
            f"{index}: no such file; a sound kit is a folder with an {INDEX} "
            f"that gives a WAV file for each of {_listed(TONES)}"
        ) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SoundError(f"{index}: not readable as YAML: {error}") from error
    return _mapping(content, str(index))


def _mapping(value: object, subject: str) -> dict[Any, Any]:
    if isinstance(value, dict):
        return value
    raise SoundError(f"{subject} must hold keys and values; see sounds/default/{INDEX} for one")


def _check_names(entries: Mapping[object, object], subject: str) -> None:
    if unknown := [str(name) for name in entries if name not in TONES]:
        raise SoundError(f"{subject}: no tone is called {_listed(unknown)}; use {_listed(TONES)}")
    if missing := [name for name in TONES if name not in entries]:
        raise SoundError(f"{subject}: no entry for {_listed(missing)}; add it under 'tones'")


def _read_tone(index: Path, name: str, value: object) -> Tone:
    subject = f"{index}: tone '{name}'"
    entry = _mapping(value, subject)
    if unknown := [str(key) for key in entry if key not in _KEYS]:
        raise SoundError(f"{subject}: unknown key {_listed(unknown)}; use {_listed(_KEYS)}")
    path = _path_inside(index.parent, _text(entry, "file", subject), subject)
    return Tone(name, _text(entry, "meaning", subject), path, _level_db(entry, subject))


def _text(entry: Mapping[Any, Any], key: str, subject: str) -> str:
    value = entry.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise SoundError(f"{subject}: '{key}' is missing or not a text; write '{key}: …'")


def _path_inside(folder: Path, file: str, subject: str) -> Path:
    # By its spelling alone: installers may store the files of a package elsewhere and link to them.
    relative = Path(file)
    if relative.anchor or ".." in relative.parts:
        raise SoundError(f"{subject}: '{file}' lies outside the kit; copy the file into {folder}")
    if not (folder / relative).is_file():
        raise SoundError(f"{subject}: there is no file '{file}' in {folder}")
    return folder / relative


def _level_db(entry: Mapping[Any, Any], subject: str) -> float:
    level, (lowest, highest) = entry.get("level"), LEVELS_DB
    if (
        isinstance(level, int | float)
        and not isinstance(level, bool)
        and lowest <= level <= highest
    ):
        return float(level)
    raise SoundError(
        f"{subject}: 'level' must be a number of dB from {lowest} to {highest}, beside speech; "
        "write for example 'level: -3'"
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def tone_digest(tone: Tone) -> str:
    """Hex SHA-256 of the level and the file's bytes: equal digests, equal clips."""
    try:
        content = tone.path.read_bytes()
    except OSError as error:
        raise SoundError(f"{tone.path}: cannot be read: {error.strerror}") from error
    return hashlib.sha256(f"{tone.level_db:.3f} dB\0".encode() + content).hexdigest()


def load_tone(tone: Tone) -> "NDArray[np.int16]":
    """Its samples, shape (n,), 24 kHz mono, not levelled: from the attack on, a whole number of ms.

    SoundError if the file is no PCM WAV, is silent, or lasts longer than 5 s.
    """
    try:
        return _from_attack(_decode(tone.path))
    except SoundError:
        raise
    except Exception as error:  # pydub raises whatever it trips over: struct, index, audioop errors
        raise SoundError(
            f"{tone.path}: not readable as WAV ({error}); save it as WAV, 24 kHz, mono, 16 bit"
        ) from error


def _decode(path: Path) -> "NDArray[np.int16]":
    import numpy as np

    with warnings.catch_warnings():
        # Of its regular expressions, and of a missing ffmpeg, which WAV files do not need.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    # Not from_file: for a file it cannot read that starts ffmpeg, where there is one.
    segment = AudioSegment(data=path.read_bytes()).set_channels(1).set_sample_width(2)
    if len(segment) > LONGEST_MS:
        raise SoundError(f"{path}: lasts {len(segment)} ms; cut it to {LONGEST_MS} ms or less")
    samples = np.frombuffer(segment.raw_data, np.int16)
    if not samples.size or np.max(np.abs(samples.astype(np.int32))) < _SILENT:
        raise SoundError(f"{path}: is silent; raise its level, or choose another file")
    return _resampled(samples, segment.frame_rate)


def _resampled(samples: "NDArray[np.int16]", rate: int) -> "NDArray[np.int16]":
    if rate == SAMPLE_RATE:
        return samples
    import av  # as pydub's own resampler leaves images at -31 dB
    import numpy as np

    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([frame.to_ndarray()[0].astype(np.int16) for frame in frames])


def _from_attack(samples: "NDArray[np.int16]") -> "NDArray[np.int16]":
    import numpy as np

    loudness = np.abs(samples.astype(np.int32))
    attack = int(np.argmax(loudness * _INAUDIBLE > loudness.max()))
    heard = samples[attack // _SAMPLES_PER_MS * _SAMPLES_PER_MS :]
    return np.pad(heard, (0, -len(heard) % _SAMPLES_PER_MS))
