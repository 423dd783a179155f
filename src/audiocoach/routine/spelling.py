"""Keys that are misspelt or stand where they mean nothing.

Beside what is wrong there comes the tree as it was probably meant, so that one slip of the
keyboard is one message: `rep: 10` is a misspelt key, and not also an exercise without reps.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from msgspec import Struct, field

from audiocoach.errors import MOST_SHOWN, Problem, Where
from audiocoach.routine.keys import LISTS, block_has, keys_of
from audiocoach.routine.kinds import BLOCK_KINDS, ITEM_KEYS, STEP_KEYS
from audiocoach.routine.model import Block, Exercise, Leads, Mode, Routine, Step
from audiocoach.support.messages import quote
from audiocoach.support.yaml_nodes import MappingNode, Node, SequenceNode

_Kind = type[Routine | Exercise | Block | Mode | Step | Leads]
_NAMES: dict[_Kind, str] = {
    Routine: "the routine",
    Exercise: "an exercise",
    Block: "a block",
    Mode: "a mode",
    Step: "a step",
    Leads: "'leads'",
}
"""What a sentence calls each type of node."""
_KNOWN = {kind: keys_of(kind) for kind in _NAMES}
_SYNONYMS = {
    "name": ("title",),
    "exercise": ("name",),
    "repetitions": ("reps",),
    "repeat": ("rounds",),
    "time": ("work",),
    "duration": ("work",),
    "pause": ("rest",),
    "break": ("rest",),
    "description": ("how", "summary"),
    "instructions": ("how",),
    "tips": ("cues",),
    "moves": ("exercises",),
    "items": ("exercises",),
    "load": ("weight",),
    "author": ("coach",),
}
"""What others call a key, and the keys that they may mean."""
_BEGINNINGS = "'name: …' begins an exercise; 'superset: …', 'circuit: …' or 'block: …' a block"


def correct_keys(root: MappingNode) -> tuple[MappingNode, list[Problem]]:
    """The routine with every key in it known, and what had to be changed for that."""
    corrector = _Corrector()
    return corrector.mapping(root, Routine), corrector.problems


class _Corrector(Struct):
    """Returns nodes with the keys that were meant, and notes what is wrong with them."""

    problems: list[Problem] = field(default_factory=list)

    def mapping(self, node: MappingNode, kind: _Kind) -> MappingNode:
        """What has keys; of two that mean the same, the first."""
        values: dict[str, Node] = {}
        keys: dict[str, Where] = {}
        for key, where in node.keys.items():
            meant = self._meant(key, node, kind)
            if meant is not None and meant not in keys:
                keys[meant] = where
                values[meant] = self._value(meant, node.values[key])
        return MappingNode(values, keys, node.where)

    def _value(self, key: str, value: Node) -> Node:
        if key in LISTS and isinstance(value, SequenceNode):
            return SequenceNode([self._item(item) for item in value.items], value.where)
        if key == "leads" and isinstance(value, MappingNode):
            return self.mapping(value, Leads)
        if key == "modes" and isinstance(value, MappingNode):
            modes = {
                name: self.mapping(mode, Mode) if isinstance(mode, MappingNode) else mode
                for name, mode in value.values.items()
            }
            return MappingNode(modes, value.keys, value.where)
        return value

    def _item(self, node: Node) -> Node:
        if not isinstance(node, MappingNode) or not node.keys:
            return node
        first, node = self._opened(node)
        if first not in ITEM_KEYS:
            return node
        kind = Step if first in STEP_KEYS else Exercise if first == "name" else Block
        return self.mapping(node, kind)

    def _opened(self, item: MappingNode) -> tuple[str, MappingNode]:
        """The item with the key that says what it is in the first place, if it has one at all."""
        first, where = next(iter(item.keys.items()))
        late = next((word for word in ("name", *BLOCK_KINDS) if word in item.keys), None)
        if first in ITEM_KEYS and not (first in STEP_KEYS and late):
            if first == "name" and "exercises" in item.keys:
                hint = "begin it with 'block: …' instead of 'name: …'"
                self.problems.append(Problem(where, "only a block holds 'exercises'", hint))
                return "block", _put_first(item, first, "block")
            return first, item
        message = f"an item begins with what it is, not with {quote(first)}"
        if late:
            self.problems.append(Problem(where, message, f"put '{late}: …' first"))
            return late, _put_first(item, late, late)
        meant = None if _homes(first) else _nearest(first, ITEM_KEYS)
        hint = f"did you mean '{meant}'?" if meant else _BEGINNINGS
        self.problems.append(Problem(where, message, hint))
        return (meant, _put_first(item, first, meant)) if meant else (first, item)

    def _meant(self, key: str, node: MappingNode, kind: _Kind) -> str | None:
        """The key itself if it may stand there, else the one that was probably meant, if any."""
        first = next(iter(node.keys))
        known = [word for word in _KNOWN[kind] if _belongs(word, first, kind)]
        if key in known or (kind is Block and key in _KNOWN[kind] and key not in BLOCK_KINDS):
            return key
        # To guess takes time, and nobody reads more messages than are shown.
        guess = len(self.problems) < MOST_SHOWN and (key in _SYNONYMS or not _homes(key))
        free = [word for word in known if word not in node.keys]
        meant = _nearest(key, free) if guess else None
        self.problems.append(Problem(node.keys[key], *_unknown(key, meant, known, kind)))
        return meant


def _belongs(word: str, first: str, kind: _Kind) -> bool:
    """Whether a key may stand in what begins with `first`: a step has one key, a block one kind."""
    if kind is Step:
        return word == first
    return kind is not Block or block_has(first, word)


def _unknown(key: str, meant: str | None, known: list[str], kind: _Kind) -> tuple[str, str]:
    """Message and hint."""
    if not key:
        return "there is no key before the ':'", "write one"
    if key in BLOCK_KINDS:
        return f"'{key}' begins an item of its own", f"write it in a list, like '- {key}: …'"
    if kind is Step:
        return f"a step has one key, and {quote(key)} is a second", "write an item for each"
    listed = f"known here: {', '.join(sorted(known))}"
    if (homes := _homes(key)) and not meant:
        return f"'{key}' belongs to {homes}, not to {_NAMES[kind]}", listed
    return f"unknown key {quote(key)}", f"did you mean '{meant}'?" if meant else listed


def _homes(key: str) -> str:
    """What has that key, as a sentence names it."""
    return " or ".join(_NAMES[kind] for kind in (Routine, Exercise, Block) if key in _KNOWN[kind])


def _nearest(key: str, known: Sequence[str]) -> str | None:
    """The one of `known` that was meant, if any comes close."""
    synonyms = [word for word in _SYNONYMS.get(key, ()) if word in known]
    return next(iter(synonyms or get_close_matches(key.lower(), known, n=1, cutoff=0.7)), None)


def _put_first(item: MappingNode, key: str, word: str) -> MappingNode:
    """The item with `key` in the first place, spelt `word`."""
    others = [other for other in item.keys if other != key]
    values = {word: item.values[key]} | {other: item.values[other] for other in others}
    keys = {word: item.keys[key]} | {other: item.keys[other] for other in others}
    return MappingNode(values, keys, item.where)
