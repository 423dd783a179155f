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
from audiocoach.i18n.normalise.rules import plain
from audiocoach.support.resources import version
from audiocoach.tts.base import Engine, Speech, Voice, VoiceInfo, checked, near, phrase_error, tag
from audiocoach.tts.subprocesses import ChildError, Children, briefly, decode, written

DEFAULT_NAME = "default"  # whichever voice the system has chosen
TIMEOUT_S = 20.0
_CHILD = Path(__file__).with_name("system_child.py")
_VERSION = 1
"""Of what is written here: raise it when the same words come out as other samples."""
_NO_VOICES = 3  # exit code of the child


class _Listed(NamedTuple):
    """A voice as the child writes it."""

    id: str
    name: str
    languages: list[str]
    gender: str

    def offer(self, *, by_name: bool) -> VoiceInfo:
        languages = tuple(tag(language) for language in self.languages)
        return VoiceInfo(self.name if by_name else self.id, languages, self.gender, self.name)


def open_voice(voice: Voice) -> Engine:
    """Raises SpeechError when the system has no voice of this id or name."""
    if voice.name != DEFAULT_NAME:
        _check_name(voice.name)
    return SystemEngine(voice, TIMEOUT_S)


def voices() -> tuple[VoiceInfo, ...]:
    """The system's voices, asked of a child process, by id where a name is not enough.

    Raises SpeechError.
    """
    listed = _list_voices()
    names = [each.name for each in listed]
    return tuple(each.offer(by_name=names.count(each.name) == 1) for each in listed)


class SystemEngine(Engine):
    """One of the system's voices, by id or name. Holds nothing between phrases."""

    def __init__(self, voice: Voice, timeout_s: float = TIMEOUT_S) -> None:
        self._voice = voice
        self._timeout_s = timeout_s
        self._children = Children()

    @property
    def identity(self) -> str:
        """Also the computer, as its voices are its own."""
        ours = f"pyttsx3 {version('pyttsx3')} {_VERSION}"
        return f"{ours} on {platform.node()}, {platform.platform()}"

    def speak(self, text: str) -> Speech:
        """Takes a process, so a tenth of a second or more. Raises SpeechError."""
        said = plain(text)
        if not said:
            raise phrase_error(self._voice, text, "there is nothing in it to say")
        name = None if self._voice.name == DEFAULT_NAME else self._voice.name
        job: dict[str, object] = {"text": said, "voice": name, "wpm": self._voice.wpm}
        try:
            with briefly() as folder:
                speech = decode(_run(self._children, job, folder / "phrase.wav", self._timeout_s))
        except (OSError, ChildError) as error:
            raise phrase_error(self._voice, text, str(error)) from error
        return checked(speech, self._voice, text)

    def close(self) -> None:
        """Stop what is being spoken."""
        self._children.stop()


def _check_name(name: str) -> None:
    names = [name for each in _list_voices() for name in (each.id, each.name)]
    if name not in names:
        raise SpeechError(f"this computer has no voice {name!r}" + near(name, names))


def _list_voices() -> list[_Listed]:
    try:
        with briefly() as folder:
            listed = _run(Children(), {}, folder / "voices.json", TIMEOUT_S).read_text("utf-8")
    except (OSError, ChildError) as error:
        raise SpeechError(f"cannot list this computer's voices: {error}") from error
    return [_Listed(*row) for row in json.loads(listed)]


def _run(children: Children, job: dict[str, object], file: Path, timeout_s: float) -> Path:
    """The file that a child process wrote. Raises ChildError or OSError.

    With -P, the modules beside the child's file are not taken for those of the same name elsewhere.
    """
    command = [sys.executable, "-P", str(_CHILD)]
    given = json.dumps({**job, "file": str(file)}).encode()
    done = children.run(command, given, file.parent, timeout_s)
    if done.code == _NO_VOICES:
        why = f"this computer has no voices pyttsx3 can use ({done.last_words})"
        raise ChildError(f"{why}; install espeak-ng or use --voice espeak:en-us")
    return written(done, file)
