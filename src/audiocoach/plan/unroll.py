"""Routine → slots: every set, side, rest and change of a session in order, ranges resolved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from audiocoach.defaults import LIMITS, SESSION
from audiocoach.errors import Problem, RoutineError, Where
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Block, Exercise, Routine
from audiocoach.times import say_short


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An exercise with nothing left open. Two rounds of it are the same move."""

    name: str
    length_ms: int
    """Of one work interval: both sides where they alternate, one where each has its own set."""
    reps: int | None
    rep_ms: int | None
    sides: str | None
    first: str
    switch_ms: int
    still: bool
    weight: str | None
    how: str | None
    cues: tuple[str, ...]
    where: Where

    @property
    def beat_ms(self) -> int:
        """From one count to the next: a rep of both sides where they alternate."""
        return (self.rep_ms or 0) * (2 if self.sides == "alternating" else 1)


class Turn(NamedTuple):
    """Which one of how many."""

    number: int
    total: int


ONCE = Turn(1, 1)


class NewRound(NamedTuple):
    """A round that begins, and of which block; None for the whole routine."""

    turn: Turn
    block: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One stretch of the session's body. `move` is what is done in it, for work alone."""

    kind: Literal["work", "rest", "transition"]
    length_ms: int
    where: Where
    move: Move | None = None
    side: str | None = None
    round: Turn | None = None
    set: Turn | None = None
    opens: Block | None = None
    """The block whose first work this is."""
    begins: "NewRound | None" = None
    """The round, after the first, whose first work this is."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a list hands down to what is in it; the nearest value wins."""

    level: str
    rest_ms: int = SESSION.rest_ms
    transition_ms: int = SESSION.transition_ms
    rep_ms: int = SESSION.paces[SESSION.pace]
    round: Turn | None = ONCE
    """None between rounds."""

    def at(self, span: Span) -> int:
        return span.at(self.level)

    def within(self, group: Routine | Block) -> "_Setting":
        rest_ms = self.rest_ms if group.rest is None else self.at(group.rest)
        transition_ms = self.transition_ms if group.transition is None else group.transition
        pace = _rep_ms(group, self)
        return replace(self, rest_ms=rest_ms, transition_ms=transition_ms, rep_ms=pace)


def _rep_ms(node: Routine | Block | Exercise, setting: _Setting) -> int:
    if node.tempo is not None:
        return sum(node.tempo)
    return setting.rep_ms if node.pace is None else node.pace


def unroll(routine: Routine, level: str) -> tuple[Slot, ...]:
    """Every slot of the session; raises RoutineError beyond the limits, before it fills memory."""
    slots: list[Slot] = []
    total_ms = reps = 0
    for slot in _group(routine, _Setting(level)):
        if not slot.length_ms:
            continue
        slots.append(slot)
        total_ms += slot.length_ms
        reps += slot.length_ms // slot.move.rep_ms if slot.move and slot.move.rep_ms else 0
        _check_limits(slot, len(slots), total_ms, reps)
    return tuple(slots)


def _check_limits(slot: Slot, slots: int, total_ms: int, reps: int) -> None:
    said = None
    if total_ms > LIMITS.session_ms:
        said = f"the session gets longer than {say_short(LIMITS.session_ms)} here"
    elif slots > LIMITS.intervals:
        said = f"the session has more than {LIMITS.intervals:,} sets and rests from here on"
    elif reps > LIMITS.reps:
        said = f"the session has more than {LIMITS.reps:,} reps from here on"
    if said:
        raise RoutineError([Problem(slot.where, said, "use fewer rounds, sets or reps")])


def _group(group: Routine | Block, outer: _Setting) -> Iterator[Slot]:
    setting = outer.within(group)
    rounds = setting.at(group.rounds) if group.rounds else SESSION.rounds
    round_rest_ms = setting.rest_ms if group.round_rest is None else setting.at(group.round_rest)
    if isinstance(group, Block) and group.superset and group.rest is None:
        setting = replace(setting, rest_ms=0)
    for number in range(1, rounds + 1):
        turn = Turn(number, rounds) if rounds > 1 else setting.round or ONCE
        slots = _round(group, replace(setting, round=turn))
        if number > 1:
            title = group.title if isinstance(group, Block) else None
            yield replace(next(slots), begins=NewRound(turn, title))
        yield from slots
        if number < rounds:
            length_ms = _rest_after(group.exercises[-1], round_rest_ms, setting)
            yield _pause(length_ms, replace(setting, round=None), group.where)


def _round(group: Routine | Block, setting: _Setting) -> Iterator[Slot]:
    opens = group if isinstance(group, Block) else None
    for index, item in enumerate(group.exercises):
        if index:
            length_ms = _rest_after(group.exercises[index - 1], setting.rest_ms, setting)
            yield _pause(length_ms, setting, item.where)
        slots = _exercise(item, setting) if isinstance(item, Exercise) else _group(item, setting)
        for slot in slots:
            yield replace(slot, opens=slot.opens or opens) if opens else slot
            opens = None


def _rest_after(item: Exercise | Block, group_ms: int, setting: _Setting) -> int:
    own = item.rest if isinstance(item, Exercise) else None
    return group_ms if own is None else setting.at(own)


def _pause(length_ms: int, setting: _Setting, where: Where) -> Slot:
    if length_ms:
        return Slot(kind="rest", length_ms=length_ms, where=where, round=setting.round)
    return Slot(
        kind="transition", length_ms=setting.transition_ms, where=where, round=setting.round
    )


def _exercise(exercise: Exercise, setting: _Setting) -> Iterator[Slot]:
    move = _move(exercise, setting)
    sets = setting.at(exercise.sets) if exercise.sets else 1
    rest = exercise.set_rest or exercise.rest
    rest_ms = setting.rest_ms if rest is None else setting.at(rest)
    for number in range(1, sets + 1):
        if number > 1:
            yield _pause(rest_ms, setting, move.where)
        yield from _set(move, Turn(number, sets), setting)


def _set(move: Move, turn: Turn, setting: _Setting) -> Iterator[Slot]:
    for index, side in enumerate(_sides(move)):
        if index:
            yield _pause(0, replace(setting, transition_ms=move.switch_ms), move.where)
        yield Slot(
            kind="work",
            length_ms=move.length_ms,
            where=move.where,
            move=move,
            side=side,
            round=setting.round,
            set=turn,
        )


def _sides(move: Move) -> tuple[str | None, ...]:
    other = "left" if move.first == "right" else "right"
    if move.sides == "each":
        return (move.first, other)
    return (move.sides,)


def _move(exercise: Exercise, setting: _Setting) -> Move:
    time = exercise.work or exercise.hold
    reps = setting.at(exercise.reps) if exercise.reps else None
    rep_ms = _rep_ms(exercise, setting) if reps else None
    pulls = (reps or 0) * (2 if exercise.sides == "alternating" else 1)
    return Move(
        name=exercise.name,
        length_ms=setting.at(time) if time else pulls * (rep_ms or 0),
        reps=reps,
        rep_ms=rep_ms,
        sides=exercise.sides,
        first=exercise.first or SESSION.first_side,
        switch_ms=SESSION.switch_ms if exercise.switch is None else exercise.switch,
        still=exercise.hold is not None,
        weight=exercise.weight,
        how=exercise.how,
        cues=exercise.cues,
        where=exercise.where,
    )
