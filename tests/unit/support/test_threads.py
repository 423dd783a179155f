"""Work on all cores: in order, a little ahead, and no more than is asked for."""

import os
from collections.abc import Iterator
from threading import Barrier

import pytest

from audiocoach.support import threads
from audiocoach.support.threads import spread


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cpu_count", lambda: 2)


def test_results_come_in_order_from_two_threads_at_once() -> None:
    both = Barrier(2)  # nobody passes alone

    def doubled(number: int) -> int:
        both.wait(timeout=60)
        return 2 * number

    assert list(spread(doubled, range(20))) == list(range(0, 40, 2))


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
    results.close()  # type: ignore[attr-defined]
    assert len(taken) < 20


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
