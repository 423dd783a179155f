"""The nouns of speech: what a voice is, what an engine is, what it gives. No engine lives here."""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from audiocoach.errors import SpeechError

DEFAULT_ENGINE = "espeak"
DEFAULT_WPM = 170
SLOWEST_WPM, FASTEST_WPM = 80, 300
_EXAMPLES = "write it like 'en-us', 'en-us@165' or 'espeak:en-gb+f2@165'"
_PHRASE_SHOWN = 60


class Entry(NamedTuple):
    """Where an engine lives, and the voice it speaks with when none is named.

    The module has functions `open_voice(voice: Voice) -> Engine` and
    `voices() -> Iterable[VoiceInfo]`, which also take a `UserVoices` where the voices are the
    user's. It may have a `NOTE` for those who choose one of its voices.
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
    "espeak": Entry("audiocoach.tts.espeak", "en-us", pure=True),
    "system": Entry("audiocoach.tts.system", "default"),
    "piper": Entry("audiocoach.tts.piper", "", "piper", files=True, pure=True),
    "kokoro": Entry("audiocoach.tts.kokoro", "af_heart", "kokoro_onnx", python_below=(3, 14)),
    "command": Entry("audiocoach.tts.command", "", own="a program"),
    "recorded": Entry(
        "audiocoach.tts.recorded.engine",
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
            raise SpeechError(f"no voice speaks at {self.wpm} words a minute", hint)

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
        raise SpeechError(f"{engine} needs {wanted}", f"write it like '{engine}:{entry.example}'")
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
    from audiocoach.tts import plugins

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
        raise SpeechError("a voice needs a name", _EXAMPLES)
    engine, colon, name = head.partition(":")
    if colon:
        return engine.strip(), name
    return (head.strip(), "") if head.strip() in ENGINES else (DEFAULT_ENGINE, head)


def _parse_wpm(speed: str) -> int:
    if not (speed.isascii() and speed.isdecimal()):
        raise SpeechError(f"{speed!r} is not a speed in words per minute", _EXAMPLES)
    return int(speed)


def phrase_error(voice: Voice, text: str, why: str) -> SpeechError:
    """The one message for a phrase that was not spoken."""
    phrase = text if len(text) <= _PHRASE_SHOWN else text[: _PHRASE_SHOWN - 1] + "…"
    return SpeechError(f"{voice.engine}:{voice.name} could not speak {phrase!r}: {why}")


def near(word: str, choices: Iterable[str]) -> str:
    """A question to end a message with, or nothing when no choice is near the word."""
    from difflib import get_close_matches

    by_lower = {choice.lower(): choice for choice in choices}
    found = get_close_matches(word.lower(), by_lower, n=1)
    return f"; did you mean {by_lower[found[0]]!r}?" if found else ""


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One voice: what follows `--voice ENGINE:`, and as much of it as is known."""

    name: str
    languages: tuple[str, ...] = ()
    """BCP 47 tags, the first its own: `("en-us", "en")`."""
    gender: str = ""
    """`female`, `male`, or nothing."""
    title: str = ""
    """What people call it: `English (America)`."""

    @property
    def language(self) -> str:
        """Its own, or nothing."""
        return next(iter(self.languages), "")

    def speaks(self, language: str) -> bool:
        """Whether it is of that language: `de-at` is of `de`, and `de` is not of `de-at`."""
        wanted = tag(language)
        return any(f"{tag(own)}-".startswith(f"{wanted}-") for own in self.languages)


def tag(language: str) -> str:
    """`en_US` as `en-us`."""
    return language.strip().lower().replace("_", "-")


TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class Program:
    """A program that speaks: an argument list with `{wav}`, `{text}` and `{wpm}` in it."""

    arguments: tuple[str, ...]
    folder: Path
    """Where it is run; a program or a file that it names may lie there."""
    timeout_s: float = TIMEOUT_S


@dataclass(frozen=True, slots=True)
class UserVoices:
    """What is the user's own."""

    programs: Mapping[str, Program] = field(default_factory=dict)
    fallback_voice: str = "en-us"
    """Who speaks where recordings are missing: the voice of the language."""


RATES = range(8_000, 192_001)
"""Samples a second that speech may have."""
_SAMPLE_BYTES = 2
_SILENT = 33
"""-60 dBFS: an engine that is no louder has said nothing, however much it is amplified."""
_LETTERS_A_WORD = 5
_LAST_LATIN = "\u024f"
"""What comes after may be spelt, by a voice that does not read that script."""
_SLOWER, _MORE_S = 1.6, 1.5
"""Beyond this many times as long as the words take, and so much more, something is said twice."""


def checked(speech: Speech, voice: Voice, text: str) -> Speech:
    """What a voice said of a text, or the SpeechError that it is no speech, or too much."""
    if why := find_fault(speech) or overlong(speech, text, voice.wpm):
        raise phrase_error(voice, text, why)
    return speech


def find_fault(speech: Speech) -> str | None:
    """Why it cannot be heard, if it cannot."""
    import numpy as np

    if speech.rate not in RATES:
        return f"it came out at {speech.rate} samples a second"
    if len(speech.samples) % _SAMPLE_BYTES:
        return "it came out cut within a sample"
    loudness = np.abs(np.frombuffer(speech.samples, "<i2").astype(np.int32))
    return None if loudness.max(initial=0) >= _SILENT else "it came out silent"


def overlong(speech: Speech, said: str, wpm: int) -> str | None:
    """Why it is far too long for its words, if it is."""
    lasts_s, takes_s = seconds(speech), words(said) * 60 / wpm
    if lasts_s <= _SLOWER * takes_s + _MORE_S:
        return None
    why = f"{words(said):.0f} words at @{wpm} take {takes_s:.1f} s"
    slower = f"write fewer words a minute: @{max(wpm // 2, SLOWEST_WPM)}"
    return f"it came out {lasts_s:.1f} s long, where {why}; if that is its pace, {slower}"


def seconds(speech: Speech) -> float:
    """How long it lasts."""
    return len(speech.samples) / _SAMPLE_BYTES / max(1, speech.rate)


def words(said: str) -> float:
    """How many words of English take as long: some scripts have no spaces."""
    return sum(_words(said))


def _words(said: str) -> Iterator[float]:
    """How many words each word is worth: long ones take longer."""
    for word in said.split():
        yield max(1.0, sum(map(_share, word)))


def _share(letter: str) -> float:
    """Of a word."""
    if not letter.isalnum():
        return 0
    return 1 if letter.isdigit() or letter > _LAST_LATIN else 1 / _LETTERS_A_WORD


FOLDER_VARIABLE = "AUDIOCOACH_VOICES"
_NAME = re.compile(r"[\w-]+")


def folder() -> Path:
    """The user's voices: what AUDIOCOACH_VOICES names, else a folder of their data."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("audiocoach", appauthor=False) / "voices"


def is_voice_name(text: str) -> bool:
    """Whether it is the name of a voice in that folder, and can be no path."""
    return _NAME.fullmatch(text) is not None


def digest(path: Path) -> str:
    """A hash of a file; 1 ms a megabyte. Raises OSError."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
