"""Many machines: tasks are built by the workers of a dask.distributed scheduler."""

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from uuid import uuid4

from audiocoach.errors import CoachError
from audiocoach.roster.model import Result, Task
from audiocoach.roster.worker import build_task
from audiocoach.support.messages import pip_install
from audiocoach.support.threads import limit_threads

if TYPE_CHECKING:
    from distributed import Client, Future

_AHEAD = 8
"""Tasks handed over for each thread of a worker: it never waits, and the scheduler holds few."""
_CONNECTING_S = 20
_LOOK_S = 0.5
_ENDED = ("finished", "error")
"""How a task has ended that its scheduler still knows of."""
_BEGUN_AGAIN = ("pending", "lost")
"""How a task is whose worker was lost after it was done."""
_TRIES = 3
"""So often a task is begun again whose worker was lost."""


class Cluster:
    """The workers of the scheduler at an address such as `tcp://scheduler:8786`."""

    def __init__(self, address: str) -> None:
        self._address = address

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results as they come; raises CoachError where the scheduler cannot be reached."""
        client = self._connected()
        run = _Run(client, iter(tasks))
        try:
            yield from run.results(self._address)
        finally:
            if client.status == "running":  # else it would try for long to connect again
                run.cancel()
                client.close()

    def _connected(self) -> "Client":
        try:
            from distributed import Client
        except ImportError:
            message = "--on needs the package distributed, which is not installed"
            raise CoachError(message, pip_install("cluster")) from None
        # What becomes of a connection is told once, as our own error.
        for name in [name for name in logging.root.manager.loggerDict if name.startswith("distr")]:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            return Client(self._address, timeout=_CONNECTING_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            message = f"no scheduler answers at {self._address} ({_first_line(error)})"
            raise CoachError(message, "start one with 'dask scheduler'") from error


class _Run:
    """One batch on a cluster: a few tasks more than there are threads are there at a time."""

    def __init__(self, client: "Client", tasks: Iterator[Task]) -> None:
        self._client, self._tasks = client, tasks
        self._name = f"audiocoach-{uuid4().hex[:8]}"
        self._done: SimpleQueue[Future] = SimpleQueue()
        self._waiting: dict[str, tuple[Future, Task]] = {}

    def results(self, address: str) -> Iterator[Result]:
        threads = sum(self._client.nthreads().values())
        if not threads:
            message = f"the scheduler at {address} has no workers"
            raise CoachError(message, f"start some with 'dask worker {address}'")
        most = max(2, _AHEAD * threads)
        self._submit(most)
        while self._waiting:
            try:
                future = self._done.get(timeout=_LOOK_S)
            except Empty:
                self._check(address)
                continue
            if future.key not in self._waiting:
                continue
            if future.status in _BEGUN_AGAIN:
                future.add_done_callback(self._done.put)
                continue
            if future.status not in _ENDED:
                self._check(address, lost=True)
            _, task = self._waiting.pop(future.key)
            try:
                result = _result(future, task)
            except (OSError, CancelledError):  # it was built, and cannot be asked for any more
                self._check(address, lost=True)
            self._submit(most)
            yield result

    def cancel(self) -> None:
        """Have nothing more of it built."""
        futures = [future for future, _ in self._waiting.values()]
        with suppress(Exception):  # the scheduler may be gone, and the tasks with it
            if futures:
                self._client.cancel(futures)

    def _submit(self, most: int) -> None:
        """Hand over many tasks at once, where few are left: each time costs the scheduler much."""
        if len(self._waiting) > most // 2:
            return
        tasks = [*islice(self._tasks, most - len(self._waiting))]
        if not tasks:
            return
        keys = [f"{self._name}-{task.id}" for task in tasks]
        futures = self._client.map(_build, tasks, key=keys, retries=_TRIES, pure=False)
        for future, task in zip(futures, tasks, strict=True):
            self._waiting[future.key] = (future, task)
            future.add_done_callback(self._done.put)

    def _check(self, address: str, *, lost: bool = False) -> None:
        if lost or self._client.status != "running":
            message = f"the scheduler at {address} is gone"
            raise CoachError(message, "run the batch again: what is built is not built twice")


def _build(task: Task) -> Result:
    """Build a task on a worker of a cluster, which has a core for each task that it is given."""
    limit_threads(1)
    return build_task(task)


def _result(future: "Future", task: Task) -> Result:
    """What came of a task, also where that is an error of the worker's.

    Raises OSError or CancelledError where the scheduler is gone.
    """
    try:
        result: Result = future.result()
    except (OSError, CancelledError):
        raise
    except Exception as error:  # noqa: BLE001 (whatever a worker fails with costs this row alone)
        why = f"{type(error).__name__}: {_first_line(error)}"
        if type(error).__name__ == "KilledWorker":
            why = "every worker that began it has ended"
        return Result(id=task.id, error=why)
    return result


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
