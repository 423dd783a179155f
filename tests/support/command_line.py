"""The command line, as its users start it: in this process, or in one of its own."""

import io
import os
import subprocess
import sys
import traceback
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.cli import main, printing

PROGRAM = (sys.executable, "-m", "audiocoach")
_TIMEOUT_S = 60


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str) -> Done:
    """Runs a command in this process, which takes a tenth of the time."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    printing.warn.cache_clear()
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", ["audiocoach", *words]),
    ):
        code = exit_code()
    return Done(code, _text(out), _text(err))


def exit_code() -> int:
    """Runs the command that `sys.argv` has, and tells how it ends."""
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
    """Runs a command in a process of its own."""
    done = subprocess.run(
        [*PROGRAM, *words], capture_output=True, text=True, encoding="utf-8", check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def start(
    command: Sequence[str], folder: Path, cache_folder: Path, temporary: Path | None = None
) -> "subprocess.Popen[str]":
    """Starts a process in `folder` with a cache of its own; `temporary` is its temporary folder."""
    environment = os.environ | {FOLDER_VARIABLE: str(cache_folder)}
    if temporary:
        environment["TMPDIR"] = str(temporary)
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def finish(child: "subprocess.Popen[str]") -> "subprocess.CompletedProcess[str]":
    """Waits for a process; returns what it printed and its exit code."""
    out, err = child.communicate(timeout=_TIMEOUT_S)
    return subprocess.CompletedProcess(child.args, child.returncode, out, err)


def ok(*words: str) -> str:
    """Runs a command that must succeed without a warning; returns what it prints."""
    return printed(run(*words))


def printed(done: Done) -> str:
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def refused(code: int, *words: str) -> str:
    """Runs a command that must end with `code`; returns its message, which is no traceback."""
    return complained(run(*words), code)


def complained(done: Done, code: int) -> str:
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    return done.stderr
