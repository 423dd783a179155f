"""What every engine owes its caller. An engine that this computer lacks is skipped, by name."""

import re
import sys
import wave
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from fake_engines import lend_system_voices
from msgspec.structs import replace
from neural import kokoro_voices, piper_voice
from paths import DOCS, ROOT

from audiocoach.errors import SpeechError
from audiocoach.i18n.languages import NAMES
from audiocoach.tts import (
    Engine,
    Speech,
    UserVoices,
    Voice,
    command,
    espeak,
    hibari,
    neural,
    open_engine,
    parse_voice,
    recorded,
    system,
)
from audiocoach.tts.base import FOLDER_VARIABLE, Program
from audiocoach.tts.registry import ENGINES

SHORT = "Ten seconds."
LONG = "Rest, ninety seconds. Next: bent-over row to march, twelve reps on each side, right first."


def seconds(speech: Speech) -> float:
    return len(speech.samples) / 2 / speech.rate


def level(speech: Speech) -> int:
    return max(map(abs, array("h", speech.samples)))


def hummed_by_piper(folder: Path) -> str:
    return f"piper:{piper_voice(folder)}"


def hummed_by_kokoro(folder: Path) -> str:
    kokoro_voices(folder, "af_heart")
    return "kokoro"


HUM = """
import array, sys, wave
count = int(len(sys.stdin.read().split()) * 60 / int(sys.argv[2]) * 16000)
with wave.open(sys.argv[1], "wb") as sound:
    sound.setnchannels(1)
    sound.setsampwidth(2)
    sound.setframerate(16000)
    sound.writeframes(array.array("h", [9000 * (n // 20 % 2) for n in range(count)]).tobytes())
"""


def hummed_by_a_program(folder: Path) -> str:
    (folder / "hum.py").write_text(HUM)
    return "command:hum"


def recorded_by_somebody(folder: Path) -> str:
    """One phrase of it; the others are spoken by another voice."""
    with wave.open(str(folder / "ten-seconds.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(array("h", [9000 * (n // 20 % 2) for n in range(16000)]).tobytes())
    return f"recorded:{folder}"


MADE_UP: dict[str, Callable[[Path], str]] = {
    "command": hummed_by_a_program,
    "kokoro": hummed_by_kokoro,
    "piper": hummed_by_piper,
    "recorded": recorded_by_somebody,
}
"""Voices of engines that have none by themselves."""


@dataclass(frozen=True)
class Given:
    """An engine, and what it was opened with."""

    voice: Voice
    own: UserVoices
    engine: Engine

    def another(self, wpm: int | None = None) -> Engine:
        """The same voice opened once more."""
        return open_engine(replace(self.voice, wpm=wpm or self.voice.wpm), self.own)


@pytest.fixture(scope="module", params=sorted(ENGINES))
def given(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Given]:
    """One for all tests, as a process may have to begin for it."""
    folder = tmp_path_factory.mktemp(request.param)
    own = UserVoices({"hum": Program((sys.executable, "hum.py", "{wav}", "{wpm}"), folder)})
    with pytest.MonkeyPatch.context() as patch:
        lend_system_voices(patch)
        patch.setenv(FOLDER_VARIABLE, str(folder))
        make = MADE_UP.get(request.param)
        voice = parse_voice(make(folder) if make else request.param)
        with open_engine(voice, own) as engine:
            try:
                engine.speak("one")
            except SpeechError as error:
                if "this computer has no voices" not in str(error):
                    raise
                pytest.skip(f"{voice.engine}: {error}")
            yield Given(voice, own, engine)


@pytest.fixture
def engine(given: Given) -> Engine:
    return given.engine


CODE = {
    "command": command,
    "espeak": espeak,
    "hibari": hibari,
    "kokoro": neural,
    "piper": neural,
    "recorded": recorded,
    "system": system,
}
"""Where each engine keeps the version of its own code."""


def test_the_version_of_its_code_is_in_its_identity(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = given.engine.identity_of(SHORT)
    with given.another() as same:
        assert same.identity_of(SHORT) == before
    code = CODE[given.voice.engine]
    monkeypatch.setattr(code, "_VERSION", code._VERSION + 1)  # noqa: SLF001 (as a release does it)
    with given.another() as newer:
        assert newer.identity_of(SHORT) != before


def test_a_phrase_is_heard(engine: Engine) -> None:
    speech = engine.speak(SHORT)
    assert speech.rate in range(8000, 48001)
    assert len(speech.samples) % 2 == 0
    assert level(speech) > 3000


def test_a_phrase_is_whole(engine: Engine) -> None:
    assert 0.5 < seconds(engine.speak(SHORT)) < 2
    assert 4 < seconds(engine.speak(LONG)) < 10


def test_phrases_follow_each_other_unmixed(engine: Engine) -> None:
    lengths = [seconds(engine.speak(text)) for text in (SHORT, LONG, SHORT)]
    assert lengths[0] == pytest.approx(lengths[2], rel=0.1)
    assert lengths[1] > 2 * lengths[0]


def test_a_thousand_characters_are_spoken(engine: Engine) -> None:
    text = "Row the bell to your chest, then stand tall. " * 22
    assert 45 < seconds(engine.speak(text)) < 140


@pytest.mark.parametrize("odd", ["one\0two", "one\x01two", "one\r\n\ttwo", "  one two  "])
def test_control_characters_neither_end_nor_steer_a_phrase(engine: Engine, odd: str) -> None:
    plain = seconds(engine.speak("one two"))
    assert seconds(engine.speak(odd)) == pytest.approx(plain, rel=0.1)


@pytest.mark.parametrize("text", ["-", "<b>ten</b>", "[[t'En]]", '\'; exit 1; "$(exit 1)" `a` %s'])
def test_text_is_never_markup_or_a_command(engine: Engine, text: str) -> None:
    assert seconds(engine.speak(f"go {text}")) > 0.1


@pytest.mark.parametrize("text", ["", " \n ", "\0"])
def test_nothing_to_say_is_an_error_that_names_engine_and_phrase(engine: Engine, text: str) -> None:
    with pytest.raises(SpeechError, match="could not speak ") as caught:
        engine.speak(text)
    assert repr(text) in str(caught.value)
    assert str(caught.value).startswith(tuple(ENGINES))


def test_the_identity_is_one_line_and_stays(engine: Engine) -> None:
    before = engine.identity
    engine.speak(SHORT)
    assert engine.identity == before
    assert before.splitlines() == [before]


def test_speed_is_words_per_minute(given: Given) -> None:
    with given.another(120) as slow, given.another(240) as fast:
        assert 1.5 < seconds(slow.speak(LONG)) / seconds(fast.speak(LONG)) < 2.5


def test_the_same_words_are_the_same_samples_or_the_engine_is_marked(given: Given) -> None:
    if not ENGINES[given.voice.engine].pure:
        pytest.skip(f"{given.voice.engine}: marked as not the same each time")
    texts = (SHORT, LONG, "one")
    once = [given.engine.speak(text) for text in texts]
    with given.another() as other, ThreadPoolExecutor(3) as pool:
        assert [other.speak(text) for text in reversed(texts)] == once[::-1]
        assert list(pool.map(given.engine.speak, texts * 2)) == once * 2


def test_the_docs_say_of_which_the_same_words_are_the_same() -> None:
    page = (DOCS / "voices.md").read_text("utf-8")
    for name, entry in ENGINES.items():
        (cells,) = re.findall(rf"^\| `{name}` \|.*\| ([^|]*) \|$", page, re.MULTILINE)
        assert cells.startswith("yes") == entry.pure, name


ALPHABETS = {
    "de": "aäbcdefghijklmnoöpqrsßtuüvwxyz",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "es": "aábcdeéfghiíjklmnñoópqrstuúüvwxyz¿¡",
    "fr": "aàâæbcçdeéèêëfghiîïjklmnoôœpqrstuùûüvwxyÿz",
    "it": "aàbcdeéèfghiìjklmnoòpqrstuùvwxyz",
    "nl": "aäáàbcdeëéèfghiïíjklmnoöóòpqrstuüúvwxyzĳ",
    "pt": "aáâãàbcçdeéêfghiíjklmnoóôõpqrstuúüvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
SIGNS = "0123456789 .,;:!?'\"’“”«»„()-–—…%°½×/+&@#€$£"


def characters(language: str) -> str:
    """Of the coach's phrases, and of the language, in both cases, a few to a word."""
    phrases = (ROOT / f"src/audiocoach/i18n/phrases/{language}.yaml").read_text("utf-8")
    letters = ALPHABETS[language]
    every = dict.fromkeys([*letters, *letters.upper(), *SIGNS, *phrases])
    shown = [each for each in every if each.isprintable() and each != " "]
    return " ".join("".join(shown[at : at + 5]) for at in range(0, len(shown), 5))


def test_there_is_an_alphabet_for_each_language() -> None:
    assert set(ALPHABETS) == set(NAMES)


@pytest.mark.parametrize("language", sorted(ALPHABETS))
def test_every_character_of_a_language_can_be_spoken(given: Given, language: str) -> None:
    text, voice = characters(language), f"espeak:{language}"
    own = given.voice.engine == "espeak"
    with open_engine(parse_voice(voice)) if own else nullcontext(given.engine) as engine:
        speech = engine.speak(text)
    assert seconds(speech) > 3
    assert level(speech) > 3000


def test_closing_while_it_speaks_leaves_speech_or_one_error(given: Given) -> None:
    outcomes: list[Speech | SpeechError] = []
    with given.another() as engine:
        speaking = Thread(target=speak_into, args=(engine, outcomes))
        speaking.start()
        engine.close()
        speaking.join(30)
        assert len(outcomes) == 1
        assert seconds(engine.speak(SHORT)) > 0.5, "it may speak again"
    if isinstance(outcomes[0], SpeechError):
        assert str(outcomes[0]).startswith(f"{given.voice.engine}:{given.voice.name} could not ")


def speak_into(engine: Engine, outcomes: list[Speech | SpeechError]) -> None:
    try:
        outcomes.append(engine.speak(LONG))
    except SpeechError as error:
        outcomes.append(error)


def test_closing_twice_is_no_error(given: Given) -> None:
    with given.another() as engine:
        engine.close()
        engine.close()
