"""The command line, as its users start it: in this process, or in one of its own."""

import io
import subprocess
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple
from unittest.mock import patch

from audiocoach.cli import main, printing


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str) -> Done:
    """In this process, which takes a tenth of the time."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    printing.warn.cache_clear()
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", ["audiocoach", *words]),
    ):
        code = _code()
    return Done(code, _text(out), _text(err))


def _code() -> int:
    try:
        main()
    except SystemExit as exit_:
        return int(exit_.code or 0)
    except BaseException:  # noqa: BLE001 (as the interpreter would)
        traceback.print_exc()
        return 1
    return 0


def _text(printed: io.TextIOWrapper) -> str:
    printed.seek(0)
    return printed.read().replace("\r\n", "\n")


def run_alone(*words: str) -> Done:
    """In a process of its own."""
    command = [sys.executable, "-m", "audiocoach", *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def ok(*words: str) -> str:
    """What a command prints that has nothing to complain of."""
    return printed(run(*words))


def printed(done: Done) -> str:
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def refused(code: int, *words: str) -> str:
    """What a command complains of, in words and not with a traceback."""
    return complained(run(*words), code)


def complained(done: Done, code: int) -> str:
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    return done.stderr
