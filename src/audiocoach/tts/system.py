"""The operating system's own voices, through pyttsx3: one phrase, one child process, one file.

pyttsx3 2.99 needs that: of several files asked for at once only the last is whole, a change of
speed can miss its phrase, and a driver that fails can wait for ever. Not pure: the same words may
sound otherwise on another computer, or after an update of this one.
"""

import json
import platform
import sys
from pathlib import Path
from typing import NamedTuple

from audiocoach.errors import SpeechError
from audiocoach.support.files import temporary_folder
from audiocoach.support.messages import did_you_mean
from audiocoach.support.resources import version
from audiocoach.tts.base import (
    CheckedEngine,
    Engine,
    EngineError,
    Speech,
    Voice,
    VoiceInfo,
    lower_tag,
)
from audiocoach.tts.processes import ChildError, ChildProcesses
from audiocoach.tts.speech_files import read_speech

DEFAULT_NAME = "default"  # whichever voice the system has chosen
TIMEOUT_S = 20.0
_CHILD = Path(__file__).with_name("system_child.py")
_VERSION = 1
"""Raise it when what is here, in `system_child` or in `speech_files` makes other samples."""
_NO_VOICES = 3  # exit code of the child


def open_voice(voice: Voice) -> Engine:
    """Raises SpeechError when the system has no voice of this id or name."""
    if voice.name != DEFAULT_NAME:
        names = [name for row in _list_voices() for name in (row.id, row.name)]
        if voice.name not in names:
            message = f"this computer has no voice {voice.name!r}"
            raise SpeechError(message, did_you_mean(voice.name, names))
    return SystemEngine(voice, TIMEOUT_S)


def voices() -> tuple[VoiceInfo, ...]:
    """The system's voices, asked of a child process, by id where a name is not enough.

    Raises SpeechError.
    """
    rows = _list_voices()
    names = [row.name for row in rows]
    return tuple(
        VoiceInfo(
            row.name if names.count(row.name) == 1 else row.id,
            tuple(lower_tag(language) for language in row.languages),
            row.gender,
            row.name,
        )
        for row in rows
    )


class SystemEngine(CheckedEngine):
    """One of the system's voices, by id or name. Holds nothing between phrases."""

    def __init__(self, voice: Voice, timeout_s: float = TIMEOUT_S) -> None:
        super().__init__(voice)
        self._timeout_s = timeout_s
        self._children = ChildProcesses()

    @property
    def identity(self) -> str:
        """Also the computer, as its voices are its own."""
        ours = f"pyttsx3 {version('pyttsx3')} {_VERSION}"
        return f"{ours} on {platform.node()}, {platform.platform()}"

    def close(self) -> None:
        """Stop what is being spoken."""
        self._children.stop()

    def _synthesise(self, line: str) -> Speech:
        name = None if self._voice.name == DEFAULT_NAME else self._voice.name
        job: dict[str, object] = {"text": line, "voice": name, "wpm": self._voice.wpm}
        with temporary_folder() as folder:
            file = _run(self._children, job, folder / "phrase.wav", self._timeout_s)
            return read_speech(file)


class _Row(NamedTuple):
    """A voice as the child writes it."""

    id: str
    name: str
    languages: list[str]
    gender: str


def _list_voices() -> list[_Row]:
    try:
        with temporary_folder() as folder:
            file = _run(ChildProcesses(), {}, folder / "voices.json", TIMEOUT_S)
            rows = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SpeechError(f"cannot list this computer's voices: {error}") from error
    except EngineError as error:
        message = f"cannot list this computer's voices: {error.message}"
        raise SpeechError(message, error.hint) from error
    return [_Row(*row) for row in rows]


def _run(children: ChildProcesses, job: dict[str, object], file: Path, timeout_s: float) -> Path:
    """The file that a child process wrote. Raises ChildError or OSError.

    With -P, the modules beside the child's file are not taken for those of the same name elsewhere.
    """
    command = [sys.executable, "-P", str(_CHILD)]
    stdin = json.dumps({**job, "file": str(file)}).encode()
    child = children.run(command, stdin, file.parent, timeout_s)
    if child.code == _NO_VOICES:
        message = f"this computer has no voices pyttsx3 can use ({child.last_line})"
        raise ChildError(message, "install espeak-ng or use --voice espeak:en-us")
    return child.require_file(file)
