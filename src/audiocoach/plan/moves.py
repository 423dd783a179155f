"""The moves of a session, each once, with its dose: what a person reads before they train."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.i18n.phrases import Phrases
from audiocoach.plan.slots import ExerciseSet, Section, Slot, Workout, is_repeat
from audiocoach.plan.wording import describe_dose, describe_task_exercise
from audiocoach.support.durations import format_duration


class Move(Struct, frozen=True, kw_only=True):
    """An exercise of a session, wherever it comes in it."""

    section: Section
    blocks: tuple[str, ...] = ()
    """The titles of the blocks that begin with it, outermost first."""
    name: str
    dose: str
    """That of its first set, which tells how many there are: `3 sets of 8 reps, 16 kg`."""
    sets: int
    """How often it is done in the whole session; both sides are one."""
    tempo: str = ""
    """`3-1-1-0`, or how long a rep takes: `3s`."""


def moves_of(workout: Workout, phrases: Phrases) -> Iterator[Move]:
    """Every move of a session, in the order in which they first come."""
    moves: dict[object, Move] = {}
    for slot in workout.slots:
        each = slot.exercise_set
        if each is None:
            continue
        key = (slot.section, each.where, each.name)
        known = moves.get(key)
        if known is None:
            moves[key] = _move(slot, each, phrases)
        elif slot.side in (None, "alternating", each.first) or each.sides != "each":
            again = 0 if is_repeat(slot) else 1
            moves[key] = replace(known, sets=known.sets + again)
    return iter(moves.values())


def _move(slot: Slot, each: ExerciseSet, phrases: Phrases) -> Move:
    dose = describe_dose(slot, each, phrases).full
    if each.task:
        parts = (describe_task_exercise(part, phrases) for part in each.task.exercises)
        dose = " ".join([f"{dose}:", *parts])
    titles = tuple(block.titled for block in slot.opened_blocks if block.titled)
    return Move(
        section=slot.section,
        blocks=titles,
        name=each.name,
        dose=dose,
        sets=1,
        tempo=_tempo(each),
    )


def _tempo(each: ExerciseSet) -> str:
    lengths = {phase.name: phase.length_ms for phase in each.phases}
    if "eccentric" in lengths or "concentric" in lengths:
        order = ("eccentric", "bottom", "concentric", "top")
        return "-".join(f"{lengths.get(name, 0) / 1000:g}" for name in order)
    return format_duration(each.rep_ms) if each.rep_ms else ""
