"""The operating system's own voices, through pyttsx3: one phrase, one child process, one file.

pyttsx3 2.99 needs that: of several files asked for at once only the last is whole, a change of
speed can miss its phrase, and a driver that fails can wait for ever. Not pure: the same words may
sound otherwise on another computer, or after an update of this one.
"""

import json
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from audiocoach.errors import SpeechError
from audiocoach.i18n.languages import look_up, primary
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
_QUALITY = ("premium", "enhanced", "com.apple.voice.", "com.apple.ttsbundle.")
"""What the ids of better voices hold on macOS, best first; others there are jests and robots."""


def open_voice(voice: Voice) -> Engine:
    """Raises SpeechError when the system has no voice of this id or name, nor of this language."""
    if voice.name == DEFAULT_NAME:
        return SystemEngine(voice, TIMEOUT_S)
    rows = _list_voices()
    names = [name for row in rows for name in (row.id, row.name)]
    if voice.name in names:
        return SystemEngine(voice, TIMEOUT_S)
    if best := best_voice(voice.name, rows):
        return SystemEngine(voice, TIMEOUT_S, best.id)
    message = f"this computer has no voice {voice.name!r}"
    raise SpeechError(message, did_you_mean(voice.name, names))


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
    """One of the system's voices, by id or name. Holds nothing between phrases.

    `chosen` is the id of the one that was found for a language.
    """

    def __init__(self, voice: Voice, timeout_s: float = TIMEOUT_S, chosen: str = "") -> None:
        super().__init__(voice)
        self._timeout_s = timeout_s
        self._chosen = chosen
        self._children = ChildProcesses()

    @property
    def identity(self) -> str:
        """Also the computer, as its voices are its own."""
        ours = f"pyttsx3 {version('pyttsx3')} {_VERSION}"
        return f"{ours} on {platform.node()}, {platform.platform()} {self._chosen}".rstrip()

    def close(self) -> None:
        """Stop what is being spoken."""
        self._children.stop()

    def _synthesise(self, line: str) -> Speech:
        name = self._chosen or self._voice.name
        job: dict[str, object] = {"text": line, "wpm": self._voice.wpm}
        job["voice"] = None if name == DEFAULT_NAME else name
        with temporary_folder() as folder:
            file = _run(self._children, job, folder / "phrase.wav", self._timeout_s)
            return read_speech(file)


class SystemVoice(NamedTuple):
    """A voice as the child writes it."""

    id: str
    name: str
    languages: Sequence[str]
    gender: str
    is_default: bool = False
    """Whether the system speaks with it where none is named."""


def best_voice(language: str, voices: Iterable[SystemVoice]) -> SystemVoice | None:
    """The voice that speaks a language best, by its tag; None where none speaks it.

    One of that very tag, else of its region, else of the region where the language is spoken most.
    Of several such voices the system's default one, else the one whose id tells of more quality.
    """
    wanted = _canonical(language)
    usual = _usual(wanted)

    def rank(tag: str, voice: SystemVoice) -> tuple[int | str, ...]:
        lacks, beyond = _apart(wanted, tag)
        unusual, _ = _apart(usual, tag)
        voice_id = voice.id.lower()
        good = (n for n, word in enumerate(_QUALITY) if word in voice_id)
        is_other = not voice.is_default
        return lacks, tag != wanted, unusual, beyond, is_other, next(good, len(_QUALITY)), voice_id

    speakers = [
        (rank(tag, voice), voice)
        for voice in voices
        for tag in map(_canonical, voice.languages)
        if primary(tag) == primary(wanted)
    ]
    return min(speakers)[1] if speakers else None


def _apart(wanted: str, tag: str) -> tuple[int, int]:
    """How many parts of the wanted tag another lacks, and how many it has beyond them."""
    parts, others = {*wanted.split("-")}, {*tag.split("-")}
    return len(parts - others), len(others - parts)


def _canonical(language: str) -> str:
    """A tag in small letters, with the usual code for its language: `zh` for `cmn`."""
    from babel.core import get_global

    tag = lower_tag(language)
    code = primary(tag)
    return f"{get_global('language_aliases').get(code, code)}{tag.removeprefix(code)}"


def _usual(tag: str) -> str:
    """The script and region that CLDR takes a tag for, as far as it knows: `en-latn-us` of `en`."""
    from babel.core import get_global

    likely = {lower_tag(key): value for key, value in get_global("likely_subtags").items()}
    return lower_tag(look_up(likely, tag) or tag)


def _list_voices() -> list[SystemVoice]:
    try:
        with temporary_folder() as folder:
            file = _run(ChildProcesses(), {}, folder / "voices.json", TIMEOUT_S)
            rows = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SpeechError(f"cannot list this computer's voices: {error}") from error
    except EngineError as error:
        message = f"cannot list this computer's voices: {error.message}"
        raise SpeechError(message, error.hint) from error
    return [SystemVoice(*row) for row in rows]


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
