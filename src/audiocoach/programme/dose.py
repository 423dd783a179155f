"""How much a session is, and how much more than another: what a coach tells of it."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from audiocoach.defaults import DEFAULTS
from audiocoach.programme.climb import ranges_in
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Exercise, Routine
from audiocoach.routine.overrides import targets
from audiocoach.routine.tree import MAIN, walk

COUNTED = ("rounds", "sets", "reps")
"""Numbers of a dose, as they are told."""
TIMED = ("work", "hold")


class Dose(NamedTuple):
    """The numbers of a session."""

    numbers: Mapping[str, Mapping[str, int]]
    """By key, and by exercise: reps, and milliseconds. The rounds are those of the routine."""
    weights: Mapping[str, tuple[str, str]]
    """By exercise, its name and its weight."""


class Difference(NamedTuple):
    """What one dose has more of than another."""

    numbers: Mapping[str, int]
    """By key, how much more or less of it most of the exercises have that changed."""
    weights: Mapping[str, str]
    """The new weights, by the names of the exercises."""


def dose_of(routine: Routine, *, is_fitted: bool = False) -> Dose:
    """The dose of a routine with all its changes, without rounds where it `is_fitted` by them."""
    level = routine.level or DEFAULTS.level
    numbers: dict[str, dict[str, int]] = {
        key: {
            target: value.at(level)
            for target, value in ranges_in(routine, key)
            if isinstance(value, Span) and value.high
        }
        for key in ("sets", "reps", *TIMED)
    }
    rounds = routine.rounds.at(level) if routine.rounds else DEFAULTS.rounds
    numbers["rounds"] = {} if is_fitted else {"": rounds}
    items = {place.path: place.item for place in walk(routine, MAIN)}
    weights = {
        target: (item.short or item.name, item.weight)
        for target, path in targets(routine).items()
        if isinstance(item := items.get(path), Exercise) and item.weight
    }
    return Dose(numbers, weights)


def difference(dose: Dose, before: Dose) -> Difference:
    """What has changed in a dose since another one."""
    numbers = {}
    for key in (*COUNTED, *TIMED):
        mine, others = dose.numbers[key], before.numbers[key]
        changes = Counter(
            mine[target] - others[target]
            for target in mine
            if target in others and mine[target] != others[target]
        )
        if changes:
            numbers[key] = max(changes, key=lambda by: (changes[by], abs(by), by))
    weights = {
        name: weight
        for target, (name, weight) in dose.weights.items()
        if before.weights.get(target, ("", weight))[1] != weight
    }
    return Difference(numbers, weights)
