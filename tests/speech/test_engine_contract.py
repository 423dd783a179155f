"""What every engine owes its caller. An engine that this computer lacks is skipped, by name."""

from array import array
from collections.abc import Iterator

import pytest

from audiocoach.errors import SpeechError
from audiocoach.speech import Engine, Speech, open_engine, parse_voice
from audiocoach.speech.engine import ENGINES

SHORT = "Ten seconds."
LONG = "Rest, ninety seconds. Next: bent-over row to march, twelve reps on each side, right first."


def seconds(speech: Speech) -> float:
    return len(speech.samples) / 2 / speech.rate


def level(speech: Speech) -> int:
    return max(map(abs, array("h", speech.samples)))


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, system_voices: None) -> Iterator[Engine]:  # noqa: ARG001
    with open_engine(parse_voice(request.param)) as engine:
        try:
            engine.speak("one")
        except SpeechError as error:
            if "this computer has no voices" not in str(error):
                raise
            pytest.skip(f"{request.param}: {error}")
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


def test_speed_is_words_per_minute(engine: Engine) -> None:
    name = "espeak" if "espeakng" in engine.identity else "system"
    slow, fast = (
        seconds(open_engine(parse_voice(f"{name}@{wpm}")).speak(LONG)) for wpm in (120, 240)
    )
    assert 1.5 < slow / fast < 2.5


def test_closing_twice_is_no_error(engine: Engine) -> None:
    engine.close()
    engine.close()
