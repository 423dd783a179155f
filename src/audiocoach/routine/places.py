"""One place of a routine changed: `halo.reps=8`, an exercise or a block by its slug."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple, TypeVar

from audiocoach.errors import CoachError, InvalidValueError
from audiocoach.routine.keys import DOSES, KEYS, LISTS, PACING, block_has, idle_in, with_article
from audiocoach.routine.model import Block, Exercise, Routine
from audiocoach.routine.overrides import in_each_set, lists_sets, rounds_of, uncounted
from audiocoach.support.messages import quote, slug, suggest

_Group = TypeVar("_Group", Routine, Block)
_Place = Exercise | Block
_Path = tuple[tuple[str, int], ...]
"""From the routine: which list, and which of its items; and so on within that."""
_DEPENDENT = ("set_rest", "round_rest", "switch", "tempo", "pace")
"""What has an effect only beside another key."""
_SHAPE = re.compile(r"([^.=]+)\.([^.=]+)=(.*)", re.DOTALL)

PLACE_KEYS = (
    "reps", "work", "hold", "sets", "set_rest", "rest", "rounds", "round_rest", "tempo", "pace",
    "sides", "switch", "transition", "weight",
)  # fmt: skip
"""Keys that can be changed in one place."""


class Change(NamedTuple):
    """A key of an exercise or a block, and its new value; `text` is how it was asked for."""

    target: str
    key: str
    value: Any
    text: str


def read_change(text: str) -> Change:
    """`TARGET.KEY=VALUE`; raises ValueError with a message for who wrote it."""
    shape = _SHAPE.fullmatch(text.strip())
    if not shape:
        raise InvalidValueError(f"{quote(text)} changes no place", "write it like 'halo.reps=8'")
    target, key = slug(shape[1]), shape[2].strip().replace("-", "_")
    if key not in PLACE_KEYS:
        raise InvalidValueError(
            f"{quote(text)}: unknown key {quote(key)}", suggest(key, PLACE_KEYS)
        )
    try:
        return Change(target, key, KEYS[key].read(shape[3].strip()), text)
    except InvalidValueError as error:
        raise InvalidValueError(f"{quote(text)}: {error.message}", error.hint) from error


def targets(routine: Routine) -> dict[str, _Path]:
    """Every exercise and block by what it is called here; equal names are numbered in order."""
    named = {path: _slug(node) for path, node in _paths(routine, ())}
    often = Counter(named.values())
    taken = {name for name, times in often.items() if times == 1}
    numbers = {name: _numbered(name, taken) for name in often}
    return {name if name in taken else next(numbers[name]): path for path, name in named.items()}


def _numbered(name: str, taken: Container[str]) -> Iterator[str]:
    numbered = (f"{name}-{number}" for number in count(1))
    return (other for other in numbered if other not in taken)


def _paths(group: Routine | Block, to: _Path) -> Iterator[tuple[_Path, _Place]]:
    for key in LISTS:
        items = getattr(group, key, None)
        for index, item in enumerate(items if isinstance(items, tuple) else ()):
            path = (*to, (key, index))
            if isinstance(item, Exercise | Block):
                yield path, item
            if isinstance(item, Block):
                yield from _paths(item, path)


def _slug(node: _Place) -> str:
    if isinstance(node, Exercise):
        return slug(node.name) or "exercise"
    return slug(node.heading) or "block"


def change_places(routine: Routine, changes: Sequence[Change]) -> Routine:
    """The routine with `changes` in it; raises CoachError for one that has no place or effect."""
    known = check_targets(routine, changes) if changes else {}
    for change in changes:
        routine = _with(routine, known[change.target], change)
    for change in changes:
        if why := _idle(_at(routine, known[change.target]), change.key):
            raise CoachError(f"{quote(change.text)} has no effect: {why}")
    return routine


def check_targets(routine: Routine, changes: Sequence[Change]) -> dict[str, _Path]:
    """Every target there is; raises CoachError for a change that has another."""
    known = targets(routine)
    for change in changes:
        if change.target not in known:
            raise CoachError(_no_target(routine, change, list(known)))
    return known


def change_where_possible(routine: Routine, changes: Sequence[Change]) -> Routine:
    """The routine with those of `changes` in it that have a place and an effect."""
    for change in sorted(changes, key=lambda change: change.key in _DEPENDENT):
        try:
            routine = change_places(routine, [change])
        except CoachError:
            continue
    return routine


def _no_target(routine: Routine, change: Change, known: list[str]) -> str:
    numbered = [name for name in known if re.fullmatch(rf"{re.escape(change.target)}-\d+", name)]
    said = f"{quote(change.text)}: nothing in '{routine.slug}' is called {quote(change.target)}"
    if numbered:
        return f"{said} alone; there are: {', '.join(numbered)}"
    return f"{said}; {suggest(change.target, known)}"


def _at(group: Routine | Block, path: _Path) -> _Place:
    (key, index), *within = path
    item: _Place = getattr(group, key)[index]
    return _at(item, tuple(within)) if isinstance(item, Block) and within else item


def _with(group: _Group, path: _Path, change: Change) -> _Group:
    (key, index), *within = path
    items = list(getattr(group, key))
    item = items[index]
    if within:
        items[index] = _with(item, tuple(within), change)
    else:
        _check_key(item, change, group)
        items[index] = item.model_copy(update=_update(item, change))
    return group.model_copy(update={key: tuple(items)})


def _check_key(node: _Place, change: Change, group: Routine | Block) -> None:
    """Raises CoachError for a key that the node has not, there where it is."""
    known = [key for key in PLACE_KEYS if type(node) in KEYS[key].nodes]
    kind = "an exercise"
    if isinstance(node, Block):
        known = [key for key in known if block_has(node.kind, key)]
        kind = with_article(node.kind)
    elif why := idle_in(group).get(change.key):
        raise CoachError(f"{quote(change.text)} has no effect: {why}")
    if change.key not in known:
        message = f"'{change.target}' is {kind}, which has no '{change.key}'"
        raise CoachError(f"{quote(change.text)}: {message}", f"it has: {', '.join(known)}")


def _update(node: _Place, change: Change) -> dict[str, Any]:
    """The new value, and None for what it takes the place of."""
    gone: dict[str, Any] = {}
    value = change.value
    if change.key in PACING:
        gone = dict.fromkeys(PACING)
    elif isinstance(node, Exercise) and change.key == "reps":
        gone, value = dict.fromkeys(DOSES), in_each_set(node, value)
    elif isinstance(node, Exercise) and change.key in DOSES:
        gone = uncounted(node) | dict.fromkeys(DOSES)
    return gone | {change.key: value}


def _idle(node: _Place, key: str) -> str | None:
    """Why the key has no effect there, if it has none."""
    if isinstance(node, Block):
        return "it has one round" if key == "round_rest" and rounds_of(node) == 1 else None
    if key in ("tempo", "pace") and (node.work or node.hold):
        return "it is timed"
    if key == "switch" and node.sides != "each":
        return "it does not do one side after the other"
    if key == "sets" and lists_sets(node):
        return "it lists the reps of each set"
    once = not lists_sets(node) and (not node.sets or node.sets.high == 1)
    return "it has one set" if key == "set_rest" and once else None
