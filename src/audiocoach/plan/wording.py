"""What things are called when spoken or shown: doses, blocks, chapters, times."""

from audiocoach.defaults import CUEING, DEFAULTS
from audiocoach.i18n.phrases import Phrases
from audiocoach.plan.slots import ExerciseSet, Part, Slot, Task, Workout
from audiocoach.routine.model import Block, Exercise
from audiocoach.support.durations import MS_PER_MINUTE, whole_minutes


def dose(move: ExerciseSet, words: Phrases, *, brief: bool = False) -> str:
    """How much of a move: `10 each side, right first, 5-15 lb, at RPE 8`; brief, `10 each side`."""
    amount = _task_amount(move.task, move, words) if move.task else _amount(move, words)
    return amount if brief else _loaded(amount, move, words)


def _loaded(amount: str, move: ExerciseSet, words: Phrases) -> str:
    """With the side that begins, the weight and the effort, if they are written."""
    said = amount
    if move.sides:
        said = words.say("side_first", dose=said, side=words.say(move.first))
    if move.weight:
        said = words.say("with_weight", dose=said, weight=move.weight)
    if move.drops:
        said = words.say("with_drops", dose=said, weights=words.listed(move.drops))
    if move.rpe:
        said = words.say("with_rpe", dose=said, rpe=move.rpe)
    if move.rir:
        said = words.say("with_rir", dose=said, n=1 if move.rir == "1" else 2, rir=move.rir)
    return said


def _amount(move: ExerciseSet, words: Phrases) -> str:
    if move.reps:
        return words.say("reps_each_side" if move.sides else "reps", n=move.reps)
    sided = {"each": "_each_side", "alternating": "_alternating"}.get(move.sides or "", "")
    time = words.duration(move.length_ms)
    return words.say(f"hold{sided}" if move.still else f"time{sided}", time=time)


def _task_amount(task: Task, move: ExerciseSet, words: Phrases) -> str:
    key = "rounds_for_time" if task.kind == "for_time" and task.rounds > 1 else task.kind
    rounds = words.say("rounds", n=task.rounds)
    return words.say(f"task_{key}", time=words.duration(move.length_ms), rounds=rounds)


def part(part: Part, words: Phrases) -> str:
    """A move of a task: `Thruster, 21, 15 and 9 reps`."""
    move = part.move
    if len(part.reps) > 1:
        reps = words.listed(tuple(map(str, part.reps)))
        amount = words.say("reps_each_side" if move.sides else "reps", n=reps)
    else:
        amount = _amount(move, words)
    return words.say("part", name=move.name, dose=_loaded(amount, move, words))


def heading(block: Block, words: Phrases) -> str:
    """What a block is called by its author, or else by its kind."""
    return block.titled or words.say(f"kind_{block.kind}")


def block(block: Block, words: Phrases) -> tuple[str, ...]:
    """A block as it is introduced, with what is in it."""
    names = tuple(item.name for item in block.exercises if isinstance(item, Exercise))
    key = "group" if names else "group_alone"
    return words.variants(key, title=_described(block, words), names=words.listed(names))


def _described(block: Block, words: Phrases) -> str:
    """`EMOM, every minute`; `Ladder, 21, 15 and 9 reps`, where they are no ranges."""
    title = heading(block, words)
    every_ms = block.every or DEFAULTS.every_ms
    if block.emom and every_ms == MS_PER_MINUTE:
        return words.say("with_every_minute", title=title)
    if block.emom:
        return words.say("with_every", title=title, time=words.duration(every_ms))
    if block.ladder and all(count.low == count.high for count in block.ladder):
        reps = words.listed(tuple(str(count.low) for count in block.ladder))
        return words.say("with_reps", title=title, reps=reps)
    return title


def sided(slot: Slot, move: ExerciseSet, words: Phrases) -> str:
    """A move's name; with the side, where that is all that is done in its turn."""
    if slot.called != "interval" or slot.side not in ("left", "right"):
        return move.name
    return f"{move.name}, {words.say(slot.side)}"


def called(slot: Slot, words: Phrases) -> str:
    """A move's name with the side that it begins with, as one is called to it."""
    if not slot.move or not slot.move.sides:
        return slot.move.name if slot.move else ""
    side = slot.side if slot.side in ("left", "right") else slot.move.first
    return f"{slot.move.name}, {words.say(side)}"


def chapter(slot: Slot, move: ExerciseSet, words: Phrases) -> str:
    """A set's chapter: `Single-arm row, left, set 2, round 1`."""
    parts = [move.name]
    if slot.side in ("left", "right"):
        parts.append(words.say(slot.side))
    for key, turn in (("chapter_set", slot.set), ("chapter_round", slot.round)):
        if turn and turn.total > 1:
            parts.append(words.say(key, n=turn.number))
    return ", ".join(parts)


def main_part(session: Workout, words: Phrases) -> str:
    """What the main part is: `3 rounds of 2 moves`."""
    main = {slot.where for slot in session.slots if slot.move and slot.section == "main"}
    return words.say("rounds_of", n=session.rounds, moves=words.say("moves", n=len(main)))


def about_ms(session: Workout) -> int:
    """About how long the session lasts, before anyone knows how long its words take."""
    if session.lasts_ms is not None:
        return session.lasts_ms
    around_ms = CUEING.intro_most_ms + 2 * session.leads.prepare_ms
    return around_ms + sum(slot.length_ms for slot in session.slots)


def about(session: Workout, words: Phrases) -> str:
    """That, as it is said."""
    return words.say("minutes", n=whole_minutes(about_ms(session)))
