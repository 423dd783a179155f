"""Many commands under limits of the kernel, cheaply: one process imports, and forks one for each.

As a program it is that process: it reads a command a line, and answers each with a line.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from command_line import exit_code

MEGA = 1 << 20
CPU_S = 30
"""Ten times what the slowest command takes on a machine that has nothing else to do."""
WALL_S = 120
"""After so long it hangs."""
DATA_BYTES = 400 * MEGA
"""What a command may take besides what is imported: FFmpeg's threads and a track's sound, too."""
FILE_BYTES = 64 * MEGA
"""What it may write into one file."""
_MOST_PRINTED = 1 * MEGA
_MODULES = (
    "audiocoach.cli.build", "audiocoach.cli.routines", "audiocoach.cli.voices",
    "audiocoach.cli.cache", "audiocoach.cli.clients", "audiocoach.roster.check", "audiocoach.api",
    "audiocoach.compiler", "audiocoach.report.lint", "audiocoach.report.overview",
    "audiocoach.report.stages", "audiocoach.report.recordings", "audiocoach.report.catalog",
    "audiocoach.renderer.track", "audiocoach.renderer.music.mix", "audiocoach.audio.decode",
    "audiocoach.tts.espeak", "audiocoach.tts.recorded", "audiocoach.tts.takes",
    "audiocoach.sounds.loading", "audiocoach.export.json", "audiocoach.export.sidecars", "tomllib",
    "difflib", "platformdirs", "numpy",
)  # fmt: skip
"""What commands import late."""


class Ended(NamedTuple):
    """How a command ended, and what it cost."""

    returncode: int
    """Negative: the signal that killed it, SIGXCPU where it took too long."""
    stdout: str
    stderr: str
    cpu_s: float
    peak_mb: int
    """Of memory that it touched, with what is imported."""


class ForkServer:
    """Runs commands; raises what a pipe raises where the process is gone."""

    def __init__(self, prints: Path, environment: Mapping[str, str]) -> None:
        """`prints` is a folder for what commands print."""
        self._prints = prints
        self._child = subprocess.Popen(
            [sys.executable, __file__, str(prints)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | environment,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._child.communicate()

    def run(self, words: Sequence[str], folder: Path) -> Ended:
        """Runs a command in a folder."""
        assert self._child.stdin
        assert self._child.stdout
        self._child.stdin.write(json.dumps([[*words], str(folder)]) + "\n")
        self._child.stdin.flush()
        code, cpu_s, peak_mb = json.loads(self._child.stdout.readline())
        out, err = (_printed(self._prints / name) for name in ("stdout", "stderr"))
        return Ended(code, out, err, cpu_s, peak_mb)


def _printed(file: Path) -> str:
    with file.open("rb") as printed:
        return printed.read(_MOST_PRINTED).decode("utf-8", "replace")


def _serve(prints: Path) -> None:
    for module in _MODULES:
        import_module(module)
    # The default voice is loaded in a second, which is too long for each of many; espeak stands in.
    sys.modules["hibari"] = None  # type: ignore[assignment]
    most_data = _data_bytes() + DATA_BYTES
    for line in sys.stdin:
        words, folder = json.loads(line)
        child = os.fork()
        if not child:
            _become(words, folder, prints, most_data)
        print(json.dumps(_waited(child)), flush=True)  # noqa: T201 (for the one who started it)


def _data_bytes() -> int:
    """What this process has asked for already; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return next(
        int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmData:")
    )


def _become(words: Sequence[str], folder: str, prints: Path, most_data: int) -> None:
    """Make this process a command, and end with it."""
    import resource

    code = 70
    try:
        os.setpgid(0, 0)
        for number, name in enumerate((Path(os.devnull), prints / "stdout", prints / "stderr")):
            how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY
            os.dup2(os.open(name, how, 0o600), number)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        os.chdir(folder)
        sys.argv = ["audiocoach", *words]
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_DATA, (most_data, most_data))
        code = exit_code()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _waited(child: int) -> tuple[int, float, int]:
    """How a child ended, the seconds of a processor that it took, and its memory in MB."""
    begun, pause = time.monotonic(), 0.001
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() - begun > WALL_S:
            os.kill(child, signal.SIGKILL)
        time.sleep(pause)
        pause = min(0.02, pause * 1.5)
    with suppress(ProcessLookupError, PermissionError):  # what it has started, and left behind
        os.killpg(child, signal.SIGKILL)
    scale = MEGA if sys.platform == "darwin" else 1024
    return (
        os.waitstatus_to_exitcode(status),
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss // scale,
    )


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
