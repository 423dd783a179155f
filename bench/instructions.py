"""Counts instructions, and compares them with those kept: `python bench/instructions.py`.

They are the same on a busy machine as on an idle one, so a tenth more of them is a finding: then it
ends with exit code 1. `--keep` writes down what was counted.
"""

import argparse
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from authors import written
from machine import machine
from measuring import run
from table import lined_up

HERE = Path(__file__).resolve().parent
KEPT = HERE / "instructions.json"
MOST = 1.1
"""By what factor a count may grow over the one kept."""
ROUTINES = 20
"""How many are compiled."""

_BUILD = ("audiocoach", "build", str(HERE / "half-hour.yaml"), "--voice", "espeak")
PROGRAMS: Mapping[str, Sequence[str]] = {
    "--help": ("audiocoach", "--help"),
    "nothing changed": (*_BUILD, "--out", "track.mp3"),
    "a rest changed": (*_BUILD, "--out", "track.mp3", "--rest", "60s"),
    "compile": ("compile", "--once", "routines"),
}
"""By name: a module and its arguments. A build is of half an hour that was built before."""
_START: Mapping[str, Sequence[str]] = {"compile": ("compile", "--once", "none")}
"""What is not counted of a program: to begin, and to import what it needs."""
_COUNT = "count"

Counts = Mapping[str, int]
ByCounter = Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Counter:
    """What counts the instructions of a module that is run as `python -m` does."""

    name: str
    depends_on: str
    """What changes its counts besides our code: those of others are not comparable."""
    before: tuple[str, ...]
    """The beginning of its command, which leaves the count in a file; a module follows."""
    read: Callable[[str], int]
    """The count in that file's text."""

    def count(self, name: str, prepared: Path) -> int:
        """How many it takes for one of PROGRAMS, in a copy of the folder `prepared`."""
        start = self._count(_START[name], prepared) if name in _START else 0
        return self._count(PROGRAMS[name], prepared) - start

    def _count(self, words: Sequence[str], prepared: Path) -> int:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = shutil.copytree(prepared, Path(name, "copy"))
            run([*self.before, *words], folder, _variables(folder))
            return self.read((folder / _COUNT).read_text("utf-8"))


def counters() -> Iterator[Counter]:
    """One for the instructions of Python, and one for the processor's if the system has it."""
    minor = ".".join(map(str, sys.version_info[:2]))
    script = (sys.executable, str(HERE / "counting.py"), _COUNT)
    yield Counter(f"Python {minor}", "", script, int)
    if machines := machine_counter():
        yield machines


def machine_counter() -> Counter | None:
    """Counts with the processor's own counters, or else with valgrind."""
    python = (sys.executable, "-m")
    perf = ("perf", "stat", "-x,", "-e", "instructions:u", "-o", _COUNT)
    if _counts(perf):
        return Counter("perf", machine(), (*perf, *python), _of_perf)
    tool = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
    if shutil.which("valgrind"):
        command = (*tool, f"--log-file={_COUNT}", *python)
        return Counter("valgrind", machine(), command, _of_valgrind)
    return None


def _counts(perf: Sequence[str]) -> bool:
    """Whether perf is there, and may and can count: few virtual machines have counters."""
    if not shutil.which(perf[0]):
        return False
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        done = subprocess.run([*perf, sys.executable, "-c", ""], cwd=name, check=False)
        file = Path(name, _COUNT)
        return done.returncode == 0 and "<not" not in file.read_text("utf-8")


def _of_perf(text: str) -> int:
    return sum(int(line.partition(",")[0]) for line in text.splitlines() if "instructions" in line)


def _of_valgrind(text: str) -> int:
    found = re.search(r"I +refs: +([\d,]+)", text)
    assert found, text  # noqa: S101 (it says so whatever it runs)
    return int(found[1].replace(",", ""))


def _variables(folder: Path) -> dict[str, str]:
    paths = filter(None, (str(HERE), os.environ.get("PYTHONPATH")))
    return {
        "AUDIOCOACH_CACHE": str(folder / "cache"),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(paths),
    }


def prepare(folder: Path) -> Path:
    """What programs need: routines to compile, and the cache that a build leaves."""
    write_routines(folder, ROUTINES)
    run([sys.executable, "-m", *PROGRAMS["nothing changed"]], folder, _variables(folder))
    return folder


def write_routines(folder: Path, number: int) -> None:
    """So many, and a folder without any."""
    for name, count in (("none", 0), ("routines", number)):
        (folder / name).mkdir(parents=True)
        for at, text in enumerate(written(count)):
            (folder / name / f"{at}.yaml").write_text(text, "utf-8")


def count_all(using: Sequence[Counter]) -> dict[str, Counts]:
    """The counts of each program, by counter; as many at a time as there are cores."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        prepared = prepare(Path(name, "prepared"))
        running = {
            each.name: {name: pool.submit(each.count, name, prepared) for name in PROGRAMS}
            for each in using
        }
        return {
            counter: {name: count.result() for name, count in counts.items()}
            for counter, counts in running.items()
        }


class Kept:
    """The counts that new ones are compared with, by the names of their counters."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept = json.loads(file.read_text("utf-8")) if file.exists() else {}

    def comparable(self, using: Iterable[Counter]) -> dict[str, Counts]:
        """Those that were counted alike, by counter; no others."""
        kept = {counter: self._kept.get(counter.name, {}) for counter in using}
        return {
            counter.name: found["counts"]
            for counter, found in kept.items()
            if found.get("depends on") == counter.depends_on
        }

    def keep(self, counter: Counter, counts: Counts) -> None:
        """Write them down instead of what was there."""
        self._kept[counter.name] = {"depends on": counter.depends_on, "counts": counts}
        self._file.write_text(json.dumps(self._kept, indent=1) + "\n", "utf-8")


def grown(found: ByCounter, kept: ByCounter) -> list[str]:
    """What takes more instructions than it may."""
    return [
        f"{name} takes {now:,} instructions of {counter}, and {kept[counter][name]:,} are kept"
        for counter in found.keys() & kept.keys()
        for name, now in found[counter].items()
        if now > kept[counter].get(name, math.inf) * MOST
    ]


def tabulated(found: ByCounter, kept: ByCounter) -> str:
    """A table of millions, each with its change from what is kept."""
    heads = [cell for counter in found for cell in (f"{counter}, millions", "change")]
    lines = [
        [name, *(cell for it in found for cell in _cells(found[it][name], kept.get(it, {}), name))]
        for name in PROGRAMS
    ]
    return lined_up([["", *heads], *lines])


def _cells(now: int, kept: Counts, name: str) -> tuple[str, str]:
    change = f"{now / kept[name] - 1:+.1%}" if name in kept else "n/a"
    return f"{now / 1e6:,.2f}", change


def main() -> None:
    """Count, print, and keep or compare."""
    parser = argparse.ArgumentParser(description="Count instructions; compare with those kept.")
    parser.add_argument("--keep", action="store_true", help="keep these, and compare with none")
    parser.add_argument("--all", action="store_true", help="also what nothing is kept to compare")
    asked = parser.parse_args()
    kept, using = Kept(KEPT), [*counters()]
    before = kept.comparable(using)
    for counter in using:
        if counter.name not in before:
            print(f"No counts are kept for {counter.name}, {counter.depends_on}.")
    if not (asked.keep or asked.all):
        using = [counter for counter in using if counter.name in before]
    found = count_all(using)
    print(tabulated(found, before))
    if asked.keep:
        for counter in using:
            kept.keep(counter, found[counter.name])
    elif more := grown(found, before):
        sys.exit("\n".join([*more, "mend it, or say why and --keep what was counted"]))


if __name__ == "__main__":
    main()
