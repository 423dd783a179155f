"""What things are called when spoken or shown: doses, chapters, times."""

from audiocoach.defaults import CUEING
from audiocoach.phrases import Phrases
from audiocoach.plan.unroll import Move, Slot
from audiocoach.times import whole_minutes


def dose(move: Move, words: Phrases) -> str:
    """How much of a move: `10 each side, right first, 5-15 lb`."""
    amount = _amount(move, words)
    if move.sides:
        amount = words.say("side_first", dose=amount, side=words.say(move.first))
    return words.say("with_weight", dose=amount, weight=move.weight) if move.weight else amount


def _amount(move: Move, words: Phrases) -> str:
    sided = "_each_side" if move.sides else ""
    if move.reps:
        return words.say(f"reps{sided}", n=move.reps)
    time = words.duration(move.length_ms)
    if move.still:
        return words.say(f"hold{sided}", time=time)
    return words.say("time_each_side", time=time) if sided else time


def chapter(slot: Slot, move: Move, words: Phrases) -> str:
    """A set's chapter: `Single-arm row, left, set 2, round 1`."""
    parts = [move.name]
    if move.sides == "each" and slot.side:
        parts.append(words.say(slot.side))
    for key, turn in (("chapter_set", slot.set), ("chapter_round", slot.round)):
        if turn and turn.total > 1:
            parts.append(words.say(key, n=turn.number))
    return ", ".join(parts)


def about(slots: tuple[Slot, ...], words: Phrases) -> str:
    """About how long the session lasts, before anyone knows how long its words take."""
    known_ms = sum(slot.length_ms for slot in slots)
    return words.say(
        "minutes", n=whole_minutes(known_ms + CUEING.intro_most_ms + 2 * CUEING.prepare_ms)
    )
