"""The protocol of speech: a voice, an engine, and what it gives back. No engine lives here."""

import os
import re
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from msgspec import Struct, field

from audiocoach.defaults import LIMITS
from audiocoach.errors import HintedError, SpeechError
from audiocoach.i18n.normalise import clean_text, without_phonemes
from audiocoach.support.sizes import too_big

DEFAULT_WPM = 170
SLOWEST_WPM, FASTEST_WPM = 80, 300
PROGRAM_TIMEOUT_S = 20.0
FOLDER_VARIABLE = "AUDIOCOACH_VOICES"
RATES = range(8_000, 192_001)
"""Samples a second that speech may have."""
_SAMPLE_BYTES = 2
_SILENT = 33
"""-60 dBFS: an engine that is no louder has said nothing, however much it is amplified."""
_SLOWER, _MORE_S = 1.6, 1.5
"""Beyond this many times as long as the words take, and so much more, something is said twice."""
_LETTERS_A_WORD = 5
_LAST_LATIN = "\u024f"
"""What comes after may be spelt, by a voice that does not read that script."""
_PHRASE_SHOWN = 60
_VOICE_NAME = re.compile(r"[\w-]+")


class Voice(Struct, frozen=True):
    """Who speaks and how fast: `wpm` is words per minute, 80 to 300; SpeechError outside of that.

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


class Speech(NamedTuple):
    """One spoken phrase: signed 16-bit little-endian samples of one channel, `rate` a second."""

    samples: bytes
    rate: int

    @property
    def seconds(self) -> float:
        """How long the phrase lasts."""
        return len(self.samples) / _SAMPLE_BYTES / max(1, self.rate)


class Engine(Protocol):
    """One voice, ready to speak. Also a context manager that closes itself."""

    is_reusable: bool = True
    """Whether it can stay open for another session."""

    @property
    def identity(self) -> str:
        """All that can change the audio besides voice and text, as package versions do; cheap."""
        ...

    def identity_of(self, text: str) -> str:  # noqa: ARG002 (some engines need it)
        """The identity for one phrase, where it differs from phrase to phrase."""
        return self.identity

    def note(self, texts: Iterable[str]) -> str | None:  # noqa: ARG002 (some engines need it)
        """What a person should know about how these phrases are spoken, if anything."""
        return None

    def speak(self, text: str) -> Speech:
        """Speak the whole phrase, never silence; SpeechError names the voice and the phrase."""
        ...

    def close(self) -> None:
        """Release files, processes and memory; a phrase spoken later acquires them again."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class VoiceInfo(NamedTuple):
    """One voice in a list: what follows `--voice ENGINE:`, and as much of it as is known."""

    name: str
    languages: tuple[str, ...] = ()
    """BCP 47 tags, the main one first: `("en-us", "en")`."""
    gender: str = ""
    """`female`, `male`, or nothing."""
    title: str = ""
    """What people call it: `English (America)`."""

    @property
    def language(self) -> str:
        """The main language, or nothing."""
        return next(iter(self.languages), "")

    def speaks(self, language: str) -> bool:
        """Whether it speaks that language: `de-at` is a kind of `de`; `de` is none of `de-at`."""
        prefix = f"{lower_tag(language)}-"
        return any(f"{lower_tag(tag)}-".startswith(prefix) for tag in self.languages)


def lower_tag(language: str) -> str:
    """A language tag as we compare them: `en_US` becomes `en-us`."""
    return language.strip().lower().replace("_", "-")


class Program(NamedTuple):
    """A program that speaks: an argument list with `{wav}`, `{text}` and `{wpm}` in it."""

    arguments: tuple[str, ...]
    folder: Path
    """Where it is run; a program or a file that it names may lie there."""
    timeout_s: float = PROGRAM_TIMEOUT_S


class UserVoices(Struct, frozen=True):
    """The voices that only the user's own file can bring, and never a routine."""

    programs: Mapping[str, Program] = field(default_factory=dict)
    fallback_voice: str = "en-us"
    """Who speaks what a folder of recordings lacks: the voice of the language."""


class EngineError(HintedError):
    """What went wrong in an engine, before it is known which phrase; see `phrase_error`."""


def phrase_error(
    voice: Voice, text: str, reason: str | Exception, hint: str | None = None
) -> SpeechError:
    """The error that says which voice could not speak which phrase, and why."""
    if isinstance(reason, EngineError):
        hint, reason = reason.hint, reason.message
    phrase = text if len(text) <= _PHRASE_SHOWN else text[: _PHRASE_SHOWN - 1] + "…"
    return SpeechError(f"{voice.engine}:{voice.name} could not speak {phrase!r}: {reason}", hint)


def speakable_text(voice: Voice, text: str, *, phonemes: bool = False) -> str:
    """The text on one line, without control characters; SpeechError where nothing is left.

    Phonemes that are given for a word are left out, unless the engine reads them.
    """
    if line := clean_text(text if phonemes else without_phonemes(text)):
        return line
    raise phrase_error(voice, text, "there is nothing in it to say")


class CheckedEngine(Engine):
    """An engine that gives `_synthesise` one clean line, and checks what comes of it."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    def speak(self, text: str) -> Speech:
        """Speak the phrase; SpeechError where that fails or cannot be heard."""
        line = speakable_text(self._voice, text)
        try:
            speech = self._synthesise(line)
        except (OSError, ValueError, EngineError) as error:
            raise phrase_error(self._voice, text, error) from error
        return check_speech(speech, self._voice, text)

    @abstractmethod
    def _synthesise(self, line: str) -> Speech:
        """Speak one line that is not empty; raises OSError, ValueError or EngineError."""


def check_speech(speech: Speech, voice: Voice, text: str) -> Speech:
    """Return `speech` if it can be heard and is no longer than its words; else SpeechError."""
    if fault := find_fault(speech):
        raise phrase_error(voice, text, fault)
    expected_s = count_words(text) * 60 / voice.wpm
    if speech.seconds > _SLOWER * expected_s + _MORE_S:
        expected = f"{count_words(text):.0f} words at @{voice.wpm} take {expected_s:.1f} s"
        fault = f"it came out {speech.seconds:.1f} s long, where {expected}"
        slower = max(voice.wpm // 2, SLOWEST_WPM)
        hint = f"if that is its pace, write fewer words a minute: @{slower}"
        raise phrase_error(voice, text, fault, hint)
    return speech


def find_fault(speech: Speech) -> str | None:
    """Why speech cannot be heard (its rate, length, half a sample, silence), or None if it can."""
    import numpy as np

    if speech.rate not in RATES:
        return f"it came out at {speech.rate} samples a second"
    if len(speech.samples) % _SAMPLE_BYTES:
        return "it came out cut within a sample"
    if speech.seconds * 1000 > LIMITS.utterance.lasts_ms:
        return f"it came out {speech.seconds:.0f} s long"
    if why := too_big(len(speech.samples), LIMITS.utterance.decoded_bytes):
        return f"it {why} of samples"
    samples = np.frombuffer(speech.samples, "<i2")
    loudest = max(int(samples.max(initial=0)), -int(samples.min(initial=0)))
    return None if loudest >= _SILENT else "it came out silent"


def count_words(text: str) -> float:
    """How many average English words take as long to say; long words count for more than one."""
    return sum(max(1.0, sum(map(_word_share, word))) for word in text.split())


def _word_share(letter: str) -> float:
    """Which part of an average word a letter is; some scripts have no spaces between words."""
    if not letter.isalnum():
        return 0
    return 1 if letter.isdigit() or letter > _LAST_LATIN else 1 / _LETTERS_A_WORD


def voices_folder() -> Path:
    """Where the user's voices are: what AUDIOCOACH_VOICES names, else a folder of their data."""
    if folder := os.environ.get(FOLDER_VARIABLE):
        return Path(folder)
    from platformdirs import user_data_path

    return user_data_path("audiocoach", appauthor=False) / "voices"


def is_voice_name(text: str) -> bool:
    """Whether `text` can name a voice in the voices folder, and so cannot be a path."""
    return _VOICE_NAME.fullmatch(text) is not None
