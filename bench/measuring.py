"""A command in a process of its own: how long it takes, and its peak memory.

Imports little: on Linux the peak of a child counts from the size of the process that started it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024
_MEGA = 1_000_000


class ChildError(Exception):
    """A child that failed; the text is the end of what it wrote to standard error."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took; None where the system does not tell it. Memory is in 10^6 bytes.

    Processor time is that of all threads: on a busy machine it says more than the wall clock.
    """

    wall_s: float
    cpu_s: float | None = None
    peak_mb: float | None = None


def run(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Cost:
    """Run `command` in `folder`, which gets its output as two files. ChildError if it fails."""
    environment = {**os.environ, **variables}
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        began = time.perf_counter()
        child = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=err)
        cpu_s, peak_mb = _wait(child)
        wall_s = time.perf_counter() - began
    if child.returncode:
        said = (folder / "stderr").read_text("utf-8", "replace").strip().splitlines()
        raise ChildError(said[-1] if said else f"exit code {child.returncode}")
    return Cost(wall_s, cpu_s, peak_mb)


def _wait(child: "subprocess.Popen[bytes]") -> tuple[float | None, float | None]:
    """Processor time with its own children's; the peak of the largest of all of them."""
    if sys.platform == "win32":
        child.wait()
        return None, None
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _MAXRSS_BYTES / _MEGA


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    wall_s = median(cost.wall_s for cost in costs)
    return Cost(wall_s, _middle(cost.cpu_s for cost in costs), _middle(c.peak_mb for c in costs))


def _middle(figures: Iterable[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return median(known) if known else None
