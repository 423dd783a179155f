"""What neural engines have in common: files of weights, loaded late and named in the identity."""

import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from audiocoach.errors import SpeechError
from audiocoach.packages import source_digest, version
from audiocoach.speech.engine import Engine, Speech, Voice, failed
from audiocoach.speech.text.common import plain
from audiocoach.speech.voice_files import digest

Say = Callable[[str], Speech]
"""One line of text, never empty; may raise anything."""
_CODE = ("speech/neural", "speech/text/common")
_ERRORS_ONLY = 3


class NeuralEngine(Engine):
    """One voice, read from `files` by `load` for its first phrase.

    `packages` are (name, module) of all code that speaks, but for our own in `code`.
    """

    def __init__(
        self,
        voice: Voice,
        files: Sequence[Path],
        packages: Sequence[tuple[str, str]],
        code: str,
        load: Callable[[], Say],
    ) -> None:
        self._voice = voice
        self._files = files
        self._packages = (*packages, ("onnxruntime", "onnxruntime"))
        self._code = code
        self._load = load
        self._loading = threading.Lock()
        self._say: Say | None = None

    @cached_property
    def identity(self) -> str:
        """The packages and the files."""
        versions = (f"{name} {version(name, module)}" for name, module in self._packages)
        return " ".join((*versions, *map(_digest, self._files), source_digest(self._code, *_CODE)))

    def speak(self, text: str) -> Speech:
        """Raises SpeechError."""
        said = plain(text)
        if not said:
            raise failed(self._voice, text, "there is nothing in it to say")
        say = self._loaded()
        try:
            speech = say(said)
        except Exception as error:  # ONNX Runtime has many, of no common kind
            raise failed(self._voice, text, _first_line(error)) from error
        if not speech.samples.strip(b"\0"):
            raise failed(self._voice, text, "it came out silent")
        return speech

    def close(self) -> None:
        """Forget the weights; a phrase spoken later loads them again."""
        self._say = None

    def _loaded(self) -> Say:
        with self._loading:
            if self._say is None:
                self._say = self._read()
            return self._say

    def _read(self) -> Say:
        try:
            import onnxruntime

            onnxruntime.set_default_logger_severity(_ERRORS_ONLY)
            return self._load()
        except SpeechError:
            raise
        except Exception as error:
            why = f"{self._voice.engine} cannot load it ({_first_line(error)})"
            raise SpeechError(f"{self._files[0]}: {why}") from error


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except OSError as error:
        raise SpeechError(f"{path}: it cannot be read ({error.strerror})") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
