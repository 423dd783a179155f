"""hibari: a neural voice of English inside this process, from the package hibari-tts.

Pure on one computer: the noise in each sentence comes from a seed, so the same text gives the same
samples, in any order, thread and process. Another processor may round otherwise.

The package is https://github.com/MMWilliams/hibari; it reads text by its own rules, so it is given
words only. `heart` is in the package, the other voices are files of 8 MB that a person installs.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from audiocoach.errors import CoachError, SpeechError
from audiocoach.i18n.normalise import PHONEMES
from audiocoach.support.messages import suggest
from audiocoach.support.resources import version
from audiocoach.tts.base import (
    Engine,
    EngineError,
    Speech,
    Voice,
    VoiceInfo,
    find_fault,
    phrase_error,
    speakable_text,
    voices_folder,
)
from audiocoach.tts.hibari_model import MENDING, PACKAGE, Model, Weights, assets, load

if TYPE_CHECKING:
    from audiocoach.audio.filters import Samples

NOTE = "more with: audiocoach voices install emma (or fenrir, fable, kore)"
SOURCE = "https://huggingface.co/maureesewilliams/hibari/resolve/main/voices"
_VERSION = 1
"""Raise it when the code here makes other samples of the same words."""
_PACKAGE = "hibari_tts"
_RUNTIME = "onnxruntime"
_RATE = 24_000
_PAUSE_MS = 300
"""Between two sentences; the model would leave 700."""
_SILENT_DB = -45.0
"""Below the peak of a sentence: what is quieter at either end is silence."""
_ENDS = (".", "!", "?", "…")
_QUOTES = "\"'”’)"
_MARKS = re.compile(rf"(?P<given>{PHONEMES.pattern})|[\[\]<>ˈˌ]")
_SPEEDS = (
    (85, 0.45), (109, 0.6), (125, 0.7), (146, 0.8), (163, 0.85), (173, 0.9), (180, 1.0), (187, 1.1),
    (199, 1.2), (208, 1.3), (263, 1.35), (275, 1.5), (288, 1.7), (300, 2.0),
)  # fmt: skip
"""Words a minute over all sentences of the shipped routines, and the model's speed. Lengths are
whole frames, so it is no straight line: above 1.33 most sounds lose one of their two."""


BUNDLED = "heart"
VOICES: Mapping[str, Weights] = {
    "heart": Weights(
        "heart",
        "hibari.onnx",
        "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
        "en-us",
        "female",
    ),
    "emma": Weights(
        "emma",
        "bf_emma.int8.onnx",
        "f709f0488ee63b583a22189a955aaf4257b9806dd330be3490661e53af0a89c1",
        "en-gb",
        "female",
    ),
    "fable": Weights(
        "fable",
        "bm_fable.int8.onnx",
        "c28529302f2d27cd12f62625c24425888c4e3c2675583100ec530259136b8bc6",
        "en-gb",
        "male",
    ),
    "fenrir": Weights(
        "fenrir",
        "am_fenrir_v2.int8.onnx",
        "f59fbd87908c91f827bc21b1b89443757b9a8580db9eee20aa948deb731321f4",
        "en-us",
        "male",
    ),
    "kore": Weights(
        "kore",
        "af_kore.int8.onnx",
        "346885752673e45d42f9864c9e2432094bc4b6385df060d4b83273da764d2fa9",
        "en-us",
        "female",
    ),
}
"""The voices of hibari-tts 0.2.1. Source: its `hibari/assets/voices.json`."""


def open_voice(voice: Voice) -> Engine:
    """Raises SpeechError when there is no such voice, or nobody has installed it; loads nothing."""
    if voice.name not in VOICES:
        raise SpeechError(f"hibari has no voice {voice.name!r}", suggest(voice.name, VOICES))
    if not _weights_file(voice.name).is_file():
        installing = f"get it with: audiocoach voices install {voice.name}"
        message = f"the voice {voice.name!r} of hibari is not installed"
        raise SpeechError(message, MENDING if voice.name == BUNDLED else installing)
    return HibariEngine(voice)


def voices() -> tuple[VoiceInfo, ...]:
    """The voice of the package, and those in the voices folder."""
    return tuple(
        VoiceInfo(name, (weights.language, "en"), weights.gender)
        for name, weights in VOICES.items()
        if _weights_file(name).is_file()
    )


def download(name: str) -> Path:
    """Download a voice into the voices folder, whole and checked, or not at all; its file.

    Raises SpeechError.
    """
    file = _weights_file(name)
    if name == BUNDLED:
        open_voice(Voice("hibari", name))
        return file
    from http.client import HTTPException

    from hibari.voices import download

    weights = VOICES[name]
    url = f"{SOURCE}/{weights.file}"
    try:
        download(url, str(file), weights.sha256)
    except (OSError, RuntimeError, HTTPException) as error:
        reason = str(error).partition(". Check")[0].removeprefix("hibari: ")
        hint = f"get {url} elsewhere, and put it into {file.parent}"
        raise SpeechError(f"the voice {name!r} was not downloaded: {reason}", hint) from error
    return file


class HibariEngine(Engine):
    """One voice of hibari, loaded for its first phrase; speaks in as many threads as call it.

    `[word](/phonemes/)` in a phrase has that word said so, in the alphabet of misaki.
    """

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._speed = _speed(voice.wpm)
        self._model: Model | None = None

    @cached_property
    def identity(self) -> str:
        """The packages, and the weights that are loaded, or else refused."""
        hibari, runtime = version(_PACKAGE, PACKAGE), version(_RUNTIME)
        weights = VOICES[self._voice.name].sha256
        return f"hibari-tts {hibari} onnxruntime {runtime}{_scipy()} {weights} {_VERSION}"

    def close(self) -> None:
        """Let go of the model; a phrase spoken later takes it again."""
        self._model = None

    def speak(self, text: str) -> Speech:
        """The same bytes for the same text on one computer. Raises SpeechError."""
        line = speakable_text(self._voice, text, phonemes=True)
        try:
            speech = self._synthesise(line)
        except Exception as error:
            raise phrase_error(self._voice, line, error) from error
        if fault := find_fault(speech):
            raise phrase_error(self._voice, line, fault)
        return speech

    def _synthesise(self, line: str) -> Speech:
        import numpy as np

        self._model = model = self._model or load(
            _weights_file(self._voice.name), VOICES[self._voice.name]
        )
        sentences = [model.say(read, self._speed) for read in model.read(_as_sentence(line))]
        if not sentences:
            raise EngineError(
                "there is nothing in it that it can read",
                "it reads English alone: set the language, or speak with --voice espeak",
            )
        pause = np.zeros(_RATE * _PAUSE_MS // 1000, np.float32)
        parts = [part for sentence in sentences for part in (pause, _trimmed(sentence))]
        samples = np.clip(np.rint(np.concatenate(parts[1:]) * 32767), -32768, 32767)
        return Speech(samples.astype("<i2").tobytes(), _RATE)


def _scipy() -> str:
    """Which scipy there is: hibari transforms with it where it can, and that rounds otherwise."""
    spec = find_spec("scipy")
    if spec is None or spec.origin is None:  # none, or a folder that happens to have its name
        return ""
    try:
        return f" scipy {version('scipy')}"
    except CoachError:
        return " scipy"


def _weights_file(name: str) -> Path:
    folder = assets() if name == BUNDLED else voices_folder()
    return folder / VOICES[name].file


def _as_sentence(line: str) -> str:
    """The line with a full stop, without which words are said as if more came.

    Marks that hibari would obey stay only where they give the phonemes of a word.
    """
    line = _MARKS.sub(lambda match: match["given"] or " ", line)
    if line.rstrip(_QUOTES).endswith(_ENDS):
        return line
    return line.rstrip(",;:-–— ") + "."


def _trimmed(samples: "Samples") -> "Samples":
    """The samples without the silence around them."""
    import numpy as np

    level = np.abs(samples)
    loud = np.flatnonzero(level > level.max(initial=0) * 10 ** (_SILENT_DB / 20))
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]


def _speed(wpm: int) -> float:
    """What the model divides lengths by, to speak so many words a minute."""
    if wpm <= _SPEEDS[0][0]:
        return _SPEEDS[0][1]
    pairs = pairwise(_SPEEDS)
    (slower, low), (faster, high) = next(pair for pair in pairs if wpm <= pair[1][0])
    return low + (high - low) * (wpm - slower) / (faster - slower)
