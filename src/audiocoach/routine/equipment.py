"""What one trains with, and what may stand in for it."""

from collections.abc import Iterable, Mapping

from audiocoach.errors import CoachError
from audiocoach.routine.fields import quoted, slug
from audiocoach.routine.guessing import among
from audiocoach.routine.model import Block, Exercise, Item, Routine


def instead(routine: Routine, things: Iterable[str]) -> Routine:
    """The routine done with `things`, where they may stand in; raises CoachError where not."""
    for thing in things:
        routine = _with(routine, thing)
    return routine


def _with(routine: Routine, thing: str) -> Routine:
    taken = {old: new for old, new in routine.substitutes.items() if _alike(new) == _alike(thing)}
    if not taken:
        raise CoachError(f"'{routine.slug}' {_cannot(routine, thing)}")
    equipment = dict.fromkeys(taken.get(owned, owned) for owned in routine.equipment)
    left = {old: new for old, new in routine.substitutes.items() if old not in taken}
    update = {"equipment": tuple(equipment), "substitutes": left, **_lists(routine, taken)}
    return routine.model_copy(update=update)


def _lists(group: Routine | Block, taken: Mapping[str, str]) -> dict[str, object]:
    """The lists in it, where exercises name what they need."""
    return {
        key: tuple(_item(item, taken) for item in items)
        for key in ("warmup", "exercises", "cooldown")
        if isinstance(items := getattr(group, key, None), tuple)
    }


def _item(item: Item, taken: Mapping[str, str]) -> Item:
    if isinstance(item, Block):
        return item.model_copy(update=_lists(item, taken))
    if isinstance(item, Exercise) and item.needs:
        needs = dict.fromkeys(taken.get(thing, thing) for thing in item.needs)
        return item.model_copy(update={"needs": tuple(needs)})
    return item


def _alike(thing: str) -> str:
    """One dumbbell or two."""
    return slug(thing).removesuffix("s")


def _cannot(routine: Routine, thing: str) -> str:
    offered = dict.fromkeys(routine.substitutes.values())
    if not offered:
        return f"names nothing to use instead, and so not {quoted(thing)}"
    return f"names no {quoted(thing)} to use instead; {among(thing, offered)}"
