"""The nouns of speech: what a voice is, what an engine is, what it gives. No engine lives here."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol, Self

from audiocoach.errors import SpeechError

DEFAULT_ENGINE = "espeak"
DEFAULT_WPM = 170
SLOWEST_WPM, FASTEST_WPM = 80, 300
_EXAMPLES = "write it like 'en-us', 'en-us@165' or 'espeak:en-gb+f2@165'"
_PHRASE_SHOWN = 60


class Entry(NamedTuple):
    """Where an engine lives, and the voice it speaks with when none is named.

    The module has functions `open_voice(voice: Voice) -> Engine` and `voices() -> Iterable[Offer]`,
    which take an `Own` too where the voices are the user's, and may have a `NOTE` on its voices for
    those who choose one.
    """

    module: str
    default_voice: str
    """Nothing where there is none, so that one has to be named."""
    package: str = ""
    """What Python has to find for it; `pip install 'audiocoach[ENGINE]'` brings it."""
    files: bool = False
    """Whether the name of a voice may be a file."""
    python_below: tuple[int, int] | None = None
    """The first Python for which there is no such package."""
    own: str = ""
    """What the user alone brings and may name, and no routine."""
    example: str = "NAME"
    """What is written after its colon."""
    pure: bool = False
    """Whether the same words are the same samples, in any order, process and thread."""


ENGINES: Mapping[str, Entry] = {
    "espeak": Entry("audiocoach.speech.espeak", "en-us", pure=True),
    "system": Entry("audiocoach.speech.system", "default"),
    "piper": Entry("audiocoach.speech.piper", "", "piper", files=True, pure=True),
    "kokoro": Entry("audiocoach.speech.kokoro", "af_heart", "kokoro_onnx", python_below=(3, 14)),
    "command": Entry("audiocoach.speech.command", "", own="a program"),
    "recorded": Entry(
        "audiocoach.recordings.engine",
        "",
        own="a folder of recordings",
        example="FOLDER",
        pure=True,
    ),
}
PLUGIN_VOICE = "default"
"""Of an engine that a plugin brings, where none is named."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks and how fast: `wpm` is words per minute, 80 to 300.

    `str(voice)` is the long form, `espeak:en-us+f2@165`, and `parse_voice` reads it back.
    """

    engine: str
    name: str
    wpm: int = DEFAULT_WPM

    def __post_init__(self) -> None:
        if not SLOWEST_WPM <= self.wpm <= FASTEST_WPM:
            hint = f"write a number from {SLOWEST_WPM} to {FASTEST_WPM}"
            raise SpeechError(f"no voice speaks at {self.wpm} words a minute; {hint}")

    def __str__(self) -> str:
        return f"{self.engine}:{self.name}@{self.wpm}"


@dataclass(frozen=True, slots=True)
class Speech:
    """One spoken phrase: signed 16-bit little-endian samples of one channel, `rate` a second."""

    samples: bytes
    rate: int


class Engine(Protocol):
    """One voice, ready to speak. Also a context manager that closes itself."""

    @property
    def identity(self) -> str:
        """All that can change the audio besides voice and text, as package versions do; cheap."""
        ...

    def identity_of(self, text: str) -> str:  # noqa: ARG002 (for those who tell)
        """The same for one phrase, where they differ."""
        return self.identity

    def note(self, texts: Iterable[str]) -> str | None:  # noqa: ARG002 (the same)
        """What a person should know of these phrases, if anything."""
        return None

    def speak(self, text: str) -> Speech:
        """The whole phrase, never silent. Raises SpeechError, naming the voice and the phrase."""
        ...

    def close(self) -> None:
        """Give back what the disk and the memory hold."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def parse_voice(text: str) -> Voice:
    """Read `[engine:]name[@wpm]`; an engine's name alone means its own default voice.

    A plugin's engine is named with its colon, `toy:`, as nothing else tells it from a voice.

    Raises SpeechError. Whether the engine has the voice is `open_engine`'s to say.
    """
    head, speed = _speed_apart(text)
    engine, name = _split(head)
    default = _default_voice(engine)
    name = name.strip() or default
    if not name:
        entry = ENGINES[engine]
        wanted = entry.own or "the name of a voice"
        raise SpeechError(f"{engine} needs {wanted}; write it like '{engine}:{entry.example}'")
    return Voice(engine, name, DEFAULT_WPM if speed is None else _parse_wpm(speed))


def engine_of(text: str) -> str:
    """The engine that a voice asks for, whether there is one or not; SpeechError for no voice."""
    return _split(_speed_apart(text)[0])[0]


def _speed_apart(text: str) -> tuple[str, str | None]:
    head, at, speed = text.strip().rpartition("@")
    return (head, speed) if at else (speed, None)


def _default_voice(engine: str) -> str:
    if engine in ENGINES:
        return ENGINES[engine].default_voice
    from audiocoach.speech import plugins

    plugins.check(engine)
    return PLUGIN_VOICE


def is_installed(engine: str) -> bool:
    """Whether one of our engines has the package it needs; imports nothing."""
    from importlib.util import find_spec

    package = ENGINES[engine].package
    return not package or find_spec(package) is not None


def to_install(engine: str) -> str:
    """What to do where it is not."""
    below = ENGINES[engine].python_below
    if below and sys.version_info >= below:
        return f"not there for Python {below[0]}.{below[1]} and newer; use an older one"
    return f"not installed; install it with: pip install 'audiocoach[{engine}]'"


def _split(head: str) -> tuple[str, str]:
    if not head.strip():
        raise SpeechError(f"a voice needs a name; {_EXAMPLES}")
    engine, colon, name = head.partition(":")
    if colon:
        return engine.strip(), name
    return (head.strip(), "") if head.strip() in ENGINES else (DEFAULT_ENGINE, head)


def _parse_wpm(speed: str) -> int:
    if not (speed.isascii() and speed.isdecimal()):
        raise SpeechError(f"{speed!r} is not a speed in words per minute; {_EXAMPLES}")
    return int(speed)


def failed(voice: Voice, text: str, why: str) -> SpeechError:
    """The one message for a phrase that was not spoken."""
    phrase = text if len(text) <= _PHRASE_SHOWN else text[: _PHRASE_SHOWN - 1] + "…"
    return SpeechError(f"{voice.engine}:{voice.name} could not speak {phrase!r}: {why}")


def near(word: str, choices: Iterable[str]) -> str:
    """A question to end a message with, or nothing when no choice is near the word."""
    from difflib import get_close_matches

    by_lower = {choice.lower(): choice for choice in choices}
    found = get_close_matches(word.lower(), by_lower, n=1)
    return f"; did you mean {by_lower[found[0]]!r}?" if found else ""
