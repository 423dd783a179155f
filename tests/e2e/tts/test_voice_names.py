"""Voices as people write them: ENGINE:VOICE@SPEED, and what is wrong with others."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocoach.errors import SpeechError
from audiocoach.tts import Voice, open_engine, parse_voice
from audiocoach.tts.base import phrase_error
from audiocoach.tts.espeak import has_language
from audiocoach.tts.registry import ENGINES

READ = [
    ("en-us", Voice("espeak", "en-us", 170)),
    ("en-us@165", Voice("espeak", "en-us", 165)),
    ("espeak:en-us+f2@165", Voice("espeak", "en-us+f2", 165)),
    (" espeak : en-gb-x-rp ", Voice("espeak", "en-gb-x-rp", 170)),
    ("en-us+Mr serious", Voice("espeak", "en-us+Mr serious", 170)),
    ("espeak", Voice("espeak", "en-us", 170)),
    ("espeak:", Voice("espeak", "en-us", 170)),
    ("espeak@80", Voice("espeak", "en-us", 80)),
    ("en-US", Voice("espeak", "en-us", 170)),
    ("PT_br@150", Voice("espeak", "pt-br", 150)),
    ("En-GB+Mr serious", Voice("espeak", "en-gb+Mr serious", 170)),
    ("Espeak", Voice("espeak", "en-us", 170)),
    ("hibari", Voice("hibari", "heart", 180)),
    ("heart", Voice("hibari", "heart", 180)),
    ("Emma@150", Voice("hibari", "emma", 150)),
    ("fenrir", Voice("hibari", "fenrir", 180)),
    ("joe", Voice("piper", "joe", 170)),
    ("Joe@150", Voice("piper", "joe", 150)),
    ("nobody", Voice("espeak", "nobody", 170)),
    ("Nobody+F2", Voice("espeak", "Nobody+F2", 170)),
    ("system", Voice("system", "default", 170)),
    ("system@300", Voice("system", "default", 300)),
    ("system:com.apple.voice.Alex", Voice("system", "com.apple.voice.Alex", 170)),
    (r"system:HKEY\Speech: Zira@a@200", Voice("system", r"HKEY\Speech: Zira@a", 200)),
]

REFUSED = [
    ("", "a voice needs a name"),
    ("  ", "a voice needs a name"),
    ("@165", "a voice needs a name"),
    ("espek:en-us", "there is no engine 'espek'; did you mean 'espeak'?"),
    ("zira:en-us", "there is no engine 'zira'"),
    ("recorded", "recorded needs a folder of recordings; write it like 'recorded:FOLDER'"),
    ("command:", "command needs a program; write it like 'command:NAME'"),
    ("en-us@", "'' is not a speed in words per minute"),
    ("en-us@fast", "'fast' is not a speed in words per minute"),
    ("en-us@165.5", "'165.5' is not a speed"),
    ("en-us@-165", "'-165' is not a speed"),
    ("en-us@١٦٥", "is not a speed"),
    ("en-us@79", "no voice speaks at 79 words a minute; write a number from 80 to 300"),
    ("en-us@301", "at 301 words a minute"),
]


@pytest.mark.parametrize(("text", "voice"), READ, ids=[text for text, _ in READ])
def test_a_voice_is_read(text: str, voice: Voice) -> None:
    assert parse_voice(text) == voice


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[text for text, _ in REFUSED])
def test_a_bad_voice_says_why(text: str, message: str) -> None:
    with pytest.raises(SpeechError, match=re.escape(message)):
        parse_voice(text)


names = st.text(min_size=1).map(str.strip).filter(bool)


@given(st.sampled_from(sorted(ENGINES)), names, st.integers(80, 300))
def test_a_printed_voice_reads_back(engine: str, name: str, wpm: int) -> None:
    voice = Voice(engine, name, wpm)
    assert parse_voice(str(voice)) == voice


def test_a_voice_of_an_unknown_engine_does_not_open() -> None:
    with pytest.raises(SpeechError, match="no engine 'espeaks'; did you mean 'espeak'"):
        open_engine(Voice("espeaks", "en-us"))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("en-uss", "en-us"),
        ("sistem", "system"),
        ("joey", "joe"),
        ("JOES", "joe"),
        ("hart", "heart"),
        ("hibary", "hibari"),
        ("ema", "emma"),
    ],
)
def test_a_wrong_name_asks_for_what_was_meant(name: str, meant: str) -> None:
    with pytest.raises(SpeechError) as caught:
        open_engine(parse_voice(name))
    assert str(caught.value) == f"espeak has no voice '{name}'; did you mean '{meant}'?"


def test_no_name_of_an_engine_or_a_voice_hides_a_language() -> None:
    names = {*ENGINES}.union(*(entry.names for entry in ENGINES.values()))
    assert names >= {"espeak", "hibari", "system", "heart", "kore", "joe"}
    assert not [name for name in names if has_language(name) or name != name.lower()]


def test_a_long_phrase_is_shown_short() -> None:
    message = str(phrase_error(Voice("espeak", "en-us"), "go " * 400, "it is too long"))
    assert message.startswith("espeak:en-us could not speak 'go go")
    assert message.endswith("…': it is too long")
    assert len(message) < 120


def test_importing_and_opening_load_no_library() -> None:
    program = """
import sys
from audiocoach.tts import open_engine, parse_voice
assert not {"audiocoach.tts.espeak", "audiocoach.tts.system"} & set(sys.modules)
open_engine(parse_voice("en-us")).identity
print(*{"ctypes", "numpy", "av", "pyttsx3", "importlib.metadata"} & set(sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
