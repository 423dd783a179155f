"""What is spoken has bounds: a phrase, all phrases of a session, and what it takes to say so."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from audiocoach.defaults import LIMITS
from audiocoach.errors import RoutineError
from audiocoach.plan import plan_session
from audiocoach.routine.read import read_bytes

Written = Mapping[str, Any]
NAME = "A very long name of an exercise that goes on and on " * 2


def exercises(count: int, **keys: object) -> list[Written]:
    return [{"name": f"Move {number}", "reps": 2, **keys} for number in range(count)]


MANY: dict[str, Written] = {
    "equipment": {"equipment": [f"thing {n}" for n in range(2_000)], "exercises": exercises(1)},
    "needs": {
        "exercises": [{**each, "needs": f"thing {n}"} for n, each in enumerate(exercises(300))]
    },
    "an amrap": {"exercises": [{"amrap": "9 min", "exercises": exercises(900)}]},
    "a round for time": {
        "exercises": [
            {"for_time": "9 min", "exercises": [{"name": "Row", "reps": [*range(1, 301)]}]}
        ]
    },
    "drops": {"exercises": exercises(1, drops=[f"{n} kg" for n in range(1, 101)])},
    "a superset of long names": {
        "exercises": [
            {"superset": "One", "exercises": [{"name": f"{NAME}{n}", "reps": 1} for n in range(20)]}
        ]
    },
    "a ladder": {
        "exercises": [{"ladder": [*range(1, 31)], "exercises": [{"name": "Row", "pace": "1s"}]}]
    },
}


def planned(written: Written) -> list[str]:
    text = yaml.safe_dump({"title": "Long", **written}, sort_keys=False)
    plan = plan_session(read_bytes(text.encode(), "long.yaml"))
    return [text for cue in plan.cues if cue.play == "speech" for text in cue.texts]


@pytest.mark.parametrize("written", MANY.values(), ids=MANY)
def test_a_list_is_said_in_part_and_how_many_more_there_are(written: Written) -> None:
    texts = planned(written)
    assert max(map(len, texts)) <= 2 * LIMITS.text
    assert [text for text in texts if re.search(r"\band \d+ more\b|\b\d+ more\b", text)]


def test_a_list_that_one_listens_to_is_said_whole() -> None:
    texts = planned({"equipment": [*"abcdefghijkl"], "exercises": exercises(1)})
    assert [text for text in texts if "k, and l" in text]
    assert not [text for text in texts if "more" in text]


def test_all_that_is_said_has_a_bound_told_with_its_line() -> None:
    many = [dict(each) for each in exercises(240)]
    for number, each in enumerate(many):
        each["how"] = " ".join(f"Of {number}, keep pulling {it} times." for it in range(30))
    with pytest.raises(RoutineError, match=r"^long.yaml:\d+:3: more than 60,000 characters are"):
        planned({"exercises": many})
    assert planned({"exercises": many[:40]})
