"""What the command line changes in a routine. Routine in, routine out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from audiocoach.errors import CoachError
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Block, Exercise, Routine

_Group = TypeVar("_Group", Routine, Block)


@dataclass(frozen=True, slots=True)
class Overrides:
    """None leaves what the author wrote. Counts, and milliseconds."""

    reps: Span | None = None
    """Of every exercise that counts reps."""
    rest_ms: int | None = None
    """Every rest between exercises that is not 0."""
    round_rest_ms: int | None = None
    """Every rest between rounds that is not 0."""
    rounds: Span | None = None
    """Of the whole routine."""


def override(routine: Routine, changes: Overrides) -> Routine:
    """The routine with `changes` in it; raises CoachError for one that would change nothing."""
    for option, why in _without_effect(routine, changes):
        raise CoachError(f"{option} changes nothing in '{routine.slug}': {why}")
    update: dict[str, Any] = {}
    if changes.rounds:
        update["rounds"] = changes.rounds
    if changes.rest_ms is not None and routine.rest is None:
        update["rest"] = _exactly(changes.rest_ms)
    return _changed(routine, changes).model_copy(update=update)


def _without_effect(routine: Routine, changes: Overrides) -> Iterator[tuple[str, str]]:
    nodes = list(_nodes(routine))
    if changes.reps and not any(isinstance(node, Exercise) and node.reps for node in nodes):
        yield "--reps", "no exercise counts reps"
    if changes.rest_ms is not None and routine.rest and not any(map(_rests, nodes)):
        yield "--rest", "every rest in it is 0"
    if changes.round_rest_ms is not None and not any(_rounds_rest(n, changes) for n in nodes):
        yield "--round-rest", "there are no rests between rounds, or they are 0"


def _nodes(node: Routine | Block | Exercise) -> Iterator[Routine | Block | Exercise]:
    yield node
    if not isinstance(node, Exercise):
        for item in node.exercises:
            yield from _nodes(item)


def _rests(node: Routine | Block | Exercise) -> bool:
    return bool(node.rest and node.rest.high)


def _rounds_rest(node: Routine | Block | Exercise, changes: Overrides) -> bool:
    """Whether it has rounds with a rest between them; one not written is none that is 0."""
    if isinstance(node, Exercise):
        return False
    rounds = (changes.rounds if isinstance(node, Routine) else None) or node.rounds
    return (
        rounds is not None and rounds.high > 1 and (not node.round_rest or node.round_rest.high > 0)
    )


def _exactly(value: int) -> Span:
    return Span(value, value)


def _changed(group: _Group, changes: Overrides) -> _Group:
    update = _own_rest(group, changes)
    if changes.round_rest_ms is not None and _rounds_rest(group, changes):
        update["round_rest"] = _exactly(changes.round_rest_ms)
    update["exercises"] = tuple(
        _dosed(item, changes) if isinstance(item, Exercise) else _changed(item, changes)
        for item in group.exercises
    )
    return group.model_copy(update=update)


def _dosed(exercise: Exercise, changes: Overrides) -> Exercise:
    update = _own_rest(exercise, changes)
    if exercise.reps and changes.reps:
        update["reps"] = changes.reps
    return exercise.model_copy(update=update)


def _own_rest(node: Routine | Block | Exercise, changes: Overrides) -> dict[str, Any]:
    if changes.rest_ms is None or not _rests(node):
        return {}
    return {"rest": _exactly(changes.rest_ms)}
