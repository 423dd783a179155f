"""The command line in a process of its own, as its users start it."""

import subprocess
import sys


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "audiocoach", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def ok(*words: str) -> str:
    """What a command prints that has nothing to complain of."""
    done = run(*words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def refused(code: int, *words: str) -> str:
    """What a command complains of, in words and not with a traceback."""
    done = run(*words)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    return done.stderr
