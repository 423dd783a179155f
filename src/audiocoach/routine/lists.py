"""What may stand where in a list of exercises, blocks and steps."""

from collections.abc import Iterator

from audiocoach.errors import Problem
from audiocoach.routine.document import Items, Mapping, Node
from audiocoach.routine.model import STEP_WORDS

LISTS = ("warmup", "exercises", "cooldown")
"""Keys that hold a list of items."""


def first_word(item: Node) -> str:
    """What an item begins with."""
    return next(iter(item.keys), "") if isinstance(item, Mapping) else ""


def check_list(items: Items) -> Iterator[Problem]:
    """Something to do in it; rests between two things to do, each once."""
    if items.items and all(first_word(item) in STEP_WORDS for item in items.items):
        hint = "add an exercise, like '- {name: Row, reps: 10}'"
        yield Problem(items.where, "there is nothing to do in this list", hint)
        return
    before: Mapping | None = None
    rest: Mapping | None = None
    for item in items.items:
        word = first_word(item)
        if word == "rest" and isinstance(item, Mapping):
            yield from _misplaced(item, before, rest)
            rest = item
        elif word not in STEP_WORDS:
            before, rest = item if isinstance(item, Mapping) else None, None
    if rest and before:
        hint = "delete it; 'round_rest' is between rounds, and 'rest' of a block is around it"
        yield Problem(rest.where, "nothing follows this rest in its list", hint)


def _misplaced(item: Mapping, before: Mapping | None, rest: Mapping | None) -> Iterator[Problem]:
    if rest:
        message = "this rest follows another"
        yield Problem(item.where, message, f"write one, on line {rest.where.line}")
    elif not before:
        yield Problem(item.where, "nothing comes before this rest in its list", "delete it")
    elif "rest" in before.keys and first_word(before) == "name" and not _has_sets(before):
        message = "'rest' has no effect before a rest of the list"
        yield Problem(before.keys["rest"], message, "keep one of them")


def _has_sets(exercise: Mapping) -> bool:
    return "sets" in exercise.keys or isinstance(exercise.values.get("reps"), Items)
