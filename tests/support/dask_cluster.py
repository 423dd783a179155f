"""A scheduler of dask and its workers, each a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STARTING_S = 120
_CLI = "import sys; sys.argv[0] = 'dask'; from dask.__main__ import main; main()"


class DaskCluster:
    """What runs, and where."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder = folder
        self.address = f"tcp://127.0.0.1:{_free_port()}"
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", port)
        self.workers = [self.add_worker() for _ in range(workers)]
        self._wait(workers)

    def add_worker(self) -> "subprocess.Popen[bytes]":
        """One more, without a nanny that would begin another in its place."""
        here = ("--local-directory", str(self._folder), "--nthreads", "1", "--no-nanny")
        return self._start("worker", self.address, *here)

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", _CLI, *words, "--no-dashboard"]
        with (self._folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log)

    def _wait(self, workers: int) -> None:
        from distributed import Client

        deadline = time.monotonic() + _STARTING_S
        while time.monotonic() < deadline:
            try:
                with Client(self.address, timeout=5, set_as_default=False) as client:
                    if workers:
                        client.wait_for_workers(workers, timeout=_STARTING_S)
                    return
            except (OSError, TimeoutError):
                time.sleep(0.2)
        raise TimeoutError((self._folder / "scheduler.log").read_text("utf-8", "replace"))

    def end(self) -> None:
        """End all of it."""
        for child in (*self.workers, self.scheduler):
            child.kill()
            child.wait()


@contextmanager
def dask_cluster(folder: Path, workers: int = 2) -> Iterator[DaskCluster]:
    """A cluster while it is open."""
    folder.mkdir(exist_ok=True)
    cluster = DaskCluster(folder, workers)
    try:
        yield cluster
    finally:
        cluster.end()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
