"""Changes of a whole routine: other equipment, another order, another mode, other lead times."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from hashlib import sha256
from typing import NamedTuple, TypeVar

from audiocoach.defaults import LEAD_TIMES, LeadTimes
from audiocoach.errors import CoachError, InvalidValueError, Problem
from audiocoach.routine.fields import Span
from audiocoach.routine.keys import HOLDS, KEYS, LISTS, keys_of
from audiocoach.routine.model import WHERE_KEY, Block, Exercise, Item, Leads, Mode, Routine, Step
from audiocoach.routine.overrides import (
    RoutineChanges,
    applied,
    uncounted,
    without_effect,
)
from audiocoach.routine.sources import NAME
from audiocoach.routine.validate import check_pacing
from audiocoach.support.messages import quote, slug, suggest
from audiocoach.support.yaml_nodes import MappingNode

_Group = TypeVar("_Group", Routine, Block)


def use_equipment(routine: Routine, things: Iterable[str]) -> Routine:
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
        for key in LISTS
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
        return f"names nothing to use instead, and so not {quote(thing)}"
    return f"names no {quote(thing)} to use instead; {suggest(thing, offered)}"


def shuffle(routine: Routine, seed: int | None) -> Routine:
    """Every list that its author lets be shuffled; raises CoachError for a seed without one."""
    if seed is not None and not _is_shuffled(routine):
        raise CoachError(f"--seed changes nothing in '{routine.slug}': nothing in it is shuffled")
    return _shuffled(routine, f"{seed or 0}")


def _is_shuffled(group: Routine | Block) -> bool:
    within = any(_is_shuffled(item) for item in group.exercises if isinstance(item, Block))
    return bool(group.shuffle) or within


def _shuffled(group: _Group, path: str) -> _Group:
    """`path` leads here from the seed, so that two lists of the same moves differ."""
    items = [
        _shuffled(item, f"{path}/{index}") if isinstance(item, Block) else item
        for index, item in enumerate(group.exercises)
    ]
    if group.shuffle:
        items = _drawn(items, path)
    return group.model_copy(update={"exercises": tuple(items)})


def _drawn(items: list[Item], path: str) -> list[Item]:
    """What is done, by lot, in the places of what is done; steps stay where they are."""
    places = [index for index, item in enumerate(items) if not isinstance(item, Step)]
    order = sorted(places, key=lambda index: _lot(f"{path}/{index}", items[index]))
    moved = dict(zip(places, (items[index] for index in order), strict=True))
    return [moved.get(index, item) for index, item in enumerate(items)]


def _lot(path: str, item: Item) -> bytes:
    """A hash, as it is the same on every platform and in every version of Python."""
    name = (
        item.name if isinstance(item, Exercise) else item.heading if isinstance(item, Block) else ""
    )
    return sha256(f"{path}\n{slug(name)}".encode()).digest()


LEAD_KEYS = keys_of(Leads)
_FIELDS = {field.name.removesuffix("_ms"): field.name for field in fields(LeadTimes)}


class Lead(NamedTuple):
    """One key of a routine's `leads`, and its value."""

    key: str
    value: int


def read_change(text: str) -> Lead:
    """`call=15s`; raises ValueError with what to write."""
    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        raise InvalidValueError(f"{quote(text)} has no value", "write it like 'call=15s'")
    if key not in LEAD_KEYS:
        raise InvalidValueError(f"{quote(key)} is not known here", suggest(key, LEAD_KEYS))
    try:
        return Lead(key, KEYS[key].read(value))
    except InvalidValueError as error:
        raise InvalidValueError(f"{key}: {error.message}", error.hint) from error


def with_leads(routine: Routine, changes: Iterable[Lead]) -> Routine:
    """The routine with `changes` in the place of its own; the last of each key counts."""
    update = dict(changes)
    if not update:
        return routine
    own = routine.leads or Leads.model_validate({WHERE_KEY: routine.where})
    return routine.model_copy(update={"leads": own.model_copy(update=update)})


def leads_of(routine: Routine) -> LeadTimes:
    """Every lead time of a session, in milliseconds."""
    said = {key: getattr(routine.leads, key) for key in LEAD_KEYS} if routine.leads else {}
    return replace(
        LEAD_TIMES, **{_FIELDS[key]: value for key, value in said.items() if value is not None}
    )


_NAMING = "write small letters, digits and hyphens, like 'conditioning'"


def in_mode(routine: Routine, name: str | None) -> Routine:
    """The routine done the way `name`, else its first; raises CoachError for one it has not."""
    if name is None:
        return _done(routine, next(iter(routine.modes.values()), None))
    if name not in routine.modes:
        raise CoachError(_no_such(routine, name))
    return _done(routine, routine.modes[name])


def _no_such(routine: Routine, name: str) -> str:
    if not routine.modes:
        return f"'{routine.slug}' has no modes, and so none named {quote(name)}"
    return f"'{routine.slug}' has no mode {quote(name)}; {suggest(name, routine.modes)}"


def _done(routine: Routine, mode: Mode | None) -> Routine:
    if mode is None:
        return routine
    return applied(_timed(routine, mode.work) if mode.work else routine, _changes(mode))


def _changes(mode: Mode) -> RoutineChanges:
    return RoutineChanges(**{key: getattr(mode, key) for key in keys_of(Mode)})


def _timed(group: _Group, work: Span) -> _Group:
    """With timed exercises in the place of counted ones; what has a clock of its own keeps it."""
    items = tuple(_timed_item(item, work) for item in group.exercises)
    return group.model_copy(update={"exercises": items})


def _timed_item(item: Item, work: Span) -> Item:
    if isinstance(item, Block):
        return item if item.kind in HOLDS else _timed(item, work)
    if not isinstance(item, Exercise) or item.reps is None:
        return item
    sets = item.sets if isinstance(item.reps, Span) else Span(len(item.reps), len(item.reps))
    return item.model_copy(update=uncounted(item) | {"work": work, "sets": sets})


def check_modes(root: MappingNode) -> list[Problem]:
    """What modes are called, and what contradicts itself in them."""
    modes = root.values.get("modes")
    if not isinstance(modes, MappingNode):
        return []
    problems = [
        Problem(where, f"{quote(name)} is no name for a mode", _NAMING)
        for name, where in modes.keys.items()
        if not NAME.fullmatch(name)
    ]
    for mode in modes.values.values():
        if isinstance(mode, MappingNode):
            problems += _check_timed(mode) if "work" in mode.keys else check_pacing(mode)
    return problems


def _check_timed(mode: MappingNode) -> list[Problem]:
    message = "'{}' has no effect beside 'work', which makes timed exercises of counted ones"
    return [
        Problem(mode.keys[key], message.format(key), "keep one of them")
        for key in ("reps", "tempo", "pace")
        if key in mode.keys
    ]


def check_effects(routine: Routine, root: MappingNode) -> list[Problem]:
    """What modes change that is not there; those of a base are for its own list."""
    return [
        Problem(where, f"'{key}' has no effect in this mode: {why}", "delete it")
        for name, mode in routine.modes.items()
        for key, why in _idle(routine, mode).items()
        if (where := _written(root, name).keys[key]).file == root.where.file
    ]


def _idle(routine: Routine, mode: Mode) -> dict[str, str]:
    alone = routine.model_copy(update={"modes": {}})
    return without_effect(_timed(alone, mode.work) if mode.work else alone, _changes(mode))


def _written(root: MappingNode, name: str) -> MappingNode:
    modes = root.values["modes"]
    assert isinstance(modes, MappingNode)  # noqa: S101 (the routine was made of it)
    mode = modes.values[name]
    assert isinstance(mode, MappingNode)  # noqa: S101
    return mode
