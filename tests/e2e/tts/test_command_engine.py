"""Programs as voices: whatever one does, the caller gets speech or one SpeechError."""

import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from command_line import ok, refused
from msgspec.structs import replace

from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.config.load import FILE_VARIABLE, load_config
from audiocoach.errors import CoachError, SpeechError
from audiocoach.tts import Engine, Speech, UserVoices, Voice, open_engine
from audiocoach.tts.base import Program

VOICE = Voice("command", "mine")
GIVEN = """
import array, sys, time, wave
wav = sys.argv[1]
def write(file, words=1.0, rate=16000, channels=1, level=9000, width=2):
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        count = int(rate * 0.35 * words)
        values = [level * (n // 20 % 2) for n in range(count) for _ in range(channels)]
        sound.writeframes(array.array("h", values).tobytes())
"""
PIPE = "write('a.wav'); sys.stdout.buffer.write(open('a.wav', 'rb').read())"
Make = Callable[..., Engine]


@pytest.fixture
def program(tmp_path: Path) -> Make:
    """Opens an engine that runs a text of Python."""

    def make(text: str, *arguments: str, timeout_s: float = 20, voice: Voice = VOICE) -> Engine:
        (tmp_path / "speak.py").write_text(GIVEN + text, "utf-8")
        words = (sys.executable, "speak.py", *(arguments or ("{wav}",)))
        return open_engine(voice, UserVoices({"mine": Program(words, tmp_path, timeout_s)}))

    return make


def duration_s(speech: Speech) -> float:
    return len(speech.samples) / 2 / speech.rate


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sys.exit('the driver broke')", "the driver broke (exit code 1)"),
        ("write(wav); sys.exit(7)", "no reason given (exit code 7)"),
        ("1 / 0", "ZeroDivisionError: division by zero (exit code 1)"),
        ("import os; os.kill(os.getpid(), 9)", "(exit code "),
        ("print('saved to', wav)", "no file was written"),
        ("open(wav, 'w')", "the file is no sound: "),
        ("open(wav, 'w').write('nothing that sounds')", "the file is no sound: "),
        ("write(wav); b = open(wav, 'rb').read(); open(wav, 'wb').write(b[:-2000])", "cut short"),
        (
            "write(wav, channels=2); b = open(wav, 'rb').read(); open(wav, 'wb').write(b[:-2000])",
            "cut short",
        ),
        ("write(wav, level=0)", "it came out silent"),
        ("write(wav, words=10)", "it came out 3.5 s long, where 2 words at @170 take 0.8 s"),
    ],
)
def test_a_program_that_fails_is_one_error(program: Make, text: str, why: str) -> None:
    with pytest.raises(SpeechError) as caught:
        program(text).speak("Ten seconds.")
    assert str(caught.value).startswith("command:mine could not speak 'Ten seconds.': ")
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_program_that_hangs_is_ended(program: Make, tmp_path: Path) -> None:
    late = "time.sleep(2); open('late', 'w')"
    with pytest.raises(SpeechError, match=r"'one': no answer in 0\.5 seconds"):
        program(late, timeout_s=0.5).speak("one")
    assert not (tmp_path / "late").exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing was written; let it write WAV to standard output or to {wav}"),
        ("print('Speaking...')", "standard output begins with 'Speaking...'; let it write only"),
        (f"print('Speaking...', flush=True); {PIPE}", "output begins with 'Speaking... RIFF"),
    ],
)
def test_what_is_no_wav_on_standard_output_is_refused(program: Make, text: str, why: str) -> None:
    with pytest.raises(SpeechError) as caught:
        program(text, "-").speak("one")
    assert why in str(caught.value)


def test_words_on_standard_output_do_no_harm_beside_a_file(program: Make) -> None:
    assert program("print('Speaking...'); write(wav)").speak("one").rate == 16000


def test_text_goes_to_standard_input_and_wav_comes_from_standard_output(program: Make) -> None:
    said = "naïve \"quotes\" $HOME; 'and' `more` words"
    engine = program(
        "import io\n"
        "heard = sys.stdin.buffer.read().decode()\n"
        f"assert heard == {said!r} + chr(10), heard\n"
        "write('a.wav', 5)\n"
        "sys.stdout.buffer.write(open('a.wav', 'rb').read())",
        "-",
    )
    assert duration_s(engine.speak(said)) == pytest.approx(1.75, rel=0.01)


def test_a_length_that_was_not_known_is_no_harm(program: Make) -> None:
    unknown = "b[:40] + b'\\xff' * 4 + b[44:]"
    engine = program(f"write(wav); b = open(wav, 'rb').read(); open(wav, 'wb').write({unknown})")
    assert duration_s(engine.speak("one")) == pytest.approx(0.35, rel=0.01)


def test_two_channels_are_mixed_to_one_at_any_rate(program: Make) -> None:
    speech = program("write(wav, channels=2, rate=44100)").speak("one")
    assert speech.rate == 44100
    assert duration_s(speech) == pytest.approx(0.35, rel=0.01)


def test_text_and_speed_can_be_arguments_and_text_is_never_an_option(program: Make) -> None:
    engine = program("sys.exit(ascii(sys.argv[2:]))", "{wav}", "-r{wpm}", "{text}")
    for said, given in [("ten {wav}", "ten {wav}"), ("-f /etc/passwd", " -f /etc/passwd")]:
        with pytest.raises(SpeechError) as caught:
            engine.speak(said)
        assert ascii(["-r170", given]) in str(caught.value)


@pytest.mark.skipif(sys.platform != "win32", reason="only there are they programs")
def test_text_is_no_argument_of_a_batch_file(tmp_path: Path) -> None:
    (tmp_path / "speak.bat").write_text("echo %1")
    own = UserVoices({"mine": Program(("./speak.bat", "{text}"), tmp_path)})
    with pytest.raises(SpeechError, match=r"would read \{text\} as commands"):
        open_engine(VOICE, own)


def test_a_changed_program_is_another_voice(program: Make) -> None:
    first = program("write(wav)").identity
    assert program("write(wav)  # louder").identity != first
    assert program("write(wav)", "{wav}", "-loud").identity != first
    assert first.splitlines() == [first]


def test_what_is_not_there_is_told_before_anything_is_spoken(tmp_path: Path) -> None:
    own = UserVoices({"mine": Program(("./nowhere",), tmp_path)})
    with pytest.raises(SpeechError, match=r"command:mine: there is no program './nowhere'"):
        open_engine(VOICE, own)
    with pytest.raises(SpeechError, match=r"names no program 'min'; did you mean 'mine'\?"):
        open_engine(replace(VOICE, name="min"), own)
    with pytest.raises(SpeechError, match=r"write it as \[voices.mine\] with command = "):
        open_engine(VOICE)


CONFIG = """\
voice = "command:mine"

[voices.mine]
command = [{python}, "speak.py", "{{wav}}"]
timeout = "5s"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "audiocoach.toml"
    file.write_text(CONFIG.format(python=repr(sys.executable)), "utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(file))
    return file


def test_ones_own_file_names_programs(config: Path) -> None:
    own = load_config().user_voices
    words = (sys.executable, "speak.py", "{wav}")
    assert own.programs == {"mine": Program(words, config.parent, 5.0)}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("mine = 'say'", ":2:1: 'mine' is one voice's table"),
        ("mine.command = 'say -o'", ":2:1: 'command' is a program and its arguments; write it"),
        ("mine.command = []", ":2:1: 'command' is a program and its arguments; write it"),
        ("mine.command = ['say', 3]", ":2:1: 'command' is a program and its arguments; write it"),
        ("mine = {timeout = '5s'}", ":2:1: 'command' is a program and its arguments; write it"),
        ("mine = {command = ['say'], shell = true}", ":2:1: unknown key 'shell'"),
        ("mine = {command = ['say'], timeout = 'soon'}", ":2:1: 'timeout': "),
    ],
)
def test_mistakes_in_ones_own_file_are_told(config: Path, line: str, why: str) -> None:
    config.write_text(f"[voices]\n{line}\n", "utf-8")
    with pytest.raises(CoachError) as caught:
        load_config()
    assert f"{config}{why}" in str(caught.value)


def test_a_working_folders_file_names_none_and_hides_none(
    config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import platformdirs

    monkeypatch.delenv(FILE_VARIABLE)
    monkeypatch.setattr(platformdirs, "user_config_path", lambda *_, **__: config.parent)
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    here = Path("audiocoach.toml")
    here.write_text("reps = 8\n", "utf-8")
    assert set(load_config().user_voices.programs) == {"mine"}
    here.write_text("[voices.evil]\ncommand = ['rm']\n", "utf-8")
    with pytest.raises(CoachError, match="a working folder's file cannot name programs") as caught:
        load_config()
    assert str(config) in str(caught.value)
    monkeypatch.chdir(config.parent)
    assert set(load_config().user_voices.programs) == {"mine"}


ROUTINE = "title: Row\n{}exercises:\n  - {{name: Row, reps: 3}}\n"


def test_a_track_is_spoken_by_a_program_and_a_bad_phrase_is_not_kept(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    routine, track = tmp_path / "row.yaml", tmp_path / "row.mp3"
    routine.write_text(ROUTINE.format(""), "utf-8")
    speak = "import os\nwrite(wav, words=2, level=0 if os.path.exists('hoarse') else 9000)\n"
    (config.parent / "speak.py").write_text(GIVEN + speak, "utf-8")
    (config.parent / "hoarse").touch()
    said = refused(1, "build", str(routine), "--out", str(track))
    assert "row.yaml:1:1: command:mine could not speak '" in said
    assert said.endswith("': it came out silent\n")
    assert not track.exists()
    (config.parent / "hoarse").unlink()
    ok("build", str(routine), "--out", str(track))
    with av.open(str(track)) as container:
        heard = np.concatenate([f.to_ndarray().ravel() for f in container.decode(audio=0)])
    assert np.abs(heard).max() > 0.1
    assert "command:mine" in ok("voices", "--engine", "command")


def test_a_routine_names_no_program(config: Path, tmp_path: Path) -> None:
    assert config.exists()
    routine = tmp_path / "row.yaml"
    for voice in ("command:mine", " command : mine", "command:mine@150"):
        routine.write_text(ROUTINE.format(f"voice: '{voice}'\n"), "utf-8")
        said = refused(1, "check", str(routine))
        assert said.startswith(f"{routine}:2:8: a routine cannot name a program, as ")
