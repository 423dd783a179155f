"""What neural engines have in common: files of weights, loaded late and named in the identity."""

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from types import ModuleType

from audiocoach.errors import SpeechError
from audiocoach.support.files import explain_os_error, file_sha256
from audiocoach.support.resources import version
from audiocoach.tts.base import CheckedEngine, Speech, Voice
from audiocoach.tts.processes import EngineProcess, LoadError

SpeakFunction = Callable[[str], Speech]
"""Speaks one line of text that is never empty; may raise anything."""
_VERSION = 1
"""Raise it when what is here, in `piper` or in `kokoro` makes other samples of a phrase."""
_ERRORS_ONLY = 3
_NO_TELEMETRY = ("ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED")


class NeuralEngine(CheckedEngine):
    """One voice, read from `files` for its first phrase, in a process of its own.

    `packages` are (name, module) of all code that speaks, but for our own. `module` is the name of
    the module whose `load_voice(voice)` gives a `SpeakFunction`.
    """

    def __init__(
        self, voice: Voice, files: Sequence[Path], packages: Sequence[tuple[str, str]], module: str
    ) -> None:
        super().__init__(voice)
        self._files = files
        self._packages = (*packages, ("onnxruntime", "onnxruntime"))
        self._process = EngineProcess(module, voice)

    @cached_property
    def identity(self) -> str:
        """The packages and the files."""
        versions = (f"{name} {version(name, module)}" for name, module in self._packages)
        return " ".join((*versions, *map(_sha256, self._files), str(_VERSION)))

    def close(self) -> None:
        """Stop what is being spoken, and free the weights; a phrase later loads them again."""
        self._process.close()

    def _synthesise(self, line: str) -> Speech:
        """Load the weights for the first phrase, then speak."""
        try:
            return self._process.speak(line)
        except LoadError as error:
            why = f"{self._voice.engine} cannot load it ({error})"
            raise SpeechError(f"{self._files[0]}: {why}") from error


def import_runtime() -> ModuleType:
    """ONNX Runtime, which tells of errors only, and tells nobody else that it is used.

    From 1.29 on it sends its maker what it runs, unless these variables are set before it loads.
    """
    for variable in _NO_TELEMETRY:
        os.environ.setdefault(variable, "1")
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    onnxruntime.set_default_logger_severity(_ERRORS_ONLY)
    runtime: ModuleType = onnxruntime
    return runtime


def _sha256(path: Path) -> str:
    try:
        return file_sha256(path)
    except OSError as error:
        raise SpeechError(f"{path}: it cannot be read ({explain_os_error(error)})") from error
