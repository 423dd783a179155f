"""Commands under siege: in a process of their own, under limits that the kernel sets."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from command_line import PROGRAM

EXIT_CODES = frozenset({0, 1, 2, 130, 141})
"""What a command may end with: done, refused, misused, interrupted, nobody reads it."""
_DROP_CAPABILITY = 24
_PASSES_MODES = (1, 2)
"""The rights by which root reads and writes what its mode forbids."""


def limited(  # noqa: PLR0913 (what a child of the system can be given)
    command: Sequence[str | bytes],
    *,
    memory_mb: int | None = None,
    cpu_s: int = 60,
    folder: Path | None = None,
    environment: dict[str, str] | None = None,
    obeys_modes: bool = False,
) -> "subprocess.CompletedProcess[bytes]":
    """Runs a child under RLIMIT_AS and RLIMIT_CPU, where the system has them.

    One that obeys modes is refused what `chmod 000` forbids, even where the tests run as root.
    """
    return subprocess.run(
        command,
        capture_output=True,
        check=False,
        cwd=folder,
        env=os.environ | (environment or {}),
        stdin=subprocess.DEVNULL,
        timeout=10 * cpu_s,
        preexec_fn=_limits(memory_mb, cpu_s, obeys_modes=obeys_modes),
    )


def audiocoach(*words: str | bytes) -> list[str | bytes]:
    """The command line, as a child is started with it."""
    return [*PROGRAM, *words]


def _limits(memory_mb: int | None, cpu_s: int, *, obeys_modes: bool) -> Callable[[], None] | None:
    if sys.platform == "win32":
        return None
    import resource

    def set_limits() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
        if memory_mb is not None and sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
        if obeys_modes and os.geteuid() == 0:
            library = ctypes.CDLL(None)
            for right in _PASSES_MODES:
                library.prctl(_DROP_CAPABILITY, right, 0, 0, 0)

    return set_limits


def assert_civil(done: "subprocess.CompletedProcess[bytes]") -> str:
    """That a command ended as one may, without a traceback; what it said on standard error."""
    said = done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in said, said
    assert "Exception ignored" not in said, said
    assert done.returncode in EXIT_CODES, (done.returncode, said)
    return said
