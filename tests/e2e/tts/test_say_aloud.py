"""`say --play`: the sentence is played by what the system has, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from command_line import PROGRAM, ok, refused

from audiocoach.audio import player
from audiocoach.config.load import FILE_VARIABLE
from audiocoach.errors import CoachError

LINUX = "pw-play, paplay, aplay, mpv, play or ffplay"
SENTENCE = "Ten seconds."
KEEP = "import shutil\nshutil.copy(sys.argv[-1], 'heard.wav')"
NotOnWindows = pytest.mark.skipif(sys.platform == "win32", reason="plays by itself")
Put = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, another for temporary files, and a PATH without a player."""
    for name in ("bin", "temporary", "here"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv(FILE_VARIABLE, "")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr("audiocoach.audio.player.sys.platform", "linux")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Puts a player on PATH, a program in Python that says in a file how it was called."""

    def write(name: str, does: str) -> Path:
        program = tmp_path / "bin" / name
        log = f"open('called', 'a').write(' '.join([{name!r}, *sys.argv[1:-1]]) + '\\n')"
        program.write_text(f"#!{sys.executable}\nimport sys, time\n{log}\n{does}\n", "utf-8")
        program.chmod(0o755)
        return program

    return write


def called() -> list[str]:
    return Path("called").read_text("utf-8").splitlines()


def heard_s() -> float:
    with wave.open("heard.wav", "rb") as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        return sound.getnframes() / sound.getframerate()


def left() -> list[str]:
    """What lies in the folder and among the temporary files."""
    return sorted(path.name for each in (Path(), Path("../temporary")) for path in each.iterdir())


@NotOnWindows
def test_a_sentence_is_played_and_nothing_is_left(put: Put) -> None:
    put("aplay", KEEP)
    assert ok("say", SENTENCE, "--play") == ""
    assert called() == ["aplay -q"]
    assert 1.2 < heard_s() < 2
    assert left() == ["called", "heard.wav"]


@NotOnWindows
@pytest.mark.parametrize("name", ["said.mp3", "said.wav"])
def test_a_file_that_is_asked_for_is_written_and_the_same_is_heard(put: Put, name: str) -> None:
    put("paplay", KEEP)
    assert ok("say", SENTENCE, "--play", "-o", name) == f"{name}\n"
    assert left() == sorted(["called", "heard.wav", name])
    if name.endswith(".wav"):
        assert Path(name).read_bytes() == Path("heard.wav").read_bytes()


@NotOnWindows
def test_a_player_that_fails_gives_way_to_the_next(put: Put) -> None:
    put("pw-play", "sys.exit('no PipeWire')")
    put("aplay", "sys.stderr.write('one\\nno card\\n'); sys.exit(2)")
    broken = put("mpv", "")
    broken.write_bytes(b"\x7fELF")
    put("play", KEEP)
    ok("say", SENTENCE, "--play")
    assert called() == ["pw-play", "aplay -q", "play -q"]
    put("play", "sys.exit(7)")
    said = refused(1, "say", SENTENCE, "--play")
    assert said.startswith("error: nothing here plays it: pw-play: no PipeWire (exit code 1); ")
    assert "; aplay: no card (exit code 2); mpv: " in said
    assert said.endswith("; play: no reason given (exit code 7); write a file with --out\n")


@NotOnWindows
def test_ffplay_which_never_fails_is_believed_if_it_takes_its_time(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("ffplay", "sys.stderr.write('audio open failed\\n')")
    monkeypatch.setattr(player, "monotonic", iter([0, 0.1, 0, 2]).__next__)
    assert "ffplay: audio open failed (exit code 0)" in refused(1, "say", "one", "--play")
    ok("say", "one", "--play")
    assert called()[-1] == "ffplay -nodisp -autoexit -loglevel error"


@NotOnWindows
def test_a_player_that_hangs_is_ended(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "_GRACE_S", 0.1)
    put("aplay", "time.sleep(60)")
    assert "aplay: it did not end in 1 seconds; write a file" in refused(1, "say", "one", "--play")
    assert left() == ["called"]


@NotOnWindows
def test_without_a_player_the_message_says_which_were_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = (
        "error: nothing here plays it: there is no {}; install one, or write a file with --out\n"
    )
    assert refused(1, "say", "one", "--play") == message.format(LINUX)
    assert left() == []
    assert refused(1, "say", "one", "--play", "--out", "one.mp3") == message.format(LINUX)
    assert left() == ["one.mp3"], "the file is written all the same"
    monkeypatch.setattr("audiocoach.audio.player.sys.platform", "darwin")
    assert refused(1, "say", "one", "--play") == message.format("afplay, mpv, play or ffplay")


@NotOnWindows
def test_ctrl_c_ends_the_player_and_leaves_nothing(put: Put) -> None:
    put("aplay", "time.sleep(60)")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child inherits "ignored"
    child = subprocess.Popen([*PROGRAM, "say", "one", "--play"], start_new_session=True)
    signal.signal(signal.SIGINT, before)
    try:
        while not Path("called").exists():
            assert child.poll() is None
            time.sleep(0.02)
        began = time.monotonic()
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does
        assert child.wait(20) == 130
        assert time.monotonic() - began < 10
    finally:
        child.kill()
    assert left() == ["called"]
    with pytest.raises(ProcessLookupError):
        os.killpg(child.pid, 0)


class Winsound(SimpleNamespace):
    """What Windows' own module does, as far as it is asked here."""

    SND_FILENAME, SND_ASYNC, SND_NODEFAULT, SND_PURGE = 1, 2, 4, 8

    def __init__(self, *, fails: bool = False) -> None:
        super().__init__(calls=[], fails=fails)

    def PlaySound(self, file: str | None, flags: int) -> None:  # noqa: N802 (Windows' name)
        self.calls.append((Path(file).name if file else None, flags))
        if file and self.fails:
            raise RuntimeError("Failed to play sound")


def write_a_second(wav: Path) -> None:
    with wave.open(str(wav), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16_000))


def test_windows_plays_it_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("audiocoach.audio.player.sys.platform", "win32")
    monkeypatch.setattr(player, "sleep", slept.append)
    winsound = Winsound()
    monkeypatch.setitem(sys.modules, "winsound", winsound)
    player.play(write_a_second)
    assert winsound.calls == [("sound.wav", 1 | 2 | 4), (None, 8)]
    assert slept == [1.0]
    monkeypatch.setitem(sys.modules, "winsound", Winsound(fails=True))
    with pytest.raises(CoachError, match=r"does not play it: Failed to play sound; write a file"):
        player.play(write_a_second)
    assert left() == []
