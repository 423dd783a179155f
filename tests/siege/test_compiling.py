"""Whatever the limits allow is compiled, or refused, in about a second and little memory."""

import tracemalloc
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from counting import counted
from fake_voice import fake_lengths
from sampling import sampled

from audiocoach.errors import RoutineError
from audiocoach.plan import plan_session
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import lay_out

Written = Mapping[str, Any]
SENTENCES = " ".join(f"A{number}." for number in range(170))
SECOND = 90_000_000
"""Instructions of Python that take about a second."""
MOST_BYTES = 150_000_000

WORST: dict[str, Written] = {
    "sentences in every set": {
        "rest": "1s",
        "exercises": [{"name": "Row", "work": "1s", "sets": 100, "how": SENTENCES}],
    },
    "an explanation in every round of rounds of rounds": {
        "rounds": 10,
        "exercises": [
            {
                "block": "One",
                "rounds": 10,
                "exercises": [
                    {
                        "block": "Two",
                        "rounds": 20,
                        "exercises": [
                            {"name": "Row", "work": "1s", "rest": "1s", "how": SENTENCES}
                        ],
                    }
                ],
            }
        ],
    },
    "reminders at their moments": {
        "exercises": [
            {
                "name": "Row",
                "work": "1h",
                "cues": [
                    {"at": f"{number * 3}s", "say": f"So {number}"} for number in range(1_200)
                ],
            }
        ]
    },
    "reminders at one moment": {
        "exercises": [
            {
                "name": "Row",
                "work": "1h",
                "cues": [{"at": "half", "say": f"So {number}"} for number in range(1_200)],
            }
        ]
    },
    "reps": {"exercises": [{"name": "Row", "reps": 1_000, "pace": "1s", "sets": 20, "rest": "1s"}]},
    "words between all": {
        "rest": "9s",
        "exercises": [
            item
            for number in range(1_500)
            for item in (
                {"say": f"Say {number}. And {number}."},
                {"name": "Row", "work": "1s"},
            )
        ],
    },
    "many moves at one's own pace": {
        "exercises": [
            {
                "amrap": "5h",
                "exercises": [
                    {"name": f"Row {n}", "reps": 3, "how": f"Do {n}. So {n}.", "cues": [f"Go {n}"]}
                    for n in range(900)
                ],
            }
        ]
    },
    "many minutes": {
        "exercises": [
            {
                "emom": "5h",
                "every": "10s",
                "exercises": [
                    {"name": f"Row {n}", "reps": 2, "pace": "1s", "how": f"Do {n}. So {n}."}
                    for n in range(300)
                ],
            }
        ]
    },
}


@pytest.mark.parametrize(
    "written", sampled(WORST, "reminders at one moment", "sentences in every set")
)
def test_the_worst_takes_about_a_second(written: Written) -> None:
    data = yaml.safe_dump({"title": "Worst", **written}, sort_keys=False).encode()
    with counted() as count:
        _compile(data)
    assert count() < SECOND


@pytest.mark.long
@pytest.mark.parametrize("written", WORST.values(), ids=WORST)
def test_the_worst_takes_little_memory(written: Written) -> None:
    data = yaml.safe_dump({"title": "Worst", **written}, sort_keys=False).encode()
    tracemalloc.start()
    try:
        _compile(data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MOST_BYTES


def _compile(data: bytes) -> None:
    try:
        plan = plan_session(read_bytes(data, "worst.yaml"))
    except RoutineError:
        return
    lay_out(plan, fake_lengths(plan))
