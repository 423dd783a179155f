"""Work on all cores: in order, a little ahead, and no more than is asked for."""

import os
from collections.abc import Iterator
from threading import Barrier, Event, Semaphore, current_thread

import pytest

from audiocoach.support import threads
from audiocoach.support.threads import limit_threads, most_threads, spread


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 2)


def test_results_come_in_order_from_two_threads_at_once() -> None:
    both = Barrier(2)  # nobody passes alone

    def doubled(number: int) -> int:
        both.wait(timeout=60)
        return 2 * number

    assert list(spread(doubled, range(20))) == list(range(0, 40, 2))


def test_a_process_may_be_given_fewer_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert most_threads() == 2
    monkeypatch.setattr(threads, "_given", None)  # as it is set back afterwards
    limit_threads(1)
    assert most_threads() == 1
    assert len({*spread(lambda _: current_thread().name, range(20))}) == 1


def test_no_more_is_taken_than_a_few_ahead() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(1_000):
            taken.append(number)
            yield number

    results = spread(str, numbers())
    assert next(results) == "0"
    assert len(taken) < 20
    assert next(results) == "1"
    results.close()
    assert len(taken) < 20


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_the_caller_says_how_many_threads_and_how_far_ahead(workers: int) -> None:
    taken: list[int] = []
    results = spread(str, map(taken.append, range(1_000)), workers=workers, ahead=1)
    next(results)
    assert len(taken) == workers + 1
    results.close()


def test_the_first_failure_is_told_in_its_turn() -> None:
    def inverse(number: int) -> float:
        return 1 / number

    results = spread(inverse, [2, 1, 0, 1, 0])
    assert [next(results), next(results)] == [0.5, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert list(results) == []


def test_what_is_empty_starts_nothing() -> None:
    assert list(spread(os.abort, [])) == []  # type: ignore[arg-type]


def test_what_runs_is_stopped_until_it_is_over() -> None:
    """As an engine is that another thread has speak, and one that begins as it is closed."""
    running, stopped = Semaphore(0), Event()
    calls: list[str] = []

    def hang(number: int) -> None:
        if number == 0:
            running.acquire(timeout=60)
            raise ValueError("it failed")
        running.release()
        stopped.wait(timeout=60)

    def stop() -> None:
        calls.append("stop")
        if len(calls) > 1:
            stopped.set()

    with pytest.raises(ValueError, match="it failed"):
        list(spread(hang, range(50), stop))
    assert stopped.is_set()


def test_who_stops_asking_stops_what_runs() -> None:
    calls: list[str] = []
    results = spread(str, range(100), lambda: calls.append("stop"))
    assert next(results) == "0"
    results.close()
    assert calls
    calls.clear()
    assert len(list(spread(str, range(100), lambda: calls.append("stop")))) == 100
    assert not calls
