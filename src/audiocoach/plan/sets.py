"""Exercises → slots: sets, ladders of reps, drop sets, one side after the other."""

from collections.abc import Iterator
from dataclasses import replace

from audiocoach.defaults import SESSION
from audiocoach.errors import Where
from audiocoach.plan.settings import NO_REST, Rest, Setting
from audiocoach.plan.slots import Called, Move, Slot, Turn
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Exercise


def pause(rest: Rest, setting: Setting, where: Where) -> Slot:
    """A rest; a change of moves where it is 0."""
    return Slot(
        kind="rest" if rest.length_ms else "transition",
        length_ms=rest.length_ms or setting.transition_ms,
        as_needed=rest.as_needed,
        where=where,
        round=setting.round,
        section=setting.section,
    )


def exercise_slots(exercise: Exercise, setting: Setting) -> Iterator[Slot]:
    """Every set of an exercise, with the rests between them."""
    reps = reps_of_sets(exercise, setting)
    own = exercise.rest if exercise.set_rest is None else exercise.set_rest
    for number, count in enumerate(reps, 1):
        if number > 1:
            yield pause(setting.resting(own, setting.rest), setting, exercise.where)
        move = move_of(exercise, count, setting)
        yield from _dropped(move, exercise.drops, Turn(number, len(reps)), setting)


def reps_of_sets(exercise: Exercise, setting: Setting) -> tuple[int | None, ...]:
    """The reps of each set; None where they are not counted."""
    if isinstance(exercise.reps, Span) or exercise.reps is None:
        sets = setting.at(exercise.sets) if exercise.sets else 1
        reps = setting.at(exercise.reps) if exercise.reps else setting.reps
        return (None if exercise.work or exercise.hold else reps,) * sets
    return tuple(setting.at(count) for count in exercise.reps)


def _dropped(move: Move, drops: tuple[str, ...], turn: Turn, setting: Setting) -> Iterator[Slot]:
    """A set at each of the weights, at once one after the other."""
    if not drops:
        yield from _set(move, turn, setting, "set")
    for index, weight in enumerate(drops):
        if index:
            yield pause(NO_REST, setting, move.where)
        dropped = replace(move, weight=weight, drops=() if index else drops[1:])
        yield from _set(dropped, turn, setting, "drop" if index else "set")


def _set(move: Move, turn: Turn, setting: Setting, called: Called) -> Iterator[Slot]:
    for index, side in enumerate(sides(move)):
        if index:
            yield pause(NO_REST, replace(setting, transition_ms=move.switch_ms), move.where)
        yield work(move, side, turn, setting, called)


def work(move: Move, side: str | None, turn: Turn, setting: Setting, called: Called) -> Slot:
    """One work interval."""
    return Slot(
        kind="work",
        length_ms=move.length_ms,
        where=move.where,
        section=setting.section,
        move=move,
        side=side,
        round=setting.round,
        set=turn,
        called=called,
    )


def sides(move: Move) -> tuple[str | None, ...]:
    """What is done one after the other: both sides, or the move as it is."""
    other = "left" if move.first == "right" else "right"
    return (move.first, other) if move.sides == "each" else (move.sides,)


def move_of(exercise: Exercise, reps: int | None, setting: Setting) -> Move:
    """The exercise as it is done in one set."""
    time = exercise.work or exercise.hold
    paced = setting.paced(exercise)
    rep_ms = paced.rep_ms if reps else None
    pulls = (reps or 0) * (2 if exercise.sides == "alternating" else 1)
    return Move(
        name=exercise.name,
        length_ms=setting.at(time) if time else pulls * (rep_ms or 0),
        reps=reps,
        rep_ms=rep_ms,
        phases=tuple(paced.phases()) if reps else (),
        sides=exercise.sides,
        first=exercise.first or SESSION.first_side,
        switch_ms=SESSION.switch_ms if exercise.switch is None else exercise.switch,
        still=exercise.hold is not None,
        weight=exercise.weight,
        rpe=exercise.rpe,
        rir=exercise.rir,
        how=exercise.how,
        count=paced.count,
        cues=tuple(cue for cue in exercise.cues if isinstance(cue, str)),
        timed=tuple(cue for cue in exercise.cues if not isinstance(cue, str)),
        where=exercise.where,
    )
