"""Blocks whose clock is their own → slots: tabata, EMOM, AMRAP and for time."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from audiocoach.defaults import SESSION
from audiocoach.errors import Problem, RoutineError
from audiocoach.plan import naming
from audiocoach.plan.sets import move_of, pause, reps_of_sets, sides, work
from audiocoach.plan.settings import NO_REST, Rest, Setting
from audiocoach.plan.slots import ONCE, Called, Move, Part, Slot, Task, Turn
from audiocoach.routine.model import Block, Exercise, Step

Found = Slot | Step | Problem
"""What a walk through a routine comes upon."""
Walk = Callable[[Exercise | Block, Setting], Iterator[Found]]

_MINUTE_MS = 60_000


def tabata(block: Block, outer: Setting) -> Iterator[Found]:
    """Intervals of one length, the exercises in turn; a side is a turn of its own."""
    setting = outer.within(block)
    rest = setting.resting(block.rest, Rest(SESSION.tabata_rest_ms))
    length_ms = setting.at(block.work) if block.work else SESSION.tabata_work_ms
    turns = [
        (replace(move, length_ms=length_ms, sides=None if len(both) > 1 else move.sides), side)
        for move in (move_of(exercise, None, setting) for exercise in _exercises(block))
        for both in [sides(move)]
        for side in both
    ]
    total = setting.at(block.rounds) if block.rounds else SESSION.tabata_rounds
    _check_sides(block, turns, total)
    for index in range(total):
        if index:
            yield replace(pause(rest, setting, block.where), called="interval")
        yield work(*turns[index % len(turns)], Turn(index + 1, total), setting, "interval")


def _exercises(block: Block) -> tuple[Exercise, ...]:
    return tuple(item for item in block.exercises if isinstance(item, Exercise))


def _check_sides(block: Block, turns: list[tuple[Move, str | None]], total: int) -> None:
    move, side = turns[(total - 1) % len(turns)]
    if not move.sides and side == move.first:
        message = f"{total} intervals end on the {side} side of '{move.name}'"
        hint = f"write 'rounds: {total + 1}', so that both sides get the same"
        raise RoutineError([Problem(block.where, message, hint)])


def emom(block: Block, outer: Setting, walk: Walk) -> Iterator[Found]:
    """The items in turn, each at its minute; one that needs more than its minute delays the next.

    The last one ends with its work: what follows the block rests from there.
    """
    setting = replace(outer.within(block), rest=NO_REST)
    every_ms = block.every or SESSION.every_ms
    called: Called = "minute" if every_ms == _MINUTE_MS else "slot"
    items = [item for item in block.exercises if not isinstance(item, Step)]
    total = (block.emom or 0) // every_ms
    clock_ms = 0
    for index in range(total):
        item = items[index % len(items)]
        if clock_ms < index * every_ms:
            rest = Rest(index * every_ms - clock_ms)
            yield replace(pause(rest, setting, item.where), called=called)
            clock_ms = index * every_ms
        needs_ms = 0
        for found in walk(item, setting):
            yield _in_slot(found, Turn(index + 1, total), "move" if needs_ms else called)
            needs_ms += found.length_ms if isinstance(found, Slot) else 0
        clock_ms += needs_ms
        if needs_ms > every_ms:
            yield _overflow(item, needs_ms, every_ms)


def _in_slot(found: Found, turn: Turn, called: Called) -> Found:
    if not isinstance(found, Slot):
        return found
    if not found.move:
        return replace(found, called=called)
    return replace(found, set=turn, called="drop" if found.called == "drop" else called)


def _overflow(item: Exercise | Block, needs_ms: int, every_ms: int) -> Problem:
    name = item.name if isinstance(item, Exercise) else item.heading
    slot = "minute" if every_ms == _MINUTE_MS else "slot"
    message = f"'{name}' needs {needs_ms / 1000:g} s, its {slot} has {every_ms / 1000:g} s"
    return Problem(item.where, message, "give it fewer reps or a faster pace, or add to 'every'")


def task(block: Block, outer: Setting) -> Iterator[Found]:
    """AMRAP and for time: one stretch of work, at one's own pace, with what to do in it."""
    setting = outer.within(block)
    parts = tuple(_part(exercise, setting) for exercise in _exercises(block))
    rounds = setting.at(block.rounds) if block.rounds else 1
    moves = [part.move for part in parts]
    move = replace(
        moves[0],
        name=naming.heading(block, setting.words),
        length_ms=block.amrap or block.for_time or 0,
        reps=None,
        rep_ms=None,
        phases=(),
        sides=None,
        still=False,
        weight=None,
        rpe=None,
        rir=None,
        how=None,
        cues=tuple(cue for each in moves for cue in each.cues),
        timed=tuple(cue for each in moves for cue in each.timed),
        task=Task(block.kind, block.title is not None, rounds, parts),
        where=block.where,
    )
    yield work(move, None, ONCE, setting, "set")


def _part(exercise: Exercise, setting: Setting) -> Part:
    reps = reps_of_sets(exercise, setting)
    return Part(move_of(exercise, reps[0], setting), tuple(filter(None, reps)))
