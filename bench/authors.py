"""Routines as authors write them, made up: the same ones every time, each different."""

from collections.abc import Iterator
from random import Random
from typing import Any

import yaml

Written = dict[str, Any]


class _Plain(yaml.SafeDumper):
    """Writes out what is there twice."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (of none)
        return True


_NAMES = (
    "Goblet squat", "Single-arm row", "Half-kneeling press", "Romanian deadlift", "Halo",
    "Kettlebell swing", "Glute bridge", "Renegade row", "Reverse lunge", "Push-up",
)  # fmt: skip
_HOW = (
    "Hinge at the hips with a flat back, and pull the bell to your ribs, elbow close.",
    (
        "Sit down between your heels, chest proud. Stand up strong, and breathe out at the top. "
        "The bell stays before your chest all the way down and all the way up."
    ),
    "One knee down. Press until your arm is beside your ear, and lower it with control.",
)
_CUES = ("Elbow close", "Flat back", "Breathe out", "Stand tall", "Slow down", "Knees out")
_WEIGHTS = ("light", "16 kg", "20-35 lb")
_TIMED = ("Row", "Plank", "Burpee", "Swing", "Jumping jack", "Mountain climber")


def written(count: int, seed: int = 1) -> Iterator[str]:
    """The text of so many routines of fifteen to forty minutes."""
    for number in range(count):
        yield _dumped(_routine(Random(f"{seed} {number}"), number))  # noqa: S311 (no secret)


def in_rounds(rounds: int) -> str:
    """One routine, long only because it goes on: about 33 cues a round."""
    return _dumped({"title": "More rounds", "rounds": rounds, **_few(("Swing",))})


def of_exercises(count: int) -> str:
    """One routine, long because there is ever more in it: about 33 cues an exercise."""
    return _dumped({"title": "More exercises", **_few(f"Swing {at}" for at in range(count))})


def _few(names: "Iterator[str] | tuple[str, ...]") -> Written:
    each = {"reps": 14, "pace": "2s", "cues": list(_CUES[:2]), "how": _HOW[0]}
    return {"rest": "30s", "exercises": [{"name": name, **each} for name in names]}


def _dumped(routine: Written) -> str:
    return yaml.dump(routine, Dumper=_Plain, sort_keys=False, allow_unicode=True)


def _routine(random: Random, number: int) -> Written:
    blocks = [_STYLES[(number + at) % len(_STYLES)](random) for at in range(2)]
    return {
        "title": f"Routine {number}",
        "coach": "A coach",
        "equipment": ["kettlebell", "a mat"],
        "rest": f"{random.randrange(40, 100, 5)}s",
        "starts": "concentric",
        "tempo": "2-0-2-0",
        "warmup": [{"name": "Cat and cow", "work": "40s", "how": _HOW[1], "cues": ["Breathe"]}],
        "exercises": [item for block in blocks for item in block],
        "cooldown": "Walk until you breathe easily.",
    }


def _sets(random: Random) -> list[Written]:
    """Straight sets, one exercise after the other."""
    return [
        {**_exercise(random, name), "sets": random.randint(2, 4), "set_rest": "60s"}
        for name in random.sample(_NAMES, 2)
    ]


def _superset(random: Random) -> list[Written]:
    names = random.sample(_NAMES, random.randint(2, 3))
    return [
        {
            "superset": "Superset",
            "rounds": random.randint(2, 4),
            "round_rest": "90s",
            "exercises": [_exercise(random, name) for name in names],
        },
        {"say": "Shake out your arms."},
    ]


def _circuit(random: Random) -> list[Written]:
    """Timed work and short rests."""
    exercises = [
        {"name": name, "work": f"{random.randrange(20, 60, 5)}s", "how": random.choice(_HOW)}
        for name in random.sample(_TIMED, random.randint(3, 5))
    ]
    return [{"circuit": "Circuit", "rounds": 3, "rest": "20s", "exercises": exercises}]


def _clocked(random: Random) -> list[Written]:
    """A ladder, then blocks with clocks of their own."""
    first, second = random.sample(_NAMES, 2)
    bare = {"name": second, "how": random.choice(_HOW)}
    return [
        {"ladder": [9, 6, 3], "rest": "45s", "exercises": [bare]},
        {"emom": "6 min", "exercises": [{"name": first, "reps": 8, "pace": "3s"}]},
        {"tabata": "Tabata", "exercises": [{"name": "Burpee"}, {"name": "Plank"}]},
    ]


_STYLES = (_sets, _superset, _circuit, _clocked)


def _exercise(random: Random, name: str) -> Written:
    dose: Written = {"reps": random.choice((6, 8, 10, 12, "6-10"))}
    pacing = random.choice(({}, {"tempo": "3-1-1-0"}, {"pace": "3s"}, {"tempo": "2-1-X-0"}))
    sides = random.choice(({}, {}, {"sides": "each"}, {"sides": "alternating"}))
    load = random.choice(({}, {"weight": random.choice(_WEIGHTS)}, {"rpe": 8}))
    cues = {"how": random.choice(_HOW), "cues": random.sample(_CUES, 3)}
    return {"name": name, **dose, **pacing, **sides, **load, **cues}
