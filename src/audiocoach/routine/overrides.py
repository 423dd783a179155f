"""What the command line changes in a routine. Routine in, routine out."""

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
    if changes.reps and not _counts_reps(routine):
        raise CoachError(f"--reps changes nothing in '{routine.slug}': no exercise counts reps")
    update: dict[str, Any] = {}
    if changes.rounds:
        update["rounds"] = changes.rounds
    if changes.rest_ms is not None and routine.rest is None:
        update["rest"] = _exactly(changes.rest_ms)
    if changes.round_rest_ms is not None and routine.round_rest is None:
        update["round_rest"] = _exactly(changes.round_rest_ms)
    return _changed(routine, changes).model_copy(update=update)


def _counts_reps(group: Routine | Block) -> bool:
    return any(
        item.reps is not None if isinstance(item, Exercise) else _counts_reps(item)
        for item in group.exercises
    )


def _exactly(value: int) -> Span:
    return Span(value, value)


def _changed(group: _Group, changes: Overrides) -> _Group:
    update = _own_rest(group, changes)
    if group.round_rest and group.round_rest.high and changes.round_rest_ms is not None:
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
    written = node.rest and node.rest.high
    return {"rest": _exactly(changes.rest_ms)} if written and changes.rest_ms is not None else {}
