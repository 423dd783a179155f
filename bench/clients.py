"""Measures a roster of clients: `python bench/clients.py`.

A thousand clients over six routines, each with reps, a rest and a weight of their own: the whole
batch cold, after a change and with nothing changed, beside a shell loop of `audiocoach build` and
two workers of dask, in one run. Nothing is asserted.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from machine import machine

ROUTINES = {
    "jeffers-pull": "bent-over-row-to-march",
    "jamison-back": "renegade-row",
    "full-body-beginner": "goblet-squat",
    "core-circuit": "dead-bug",
    "pull-circuit": "single-arm-row",
    "five-by-five": "squat",
}
"""Each with the exercise whose weight is the client's own."""
CLIENTS, LOOPED = 1000, 36
SCHEDULER = "tcp://127.0.0.1:18787"
_DASK = "import sys; sys.argv[0] = 'dask'; from dask.__main__ import main; main()"
_STARTING_S = 15
_SAMPLED_S = 0.1
_MEGA = 1_000_000


class Client(NamedTuple):
    """A row of the roster."""

    id: str
    routine: str
    reps: int
    rest: int
    weight: int

    def options(self) -> list[str]:
        """The same as words of a command line."""
        place = f"{ROUTINES[self.routine]}.weight={self.weight} kg"
        reps = ["--reps", str(self.reps)]
        return [self.routine, *reps, "--rest", f"{self.rest}s", "--set", place]

    def cells(self) -> str:
        """The same as a line of the table."""
        weights = (f"{self.weight} kg" if name == self.routine else "" for name in ROUTINES)
        return ";".join([self.id, self.routine, str(self.reps), f"{self.rest}s", *weights])


class Figures(NamedTuple):
    """What a run took, and the memory of its workers."""

    seconds: float
    peak_mb: float = 0.0
    growth_mb: float = 0.0
    """How much more a worker holds at its end than when it had done a quarter."""


def clients(count: int, more_rest: int = 0) -> list[Client]:
    """So many clients, no two of a routine with the same reps, rest and weight."""
    names = [*ROUTINES]
    return [
        Client(
            f"client-{n}",
            names[n % 6],
            5 + n // 6 % 8,
            30 + 5 * (n // 48 % 13) + more_rest,
            8 + 4 * (n // 6 % 7),
        )
        for n in range(count)
    ]


def write_roster(folder: Path, rows: Sequence[Client]) -> None:
    """Write the table."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = (f"set {place}.weight" for place in ROUTINES.values())
    header = ";".join(["id", "routine", "reps", "rest", *weights])
    lines = [header, *(row.cells() for row in rows)]
    (folder / "clients.csv").write_text("\n".join(lines) + "\n", "utf-8")


def batch(folder: Path, *words: str) -> Figures:
    """Run the whole batch, and look at the memory of its workers meanwhile."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "audiocoach", "batch", *words]
    with (folder / "said").open("wb") as said:
        child = subprocess.Popen(
            command, cwd=folder, stdout=said, stderr=said, env=_variables(folder)
        )
        held = _watch(child)
    seconds = time.perf_counter() - began
    if child.returncode:
        sys.exit((folder / "said").read_text("utf-8"))
    peak = max((max(sizes) for sizes in held.values()), default=0)
    growth = max((_growth(sizes) for sizes in held.values()), default=0.0)
    return Figures(seconds, peak / _MEGA, growth / _MEGA)


def _watch(child: "subprocess.Popen[bytes]") -> dict[int, list[int]]:
    """The sizes of the child's own children until it ends, where the system tells them."""
    held: dict[int, list[int]] = defaultdict(list)
    while child.poll() is None:
        for pid in _children(child.pid):
            if size := _size(pid):
                held[pid].append(size)
        time.sleep(_SAMPLED_S)
    return held


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        text = ""
    found = [int(word) for word in text.split()]
    # A thread of ours starts them, and is their parent for the system.
    for task in _tasks(pid):
        if task != pid:
            try:
                text = Path(f"/proc/{pid}/task/{task}/children").read_text("ascii")
            except OSError:
                continue
            found += [int(word) for word in text.split()]
    return found


def _tasks(pid: int) -> list[int]:
    try:
        return [int(entry.name) for entry in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []


def _size(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _growth(sizes: Sequence[int]) -> float:
    quarter = len(sizes) // 4
    return sizes[-1] - sizes[quarter] if quarter else 0.0


def loop(folder: Path, rows: Sequence[Client]) -> float:
    """Seconds a track of `audiocoach build`, one after the other, as in a shell."""
    (folder / "looped").mkdir()
    began = time.perf_counter()
    for row in rows:
        out = ["--out", f"looped/{row.id}.mp3"]
        command = [sys.executable, "-m", "audiocoach", "build", *row.options(), *out]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=_variables(folder))
    seconds = (time.perf_counter() - began) / len(rows)
    for row in rows:
        built, looped = (folder / place / f"{row.id}.mp3" for place in ("out", "looped"))
        if built.read_bytes() != looped.read_bytes():
            sys.exit(f"{row.id}: the loop's track is another")
    return seconds


@contextmanager
def two_workers(folder: Path) -> Iterator[None]:
    """A scheduler of dask on this machine, and two workers of one thread each."""
    host, port = SCHEDULER.removeprefix("tcp://").split(":")
    commands = [["scheduler", "--host", host, "--port", port]]
    commands += [["worker", SCHEDULER, "--nthreads", "1", "--no-nanny"]] * 2
    with (folder / "dask").open("wb") as log:
        children = [
            subprocess.Popen(
                [sys.executable, "-c", _DASK, *words, "--no-dashboard"],
                cwd=folder,
                stdout=log,
                stderr=log,
                env=_variables(folder),
            )
            for words in commands
        ]
        try:
            time.sleep(_STARTING_S)
            yield
        finally:
            for child in children:
                child.kill()
                child.wait()


def _variables(folder: Path) -> dict[str, str]:
    config = folder / "audiocoach.toml"
    return {
        **os.environ,
        "AUDIOCOACH_CACHE": str(folder / "cache"),
        "AUDIOCOACH_CONFIG": str(config),
        "OPENBLAS_NUM_THREADS": "1",
    }


def measure(folder: Path, count: int) -> Iterator[tuple[str, Figures, int]]:
    """Each row of the table as it is known: what, how long and how much, for how many tracks."""
    write_roster(folder, clients(count))
    yield "cold: nothing was ever said", batch(folder), count
    write_roster(folder, clients(count, more_rest=2))
    yield "rests changed: the words are known", batch(folder), count
    for size in (count // 4, count // 2, count):
        write_roster(folder, clients(size, more_rest=2))
        shutil.rmtree(folder / "out")
        yield "warm: everything is known", batch(folder), size
    yield "nothing changed", batch(folder), count
    if find_spec("distributed"):
        with two_workers(folder):
            batch(folder, "--on", SCHEDULER, "--to", "first", "--only", "client-0")
            on = batch(folder, "--on", SCHEDULER, "--to", "by-dask")
        yield "warm, by two workers of dask", on._replace(peak_mb=0), count
        shutil.rmtree(folder / "by-dask")
    seconds = loop(folder, clients(count, more_rest=2)[:: max(1, count // LOOPED)])
    yield f"a shell loop, {LOOPED} of them measured", Figures(seconds * count), count


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure a roster of clients.")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--voice", default="heart", help="whose words are known when it is warm")
    parser.add_argument("--keep", type=Path, help="a folder to work in, and to keep")
    asked = parser.parse_args()
    print(f"{machine()}\n")
    print("| what | tracks | seconds | a second | memory of a worker | grows |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = asked.keep or Path(name)
        folder.mkdir(exist_ok=True, parents=True)
        (folder / "audiocoach.toml").write_text(f'voice = "{asked.voice}"\n', "utf-8")
        for what, figures, count in measure(folder, asked.clients):
            rate, memory = count / figures.seconds, f"{figures.peak_mb:.0f} MB"
            print(
                f"| {what} | {count:,} | {figures.seconds:.1f} | {rate:.1f} | "
                f"{memory if figures.peak_mb else ''} | "
                f"{f'{figures.growth_mb:+.0f} MB' if figures.peak_mb else ''} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
