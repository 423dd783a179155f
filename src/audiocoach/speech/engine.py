"""The nouns of speech: what a voice is, what an engine is, what it gives. No engine lives here."""

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

    The module has a function `open_voice(voice: Voice) -> Engine`.
    """

    module: str
    default_voice: str


ENGINES: Mapping[str, Entry] = {
    "espeak": Entry("audiocoach.speech.espeak", "en-us"),
    "system": Entry("audiocoach.speech.system", "default"),
}


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
            limits = f"from {SLOWEST_WPM} to {FASTEST_WPM} words per minute"
            raise SpeechError(f"a voice can speak at {limits}, not at {self.wpm}")

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

    Raises SpeechError. Whether the engine has the voice is `open_engine`'s to say.
    """
    head, at, speed = text.strip().rpartition("@")
    engine, name = _split(head if at else speed)
    if engine not in ENGINES:
        raise SpeechError(f"there is no engine {engine!r}" + near(engine, ENGINES))
    name = name.strip() or ENGINES[engine].default_voice
    return Voice(engine, name, _parse_wpm(speed) if at else DEFAULT_WPM)


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
