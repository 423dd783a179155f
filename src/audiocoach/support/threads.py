"""Work that is spread over all cores."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from os import cpu_count
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

_T = TypeVar("_T")
_R = TypeVar("_R")
_AHEAD = 4
"""Items that are begun for each core before the first of them is waited for."""


def spread(function: Callable[[_T], _R], items: Iterable[_T]) -> Iterator[_R]:
    """What `function` makes of each item, in their order, in one thread a core.

    Items are taken one by one in the caller's thread, a few ahead of what is given back. Nothing
    more is begun once one has failed, or the caller asks for no more.
    """
    from concurrent.futures import ThreadPoolExecutor

    cores = cpu_count() or 1
    waiting: deque[Future[_R]] = deque()
    with ThreadPoolExecutor(cores) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) > _AHEAD * cores:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)
