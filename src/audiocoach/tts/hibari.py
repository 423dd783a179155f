"""hibari: a neural voice of English inside this process, from the package hibari-tts.

Pure on one computer: the noise in each sentence comes from a seed, so the same text gives the same
samples, in any order, thread and process. Another processor may round otherwise.

The package is https://github.com/MMWilliams/hibari; it reads text by its own rules, so it is given
words only. `heart` is in the package, the other voices are files of 8 MB that a person installs.
"""

import re
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

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
from audiocoach.tts.hibari_model import PACKAGE, Model, assets, load
from audiocoach.tts.hibari_voices import BUNDLED, MENDING, VOICES

_OTHERS = [name for name in VOICES if name != BUNDLED]
NOTE = f"more with: audiocoach voices install {_OTHERS[0]} (or {', '.join(_OTHERS[1:])})"
SOURCE = "https://huggingface.co/maureesewilliams/hibari/resolve/main/voices"
_VERSION = 1
"""Raise it when the code here makes other samples of the same words."""
_PACKAGE = "hibari_tts"
_RUNTIME = "onnxruntime"
_RATE = 24_000
_PAUSE_MS = 300
"""Between two sentences; the model would leave 700."""
_ENDS = (".", "!", "?", "…")
_QUOTES = "\"'”’)"
_MARKS = re.compile(rf"(?P<given>{PHONEMES.pattern})|[\[\]<>ˈˌ]")
_SPEEDS = (
    (85, 0.45), (109, 0.6), (125, 0.7), (146, 0.8), (163, 0.85), (173, 0.9), (180, 1.0), (187, 1.1),
    (199, 1.2), (208, 1.3), (263, 1.35), (275, 1.5), (288, 1.7), (300, 2.0),
)  # fmt: skip
"""Words a minute over all sentences of the shipped routines, and the model's speed. Lengths are
whole frames, so it is no straight line: above 1.33 most sounds lose one of their two."""


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

        from audiocoach.audio.shaping import loud_part, to_pcm

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
        spoken = (sentence[loud_part(sentence)] for sentence in sentences)
        parts = [part for sentence in spoken for part in (pause, sentence)]
        return Speech(to_pcm(np.concatenate(parts[1:])), _RATE)


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


def _speed(wpm: int) -> float:
    """What the model divides lengths by, to speak so many words a minute."""
    if wpm <= _SPEEDS[0][0]:
        return _SPEEDS[0][1]
    pairs = pairwise(_SPEEDS)
    (slower, low), (faster, high) = next(pair for pair in pairs if wpm <= pair[1][0])
    return low + (high - low) * (wpm - slower) / (faster - slower)
