"""Routine → Workout: repeats unrolled, ranges resolved, every rest and transition in its place."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.defaults import CUEING, DEFAULTS, LIMITS
from audiocoach.errors import Problem, RoutineError
from audiocoach.i18n.phrases import load_phrases
from audiocoach.plan.sets import NO_REST, Rest, Scope, rest_after_set, unroll_exercise
from audiocoach.plan.slots import (
    ONCE,
    ExerciseSet,
    NewRound,
    Ordinal,
    Repeats,
    SelfPacedTask,
    SetUnit,
    Slot,
    TaskExercise,
    Workout,
    offset_of,
)
from audiocoach.plan.wording import name_block
from audiocoach.routine.customise import leads_of
from audiocoach.routine.model import Block, Exercise, Item, Routine, Step, language_of
from audiocoach.support.durations import MS_PER_MINUTE, format_duration

Unrolled = Slot | Step | Problem
"""What a routine unrolls to, in order: slots, the author's steps, and advice."""


def unroll(routine: Routine, level: str) -> Workout:
    """The whole session; raises RoutineError as soon as it exceeds the limits."""
    collector = _Collector()
    scope = Scope(level, load_phrases(language_of(routine)))
    for element in _unroll_sections(routine, scope):
        collector.add(element)
    return Workout(
        slots=tuple(collector.slots),
        rounds=_count_rounds(routine, scope),
        last_steps=tuple(collector.steps),
        advice=tuple(dict.fromkeys(collector.advice)),
        lead_times=leads_of(routine),
    )


class _Collector(Struct):
    """Sorts what is unrolled, and checks the limits before it fills the memory."""

    slots: list[Slot] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    """Waiting for the next slot."""
    advice: list[Problem] = field(default_factory=list)
    length_ms: int = 0
    reps: int = 0
    reminders: int = 0
    elements: int = 0

    def add(self, element: Unrolled) -> None:
        """Keep an element, unless it is a slot of no length; raises RoutineError."""
        if isinstance(element, Slot) and not element.length_ms:
            return
        self.elements += 1
        if isinstance(element, Step):
            self.steps.append(element)
        elif isinstance(element, Problem):
            self.advice.append(element)
        else:
            self.length_ms += element.length_ms
            if element.exercise_set:
                self.advice += _unheard_tones(element.exercise_set)
                self.reminders += element.exercise_set.reminders
            if element.exercise_set and element.exercise_set.rep_ms:
                self.reps += element.exercise_set.counted_ms // element.exercise_set.rep_ms
            steps = tuple(self.steps)
            self.slots.append(replace(element, steps=steps) if steps else element)
            self.steps.clear()
        if too_much := self._too_much():
            message = f"the session {too_much}"
            raise RoutineError([Problem(element.where, message, "use fewer rounds, sets or reps")])

    def _too_much(self) -> str | None:
        """Which limit is exceeded by now, if one is."""
        if self.length_ms > LIMITS.session_ms:
            return f"gets longer than {format_duration(LIMITS.session_ms)} here"
        if self.elements > LIMITS.intervals:
            return f"has more than {LIMITS.intervals:,} sets and rests from here on"
        if self.reps > LIMITS.reps:
            return f"has more than {LIMITS.reps:,} reps from here on"
        if self.reminders > LIMITS.reminders:
            return f"has more than {LIMITS.reminders:,} cues from here on"
        return None


# Sections, rounds and lists


def _unroll_sections(routine: Routine, outer: Scope) -> Iterator[Unrolled]:
    """Warm-up, main part and cool-down, with the routine's rest between them."""
    scope = replace(outer.enter(routine), round=None)
    cooldown = replace(scope, section="cooldown")
    if isinstance(routine.warmup, tuple):
        yield from _unroll_list(routine.warmup, replace(scope, section="warmup"))
        yield scope.make_pause(_rest_after_last(routine.warmup, scope), routine.where)
    yield from _unroll_rounds(routine, outer)
    if isinstance(routine.cooldown, tuple):
        yield cooldown.make_pause(_rest_after_last(routine.exercises, scope), routine.where)
        yield from _unroll_list(routine.cooldown, cooldown)


def _unroll_rounds(group: Routine | Block, outer: Scope) -> Iterator[Unrolled]:
    scope = outer.enter(group)
    round_rest = scope.resolve_rest(group.round_rest, _rest_after_last(group.exercises, scope))
    if isinstance(group, Block) and group.superset and group.rest is None:
        scope = replace(scope, rest=NO_REST)
    rounds = _resolve_rounds(group, scope)
    for number, reps in enumerate(rounds, 1):
        ordinal = Ordinal(number, len(rounds)) if len(rounds) > 1 else scope.round
        inner = replace(scope, round=ordinal, reps=reps or scope.reps)
        elements = _unroll_list(group.exercises, inner)
        if ordinal and number > 1:
            title = name_block(group, scope.phrases) if isinstance(group, Block) else None
            elements = _mark_first_work(elements, new_round=NewRound(ordinal, title))
        yield from elements
        if number < len(rounds):
            yield replace(scope, round=None).make_pause(round_rest, group.where)


def _resolve_rounds(group: Routine | Block, scope: Scope) -> tuple[int | None, ...]:
    """One entry a round: its reps if the group is a ladder, else None."""
    if isinstance(group, Block) and group.ladder:
        return tuple(map(scope.resolve, group.ladder))
    return (None,) * (scope.resolve(group.rounds) if group.rounds else DEFAULTS.rounds)


def _count_rounds(routine: Routine, scope: Scope) -> int:
    """The rounds of the main part: the routine's, or those of the one block that it consists of."""
    items = [item for item in routine.exercises if not isinstance(item, Step)]
    alone = items[0] if len(items) == 1 and not routine.rounds else None
    if isinstance(alone, Block) and alone.kind in ("superset", "circuit", "block"):
        return len(_resolve_rounds(alone, scope))
    return len(_resolve_rounds(routine, scope))


def _unroll_list(items: Sequence[Item], scope: Scope) -> Iterator[Unrolled]:
    """The items of a list in order, with a pause between each two of them."""
    previous: Exercise | Block | None = None
    written_rest: Step | None = None
    for item in items:
        if not isinstance(item, Step):
            if previous:
                rest, where = _rest_after(previous, scope), item.where
                if written_rest:
                    rest, where = scope.resolve_rest(written_rest.rest, rest), written_rest.where
                yield scope.make_pause(rest, where)
            yield from _unroll_item(item, scope)
            previous, written_rest = item, None
        elif item.rest:
            written_rest = item
        else:
            yield item


def _unroll_item(item: Exercise | Block, scope: Scope) -> Iterator[Unrolled]:
    if isinstance(item, Exercise):
        yield from unroll_exercise(item, scope)
        return
    clocked = {
        "tabata": _unroll_tabata,
        "emom": _unroll_emom,
        "amrap": _unroll_task,
        "for_time": _unroll_task,
    }
    unroll_block = clocked.get(item.kind, _unroll_rounds)
    yield from _mark_first_work(unroll_block(item, scope), opened_block=item)


def _mark_first_work(
    elements: Iterator[Unrolled],
    *,
    opened_block: Block | None = None,
    new_round: NewRound | None = None,
) -> Iterator[Unrolled]:
    """The same elements, the first work among them marked with the block or round it begins."""
    for element in elements:
        if isinstance(element, Slot) and element.exercise_set:
            blocks = ((opened_block,) if opened_block else ()) + element.opened_blocks
            new_round = new_round or element.new_round
            yield replace(element, opened_blocks=blocks, new_round=new_round)
            break
        yield element
    yield from elements


def _rest_after(item: Exercise | Block, scope: Scope) -> Rest:
    """The exercise's own rest, or that of the list around it."""
    if isinstance(item, Block):
        return scope.rest
    sets = len(item.listed_sets)
    return scope.resolve_rest(rest_after_set(item, sets) if sets else item.rest, scope.rest)


def _rest_after_last(items: Sequence[Item], scope: Scope) -> Rest:
    """The rest that a list ends with, else that of its last exercise."""
    for item in reversed(items):
        if not isinstance(item, Step):
            return _rest_after(item, scope)
        if item.rest:
            return scope.resolve_rest(item.rest, scope.rest)
    return scope.rest


def _unheard_tones(exercise_set: ExerciseSet) -> Iterator[Problem]:
    """The tones at a moment that its set has not."""
    for timed in exercise_set.tones:
        if offset_of(timed.at, exercise_set) is None:
            length = format_duration(exercise_set.length_ms)
            message = f"the tone '{timed.sound}' comes at no moment of the work, of {length}"
            yield Problem(timed.where, message, "put it at a moment before the end")


# Blocks with a clock of their own


def _unroll_tabata(block: Block, outer: Scope) -> Iterator[Unrolled]:
    """Intervals of one length, the exercises taking turns; each side has an interval of its own."""
    scope = outer.enter(block)
    rest = scope.resolve_rest(block.rest, Rest(DEFAULTS.tabata_rest_ms))
    length_ms = scope.resolve(block.work) if block.work else DEFAULTS.tabata_work_ms
    cycle: list[tuple[ExerciseSet, str | None]] = []
    for exercise in _exercises_of(block):
        exercise_set = replace(scope.make_set(exercise), length_ms=length_ms)
        sides = exercise_set.sides_in_order
        if len(sides) > 1:
            exercise_set = replace(exercise_set, sides=None)
        cycle += ((exercise_set.of_side(side), side) for side in sides)
    total = scope.resolve(block.rounds) if block.rounds else DEFAULTS.tabata_rounds
    last_set, last_side = cycle[(total - 1) % len(cycle)]
    if not last_set.sides and last_side == last_set.first:
        message = f"{total} intervals end on the {last_side} side of '{last_set.name}'"
        hint = f"write 'rounds: {total + 1}', so that both sides get the same"
        raise RoutineError([Problem(block.where, message, hint)])
    unit: SetUnit = "interval"
    pause_ms = rest.length_ms or scope.transition_ms
    if len(cycle) == 1 < total and length_ms + pause_ms <= CUEING.repeat_ms:
        unit = "repeat"
        cycle = [(replace(last_set, repeats=Repeats(total, pause_ms)), last_side)]
    for index in range(total):
        if index:
            yield scope.make_pause(rest, block.where, unit)
        exercise_set, side = cycle[index % len(cycle)]
        yield scope.make_work(exercise_set, side, Ordinal(index + 1, total), unit)


def _unroll_emom(block: Block, outer: Scope) -> Iterator[Unrolled]:
    """The items taking turns, one a minute; one that needs longer delays the next and is reported.

    The last one ends with its work: a rest after the block counts from there.
    """
    scope = replace(outer.enter(block), rest=NO_REST)
    every_ms = block.every or DEFAULTS.every_ms
    unit: SetUnit = "minute" if every_ms == MS_PER_MINUTE else "slot"
    items = [item for item in block.exercises if not isinstance(item, Step)]
    total = (block.emom or 0) // every_ms
    clock_ms = 0
    for index in range(total):
        item = items[index % len(items)]
        if clock_ms < index * every_ms:
            yield scope.make_pause(Rest(index * every_ms - clock_ms), item.where, unit)
            clock_ms = index * every_ms
        needs_ms = 0
        for element in _unroll_item(item, scope):
            if not isinstance(element, Slot):
                yield element
                continue
            slot_unit: SetUnit = "move" if needs_ms else unit
            if not element.exercise_set:
                yield replace(element, unit=slot_unit)
            else:
                slot_unit = "drop" if element.unit == "drop" else slot_unit
                yield replace(element, set=Ordinal(index + 1, total), unit=slot_unit)
            needs_ms += element.length_ms
        clock_ms += needs_ms
        if needs_ms > every_ms:
            name = item.name if isinstance(item, Exercise) else item.heading
            has = f"its {unit} has {every_ms / 1000:g} s"
            message = f"'{name}' needs {needs_ms / 1000:g} s, {has}"
            hint = "give it fewer reps or a faster pace, or add to 'every'"
            yield Problem(item.where, message, hint)


def _unroll_task(block: Block, outer: Scope) -> Iterator[Unrolled]:
    """AMRAP and for time: stretches of work, at one's own pace, with what to do in each."""
    scope = outer.enter(block)
    rounds = scope.resolve(block.rounds) if block.rounds else 1
    exercises = [
        TaskExercise(
            _unhurried(scope.make_set(sets[0])), (*filter(None, map(scope.reps_of, sets)),)
        )
        for each in _exercises_of(block)
        for sets in [scope.sets_of(each)]
    ]
    if block.round_rest is None or rounds == 1:
        task = _make_task(block, scope, rounds, exercises)
        yield scope.make_work(task, None, ONCE, "set")
        return
    title = name_block(block, scope.phrases)
    for number in range(1, rounds + 1):
        ordinal = Ordinal(number, rounds)
        if number == 1:
            task = _make_task(block, scope, rounds, exercises, has_rests=True)
        else:
            yield scope.make_pause(scope.resolve_rest(block.round_rest, scope.rest), block.where)
            task = _make_task(block, scope, 1, [_in_round(each, ordinal) for each in exercises])
        work = replace(scope, round=ordinal).make_work(task, None, ONCE, "set")
        new_round = NewRound(ordinal, title) if number > 1 else None
        yield replace(work, new_round=new_round)


def _unhurried(exercise_set: ExerciseSet) -> ExerciseSet:
    """The set without the time of a distance or of calories, which are done at one's own pace."""
    covered = exercise_set.distance or exercise_set.calories
    return replace(exercise_set, length_ms=0) if covered else exercise_set


def _in_round(exercise: TaskExercise, round_: Ordinal) -> TaskExercise:
    """The exercise in one round: with the reps of that round, where there is a number for each."""
    if len(exercise.reps) != round_.total:
        return exercise
    reps = exercise.reps[round_.number - 1]
    return TaskExercise(replace(exercise.exercise_set, reps=reps), (reps,))


def _make_task(
    block: Block,
    scope: Scope,
    rounds: int,
    exercises: Sequence[TaskExercise],
    *,
    has_rests: bool = False,
) -> ExerciseSet:
    """The work of a self-paced task, as long as its time cap."""
    sets = [exercise.exercise_set for exercise in exercises]
    named = block.title is not None
    return ExerciseSet(
        name=name_block(block, scope.phrases),
        length_ms=block.amrap or block.for_time or 0,
        cues=tuple(cue for exercise_set in sets for cue in exercise_set.cues),
        timed=tuple(cue for exercise_set in sets for cue in exercise_set.timed),
        tones=tuple(cue for exercise_set in sets for cue in exercise_set.tones),
        task=SelfPacedTask(block.kind, named, rounds, tuple(exercises), has_rests),
        where=block.where,
    )


def _exercises_of(block: Block) -> Iterator[Exercise]:
    return (item for item in block.exercises if isinstance(item, Exercise))
