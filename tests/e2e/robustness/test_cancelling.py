"""Ctrl-C while an engine hangs: the program ends at once, with nothing written and nobody left."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import finish, start
from quick_build import routine_in

from audiocoach.config.load import FILE_VARIABLE

HANG = """
import os, pathlib, time
pathlib.Path(f"begun-{os.getpid()}").touch()
time.sleep(60)
"""
CONFIG = 'voice = "command:slow"\n[voices.slow]\ncommand = [{python}, "hang.py", "{{wav}}"]\n'


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_build_is_cancelled_while_its_voice_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hang.py").write_text(HANG, "utf-8")
    (tmp_path / "own.toml").write_text(CONFIG.format(python=repr(sys.executable)), "utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "own.toml"))
    track = tmp_path / "out/track.mp3"
    command = (sys.executable, "-m", "audiocoach", "build", str(routine_in(tmp_path)))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child inherits "ignored"
    child = start((*command, "--out", str(track)), tmp_path, tmp_path / "cache")
    signal.signal(signal.SIGINT, before)
    until(lambda: begun_in(tmp_path) != [])
    child.send_signal(signal.SIGINT)  # to it alone, and not to what it has started
    until(lambda: child.poll() is not None)  # long before anyone's time-out
    done = finish(child)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert not track.parent.exists()
    until(lambda: not any(map(is_there, begun_in(tmp_path))))


def begun_in(folder: Path) -> list[int]:
    """The processes of those who hang."""
    return [int(path.name.split("-")[1]) for path in folder.glob("begun-*")]


def until(what: Callable[[], bool]) -> None:
    for _ in range(1000):
        if what():
            return
        time.sleep(0.01)
    pytest.fail("it did not come to pass")


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
