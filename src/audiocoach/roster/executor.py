"""Who builds tasks: this process, or several others. One that ends loses nothing but time."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Protocol

from audiocoach.roster.child import receive, send
from audiocoach.roster.model import Result, Task
from audiocoach.roster.worker import build_task
from audiocoach.support.threads import cores

_MOST_TRIES = 2
"""A task whose worker ends may be the reason for it."""
_LOOK_S = 0.2
"""How often is looked for Ctrl-C where waiting hides it, as on Windows."""
_ENDING_S = 5.0
"""For a worker to give up what it is building."""
_MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": "131072",
    "OPENBLAS_NUM_THREADS": "1",
}
"""What glibc and numpy read at their start, so that a worker keeps a third less than it would."""


class Executor(Protocol):
    """Builds tasks, in any order and anywhere."""

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results as they come; where nobody asks for more, what is under way is given up."""
        ...


class Here:
    """Builds in this process, one after the other."""

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results, in the order of their tasks."""
        yield from map(build_task, tasks)


class Processes:
    """Builds in processes of its own, each with its voices open and its share of the cores."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results as they come."""
        crew = _Crew(tasks, self._jobs)
        try:
            yield from crew.results()
        finally:
            crew.stop()


class _Crew:
    """A thread for each worker, which hands it one task after the other."""

    def __init__(self, tasks: Iterable[Task], jobs: int) -> None:
        self._tasks = iter(tasks)
        self._lock = Lock()
        self._stopped = False
        self._threads_each = max(1, cores() // max(1, jobs))
        self._children: set[subprocess.Popen[bytes]] = set()
        self._done: SimpleQueue[Result | None] = SimpleQueue()
        self._threads = [Thread(target=self._work, daemon=True) for _ in range(jobs)]

    def results(self) -> Iterator[Result]:
        for thread in self._threads:
            thread.start()
        working = len(self._threads)
        while working:
            with contextlib.suppress(Empty):
                result = self._done.get(timeout=_LOOK_S)
                if result is None:
                    working -= 1
                else:
                    yield result

    def stop(self) -> None:
        """End all workers: first by asking, as they put away what they have begun."""
        with self._lock:
            self._stopped = True
            children = [*self._children]
        for child in children:
            _close(child)
        for child in children:
            _end(child)

    def _work(self) -> None:
        child = None
        try:
            while (task := self._next()) is not None:
                for tried in range(1, _MOST_TRIES + 1):
                    child = child or self._start()
                    if child is None:
                        return
                    try:
                        send(child.stdin, task)  # type: ignore[arg-type]
                        self._done.put(receive(child.stdout))  # type: ignore[arg-type]
                        break
                    except (EOFError, OSError, ValueError):
                        code = self._lost(child)
                        child = None
                    if tried == _MOST_TRIES:
                        why = f"the process that built it ended {tried} times ({code})"
                        self._done.put(Result(id=task.id, error=why))
        finally:
            if child:
                self._lost(child)
            self._done.put(None)

    def _next(self) -> Task | None:
        with self._lock:
            return None if self._stopped else next(self._tasks, None)

    def _start(self) -> "subprocess.Popen[bytes] | None":
        """A new worker; None where no more are wanted."""
        with self._lock:
            if self._stopped:
                return None
            command = [sys.executable, "-P", "-m", "audiocoach.roster.child"]
            child = subprocess.Popen(  # noqa: S603 (this program, and a number)
                [*command, str(self._threads_each)],
                env={**_MEMORY, **os.environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            self._children.add(child)
            return child

    def _lost(self, child: "subprocess.Popen[bytes]") -> str:
        """Let go of a worker; how it has ended."""
        code = _end(child)
        with self._lock:
            self._children.discard(child)
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def _close(child: "subprocess.Popen[bytes]") -> None:
    """Tell a worker that no more comes."""
    if child.stdin:
        with contextlib.suppress(OSError):
            child.stdin.close()


def _end(child: "subprocess.Popen[bytes]") -> int:
    """Wait until a worker has ended, at most so long; its exit code."""
    _close(child)
    try:
        return child.wait(_ENDING_S)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()
    finally:
        if child.stdout:
            child.stdout.close()
