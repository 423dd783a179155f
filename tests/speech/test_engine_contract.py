"""What every engine owes its caller. An engine that this computer lacks is skipped, by name."""

import sys
import wave
from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from neural import kokoro_voices, piper_voice

from audiocoach.errors import SpeechError
from audiocoach.speech import Engine, Own, Speech, Voice, open_engine, parse_voice
from audiocoach.speech.engine import ENGINES
from audiocoach.speech.own import Program
from audiocoach.speech.voice_files import FOLDER_VARIABLE

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


def recorded(folder: Path) -> str:
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
    "recorded": recorded,
}
"""Voices of engines that have none by themselves."""


@pytest.fixture(params=sorted(ENGINES))
def voice(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Voice:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    make = MADE_UP.get(request.param)
    return parse_voice(make(tmp_path) if make else request.param)


@pytest.fixture
def own(tmp_path: Path) -> Own:
    return Own({"hum": Program((sys.executable, "hum.py", "{wav}", "{wpm}"), tmp_path)})


@pytest.fixture
def engine(voice: Voice, own: Own, system_voices: None) -> Iterator[Engine]:  # noqa: ARG001
    with open_engine(voice, own) as engine:
        try:
            engine.speak("one")
        except SpeechError as error:
            if "this computer has no voices" not in str(error):
                raise
            pytest.skip(f"{voice.engine}: {error}")
        yield engine


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


@pytest.mark.usefixtures("engine")
def test_speed_is_words_per_minute(voice: Voice, own: Own) -> None:
    paces = [replace(voice, wpm=wpm) for wpm in (120, 240)]
    slow, fast = (seconds(open_engine(pace, own).speak(LONG)) for pace in paces)
    assert 1.5 < slow / fast < 2.5


def test_closing_twice_is_no_error(engine: Engine) -> None:
    engine.close()
    engine.close()
