"""Workers of a batch are killed, or it is itself: no half file, and the next one completes."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import PROGRAM, finish, ok, start
from quick_build import litter, use_cache
from rosters import receipt_of, tracks_in, write_clients
from sampling import sampled

from audiocoach.api import Builder
from audiocoach.roster.batch import Batch, Outcome
from audiocoach.roster.check import check_clients
from audiocoach.roster.executor import Here, Processes
from audiocoach.roster.place import Folder
from audiocoach.roster.read import read_roster
from audiocoach.roster.receipt import Receipt, read_receipt

CLIENTS = 12
RECEIPT = Path("out/receipt.json")
MOST_KILLS = 7
"""Of one batch: each costs a worker its start."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "")
    use_cache(tmp_path / "cache", monkeypatch)
    write_clients(tmp_path, CLIENTS)
    return tmp_path


@pytest.fixture
def clean(here: Path) -> dict[str, bytes]:
    return undisturbed(here)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> "list[subprocess.Popen[bytes]]":
    """The workers that were started here."""
    children: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *words: Any, **named: Any) -> None:  # noqa: ANN401 (as they come)
            super().__init__(*words, **named)
            children.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return children


def batch(to: str = "out") -> Batch:
    place = Folder(Path(to))
    receipt = read_receipt(place)
    with Builder() as builder:
        jobs = check_clients(read_roster(Path("clients.csv")), builder, place, receipt)
    return Batch(jobs, place, receipt)


def undisturbed(folder: Path) -> dict[str, bytes]:
    """What a batch makes that nobody disturbs."""
    assert all(outcome.status == "built" for outcome in batch("clean").run(Here()))
    return tracks_in(folder / "clean")


def test_two_at_once_keep_each_others_rows(here: Path, clean: dict[str, bytes]) -> None:
    place = Folder(Path("out"))
    rows = read_roster(Path("clients.csv"))
    halves = (rows[::2], rows[1::2])
    with Builder() as builder:
        both = [
            Batch(check_clients(half, builder, place, Receipt()), place, Receipt())
            for half in halves
        ]
    running = [each.run(Here()) for each in both]
    for one, other in zip(*running, strict=True):  # each writes the receipt when it ends
        assert one.status == other.status == "built"
    assert len(receipt_of(here / "out")) == CLIENTS
    assert tracks_in(here / "out") == clean
    assert "12 unchanged" in ok("batch")


def killing(
    outcomes: Iterator[Outcome], started: "list[subprocess.Popen[bytes]]", kills: int, seed: int
) -> Iterator[Outcome]:
    """The outcomes; after each of the first of them a worker is killed, a moment later."""
    chance = random.Random(seed)  # noqa: S311 (the same each time)
    for outcome in outcomes:
        if kills:
            kills -= 1
            time.sleep(chance.random() * 0.02)
            alive = [child for child in started if child.poll() is None]
            chance.choice(alive).kill()
        yield outcome


def check(folder: Path, clean: dict[str, bytes]) -> None:
    """Every track there is whole, and the receipt tells of no other."""
    held = tracks_in(folder / "out")
    assert held.items() <= clean.items()
    assert receipt_of(folder / "out").keys() <= {name.removesuffix(".mp3") for name in held}


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 17))]
)
def test_a_killed_worker_costs_at_most_its_row(
    here: Path, clean: dict[str, bytes], started: "list[subprocess.Popen[bytes]]", seed: int
) -> None:
    outcomes = [*killing(batch().run(Processes(2)), started, MOST_KILLS, seed)]
    assert len(outcomes) == CLIENTS
    # One may have ended by itself a moment before.
    assert sum(child.returncode == -signal.SIGKILL for child in started) >= MOST_KILLS - 2
    for outcome in outcomes:
        killed = "the process that built it ended 2 times (signal 9)"
        assert (outcome.status, outcome.reason) in (("built", "new"), ("failed", killed))
    check(here, clean)
    again = [*batch().run(Processes(1))]
    assert [each.status for each in again] == ["built"] * len(again)
    assert tracks_in(here / "out") == clean
    assert all(child.poll() is not None for child in started)


def workers_of(pid: int) -> list[int]:
    """The processes that a process has started, from whichever thread."""
    files = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(word) for file in files for word in file.read_text("ascii").split()]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, as Linux has it")
@pytest.mark.parametrize(
    "moment", [3, 5, *(pytest.param(n, marks=pytest.mark.slow) for n in range(6, 104))]
)
def test_a_killed_batch_leaves_whole_files_and_no_workers(
    here: Path, clean: dict[str, bytes], moment: int
) -> None:
    child = start([*PROGRAM, "batch", "--jobs", str(1 + moment // 50)], here, here / "cache")
    assert child.stdout
    for _ in range(moment % CLIENTS):
        child.stdout.readline()
    time.sleep(moment / 2000)
    workers = workers_of(child.pid)
    child.kill()
    assert finish(child).returncode in (-signal.SIGKILL, 0)
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    if (here / "out/receipt.json").exists():
        check(here, clean)
    assert tracks_in(here / "out").items() <= clean.items()
    assert len(litter(here / "out")) <= 1  # the receipt, as it was written
    for outcome in batch().run(Here()):
        assert outcome.status == "built"
    assert tracks_in(here / "out") == clean


@pytest.mark.parametrize("name", sampled(("SIGINT", "SIGTERM"), "SIGINT"))
def test_ctrl_c_leaves_what_is_whole(here: Path, name: str) -> None:
    write_clients(here, 6 * CLIENTS)  # else all may be built before it is heard
    clean = undisturbed(here)
    child = start([*PROGRAM, "batch", "--jobs", "2"], here, here / "cache")
    assert child.stdout
    child.stdout.readline()
    os.kill(child.pid, getattr(signal, name))
    done = finish(child)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert litter(here) == []
    check(here, clean)
    assert done.stderr == f"cancelled; {len(receipt_of(here / 'out'))} built before: {RECEIPT}\n"
    assert "0 failed" in ok("batch", "--jobs", "1")
    assert tracks_in(here / "out") == clean
