"""Engines of others and programs that hang, crash, or leave something behind, wherever they do."""

import os
import signal
import socket
import sys
import textwrap
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import PROGRAM, Done, finish, run, run_alone, start
from fake_engines import put_package
from msgspec.structs import replace
from quick_build import routine_in
from sampling import sampled

from audiocoach.config.load import FILE_VARIABLE
from audiocoach.defaults import LIMITS
from audiocoach.errors import SpeechError
from audiocoach.support import resources
from audiocoach.tts import UserVoices, Voice, open_engine, processes
from audiocoach.tts.base import Program
from audiocoach.tts.processes import EngineProcess

# Plugins

PLUGIN = """
import array, os, time
from audiocoach.tts import Speech

def do(place):
    if place == {place!r}:
        {does}

do("import")
SAMPLES = array.array("h", [9000 * (n // 20 % 2) for n in range(4000)]).tobytes()

class Engine:
    @property
    def identity(self):
        do("identity")
        return "1"
    def note(self, texts):
        do("note")
    def speak(self, text):
        do("speak")
        return Speech(SAMPLES, 16000)
    def close(self):
        do("close")

def open_voice(voice):
    do("open_voice")
    return Engine()

def voices():
    do("voices")
    return ["one"]
"""
BUILD, LIST = ("build", "quick.yaml", "--voice", "odd:one", "--out", "one.mp3"), ("voices",)
UNUSABLE = "the engine 'odd' of audiocoach-odd 1.0 cannot be used: it "
PLACES = {
    "import": (BUILD, 1, f"{UNUSABLE}could not open 'one'"),
    "open_voice": (BUILD, 1, f"{UNUSABLE}could not open 'one'"),
    "identity": (BUILD, 1, UNUSABLE),
    "speak": (BUILD, 1, "odd:one could not speak '"),
    "note": (BUILD, 0, "odd:one of audiocoach-odd 1.0: its note: "),
    "close": (BUILD, 0, ""),
    "voices": (LIST, 0, f"{UNUSABLE}did not list its voices"),
}
"""The command, its exit code, and what it says."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, with a cache and settings of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIOCOACH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"), prepend=os.pathsep)
    monkeypatch.syspath_prepend(str(tmp_path / "path"))
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "own.toml"))
    (tmp_path / "own.toml").touch()
    routine_in(tmp_path)
    yield tmp_path
    resources.version.cache_clear()


def put_plugin(folder: Path, place: str, does: str) -> None:
    source = PLUGIN.format(place=place, does=does)
    put_package(folder / "path", "audiocoach-odd", "odd = odd_engine", odd_engine=source)


def check_told(done: Done, place: str, why: str) -> None:
    _, code, said = PLACES[place]
    assert done.returncode == code, done
    told = [line for line in (done.stdout + done.stderr).splitlines() if said in line]
    assert told, done
    assert not said or why in told[0]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("place", sampled([*PLACES], "close"))
def test_a_plugin_that_hangs_is_ended(
    folder: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_plugin(folder, place, "time.sleep(600)")
    for name, seconds in (("LOAD_S", 2), ("TIMEOUT_S", 2), ("TIMEOUT_A_WORD_S", 0), ("CLOSE_S", 1)):
        monkeypatch.setattr(processes, name, seconds)
    check_told(run(*PLACES[place][0]), place, "no answer in 2 seconds")


@pytest.mark.parametrize("place", sampled([*PLACES], "voices"))
def test_a_plugin_that_crashes_takes_nobody_with_it(folder: Path, place: str) -> None:
    put_plugin(folder, place, "os._exit(9)")
    check_told(run_alone(*PLACES[place][0]), place, "(exit code 9)")


IDENTITIES = {
    "raises": ("raise ValueError('\\x1b[31mno')", "could not open 'one' (\\u001b[31mno)"),
    "leaves": ("raise SystemExit(0)", "could not open 'one' (no reason given (exit code 0))"),
    "is a number": ("return 1", "its identity: it gave no text but a int"),
    "is nothing": ("return None", "its identity: it gave no text but a NoneType"),
    "is huge": ("return 'x' * 2_000_000", "its identity: what it told has more than 1 MB"),
    "is large": ("return 'x' * 900_000", ""),
    "has control characters": ("return '\\x00\\x1b[31m\\n'", ""),
    "is no Unicode": ("return '\\ud800'", ""),
}
"""What the plugin does for its identity, and what is told of it, if anything."""


@pytest.mark.parametrize("case", sampled(IDENTITIES, "is no Unicode"))
def test_an_identity_may_be_anything(folder: Path, case: tuple[str, str]) -> None:
    does, said = case
    put_plugin(folder, "nowhere", "pass")
    module = folder / "path/odd_engine.py"
    text = module.read_text("utf-8").replace('do("identity")\n        return "1"', does)
    module.write_text(text, "utf-8")
    done = run_alone(*BUILD)
    assert "Traceback" not in done.stderr
    assert done.returncode == bool(said), done
    assert said in done.stderr
    assert (folder / "one.mp3").exists() == (not said)


TOO_MUCH = {
    "voices": ('return ["one"]', "return ['one' * 1_000_000]", "what it told has more than 1 MB"),
    "speak": ("Speech(SAMPLES,", "Speech(SAMPLES * 7_000,", "it has more than 48 MB of samples"),
}


@pytest.mark.parametrize("place", sampled([*TOO_MUCH], "speak"))
def test_a_plugin_that_answers_too_much_is_one_error(folder: Path, place: str) -> None:
    put_plugin(folder, "nowhere", "pass")
    little, much, why = TOO_MUCH[place]
    module = folder / "path/odd_engine.py"
    module.write_text(module.read_text("utf-8").replace(little, much), "utf-8")
    check_told(run_alone(*PLACES[place][0]), place, why)


def test_what_a_process_complains_is_read_and_only_its_end_kept(
    folder: Path,
) -> None:
    source = """
        import os
        def load_voice(voice):
            for _ in range(2_000):
                os.write(2, b"complaint\\n" * 10_000)
            os.write(2, b"the last word\\n")
            os._exit(3)
    """
    (folder / "path").mkdir()
    (folder / "path/loud.py").write_text(textwrap.dedent(source), "utf-8")
    tracemalloc.start()
    with pytest.raises(processes.LoadError, match=r"^the last word \(exit code 3\)$"):
        EngineProcess("loud", Voice("loud", "one")).speak("one")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


# Programs


def program(folder: Path, source: str, timeout_s: float = 20) -> UserVoices:
    (folder / "speak.py").write_text(f"import os, sys, time\n{textwrap.dedent(source)}", "utf-8")
    words = (sys.executable, "speak.py", "{wav}")
    return UserVoices({"mine": Program(words, folder, timeout_s)})


def complaint(own: UserVoices) -> str:
    with open_engine(Voice("command", "mine"), own) as engine:
        with pytest.raises(SpeechError) as caught:
            engine.speak("one")
        return str(caught.value)


@pytest.mark.long
def test_what_a_program_has_started_ends_with_it(tmp_path: Path) -> None:
    """The grandchild holds a connection, which ends when it does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        port = server.getsockname()[1]
        grandchild = (
            f"import socket, time; held = socket.create_connection(('127.0.0.1', {port})); "
            "held.sendall(b'x'); time.sleep(600)"
        )
        source = f"""
            import subprocess
            subprocess.Popen([sys.executable, "-c", {grandchild!r}])
            time.sleep(600)
        """
        said = complaint(program(tmp_path, source, timeout_s=5))
        assert said.endswith("'one': no answer in 5 seconds")
        held, _ = server.accept()
        held.settimeout(30)
        with held:
            assert held.recv(1) == b"x"
            assert held.recv(1) == b""


def test_of_what_a_program_complains_the_end_is_read(tmp_path: Path) -> None:
    source = """
        for _ in range(2_000):
            os.write(2, b"complaint\\n" * 10_000)
        os.write(2, b"the last word\\n")
        sys.exit(3)
    """
    own = program(tmp_path, source)
    tracemalloc.start()
    said = complaint(own)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert said.endswith("the last word (exit code 3)")
    assert peak < 20_000_000


@pytest.mark.parametrize("into", ["1", "2", "os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)"])
def test_a_program_that_writes_without_end_is_ended(
    tmp_path: Path, into: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(LIMITS, written_bytes=2_000_000)
    monkeypatch.setattr(processes, "LIMITS", few)
    source = f"""
        into = {into}
        for _ in range(3_000):
            os.write(into, b"words\\n" * 1_000)
            time.sleep(0.001)
        time.sleep(600)
    """
    said = complaint(program(tmp_path, source))
    assert said.endswith("'one': what it wrote has more than 2 MB")


OWN = "voice = 'command:mine'\n[voices.mine]\ncommand = [{python!r}, 'speak.py', '{{wav}}']\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("name", sampled(["SIGTERM", "SIGHUP", "SIGINT"], "SIGTERM"))
def test_who_is_ended_from_outside_leaves_nothing(folder: Path, name: str) -> None:
    (folder / "own.toml").write_text(OWN.format(python=sys.executable), "utf-8")
    (folder / "speak.py").write_text("import time\nopen('begun', 'w').close()\ntime.sleep(600)\n")
    (passing := folder / "passing").mkdir()
    command = (*PROGRAM, "build", "quick.yaml", "--out", "out/one.mp3")
    child = start(command, folder, folder / "cache", passing)
    while child.poll() is None and not (folder / "begun").exists():
        time.sleep(0.01)
    assert [*passing.glob("audiocoach-speech-*")]
    os.kill(child.pid, getattr(signal, name))
    done = finish(child)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert not [*passing.iterdir()]
    assert not (folder / "out").exists()
