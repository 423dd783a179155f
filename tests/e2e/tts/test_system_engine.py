"""The system's voices: whatever the child does, the caller gets speech or one SpeechError."""

import sys
import wave
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from audiocoach.errors import SpeechError
from audiocoach.tts import Speech, Voice, VoiceInfo, open_engine, parse_voice, system
from audiocoach.tts.system import SystemEngine

VOICE = Voice("system", "default")
PULSE = (np.arange(4000) % 100 * 300).astype("<i2")


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Puts another program in the place of the one that speaks."""

    def put(program: str) -> None:
        given = "import json, sys, time, wave\njob = json.load(sys.stdin)\n"
        (tmp_path / "child.py").write_text(given + program)
        monkeypatch.setattr(system, "_CHILD", tmp_path / "child.py")

    return put


@pytest.fixture
def copied(child: Callable[[str], None], tmp_path: Path) -> Path:
    """A file that the child gives as what it has spoken."""
    file = tmp_path / "given"
    child(f"open(job['file'], 'wb').write(open({str(file)!r}, 'rb').read())")
    return file


def write_wave(file: Path, channels: int = 1, width: int = 2) -> None:
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(16000)
        sound.writeframes(
            np.repeat(PULSE.astype(f"<i{width}") << 8 * (width - 2), channels).tobytes()
        )


def write_aiff(file: Path) -> None:
    with av.open(str(file), "w", format="aiff") as container:
        stream = container.add_stream("pcm_s16be", rate=16000, layout="mono")
        frame = av.AudioFrame.from_ndarray(PULSE[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = 16000
        container.mux([*stream.encode(frame), *stream.encode(None)])


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("sys.exit('the driver broke')", "the driver broke (exit code 1)"),
        ("sys.exit(7)", "no reason given (exit code 7)"),
        ("1 / 0", "ZeroDivisionError: division by zero (exit code 1)"),
        ("print('Audio saved to', job['file'])", "no file was written"),
        ("open(job['file'], 'w')", "the file is no sound: "),
        ("open(job['file'], 'w').write('RIFF')", "the file is no sound: "),
        ("open(job['file'], 'w').write('nothing that sounds')", "the file is no sound: "),
        ("sys.exit(3)", "install espeak-ng or use --voice espeak:en-us"),
    ],
)
def test_a_child_that_fails_is_one_error(
    child: Callable[[str], None], program: str, why: str
) -> None:
    child(program)
    with pytest.raises(SpeechError) as caught:
        SystemEngine(VOICE).speak("Ten seconds.")
    assert str(caught.value).startswith("system:default could not speak 'Ten seconds.': ")
    assert why in str(caught.value)


def test_a_child_that_hangs_is_ended(child: Callable[[str], None]) -> None:
    child("time.sleep(60)")
    with pytest.raises(SpeechError, match=r"'one': no answer in 0\.2 seconds"):
        SystemEngine(VOICE, timeout_s=0.2).speak("one")


def test_a_wave_file_is_taken_as_it_is(copied: Path) -> None:
    write_wave(copied)
    assert SystemEngine(VOICE).speak("one") == Speech(PULSE.tobytes(), 16000)


def test_an_aiff_file_is_converted(copied: Path) -> None:
    write_aiff(copied)
    assert SystemEngine(VOICE).speak("one") == Speech(PULSE.tobytes(), 16000)


@pytest.mark.parametrize(("channels", "width"), [(2, 2), (1, 4)])
def test_other_wave_files_become_16_bit_mono(copied: Path, channels: int, width: int) -> None:
    write_wave(copied, channels, width)
    speech = SystemEngine(VOICE).speak("one")
    assert (len(speech.samples), speech.rate) == (len(PULSE) * 2, 16000)


def test_a_wave_file_cut_short_is_refused(copied: Path) -> None:
    write_wave(copied)
    copied.write_bytes(copied.read_bytes()[:-100])
    with pytest.raises(SpeechError, match="the file is cut short"):
        SystemEngine(VOICE).speak("one")


def test_silence_is_refused(copied: Path) -> None:
    write_wave(copied)
    copied.write_bytes(copied.read_bytes()[:44] + bytes(8000))
    with pytest.raises(SpeechError, match="it came out silent"):
        SystemEngine(VOICE).speak("one")


def test_text_and_settings_reach_the_child_whole(child: Callable[[str], None]) -> None:
    child("sys.exit(ascii([job['text'], job['voice'], job['wpm']]))")
    with pytest.raises(SpeechError) as caught:
        SystemEngine(Voice("system", "Zoë", 90)).speak("naïve \"quotes\" $HOME; 'and' more")
    assert ascii(["naïve \"quotes\" $HOME; 'and' more", "Zoë", 90]) in str(caught.value)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bring voices")
def test_a_computer_without_voices_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    with open_engine(parse_voice("system")) as engine:
        try:
            engine.speak("one")
        except SpeechError as error:
            assert "has no voices pyttsx3 can use" in str(error)  # noqa: PT017
            assert str(error).endswith("install espeak-ng or use --voice espeak:en-us")  # noqa: PT017


def test_voices_are_listed_by_name_or_where_that_is_not_enough_by_id(
    child: Callable[[str], None],
) -> None:
    rows = [
        ["com.anna", "Anna", ["de_DE"], "female"],
        ["com.eva", "Eva", [], ""],
        ["com.eva.premium", "Eva", ["de_AT"], ""],
    ]
    child(f"json.dump({rows!r}, open(job['file'], 'w'))")
    assert system.voices() == (
        VoiceInfo("Anna", ("de-de",), "female", "Anna"),
        VoiceInfo("com.eva", (), "", "Eva"),
        VoiceInfo("com.eva.premium", ("de-at",), "", "Eva"),
    )


@pytest.mark.usefixtures("system_voices")
def test_voices_are_chosen_by_id_or_name_and_checked() -> None:
    try:
        (first, name, *_), *_ = system._list_voices()  # noqa: SLF001
    except SpeechError as error:
        pytest.skip(f"system: {error}")
    assert {first, name} & {offer.name for offer in system.voices()}
    spoken = [open_engine(Voice("system", known)).speak("one") for known in (first, name)]
    # The engine is not pure; the same voice takes as long for the same word, give or take.
    lengths = [len(speech.samples) / speech.rate for speech in spoken]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.2)
    with pytest.raises(SpeechError, match="this computer has no voice 'nobody at all'"):
        open_engine(Voice("system", "nobody at all"))
