"""What pydantic refuses, as a problem in the author's words; none of pydantic's own get through."""

from typing import NamedTuple

from pydantic_core import ErrorDetails

from audiocoach.errors import InvalidValueError, Problem, Where
from audiocoach.routine.model import BLOCK_KINDS
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode

_REQUIRED = ("title", "name", *BLOCK_KINDS)
_KINDS = {ScalarNode: "text", SequenceNode: "a list", MappingNode: "'key: value' pairs"}
_EXERCISES = "write lines under it that begin with '- name: …'"
_LISTS = {
    "exercises": _EXERCISES,
    "ladder": "write it like '[21, 15, 9]'",
    "drops": "write it like '[20 kg, 16 kg, 12 kg]'",
}
_MODE = "{work: 40s, rest: 15s}"
_PAIRS = {
    "substitutes": "{kettlebell: dumbbell}",
    "pronounce": "{Jeffers: Jeff urz}",
    "modes": "{conditioning: " + _MODE + "}",
    "leads": "{prepare: 20s, countdown: 5}",
}
_UNWRITTEN = frozenset(
    (
        "value_error", "not_one_value", "tuple_type", "dict_type", "model_type", "empty_list",
        "extra_forbidden",
    )
)  # fmt: skip
"""What pydantic may say of a value that is not there; of one that is, it means what it says."""


class _Place(NamedTuple):
    """What an error is about: a node, and the key under which it stands."""

    node: Node
    key: str
    key_where: Where | None
    in_list: bool

    @property
    def where(self) -> Where:
        """The value; its key, where nothing is written."""
        return self.key_where if self.key_where and self.is_empty else self.node.where

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written there."""
        return isinstance(self.node, ScalarNode) and not self.node.text.strip()


def explain(detail: ErrorDetails, root: MappingNode) -> Problem | None:
    """The problem of one refusal; None where `correct_keys` has told it already."""
    place, kind = _find(detail["loc"], root), detail["type"]
    if kind == "missing":
        key = str(detail["loc"][-1])
        hint = f"add 'exercises:' and {_EXERCISES}" if key == "exercises" else f"add '{key}: …'"
        return Problem(place.node.where, f"'{key}' is missing", hint)
    if kind == "union_tag_not_found":
        if isinstance(place.node, MappingNode) and place.node.keys:
            return None
        hint = "begin it with 'name: …' for an exercise or 'superset: …' for a block"
        return Problem(place.where, "this is not an exercise or a block", hint)
    if place.is_empty and kind in _UNWRITTEN:
        return Problem(place.where, *_no_value(place))
    if kind == "value_error":
        error: InvalidValueError = detail["ctx"]["error"]
        return Problem(place.where, error.message, error.hint)
    return Problem(place.where, *_wrong_value(kind, place))


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


def _no_value(place: _Place) -> tuple[str, str]:
    """Message and hint for a key, or an item of a list, after which nothing is written."""
    if place.in_list:
        return f"an item of '{place.key}' is empty", "write one or delete the line"
    if place.key == "exercises":
        return "'exercises' has no value", _EXERCISES
    hint = "write one" if place.key in _REQUIRED else "write one or delete the key"
    return f"'{place.key}' has no value", hint


def _wrong_value(kind: str, place: _Place) -> tuple[str, str]:
    """Message and hint for a value that is not of the kind that its key takes."""
    key, written = place.key, _KINDS[type(place.node)]
    match kind:
        case "not_one_value":
            subject = f"an item of '{key}'" if place.in_list else f"'{key}'"
            pairs = isinstance(place.node, MappingNode)
            in_quotes = "put a text that holds ': ' or '{' in quotes"
            hint = in_quotes if pairs else "write it without brackets or '- '"
            return f"{subject} is one value, not {written}", hint
        case "tuple_type":
            hint = _LISTS.get(key, "begin each line with '- '")
            return f"'{key}' is a list, not {written}", hint
        case "dict_type" | "model_type":
            hint = f"write it like '{_PAIRS.get(key, _MODE)}'"
            return f"'{key}' takes 'key: value' pairs, not {written}", hint
        case "empty_list":
            delete = "write something in it or delete the key"
            return f"the list '{key}' is empty", _EXERCISES if key == "exercises" else delete
        case "extra_forbidden":
            return f"unknown key '{key}'", "a reminder at a moment is '{at: half, say: …}'"
    subject = f"the value of '{key}'" if key else "the routine"
    return f"{subject} cannot be read", "compare it with a routine that 'audiocoach list' shows"
