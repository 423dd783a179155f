"""The system's voices: whatever the child does, the caller gets speech or one SpeechError."""

import sys
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from audiocoach.errors import SpeechError
from audiocoach.tts import Speech, Voice, VoiceInfo, open_engine, parse_voice, system
from audiocoach.tts.system import SystemEngine, SystemVoice, best_voice

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


LINUX = (
    SystemVoice("gmw/en-029", "English (Caribbean)", ["en-029"], "male"),
    SystemVoice("gmw/en", "English (Great Britain)", ["en-gb"], "male", is_default=True),
    SystemVoice("gmw/en-gb-x-rp", "English (Received Pronunciation)", ["en-gb-x-rp"], "male"),
    SystemVoice("gmw/en-us-nyc", "English (America, New York City)", ["en-us-nyc"], "male"),
    SystemVoice("gmw/en-us", "English (America)", ["en-us"], "male"),
    SystemVoice("sit/cmn", "Chinese (Mandarin)", ["cmn"], "male"),
    SystemVoice("roa/es-419", "Spanish (Latin America)", ["es-419"], "male"),
    SystemVoice("roa/es", "Spanish (Spain)", ["es"], "male"),
)
MACOS = (
    SystemVoice("com.apple.eloquence.en-US.Eddy", "Eddy", ["en-US"], "male"),
    SystemVoice("com.apple.speech.synthesis.voice.Albert", "Albert", ["en_US"], "male"),
    SystemVoice("com.apple.voice.compact.en-AU.Karen", "Karen", ["en_AU"], "female"),
    SystemVoice("com.apple.voice.compact.en-GB.Daniel", "Daniel", ["en_GB"], "male"),
    SystemVoice("com.apple.voice.compact.en-US.Samantha", "Samantha", ["en_US"], "female"),
    SystemVoice("com.apple.voice.enhanced.en-US.Ava", "Ava", ["en_US"], "female"),
    SystemVoice("com.apple.voice.compact.fr-CA.Amelie", "Amélie", ["fr_CA"], "female"),
    SystemVoice("com.apple.voice.compact.fr-FR.Thomas", "Thomas", ["fr_FR"], "male"),
    SystemVoice("com.apple.voice.compact.zh-CN.Tingting", "Tingting", ["zh_CN"], "female"),
    SystemVoice("com.apple.voice.compact.zh-TW.Meijia", "Meijia", ["zh_TW"], "female"),
)
TOKENS = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Speech\\Voices\\Tokens\\TTS_MS_"
WINDOWS = (
    SystemVoice(f"{TOKENS}DE-DE_HEDDA_11.0", "Microsoft Hedda Desktop", ["de-DE"], "female"),
    SystemVoice(f"{TOKENS}EN-US_DAVID_11.0", "Microsoft David Desktop", ["en-US"], "male"),
    SystemVoice(
        f"{TOKENS}EN-US_ZIRA_11.0", "Microsoft Zira Desktop", ["en-US"], "female", is_default=True
    ),
    SystemVoice(f"{TOKENS}XX_11.0", "Odd", ["Unknown Locale: 4096"], ""),
)


@pytest.mark.parametrize(
    ("voices", "language", "name"),
    [
        (LINUX, "en-us", "gmw/en-us"),
        (LINUX, "en_US", "gmw/en-us"),
        (LINUX, "en", "gmw/en-us"),
        (LINUX, "en-gb", "gmw/en"),
        (LINUX, "en-AU", "gmw/en-us"),
        (LINUX, "en-us-x-texan", "gmw/en-us"),
        (LINUX, "zh", "sit/cmn"),
        (LINUX, "es", "roa/es"),
        (LINUX, "es-MX", "roa/es"),
        (LINUX, "es-419", "roa/es-419"),
        (LINUX, "fi", None),
        (LINUX, "e", None),
        (LINUX, "", None),
        (MACOS, "en-us", "Ava"),
        (MACOS, "en", "Ava"),
        (MACOS, "en-gb", "Daniel"),
        (MACOS, "en-IE", "Ava"),
        (MACOS, "fr", "Thomas"),
        (MACOS, "fr-ca", "Amélie"),
        (MACOS, "fr-BE", "Thomas"),
        (MACOS, "zh", "Tingting"),
        (MACOS, "zh-Hant", "Meijia"),
        (MACOS, "cmn-TW", "Meijia"),
        (WINDOWS, "en-us", "Microsoft Zira Desktop"),
        (WINDOWS, "en-gb", "Microsoft Zira Desktop"),
        (WINDOWS, "de", "Microsoft Hedda Desktop"),
        (WINDOWS, "unknown", None),
    ],
)
def test_a_language_finds_the_systems_best_voice(
    voices: Sequence[SystemVoice], language: str, name: str | None
) -> None:
    for ordered in (voices, voices[::-1]):
        best = best_voice(language, ordered)
        assert (best and (best.id if name == best.id else best.name)) == name


def test_the_voice_that_the_system_is_set_to_goes_before_another_of_its_language() -> None:
    set_to = MACOS[4]._replace(is_default=True)
    assert best_voice("en", [*MACOS, set_to]) == set_to
    assert best_voice("en-au", [*MACOS, set_to]) == MACOS[2]


def test_a_language_is_spoken_by_the_voice_found_for_it(child: Callable[[str], None]) -> None:
    rows = [["com.anna", "Anna", ["de_DE"], "female"], ["de", "de", ["fr"], ""]]
    child(f"""
if "text" in job:
    sys.exit(job["voice"])
json.dump({rows!r}, open(job["file"], "w"))
""")
    for name, spoken in {"de-at": "com.anna", "Anna": "Anna", "de": "de", "fr-CA": "de"}.items():
        with (
            open_engine(Voice("system", name)) as engine,
            pytest.raises(SpeechError, match=rf"^system:{name} could not .*: {spoken} \(exit"),
        ):
            engine.speak("one")
    for name, hint in {
        "it": "this computer has no voice 'it'",
        "ana": "did you mean 'Anna'",
    }.items():
        with pytest.raises(SpeechError, match=hint):
            open_engine(Voice("system", name))


def test_another_voice_for_a_language_is_another_identity(child: Callable[[str], None]) -> None:
    def identity(voice_id: str) -> str:
        child(f"json.dump([[{voice_id!r}, 'Anna', ['de'], '']], open(job['file'], 'w'))")
        return open_engine(Voice("system", "de")).identity

    assert identity("com.anna") == identity("com.anna") != identity("com.anna.premium")


@pytest.mark.usefixtures("system_voices")
def test_this_computers_voices_are_found_by_language() -> None:
    try:
        listed = system._list_voices()  # noqa: SLF001
    except SpeechError as error:
        pytest.skip(f"system: {error}")
    assert any(row.is_default for row in listed)
    language = next(tag for row in listed for tag in row.languages)
    with open_engine(parse_voice(f"system:{language}")) as engine:
        assert engine.speak("one").samples


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
