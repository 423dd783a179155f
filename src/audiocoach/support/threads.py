"""Work that is spread over all cores."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from os import cpu_count
from time import sleep
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

_T = TypeVar("_T")
_R = TypeVar("_R")
_AHEAD = 4
"""Items that are begun for each thread before the first of them is waited for."""
_LOOK_S = 0.05


def spread(
    function: Callable[[_T], _R],
    items: Iterable[_T],
    stop: Callable[[], None] | None = None,
    *,
    workers: int | None = None,
    ahead: int = _AHEAD,
) -> Generator[_R, None, None]:
    """What `function` makes of each item, in their order, in so many threads: None for one a core.

    Items are taken one by one in the caller's thread, a few `ahead` of what is given back. Nothing
    more is begun once one has failed, or the caller asks for no more; `stop`, if given, is called
    then until what has begun is over.
    """
    from concurrent.futures import ThreadPoolExecutor

    threads = workers or cpu_count() or 1
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
