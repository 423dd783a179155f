"""What pydantic refused → a problem in the author's words; none of pydantic's own get through."""

from collections.abc import Callable
from typing import NamedTuple

from pydantic_core import ErrorDetails

from audiocoach.errors import InvalidValueError, Problem, Where
from audiocoach.routine.model import BLOCK_WORDS
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode


class _Place(NamedTuple):
    """What an error is about: a node, and the key under which it stands."""

    node: Node
    key: str
    key_where: Where | None
    in_list: bool

    @property
    def where(self) -> Where:
        """The value; its key, where nothing is written."""
        return self.key_where if self.key_where and _is_empty(self.node) else self.node.where


_REQUIRED = ("title", "name", *BLOCK_WORDS)
_EXERCISES = "write lines under it that begin with '- name: …'"
_KINDS = {ScalarNode: "text", SequenceNode: "a list", MappingNode: "'key: value' pairs"}


def explain(detail: ErrorDetails, root: MappingNode) -> Problem | None:
    """The problem; None where `spelling` has told it already."""
    place = _find(detail["loc"], root)
    kind = detail["type"]
    if kind == "missing":
        return _missing(str(detail["loc"][-1]), place.node.where)
    if kind == "union_tag_not_found":
        return _no_item(place)
    if kind in _UNWRITTEN and _is_empty(place.node):
        return Problem(place.where, *_no_value(place))
    if kind == "value_error":
        error: InvalidValueError = detail["ctx"]["error"]
        return Problem(place.where, error.message, error.hint)
    return Problem(place.where, *_MESSAGES.get(kind, _unforeseen)(place))


def _find(loc: tuple[int | str, ...], root: MappingNode) -> _Place:
    """The deepest node that `loc` names; a word after a number is a union's tag, and no key."""
    place = _Place(root, "", None, in_list=False)
    before: int | str = ""
    for step in loc:
        node = place.node
        if isinstance(step, int):
            item = node.items[step] if isinstance(node, SequenceNode) else node
            place = place._replace(node=item, in_list=isinstance(node, SequenceNode))
        elif not isinstance(before, int) and isinstance(node, MappingNode) and step in node.values:
            place = _Place(node.values[step], step, node.keys[step], in_list=False)
        before = step
    return place._replace(key_where=None) if place.in_list else place


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.text.strip()


def _missing(key: str, where: Where) -> Problem:
    hint = "add 'exercises:' and " + _EXERCISES if key == "exercises" else f"add '{key}: …'"
    return Problem(where, f"'{key}' is missing", hint)


def _no_item(place: _Place) -> Problem | None:
    if isinstance(place.node, MappingNode) and place.node.keys:
        return None
    hint = "begin it with 'name: …' for an exercise or 'superset: …' for a block"
    return Problem(place.where, "this is not an exercise or a block", hint)


def _no_value(place: _Place) -> tuple[str, str]:
    if place.in_list:
        return f"an item of '{place.key}' is empty", "write one or delete the line"
    if place.key == "exercises":
        return "'exercises' has no value", _EXERCISES
    hint = "write one" if place.key in _REQUIRED else "write one or delete the key"
    return f"'{place.key}' has no value", hint


def _one_value(place: _Place) -> tuple[str, str]:
    subject = f"an item of '{place.key}'" if place.in_list else f"'{place.key}'"
    message = f"{subject} is one value, not {_KINDS[type(place.node)]}"
    if isinstance(place.node, MappingNode):
        return message, "put a text that holds ': ' or '{' in quotes"
    return message, "write it without brackets or '- '"


_LISTS = {
    "exercises": _EXERCISES,
    "ladder": "write it like '[21, 15, 9]'",
    "drops": "write it like '[20 kg, 16 kg, 12 kg]'",
}


def _a_list(place: _Place) -> tuple[str, str]:
    message = f"'{place.key}' is a list, not {_KINDS[type(place.node)]}"
    return message, _LISTS.get(place.key, "begin each line with '- '")


_A_MODE = "{work: 40s, rest: 15s}"
_PAIRS = {
    "substitutes": "{kettlebell: dumbbell}",
    "pronounce": "{Jeffers: Jeff urz}",
    "modes": "{conditioning: " + _A_MODE + "}",
    "leads": "{prepare: 20s, countdown: 5}",
}


def _pairs(place: _Place) -> tuple[str, str]:
    message = f"'{place.key}' takes 'key: value' pairs, not {_KINDS[type(place.node)]}"
    return message, f"write it like '{_PAIRS.get(place.key, _A_MODE)}'"


def _empty_list(place: _Place) -> tuple[str, str]:
    if place.key == "exercises":
        return "the list 'exercises' is empty", _EXERCISES
    return f"the list '{place.key}' is empty", "write something in it or delete the key"


def _unknown_in_cue(place: _Place) -> tuple[str, str]:
    return f"unknown key '{place.key}'", "a reminder at a moment is '{at: half, say: …}'"


def _unforeseen(place: _Place) -> tuple[str, str]:
    subject = f"the value of '{place.key}'" if place.key else "the routine"
    return f"{subject} cannot be read", "compare it with a routine that 'audiocoach list' shows"


_MESSAGES: dict[str, Callable[[_Place], tuple[str, str]]] = {
    "not_one_value": _one_value,
    "tuple_type": _a_list,
    "dict_type": _pairs,
    "model_type": _pairs,
    "empty_list": _empty_list,
    "extra_forbidden": _unknown_in_cue,
}
_UNWRITTEN = ("value_error", *_MESSAGES)
