"""What is changed in a routine as a whole. Routine in, routine out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from audiocoach.errors import CoachError
from audiocoach.routine.fields import Span, Tempo
from audiocoach.routine.keys import DOSES, block_has, idle_in
from audiocoach.routine.model import Block, Exercise, Item, Routine

_Group = TypeVar("_Group", Routine, Block)
_Node = Routine | Item


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineChanges:
    """None leaves what the author wrote. Counts, and milliseconds."""

    reps: Span | None = None
    """Of every exercise that counts reps."""
    tempo: Tempo | None = None
    """The same."""
    pace: int | None = None
    """The same."""
    work: Span | None = None
    """Of every exercise that is timed."""
    hold: Span | None = None
    """Of every exercise that is held."""
    sets: Span | None = None
    """Of every exercise that does not list the reps of each."""
    rest: Span | None = None
    """Every rest between exercises that is not 0."""
    round_rest: Span | None = None
    """Every rest between rounds that is not 0."""
    transition: int | None = None
    """Of the routine, and of every block that has its own."""
    rounds: Span | None = None
    """Of the whole routine."""
    title: str | None = None
    summary: str | None = None


def override(routine: Routine, changes: RoutineChanges) -> Routine:
    """The routine with `changes` in it; raises CoachError for one that would change nothing."""
    for key, why in without_effect(routine, changes).items():
        option = "--" + key.replace("_", "-")
        raise CoachError(f"{option} changes nothing in '{routine.slug}': {why}")
    return applied(routine, changes)


def without_effect(routine: Routine, changes: RoutineChanges) -> dict[str, str]:
    """What of `changes` would change nothing, and why."""
    return {key: why for key, why in _idle(routine, changes) if getattr(changes, key) is not None}


def applied(routine: Routine, changes: RoutineChanges) -> Routine:
    """The routine with as much of `changes` in it as has an effect."""
    update = {
        key: value
        for key in ("rounds", "title", "summary", "transition")
        if (value := getattr(changes, key)) is not None
    }
    if changes.rest is not None and routine.rest is None:
        update["rest"] = changes.rest
    return _changed(routine, changes).model_copy(update=update)


def _idle(routine: Routine, changes: RoutineChanges) -> Iterator[tuple[str, str]]:
    nodes = list(_nodes(routine))
    exercises = [node for node in nodes if isinstance(node, Exercise)]
    free = [node for node in _free(routine, "sets") if not lists_sets(node)]
    if not any(exercise.reps for exercise in exercises):
        yield "reps", "no exercise counts reps"
    for key in ("tempo", "pace"):
        if not any(exercise.reps for exercise in _free(routine, key)):
            yield key, "no exercise counts reps"
    if not free:
        yield "sets", "every exercise lists the reps of its sets, or its block has none"
    if not any(exercise.work for exercise in exercises):
        yield "work", "no exercise is timed" + _timed_modes(routine)
    if not any(exercise.hold for exercise in exercises):
        yield "hold", "no exercise is held"
    if routine.rest and not any(map(_rests, nodes)):
        yield "rest", "every rest in it is 0"
    if not any(_rounds_rest(node, changes) for node in nodes):
        yield "round_rest", "there are no rests between rounds, or they are 0"


def _timed_modes(routine: Routine) -> str:
    timed = [f"'--mode {name}'" for name, mode in routine.modes.items() if mode.work]
    return f"; they are with {' or '.join(timed)}" if timed else ""


def _nodes(node: _Node) -> Iterator[_Node]:
    yield node
    if isinstance(node, Routine | Block):
        for item in node.exercises:
            yield from _nodes(item)


def _free(group: Routine | Block, key: str) -> Iterator[Exercise]:
    """The exercises on which the key has an effect."""
    for item in group.exercises:
        if isinstance(item, Block):
            yield from _free(item, key)
        elif isinstance(item, Exercise) and key not in idle_in(group):
            yield item


def rounds_of(group: Routine | Block) -> int:
    """How many rounds it may have."""
    if isinstance(group, Block) and group.ladder:
        return len(group.ladder)
    return group.rounds.high if group.rounds else 1


def _rests(node: _Node) -> bool:
    return bool(node.rest and node.rest.high)


def _rounds_rest(node: _Node, changes: RoutineChanges) -> bool:
    """Whether it has rounds with a rest between them; one not written is none that is 0."""
    if not isinstance(node, Routine | Block) or (node.round_rest and not node.round_rest.high):
        return False
    if isinstance(node, Block):
        return block_has(node.kind, "round_rest") and rounds_of(node) > 1
    return (changes.rounds.high if changes.rounds else rounds_of(node)) > 1


def _changed(group: _Group, changes: RoutineChanges) -> _Group:
    update = _own_rest(group, changes)
    if changes.round_rest is not None and _rounds_rest(group, changes):
        update["round_rest"] = changes.round_rest
    if changes.transition is not None and group.transition is not None:
        update["transition"] = changes.transition
    update["exercises"] = tuple(_item(item, changes, idle_in(group)) for item in group.exercises)
    return group.model_copy(update=update)


def _item(item: Item, changes: RoutineChanges, idle: Mapping[str, str]) -> Item:
    if isinstance(item, Block):
        return _changed(item, changes)
    if isinstance(item, Exercise):
        return _dosed(item, changes, idle)
    return item.model_copy(update=_own_rest(item, changes))


def _dosed(exercise: Exercise, changes: RoutineChanges, idle: Mapping[str, str]) -> Exercise:
    update = _own_rest(exercise, changes) | _amount(exercise, changes)
    if changes.sets is not None and not lists_sets(exercise):
        update["sets"] = changes.sets
    return exercise.model_copy(update={key: update[key] for key in update if key not in idle})


def _amount(exercise: Exercise, changes: RoutineChanges) -> dict[str, Any]:
    dose = next((key for key in DOSES if getattr(exercise, key)), None)
    keys = ("reps", "tempo", "pace") if dose == "reps" else (dose,) if dose else ()
    update = {key: value for key in keys if (value := getattr(changes, key)) is not None}
    if "reps" in update:
        update["reps"] = in_each_set(exercise, update["reps"])
    for key, other in (("tempo", "pace"), ("pace", "tempo")):
        if key in update:
            update[other] = None
    return update


def lists_sets(exercise: Exercise) -> bool:
    """Whether its reps are a list, of one set each."""
    return exercise.reps is not None and not isinstance(exercise.reps, Span)


def uncounted(exercise: Exercise) -> dict[str, Any]:
    """What no longer holds when an exercise is timed."""
    cues = [cue for cue in exercise.cues if isinstance(cue, str) or cue.at.kind != "rep"]
    return {"cues": tuple(cues)} | dict.fromkeys(("reps", "tempo", "pace"))


def in_each_set(exercise: Exercise, reps: Span) -> Span | tuple[Span, ...]:
    """`reps`, as often as the exercise lists them."""
    if exercise.reps is None or isinstance(exercise.reps, Span):
        return reps
    return (reps,) * len(exercise.reps)


def _own_rest(node: _Node, changes: RoutineChanges) -> dict[str, Any]:
    return {"rest": changes.rest} if changes.rest is not None and _rests(node) else {}
