"""What compiling costs grows with what there is to compile, and no faster."""

from collections.abc import Callable, Sequence
from typing import Any, SupportsIndex, overload

import pytest
from counting import counted
from fake_voice import fake_lengths
from generated import Written, read

from audiocoach.plan import plan_session
from audiocoach.routine.model import Routine
from audiocoach.timeline import Lengths, PlacedCue, Timeline, lay_out
from audiocoach.timeline.chapters import make_chapters

TIMES = 4
MOST = 1.1 * TIMES
QUICK: Written = {"name": "Swing", "reps": 4, "pace": "2s", "cues": ["Breathe", "Stand tall"]}


def among(*items: Written, **keys: object) -> Written:
    """A routine with a rest before and after the items."""
    return {"title": "Grown", "rest": "20s", **keys, "exercises": [QUICK, *items, QUICK]}


Grown = Callable[[int], Written]
SESSIONS: dict[str, Grown] = {
    "rounds": lambda n: among(rounds=n),
    "exercises": lambda n: among(*({**QUICK, "name": f"Swing {it}"} for it in range(n))),
    "explanations": lambda n: among(*({**QUICK, "how": f"So {it}."} for it in range(n)), rest=0),
    "sets": lambda n: among({**QUICK, "sets": n, "set_rest": "5s"}),
    "drops": lambda n: among({**QUICK, "drops": [f"{it} kg" for it in range(1, n)]}),
    "minutes": lambda n: among({"emom": f"{n} min", "exercises": [QUICK]}),
    "intervals": lambda n: among({"tabata": "Tabata", "rounds": n, "exercises": [{"name": "Up"}]}),
    "ladders": lambda n: among({"ladder": [4] * n, "exercises": [{"name": "Up"}]}),
}
STRETCHES: dict[str, Grown] = {
    "reps": lambda n: among({**QUICK, "reps": n}),
    "reps to a tempo": lambda n: among({"name": "Row", "reps": n, "tempo": "2-1-X-0"}),
    "reps too fast to count": lambda n: among({"name": "Swing", "reps": 2 * n, "pace": "0.5s"}),
    "a hold": lambda n: among({"name": "Plank", "hold": f"{10 * n}s"}),
    "a rest": lambda n: among(rest=f"{10 * n}s"),
    "reminders": lambda n: among(
        {"name": "Go", "work": "1h", "cues": [{"at": f"{8 * it}s", "say": "Up"} for it in range(n)]}
    ),
    "reminders at once": lambda n: among(
        {"name": "Go", "work": "1h", "cues": [{"at": "half", "say": "Up"} for _ in range(n)]}
    ),
    "words": lambda n: among(*[{"say": "And breathe."}] * n, rest="1h"),
    "words without room": lambda n: among(*[{"say": "And breathe."}] * n, rest="9s"),
    "tones": lambda n: among(*[{"sound": "pip"}] * n, rest="1h"),
    "tones without room": lambda n: among(*[{"sound": "pip"}] * n, rest="9s"),
    "a task": lambda n: among({"amrap": "9 min", "exercises": [{"name": "Up", "reps": 4}] * n}),
    "a long task": lambda n: among(
        {"amrap": f"{n * 40}s", "exercises": [{"name": "Up", "reps": 4}]}
    ),
    "things to have": lambda n: among(equipment=[f"thing {it}" for it in range(n)]),
}


@pytest.mark.parametrize("grown", SESSIONS.values(), ids=SESSIONS)
def test_a_session_four_times_as_long_is_four_times_the_work(grown: Grown) -> None:
    assert work(read(grown(25 * TIMES))) <= MOST * work(read(grown(25)))


@pytest.mark.parametrize("grown", STRETCHES.values(), ids=STRETCHES)
def test_a_stretch_four_times_as_full_is_four_times_the_work(grown: Grown) -> None:
    assert work(read(grown(100 * TIMES))) <= MOST * work(read(grown(100)))


def work(routine: Routine) -> int:
    """How many instructions of Python it takes from Routine to Timeline."""
    lengths = fake_lengths(plan_session(routine))
    with counted() as count:
        compiled(routine, lengths)
    return count()


def compiled(routine: Routine, lengths: Lengths) -> Timeline:
    return lay_out(plan_session(routine), lengths)


class Watched(Sequence[PlacedCue]):
    """Cues that count how many of them are looked at."""

    def __init__(self, cues: Sequence[PlacedCue]) -> None:
        self.cues = cues
        self.seen = 0

    def __len__(self) -> int:
        return len(self.cues)

    @overload
    def __getitem__(self, index: SupportsIndex) -> PlacedCue: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[PlacedCue]: ...
    def __getitem__(self, index: Any) -> Any:
        found = self.cues[index]
        self.seen += len(found) if isinstance(index, slice) else 1
        return found


def test_chapters_look_at_each_cue_a_few_times() -> None:
    """Copies are no instructions of ours."""
    routine = read(among(rounds=50))
    timeline = compiled(routine, fake_lengths(plan_session(routine)))
    watched = Watched(timeline.cues)
    assert make_chapters(timeline.intervals, watched) == timeline.chapters
    assert watched.seen <= 3 * len(timeline.cues)
