"""The tree of a routine's items: one way to walk it, and one to make another of it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from audiocoach.routine.keys import LISTS
from audiocoach.routine.model import Block, Group, Item, Routine

Path = tuple[tuple[str, int], ...]
"""From the routine down to an item: which list, which of its items, and so on within that."""
MAIN = ("exercises",)
"""The list of a group, without the routine's warm-up and cool-down."""

_GroupT = TypeVar("_GroupT", Routine, Block)


class Place(NamedTuple):
    """An item, where it stands."""

    path: Path
    item: Item
    group: Group
    """The block that holds the item in its list, or the routine."""


def walk(group: Group, lists: Iterable[str] = LISTS, path: Path = ()) -> Iterator[Place]:
    """Every item in the group's `lists` and in those of the blocks there, in the file's order."""
    for place in _places(group, lists, path):
        yield place
        if isinstance(place.item, Block):
            yield from walk(place.item, lists, place.path)


def map_items(
    group: _GroupT,
    change: Callable[[Place], Item],
    lists: Iterable[str] = LISTS,
    path: Path = (),
) -> _GroupT:
    """The group with what `change` returns for each item of its `lists`.

    A block is one item: `change` goes on into it with another `map_items`, or does not.
    """
    items: dict[str, list[Item]] = {}
    for place in _places(group, lists, path):
        items.setdefault(place.path[-1][0], []).append(change(place))
    changed: dict[str, Any] = {key: tuple(each) for key, each in items.items()}
    return replace(group, **changed)


def _places(group: Group, lists: Iterable[str], path: Path) -> Iterator[Place]:
    for key in lists:
        # A block has no warm-up, and that of a routine may be words.
        items = getattr(group, key, None)
        for index, item in enumerate(items if isinstance(items, tuple) else ()):
            yield Place((*path, (key, index)), item, group)
