"""Whatever the limits allow is compiled, or refused, in about a second and little memory."""

import tracemalloc
from collections.abc import Mapping
from typing import Any

import generated
import pytest
from counting import counted
from fake_voice import fake_lengths
from sampling import sampled

from audiocoach.defaults import LIMITS
from audiocoach.errors import RoutineError
from audiocoach.i18n import normalise
from audiocoach.plan import plan_session
from audiocoach.plan.sentences import split_sentences
from audiocoach.report.lint import lint
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import lay_out

Written = Mapping[str, Any]
SENTENCES = " ".join(f"A{number}." for number in range(180))
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
    "explanations in every round": {
        "rounds": 20,
        "rest": "1s",
        "exercises": [{"name": f"Row {n}", "work": "1s", "how": SENTENCES} for n in range(100)],
    },
    "steps in every round": {
        "rounds": 1_000,
        "rest": "1s",
        "exercises": [{"say": SENTENCES}, {"name": "Row", "work": "1s"}],
    },
    "a few words that are lost everywhere": {
        "rounds": 400,
        "rest": "4s",
        "exercises": [
            item
            for n in range(4)
            for item in (
                {"say": " ".join(f"A{number}." for number in range(n, n + 12))},
                {"name": f"Row {n}", "work": "1s", "how": SENTENCES},
            )
        ],
    },
    "explanations and reminders": {
        "rounds": 50,
        "rest": "3s",
        "exercises": [
            {
                "name": f"Row {n}",
                "work": "3s",
                "how": SENTENCES,
                "cues": [{"at": "half", "say": f"So {n} {number}"} for number in range(8)],
            }
            for n in range(48)
        ],
    },
    "reminders in every set": {
        "exercises": [
            {
                "name": "Row",
                "work": "20s",
                "sets": 1_000,
                "set_rest": "1s",
                "cues": [{"at": f"{n % 20}s", "say": f"So {n}"} for n in range(1_000)],
            }
        ]
    },
}


@pytest.mark.parametrize(
    "written", sampled(WORST, "reminders at one moment", "sentences in every set")
)
def test_the_worst_takes_about_a_second(written: Written) -> None:
    data = generated.dump({"title": "Worst", **written})
    with counted() as count:
        _compile(data)
    assert count() < SECOND


@pytest.mark.slow
@pytest.mark.parametrize("written", WORST.values(), ids=WORST)
def test_the_worst_takes_little_memory(written: Written) -> None:
    data = generated.dump({"title": "Worst", **written})
    tracemalloc.start()
    try:
        _compile(data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MOST_BYTES


def _compile(data: bytes) -> None:
    try:
        routine = read_bytes(data, "worst.yaml")
        plan = plan_session(routine)
    except RoutineError:
        return
    lint(routine, plan, lay_out(plan, fake_lengths(plan)))


def test_words_that_nobody_says_need_no_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    """To look for each of 200 in all that is said takes a quarter of a minute."""

    def fail(words: tuple[str, ...]) -> None:
        pytest.fail(f"{words} is looked for")

    monkeypatch.setattr(normalise, "_pattern", fail)
    words = [f"w{number}" for number in range(LIMITS.words)]
    assert normalise.unused_words(words, ["Row.", "V1."]) == words


def test_what_comes_after_forty_sentences_is_one_more() -> None:
    sentences = split_sentences(SENTENCES)
    assert len(sentences) == LIMITS.sentences
    assert " ".join(sentences) == SENTENCES


def test_more_reminders_than_anybody_hears_are_refused_where_they_begin() -> None:
    written = WORST["reminders in every set"]
    with pytest.raises(RoutineError, match=r"worst.yaml:3:3: .* more than 16,000 cues from here"):
        plan_session(read_bytes(generated.dump({"title": "Worst", **written}), "worst.yaml"))
