"""Work that is spread over all cores, or over as many as a process is given."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from time import sleep
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

_T = TypeVar("_T")
_R = TypeVar("_R")
_AHEAD = 4
"""Items that are begun for each thread before the first of them is waited for."""
_LOOK_S = 0.05
_given: int | None = None


def cores() -> int:
    """How many processors this process may use, as far as the system tells."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows have none
        return os.cpu_count() or 1


def limit_threads(most: int) -> None:
    """Spread work of this process over so many threads from now on, as others run beside it."""
    global _given  # noqa: PLW0603 (of the process: it shares its cores with others)
    _given = most


def most_threads() -> int:
    """How many threads work is spread over: one a core, unless the process is given fewer."""
    return _given or cores()


def spread(
    function: Callable[[_T], _R],
    items: Iterable[_T],
    stop: Callable[[], None] | None = None,
    *,
    workers: int | None = None,
    ahead: int = _AHEAD,
) -> Generator[_R, None, None]:
    """What `function` makes of each item, in their order, in so many threads: None for the most.

    Items are taken one by one in the caller's thread, a few `ahead` of what is given back. Nothing
    more is begun once one has failed, or the caller asks for no more; `stop`, if given, is called
    then until what has begun is over.
    """
    from concurrent.futures import ThreadPoolExecutor

    threads = workers or most_threads()
    waiting: deque[Future[_R]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) > ahead * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            if stop:
                stop()
                while not all(begun.done() for begun in waiting):
                    sleep(_LOOK_S)
                    stop()
            raise
