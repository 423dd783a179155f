"""What things are called when they are spoken or shown: doses, blocks, chapters, lengths.

Every function returns text in the language of `phrases`.
"""

from typing import NamedTuple

from msgspec.structs import replace

from audiocoach.defaults import DEFAULTS
from audiocoach.i18n.phrases import Phrases
from audiocoach.plan.slots import ExerciseSet, Slot, TaskExercise, Workout, is_repeat
from audiocoach.routine.keys import RESULTS
from audiocoach.routine.model import Block, Exercise
from audiocoach.support.durations import MS_PER_MINUTE, MS_PER_SECOND, round_to, whole_minutes


class Dose(NamedTuple):
    """How much to do of an exercise."""

    full: str
    """With the weight and the effort: `3 sets of 10 each side, 5-15 lb, at RPE 8`."""
    amount: str
    """Without them: `3 sets of 10 each side`."""


def describe_dose(slot: Slot, exercise_set: ExerciseSet, phrases: Phrases) -> Dose:
    """The dose of a set, beside its name; that of the first of several tells how many there are."""
    if not exercise_set.has_both_sides:
        exercise_set = replace(exercise_set, sides=None)  # the name has the only side
    amount = _describe_amount(exercise_set, phrases)
    if slot.unit == "set" and slot.set and slot.set.total > slot.set.number == 1:
        amount = _describe_sets(slot.set.total, amount, exercise_set, phrases)
    # What differs from set to set is told before each of them, and what to aim at each time.
    same = dict.fromkeys({*RESULTS} - {*exercise_set.varied, "target"})
    varied = replace(exercise_set, **same, drops=())
    return Dose(_add_load(amount, exercise_set, phrases), _add_load(amount, varied, phrases))


def _describe_sets(total: int, amount: str, exercise_set: ExerciseSet, phrases: Phrases) -> str:
    """`5 sets of 5 reps`; `3 sets. 21, 15 and 9 reps`."""
    listed = exercise_set.reps_of_sets
    if len(listed) == total and not exercise_set.is_each_alike:
        amount = _describe_reps(_list_reps(listed, phrases), exercise_set, phrases)
    elif exercise_set.is_each_alike and not exercise_set.varied and not _is_sentence(exercise_set):
        return phrases.say("sets_of", n=total, dose=amount)
    return f"{phrases.say('sets', n=total)}. {amount}"


def _is_sentence(exercise_set: ExerciseSet) -> bool:
    """Whether its amount tells what to do: `Hold 30 seconds`, `As many reps as you can`."""
    return exercise_set.still or (exercise_set.open_ms > 0 and not exercise_set.reps)


def _list_reps(reps: tuple[int, ...], phrases: Phrases) -> str:
    return phrases.listed(tuple(map(str, reps)))


def _describe_amount(exercise_set: ExerciseSet, phrases: Phrases) -> str:
    if exercise_set.reps and exercise_set.open_ms:
        return _on_sides(phrases.say("or_more", n=exercise_set.reps), exercise_set, phrases)
    if exercise_set.reps:
        return _describe_reps(exercise_set.reps, exercise_set, phrases)
    time = phrases.duration(exercise_set.length_ms)
    if task := exercise_set.task:
        key = task.kind
        if task.kind == "for_time" and task.rounds > 1:
            key = "rested_rounds" if task.has_rests else "rounds_for_time"
        return phrases.say(f"task_{key}", time=time, rounds=phrases.say("rounds", n=task.rounds))
    if exercise_set.distance or exercise_set.calories:
        return _describe_covered(exercise_set, phrases)
    if exercise_set.repeats:
        times, rest_ms = exercise_set.repeats
        rest = phrases.duration(rest_ms)
        amount = phrases.say("repeats", n=times, time=time, rest=rest)
    elif exercise_set.breaths:
        amount = phrases.say("hold_breaths", n=exercise_set.breaths)
    elif exercise_set.still and exercise_set.sides == "each":
        return phrases.say("hold_each_side", time=time)
    else:
        key = "max_reps" if exercise_set.open_ms else "hold" if exercise_set.still else "time"
        amount = phrases.say(key, time=time)
    return _on_sides(amount, exercise_set, phrases)


def _describe_covered(exercise_set: ExerciseSet, phrases: Phrases) -> str:
    """`400 meters, about 2 minutes`; `15 calories` where everyone goes at their own pace."""
    if exercise_set.distance:
        number, unit = exercise_set.distance
        n: int | str = int(number) if number.isdigit() else phrases.number(float(number))
        amount = phrases.say(f"distance_{unit}", n=n)
    else:
        amount = phrases.say("calories", n=exercise_set.calories or 0)
    amount = _on_sides(amount, exercise_set, phrases)
    if not exercise_set.length_ms:
        return amount
    time = phrases.duration(_about(exercise_set.length_ms))
    return phrases.say("about", amount=amount, time=time)


def _about(ms: int) -> int:
    """A length as people estimate it: in minutes, half minutes or five seconds."""
    step_s = 60 if ms >= 5 * MS_PER_MINUTE else 30 if ms >= 2 * MS_PER_MINUTE else 5
    return max(MS_PER_SECOND, round_to(ms, step_s * MS_PER_SECOND))


def _describe_reps(reps: int | str, exercise_set: ExerciseSet, phrases: Phrases) -> str:
    """`10 reps`, `10 each side`, `10 on the right`; several numbers as one text."""
    if not exercise_set.sides:
        return phrases.say("reps", n=reps)
    key = "each_side" if exercise_set.has_both_sides else f"on_{exercise_set.sides}"
    return phrases.say(key, amount=reps)


def _on_sides(amount: str, exercise_set: ExerciseSet, phrases: Phrases) -> str:
    """An amount with the sides that it is for, if it has some."""
    if not exercise_set.sides:
        return amount
    keys = {"each": "each_side", "alternating": "alternating"}
    key = keys.get(exercise_set.sides, f"on_{exercise_set.sides}")
    return phrases.say(key, amount=amount)


def _add_load(amount: str, exercise_set: ExerciseSet, phrases: Phrases) -> str:
    """The amount with the weight and the effort, where they are written."""
    dose = amount
    if exercise_set.weight:
        dose = phrases.say("with_weight", dose=dose, weight=exercise_set.weight)
    if exercise_set.drops:
        dose = phrases.say("with_drops", dose=dose, weights=phrases.listed(exercise_set.drops))
    if exercise_set.target:
        dose = phrases.say("with_target", dose=dose, target=exercise_set.target)
    if exercise_set.rpe:
        dose = phrases.say("with_rpe", dose=dose, rpe=exercise_set.rpe)
    if exercise_set.rir:
        plural = 1 if exercise_set.rir == "1" else 2
        dose = phrases.say("with_rir", dose=dose, n=plural, rir=exercise_set.rir)
    return dose


def describe_task_exercise(exercise: TaskExercise, phrases: Phrases) -> str:
    """An exercise of a self-paced task: `Thruster, 21, 15 and 9 reps`."""
    exercise_set = exercise.exercise_set
    if len(exercise.reps) > 1:
        amount = _describe_reps(_list_reps(exercise.reps, phrases), exercise_set, phrases)
    else:
        amount = _describe_amount(exercise_set, phrases)
    if exercise_set.has_both_sides:
        amount += phrases.say("side_first", side=phrases.say(exercise_set.first))
    dose = _add_load(amount, exercise_set, phrases)
    return phrases.say("part", name=exercise_set.name, dose=dose)


def name_block(block: Block, phrases: Phrases) -> str:
    """The title that the author gave a block, or else the name of its kind."""
    return block.titled or phrases.say(f"kind_{block.kind}")


def introduce_block(block: Block, phrases: Phrases) -> tuple[str, ...]:
    """A block's introduction with the names of its exercises; its variants, the fullest first."""
    names = tuple(item.name for item in block.exercises if isinstance(item, Exercise))
    key = "group" if len(names) > 1 else "group_alone"  # that of one is said next
    title = _describe_block(block, phrases)
    return phrases.variants(key, title=title, names=phrases.listed(names))


def _describe_block(block: Block, phrases: Phrases) -> str:
    """`EMOM, every minute`; `Ladder, 21, 15 and 9 reps`, unless those are ranges."""
    title = name_block(block, phrases)
    every_ms = block.every or DEFAULTS.every_ms
    if block.emom and every_ms == MS_PER_MINUTE:
        return phrases.say("with_every_minute", title=title)
    if block.emom:
        return phrases.say("with_every", title=title, time=phrases.duration(every_ms))
    if block.ladder and all(count.low == count.high for count in block.ladder):
        reps = phrases.listed(tuple(str(count.low) for count in block.ladder))
        return phrases.say("with_reps", title=title, reps=reps)
    return title


def call_name(exercise_set: ExerciseSet) -> str:
    """The name of an exercise for whoever has heard it: the short one, if the author gave one."""
    return exercise_set.short or exercise_set.name


def add_side(slot: Slot, phrases: Phrases, *, brief: bool = False) -> str:
    """What a name needs to tell the side: `, right`; where sides alternate, `, right first`.

    Empty where there are no sides; brief, `, right` in either case.
    """
    if slot.side in ("left", "right"):
        return f", {phrases.say(slot.side)}"
    if not slot.exercise_set or not slot.exercise_set.sides:
        return ""
    side = phrases.say(slot.exercise_set.first)
    return f", {side}" if brief else phrases.say("side_first", side=side)


def title_chapter(slot: Slot, exercise_set: ExerciseSet, phrases: Phrases) -> str | None:
    """The title of a set's chapter, if one begins: `Single-arm row, left, set 2, round 1`."""
    if is_repeat(slot):
        return None
    parts = [exercise_set.name]
    if slot.side in ("left", "right"):
        parts.append(phrases.say(slot.side))
    number = None if slot.unit == "repeat" else slot.set
    for key, ordinal in (("chapter_set", number), ("chapter_round", slot.round)):
        if ordinal and ordinal.total > 1:
            parts.append(phrases.say(key, n=ordinal.number))
    return ", ".join(parts)


def describe_main_part(workout: Workout, phrases: Phrases) -> str:
    """What the main part consists of: `3 rounds of 2 moves`; `8 rounds` of one."""
    main = {slot.where for slot in workout.slots if slot.exercise_set and slot.section == "main"}
    if len(main) == 1 < workout.rounds:
        return phrases.say("rounds", n=workout.rounds)
    return phrases.say("rounds_of", n=workout.rounds, moves=phrases.say("moves", n=len(main)))


def describe_length(about_ms: int, phrases: Phrases) -> str:
    """About how long the track lasts, in whole minutes: `32 minutes`."""
    return phrases.say("minutes", n=whole_minutes(about_ms))
