"""What neural engines have in common: files of weights, loaded late and named in the identity."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from audiocoach.errors import SpeechError
from audiocoach.i18n.normalise.rules import plain
from audiocoach.support.resources import version
from audiocoach.tts.base import Engine, Speech, Voice, checked, digest, phrase_error
from audiocoach.tts.engine_process import EngineProcess, LoadError
from audiocoach.tts.subprocesses import ChildError

Say = Callable[[str], Speech]
"""One line of text, never empty; may raise anything."""
_VERSION = 1
"""Of what is written here: raise it when the same words come out as other samples."""
_ERRORS_ONLY = 3


class NeuralEngine(Engine):
    """One voice, read from `files` for its first phrase, in a process of its own.

    `packages` are (name, module) of all code that speaks, but for our own: `module` is the name of
    the module whose `speaker(voice)` gives a `Say`.
    """

    def __init__(
        self, voice: Voice, files: Sequence[Path], packages: Sequence[tuple[str, str]], module: str
    ) -> None:
        self._voice = voice
        self._files = files
        self._packages = (*packages, ("onnxruntime", "onnxruntime"))
        self._host = EngineProcess(module, voice)

    @cached_property
    def identity(self) -> str:
        """The packages and the files."""
        versions = (f"{name} {version(name, module)}" for name, module in self._packages)
        return " ".join((*versions, *map(_digest, self._files), str(_VERSION)))

    def speak(self, text: str) -> Speech:
        """Raises SpeechError."""
        said = plain(text)
        if not said:
            raise phrase_error(self._voice, text, "there is nothing in it to say")
        try:
            speech = self._host.speak(said)
        except LoadError as error:
            why = f"{self._voice.engine} cannot load it ({error})"
            raise SpeechError(f"{self._files[0]}: {why}") from error
        except ChildError as error:
            raise phrase_error(self._voice, text, str(error)) from error
        return checked(speech, self._voice, text)

    def close(self) -> None:
        """Stop what is being spoken, and forget the weights; a phrase later loads them again."""
        self._host.close()


def quieten() -> None:
    """Let ONNX Runtime tell of errors only."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(_ERRORS_ONLY)


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except OSError as error:
        raise SpeechError(f"{path}: it cannot be read ({error.strerror})") from error
