"""Lists in another order: any order is as good, the same seed gives the same one."""

from hashlib import sha256
from typing import TypeVar

from audiocoach.errors import CoachError
from audiocoach.routine.fields import slug
from audiocoach.routine.model import Block, Exercise, Item, Routine, Step

_Group = TypeVar("_Group", Routine, Block)


def shuffled(routine: Routine, seed: int | None) -> Routine:
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
