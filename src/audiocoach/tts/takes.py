"""One recording of a phrase: read, cut to the speech in it, judged as a sound engineer would."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audiocoach.tts.base import DEFAULT_WPM, EngineError, Speech, count_words, find_fault
from audiocoach.tts.speech_files import read_speech

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_S = 60
QUIET_LUFS = -45.0
"""What is softer is raised by so much that its noise is heard."""
_FULL_SCALE = 32_766
_CLIPPED_SAMPLES = 3
"""In a row at full scale: a peak that has been cut off."""
_SILENCE_MS = 1_000
_SLOW, _MORE_S = 2.0, 2.0
"""Beyond this many times as long as the words take, and so much more, it may hold two takes."""
_WINDOW_MS = 10
_AT_ONCE = 1_000
_NOISE_SHARE = 5
"""Per cent of a recording that is taken for the noise of its room."""
_ABOVE_NOISE_DB = 10.0
_CLEAR_DB = 25.0
"""How far the voice has to be above the noise, for one to be told from the other."""
_BEFORE_MS, _AFTER_MS = 80, 160
"""Kept around what stands out: words begin and end softly."""


class UnusableError(Exception):
    """A file is no recording that can be heard; the text says why."""


class Take(NamedTuple):
    """What a recording of a phrase is like."""

    lasts_ms: int = 0
    """How long it is in a track, once the silence around it is cut off."""
    attack_ms: int = 0
    """When it is heard to happen, from its start."""
    unusable: str = ""
    """Why it cannot be heard, if it cannot."""
    doubts: tuple[str, ...] = ()
    """What might be better; it is heard all the same."""


def read_take(file: Path) -> Speech:
    """The speech in a recording, without most of the silence around it; raises UnusableError."""
    speech, spoken = _decode(file)
    samples = _samples(speech)[spoken]
    return Speech(samples.tobytes(), speech.rate)


def judge(file: Path, phrase: str) -> Take:
    """Whether a recording of `phrase` can be heard, and what is doubtful about it."""
    from audiocoach.audio import SAMPLE_RATE
    from audiocoach.audio.attack import attack_ms
    from audiocoach.audio.filters import run
    from audiocoach.audio.loudness import speech_loudness
    from audiocoach.audio.shaping import from_pcm, shape_speech

    try:
        whole, spoken = _decode(file)
    except UnusableError as error:
        return Take(unusable=str(error))
    heard = from_pcm(_samples(whole)[spoken].tobytes())
    lufs = speech_loudness(run(heard, whole.rate, (), SAMPLE_RATE))
    silence_ms = spoken.start * 1000 // whole.rate
    late = f"begins with {silence_ms / 1000:.1f} s of silence, which is cut off"
    doubts = (
        late if silence_ms > _SILENCE_MS else "",
        f"quiet: {lufs:.0f} LUFS; its noise is raised with it" if lufs < QUIET_LUFS else "",
        _doubt_peaks(_samples(whole)),
        _doubt_length(len(heard) / whole.rate, phrase),
    )
    clip = shape_speech(heard, whole.rate)
    lasts_ms = len(clip) * 1000 // SAMPLE_RATE
    return Take(lasts_ms, attack_ms(clip), doubts=tuple(filter(None, doubts)))


def _decode(file: Path) -> tuple[Speech, slice]:
    """The whole file's sound, and which of its samples are speech."""
    try:
        speech = read_speech(file)
    except (OSError, EngineError) as error:
        raise UnusableError(str(error)) from error
    if fault := find_fault(speech):
        raise UnusableError(fault)
    spoken = find_speech(_samples(speech), speech.rate)
    if spoken.stop - spoken.start > MOST_S * speech.rate:
        raise UnusableError(f"it is longer than {MOST_S} seconds")
    return speech, spoken


def _samples(speech: Speech) -> "NDArray[np.int16]":
    import numpy as np

    return np.frombuffer(speech.samples, "<i2")


def _doubt_peaks(samples: "NDArray[np.int16]") -> str:
    import numpy as np

    full = np.abs(samples.astype(np.int32)) >= _FULL_SCALE
    in_a_row = np.convolve(full, np.ones(_CLIPPED_SAMPLES, np.int32), "valid")
    places = int((np.diff((in_a_row == _CLIPPED_SAMPLES).astype(np.int8), prepend=0) == 1).sum())
    return f"clipped in {places} places; record it softer" if places else ""


def _doubt_length(lasts_s: float, phrase: str) -> str:
    takes_s = count_words(phrase) * 60 / DEFAULT_WPM
    if lasts_s <= _SLOW * takes_s + _MORE_S:
        return ""
    return f"long: {lasts_s:.1f} s, where the words take {takes_s:.1f} s; is it there twice?"


def find_speech(samples: "NDArray[np.int16]", rate: int) -> slice:
    """From before the first word to after the last; all of it where there is no telling."""
    import numpy as np

    window = max(1, rate * _WINDOW_MS // 1000)
    levels = _levels_db(samples, window)
    if not len(levels):
        return slice(0, len(samples))
    noise = np.percentile(levels, _NOISE_SHARE)
    if levels.max() - noise < _CLEAR_DB:
        return slice(0, len(samples))
    loud = np.flatnonzero(levels > noise + _ABOVE_NOISE_DB)
    first = loud[0] * window - rate * _BEFORE_MS // 1000
    last = (loud[-1] + 1) * window + rate * _AFTER_MS // 1000
    return slice(max(0, int(first)), min(len(samples), int(last)))


def _levels_db(samples: "NDArray[np.int16]", window: int) -> "NDArray[np.float64]":
    import numpy as np

    windows = samples[: len(samples) // window * window].reshape(-1, window)
    # A part at a time: in this form they are four times as large.
    parts = range(0, len(windows), _AT_ONCE)
    powers = [(windows[at : at + _AT_ONCE].astype(np.float64) ** 2).mean(axis=1) for at in parts]
    return np.asarray(10 * np.log10(np.concatenate([*powers, []]) + 1))
