"""A routine done otherwise: other equipment, another order, other lead times, one of its modes."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from audiocoach.defaults import LEAD_TIMES, LeadTimes
from audiocoach.errors import CoachError, InvalidValueError
from audiocoach.routine.fields import Span
from audiocoach.routine.keys import HOLDS, KEYS, keys_of, written
from audiocoach.routine.model import Block, Exercise, Item, Leads, Mode, Routine, Step
from audiocoach.routine.overrides import (
    counts_reps,
    override_where_possible,
    uncounted,
    without_effect,
)
from audiocoach.routine.tree import MAIN, Path, Place, map_items, walk
from audiocoach.support.messages import quote, slug, suggest

_GroupT = TypeVar("_GroupT", Routine, Block)


def use_equipment(routine: Routine, things: Iterable[str]) -> Routine:
    """The routine done with `things`, where they may stand in; raises CoachError where not."""
    for thing in things:
        routine = _substitute(routine, thing)
    return routine


def _substitute(routine: Routine, thing: str) -> Routine:
    """The routine with `thing` in place of everything for which its author allows it."""
    substitutes = routine.substitutes
    taken = {old: new for old, new in substitutes.items() if _singular(new) == _singular(thing)}
    if not substitutes:
        message = f"'{routine.slug}' names nothing to use instead, and so not {quote(thing)}"
        raise CoachError(message)
    if not taken:
        message = f"'{routine.slug}' names no {quote(thing)} to use instead"
        raise CoachError(message, suggest(thing, dict.fromkeys(substitutes.values())))

    def replaced(things: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(taken.get(thing, thing) for thing in things))

    def changed(place: Place) -> Item:
        item = place.item
        if isinstance(item, Exercise) and item.needs:
            return replace(item, needs=replaced(item.needs))
        return map_items(item, changed) if isinstance(item, Block) else item

    left = {old: new for old, new in substitutes.items() if old not in taken}
    equipment = replaced(routine.equipment)
    return replace(map_items(routine, changed), equipment=equipment, substitutes=left)


def _singular(thing: str) -> str:
    """A thing's slug, the same for one dumbbell and for two."""
    return slug(thing).removesuffix("s")


def shuffle(routine: Routine, seed: int | None) -> Routine:
    """The routine with every list in another order whose author allows it, the same for a seed.

    Raises CoachError for a seed where there is no such list.
    """
    groups = [routine, *(place.item for place in walk(routine, MAIN))]
    if seed is not None and not any(getattr(group, "shuffle", None) for group in groups):
        raise CoachError(f"--seed changes nothing in '{routine.slug}': nothing in it is shuffled")
    return _shuffled(routine, f"{seed or 0}")


def _shuffled(group: _GroupT, seed: str, path: Path = ()) -> _GroupT:
    def changed(place: Place) -> Item:
        item = place.item
        return _shuffled(item, seed, place.path) if isinstance(item, Block) else item

    group = map_items(group, changed, MAIN, path)
    if not group.shuffle:
        return group
    # The path is part of what is drawn by, so that two lists of the same exercises differ.
    lot = "/".join([seed, *(str(index) for _, index in path)])
    return replace(group, exercises=_drawn(group.exercises, lot))


def _drawn(items: tuple[Item, ...], lot: str) -> tuple[Item, ...]:
    """Exercises and blocks in each other's places, drawn by hash; steps stay where they are.

    A hash, as it is the same on every platform and in every version of Python.
    """
    drawn = {}
    for index, item in enumerate(items):
        if not isinstance(item, Step):
            drawn[index] = sha256(f"{lot}/{index}\n{slug(item.heading)}".encode()).digest()
    order = sorted(drawn, key=lambda index: drawn[index])
    sources = dict(zip(drawn, order, strict=True))
    return tuple(items[sources.get(index, index)] for index in range(len(items)))


LEAD_KEYS = keys_of(Leads)


class LeadChange(NamedTuple):
    """A new value for one key of a routine's `leads`: milliseconds, or a number of beeps."""

    key: str
    value: int


def read_lead_change(text: str) -> LeadChange:
    """Read `call=15s`; raises InvalidValueError."""
    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        raise InvalidValueError(f"{quote(text)} has no value", "write it like 'call=15s'")
    if key not in LEAD_KEYS:
        raise InvalidValueError(f"{quote(key)} is not known here", suggest(key, LEAD_KEYS))
    try:
        return LeadChange(key, KEYS[key].read(value))
    except InvalidValueError as error:
        raise InvalidValueError(f"{key}: {error.message}", error.hint) from error


def with_leads(routine: Routine, changes: Iterable[LeadChange]) -> Routine:
    """The routine with `changes` of its leads; the last of each key counts."""
    update: dict[str, Any] = dict(changes)
    if not update:
        return routine
    leads = routine.leads or Leads(where=routine.where)
    return replace(routine, leads=replace(leads, **update))


def leads_of(routine: Routine) -> LeadTimes:
    """Every lead time of a routine in milliseconds, the default where it says nothing."""
    fields = {name.removesuffix("_ms"): name for name in LeadTimes.__struct_fields__}
    leads = written(routine.leads) if routine.leads else {}
    return replace(LEAD_TIMES, **{fields[key]: value for key, value in leads.items()})


def in_mode(routine: Routine, name: str | None) -> Routine:
    """The routine in its mode `name`, else in its first; raises CoachError for one it has not."""
    modes = routine.modes
    if name is not None and name not in modes:
        if not modes:
            raise CoachError(f"'{routine.slug}' has no modes, and so none named {quote(name)}")
        message = f"'{routine.slug}' has no mode {quote(name)}"
        raise CoachError(message, suggest(name, modes))
    mode = next(iter(modes.values()), None) if name is None else modes[name]
    return override_where_possible(_timed_by(routine, mode), written(mode)) if mode else routine


def _timed_by(routine: Routine, mode: Mode) -> Routine:
    """The routine with timed exercises instead of counted ones, where the mode says how long.

    What is in a block with a clock of its own stays as it is.
    """

    def changed(place: Place) -> Item:
        item = place.item
        if isinstance(item, Block) and item.kind not in HOLDS:
            return map_items(item, changed, MAIN)
        if not isinstance(item, Exercise) or not counts_reps(item):
            return item
        update = uncounted(item) | {"work": mode.work}
        if item.reps is not None and not isinstance(item.reps, Span):
            update["sets"] = Span(len(item.reps), len(item.reps))
        return replace(item, **update)

    return map_items(routine, changed, MAIN) if mode.work else routine


def is_for_rounds(routine: Routine, key: str) -> bool:
    """Whether a mode's key only waits for the routine to have more rounds than its author says."""
    return key == "round_rest" and routine.rounds is not None and routine.rounds.high == 1


def idle_mode_keys(routine: Routine) -> Iterator[tuple[str, str, str]]:
    """Every key of a mode that changes nothing: the mode's name, the key, and why."""
    alone = replace(routine, modes={})
    for name, mode in routine.modes.items():
        for key, why in without_effect(_timed_by(alone, mode), written(mode)).items():
            yield name, key, why
