"""Routine → its session: every set, side, rest and change in order, ranges resolved."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.errors import Problem, RoutineError, Where
from audiocoach.i18n.languages import language_of
from audiocoach.i18n.phrases import Phrases, phrases
from audiocoach.plan import wording as naming
from audiocoach.plan.slots import (
    ONCE,
    Called,
    ExerciseSet,
    NewRound,
    Ordinal,
    Part,
    Phase,
    Section,
    Slot,
    Task,
    Workout,
)
from audiocoach.routine.customise import leads_of
from audiocoach.routine.fields import Span, Tempo
from audiocoach.routine.model import Block, Exercise, Item, Routine, Step
from audiocoach.support.durations import format_duration


class Rest(NamedTuple):
    """How long; 0 is a change of moves without a rest."""

    length_ms: int
    as_needed: bool = False


NO_REST = Rest(0)
_REST = Rest(DEFAULTS.rest_ms)


@dataclass(frozen=True, slots=True)
class Setting:
    """The values in force at one place of a routine."""

    level: str
    words: Phrases
    """What things are called that have no name of their own."""
    rest: Rest = _REST
    transition_ms: int = DEFAULTS.transition_ms
    rep_ms: int = DEFAULTS.paces[DEFAULTS.pace]
    tempo: Tempo | None = None
    starts: str = DEFAULTS.starts
    count: str = DEFAULTS.count
    reps: int | None = None
    """Of exercises that give none themselves, in a ladder."""
    round: Ordinal | None = ONCE
    """None between rounds, and outside them."""
    section: Section = "main"

    def at(self, span: Span) -> int:
        """The value of a range."""
        return span.at(self.level)

    def resting(self, span: Span | None, otherwise: Rest) -> Rest:
        """A rest as it is written, if it is."""
        return otherwise if span is None else Rest(self.at(span), span.as_needed)

    def within(self, group: Routine | Block) -> "Setting":
        """What holds in the group's list."""
        transition_ms = self.transition_ms if group.transition is None else group.transition
        rest = self.resting(group.rest, self.rest)
        return replace(self.paced(group), rest=rest, transition_ms=transition_ms)

    def paced(self, node: Routine | Block | Exercise) -> "Setting":
        """With the node's own tempo or pace, if it has one."""
        if (node.starts, node.count, node.tempo, node.pace) == (None,) * 4:
            return self
        setting = replace(self, starts=node.starts or self.starts, count=node.count or self.count)
        if node.tempo is not None:
            return replace(setting, tempo=node.tempo, rep_ms=sum(node.tempo))
        if node.pace is not None:
            return replace(setting, tempo=None, rep_ms=node.pace)
        return setting

    def phases(self) -> Iterator[Phase]:
        """The phases of a rep that take time, in the order of the lift."""
        if self.tempo is None:
            return
        phases = list(zip(Tempo._fields, self.tempo, strict=True))
        at_ms = 0
        for name, length_ms in phases[2:] + phases[:2] if self.starts == "concentric" else phases:
            if length_ms:
                yield Phase(name, at_ms, length_ms)
            at_ms += length_ms


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
        yield from _dropped(move, exercise.drops, Ordinal(number, len(reps)), setting)


def reps_of_sets(exercise: Exercise, setting: Setting) -> tuple[int | None, ...]:
    """The reps of each set; None where they are not counted."""
    if isinstance(exercise.reps, Span) or exercise.reps is None:
        sets = setting.at(exercise.sets) if exercise.sets else 1
        reps = setting.at(exercise.reps) if exercise.reps else setting.reps
        return (None if exercise.work or exercise.hold else reps,) * sets
    return tuple(setting.at(count) for count in exercise.reps)


def _dropped(
    move: ExerciseSet, drops: tuple[str, ...], turn: Ordinal, setting: Setting
) -> Iterator[Slot]:
    """A set at each of the weights, at once one after the other."""
    if not drops:
        yield from _set(move, turn, setting, "set")
    for index, weight in enumerate(drops):
        if index:
            yield pause(NO_REST, setting, move.where)
        dropped = replace(move, weight=weight, drops=() if index else drops[1:])
        yield from _set(dropped, turn, setting, "drop" if index else "set")


def _set(move: ExerciseSet, turn: Ordinal, setting: Setting, called: Called) -> Iterator[Slot]:
    for index, side in enumerate(sides(move)):
        if index:
            yield pause(NO_REST, replace(setting, transition_ms=move.switch_ms), move.where)
        yield work(move, side, turn, setting, called)


def work(
    move: ExerciseSet, side: str | None, turn: Ordinal, setting: Setting, called: Called
) -> Slot:
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


def sides(move: ExerciseSet) -> tuple[str | None, ...]:
    """What is done one after the other: both sides, or the move as it is."""
    other = "left" if move.first == "right" else "right"
    return (move.first, other) if move.sides == "each" else (move.sides,)


def move_of(exercise: Exercise, reps: int | None, setting: Setting) -> ExerciseSet:
    """The exercise as it is done in one set."""
    time = exercise.work or exercise.hold
    paced = setting.paced(exercise)
    rep_ms = paced.rep_ms if reps else None
    pulls = (reps or 0) * (2 if exercise.sides == "alternating" else 1)
    return ExerciseSet(
        name=exercise.name,
        length_ms=setting.at(time) if time else pulls * (rep_ms or 0),
        reps=reps,
        rep_ms=rep_ms,
        phases=tuple(paced.phases()) if reps else (),
        sides=exercise.sides,
        first=exercise.first or DEFAULTS.first_side,
        switch_ms=DEFAULTS.switch_ms if exercise.switch is None else exercise.switch,
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


Found = Slot | Step | Problem
"""What a walk through a routine comes upon."""
Walk = Callable[[Exercise | Block, Setting], Iterator[Found]]

_MINUTE_MS = 60_000


def tabata(block: Block, outer: Setting) -> Iterator[Found]:
    """Intervals of one length, the exercises in turn; a side is a turn of its own."""
    setting = outer.within(block)
    rest = setting.resting(block.rest, Rest(DEFAULTS.tabata_rest_ms))
    length_ms = setting.at(block.work) if block.work else DEFAULTS.tabata_work_ms
    turns = [
        (replace(move, length_ms=length_ms, sides=None if len(both) > 1 else move.sides), side)
        for move in (move_of(exercise, None, setting) for exercise in _exercises(block))
        for both in [sides(move)]
        for side in both
    ]
    total = setting.at(block.rounds) if block.rounds else DEFAULTS.tabata_rounds
    _check_sides(block, turns, total)
    for index in range(total):
        if index:
            yield replace(pause(rest, setting, block.where), called="interval")
        yield work(*turns[index % len(turns)], Ordinal(index + 1, total), setting, "interval")


def _exercises(block: Block) -> tuple[Exercise, ...]:
    return tuple(item for item in block.exercises if isinstance(item, Exercise))


def _check_sides(block: Block, turns: list[tuple[ExerciseSet, str | None]], total: int) -> None:
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
    every_ms = block.every or DEFAULTS.every_ms
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
            yield _in_slot(found, Ordinal(index + 1, total), "move" if needs_ms else called)
            needs_ms += found.length_ms if isinstance(found, Slot) else 0
        clock_ms += needs_ms
        if needs_ms > every_ms:
            yield _overflow(item, needs_ms, every_ms)


def _in_slot(found: Found, turn: Ordinal, called: Called) -> Found:
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


def unroll(routine: Routine, level: str) -> Workout:
    """The whole session; raises RoutineError beyond the limits, before it fills memory."""
    gathered = _Gathered()
    setting = Setting(level, phrases(language_of(routine)))
    for found in _sections(routine, setting):
        gathered.take(found)
    return Workout(
        slots=tuple(gathered.slots),
        rounds=len(_reps_of_rounds(routine, setting)),
        after=tuple(gathered.steps),
        advice=tuple(dict.fromkeys(gathered.advice)),
        leads=leads_of(routine),
    )


@dataclass(slots=True)
class _Gathered:
    """What a walk came upon so far; `steps` wait for the slot in which they are heard."""

    slots: list[Slot] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    advice: list[Problem] = field(default_factory=list)
    total_ms: int = 0
    reps: int = 0
    taken: int = 0

    def take(self, found: Found) -> None:
        self.taken += 1
        if isinstance(found, Slot):
            self._take_slot(found)
        elif isinstance(found, Step):
            self.steps.append(found)
        else:
            self.advice.append(found)
        self._check_limits(found.where)

    def _take_slot(self, slot: Slot) -> None:
        if not slot.length_ms:
            self.taken -= 1
            return
        self.total_ms += slot.length_ms
        if slot.move:
            self.reps += slot.length_ms // slot.move.rep_ms if slot.move.rep_ms else 0
        self.slots.append(replace(slot, before=tuple(self.steps)) if self.steps else slot)
        self.steps.clear()

    def _check_limits(self, where: Where) -> None:
        said = None
        if self.total_ms > LIMITS.session_ms:
            said = f"the session gets longer than {format_duration(LIMITS.session_ms)} here"
        elif self.taken > LIMITS.intervals:
            said = f"the session has more than {LIMITS.intervals:,} sets and rests from here on"
        elif self.reps > LIMITS.reps:
            said = f"the session has more than {LIMITS.reps:,} reps from here on"
        if said:
            raise RoutineError([Problem(where, said, "use fewer rounds, sets or reps")])


def _sections(routine: Routine, outer: Setting) -> Iterator[Found]:
    """Warm-up, main part and cool-down, with the routine's rest between them."""
    around = replace(outer.within(routine), round=None)
    if isinstance(routine.warmup, tuple):
        yield from _list(routine.warmup, replace(around, section="warmup"))
        yield _between(routine.warmup, replace(around, section="main"), routine.where)
    yield from _rounds(routine, outer)
    if isinstance(routine.cooldown, tuple):
        yield _between(routine.exercises, replace(around, section="cooldown"), routine.where)
        yield from _list(routine.cooldown, replace(around, section="cooldown"))


def _between(items: Sequence[Item], setting: Setting, where: Where) -> Slot:
    return pause(_rest_after(_last(items), setting.rest, setting), setting, where)


def _rounds(group: Routine | Block, outer: Setting) -> Iterator[Found]:
    setting = outer.within(group)
    own = _rest_after(_last(group.exercises), setting.rest, setting)
    round_rest = setting.resting(group.round_rest, own)
    if isinstance(group, Block) and group.superset and group.rest is None:
        setting = replace(setting, rest=NO_REST)
    rounds = _reps_of_rounds(group, setting)
    for number, reps in enumerate(rounds, 1):
        turn = Ordinal(number, len(rounds)) if len(rounds) > 1 else setting.round
        found = _list(group.exercises, replace(setting, round=turn, reps=reps or setting.reps))
        if turn and number > 1:
            title = naming.heading(group, setting.words) if isinstance(group, Block) else None
            found = _marked(found, begins=NewRound(turn, title))
        yield from found
        if number < len(rounds):
            yield pause(round_rest, replace(setting, round=None), group.where)


def _reps_of_rounds(group: Routine | Block, setting: Setting) -> tuple[int | None, ...]:
    """What a ladder gives each of its rounds; None in rounds of other kinds."""
    if isinstance(group, Block) and group.ladder:
        return tuple(setting.at(count) for count in group.ladder)
    return (None,) * (setting.at(group.rounds) if group.rounds else DEFAULTS.rounds)


def _marked(
    found: Iterator[Found], *, opens: Block | None = None, begins: NewRound | None = None
) -> Iterator[Found]:
    """With the first work among what is found marked as such."""
    for each in found:
        if isinstance(each, Slot) and each.move:
            inner = each.opens if opens is None else (opens, *each.opens)
            yield replace(each, opens=inner, begins=begins or each.begins)
            break
        yield each
    yield from found


def _list(items: Sequence[Item], setting: Setting) -> Iterator[Found]:
    """The things of a list in turn, with a pause between each two of them."""
    before: Exercise | Block | None = None
    step: Step | None = None
    for item in items:
        if isinstance(item, Step):
            step = item if item.rest else step
            if not item.rest:
                yield item
            continue
        if before:
            rest = _rest_after(before, setting.rest, setting)
            own = setting.resting(step.rest if step else None, rest)
            yield pause(own, setting, step.where if step else item.where)
        yield from _item(item, setting)
        before, step = item, None


def _last(items: Sequence[Item]) -> Exercise | Block:
    return next(item for item in reversed(items) if not isinstance(item, Step))


def _rest_after(item: Exercise | Block, group: Rest, setting: Setting) -> Rest:
    return setting.resting(item.rest if isinstance(item, Exercise) else None, group)


def _item(item: Exercise | Block, setting: Setting) -> Iterator[Found]:
    if isinstance(item, Exercise):
        yield from exercise_slots(item, setting)
    else:
        yield from _marked(_block(item, setting), opens=item)


def _block(block: Block, setting: Setting) -> Iterator[Found]:
    match block.kind:
        case "tabata":
            return tabata(block, setting)
        case "emom":
            return emom(block, setting, _item)
        case "amrap" | "for_time":
            return task(block, setting)
        case _:
            return _rounds(block, setting)
