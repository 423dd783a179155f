"""What an option leaves as it was, where it changes only a part of a session.

Each option is tried with two other values: what is alike in both is what it does not reach.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from audiocoach.config.overrides import Overrides
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import CoachError, RoutineError
from audiocoach.plan.slots import Slot
from audiocoach.plan.unroll import unroll
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Exercise, Routine
from audiocoach.routine.tree import MAIN, walk
from audiocoach.support.durations import MS_PER_SECOND, format_duration
from audiocoach.support.messages import quote

Customise = Callable[[Overrides], Routine]
"""The routine as it would be with other overrides."""
_MOST_NAMED = 4
_LEFT = {
    "reps": "without counted reps",
    "work": "without 'work' of its own",
    "sets": "sets are listed, or there are none",
}
"""By an option for all exercises: why it leaves one as it is."""


def notes_on_effects(asked: Overrides, customise: Customise) -> Iterator[str]:
    """What each option that is asked for leaves as it was; CoachError where that is everything."""
    for key, why in _LEFT.items():
        if value := getattr(asked, key):
            step = MS_PER_SECOND if key == "work" else 1
            if left := _left_exercises(*_tried(asked, key, value, step, customise)):
                shown = format_duration(value.low) if key == "work" else str(value.low)
                option = f"--{key} {shown}" if value.low == value.high else f"--{key}"
                was = "it was" if len(left) == 1 else "they were"
                yield f"{option} leaves {_and(left)} as {was} ({why})"
    if asked.rest:
        yield from _left_rests(asked, asked.rest, customise)


def _tried(
    asked: Overrides, key: str, value: Span, step: int, customise: Customise
) -> tuple[Routine, Routine]:
    def with_more(more: int) -> Routine:
        moved = value._replace(low=value.low + more, high=value.high + more)
        other: dict[str, Any] = {key: moved}
        return customise(dataclasses.replace(asked, **other))

    return with_more(step), with_more(2 * step)


def _left_exercises(one: Routine, two: Routine) -> list[str]:
    """The names of the exercises that are alike, where not all are."""
    pairs = [
        (place.item, other.item)
        for place, other in zip(walk(one, MAIN), walk(two, MAIN), strict=True)
        if isinstance(place.item, Exercise)
    ]
    left = dict.fromkeys(quote(item.heading) for item, other in pairs if item == other)
    return [*left]


def _left_rests(asked: Overrides, rest: Span, customise: Customise) -> Iterator[str]:
    tried = _tried(asked, "rest", rest, MS_PER_SECOND, customise)
    try:
        one, two = (unroll(each, each.level or DEFAULTS.level).slots for each in tried)
    except RoutineError:  # what is too long is told by the plan
        return
    if one == two:
        message = f"--rest changes nothing in '{tried[0].slug}': no exercises in it rest in between"
        raise CoachError(message, "in an EMOM or a tabata the clock gives the rests")
    left = [
        index
        for index, (slot, other) in enumerate(zip(one, two, strict=True))
        if slot.kind == "rest" and slot.unit == "set" and slot.length_ms == other.length_ms
    ]
    option = f"--rest {format_duration(rest.low)}" if rest.low == rest.high else "--rest"
    is_between = partial(_is_between_rounds, one)
    between = _lengths(one[index] for index in left if is_between(index))
    if between and asked.round_rest is None:
        yield f"{option} leaves the rests between rounds at {between}; --round-rest changes them"
    others = [one[index] for index in left if not is_between(index)]
    for slots, where in (
        ([slot for slot in others if slot.section != "main"], "of the warm-up and the cool-down"),
        ([slot for slot in others if slot.section == "main"], "that sets and blocks have alone"),
    ):
        if slots:
            hint = "--set changes them one by one"
            yield f"{option} leaves the rests {where} at {_lengths(slots)}; {hint}"


def _is_between_rounds(slots: Sequence[Slot], index: int) -> bool:
    following = slots[index + 1 : index + 2]
    return any(slot.new_round for slot in following)


def _lengths(slots: Iterator[Slot] | Sequence[Slot]) -> str:
    """How long they are, from the shortest to the longest; empty for none."""
    lengths = sorted({slot.length_ms for slot in slots})
    shown = [format_duration(length) for length in (lengths[:1] + lengths[1:][-1:])]
    return " to ".join(shown)


def _and(names: Sequence[str]) -> str:
    shown, more = names[:_MOST_NAMED], len(names) - _MOST_NAMED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
