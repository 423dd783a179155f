"""Keys that are misspelt or stand where they mean nothing.

Besides what is wrong, these yield the tree as it was probably meant, so that one slip of the
keyboard is one message: `rep: 10` is a misspelt key, and not also an exercise without reps.
"""

from difflib import get_close_matches

from audiocoach.errors import MOST_SHOWN, Problem, Where
from audiocoach.routine.keys import LISTS, block_has, keys_of
from audiocoach.routine.model import (
    BLOCK_WORDS,
    ITEM_WORDS,
    STEP_WORDS,
    Block,
    Exercise,
    Leads,
    Mode,
    Routine,
    Step,
)
from audiocoach.support.messages import quote
from audiocoach.support.yaml_nodes import MappingNode, Node, SequenceNode

_Found = list[Problem]


_ROUTINE, _EXERCISE, _BLOCK = "the routine", "an exercise", "a block"
_MODE, _STEP, _LEADS = "a mode", "a step", "'leads'"
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
"""What others call it."""
_KNOWN = {
    _ROUTINE: keys_of(Routine),
    _EXERCISE: keys_of(Exercise),
    _BLOCK: keys_of(Block),
    _MODE: keys_of(Mode),
    _STEP: keys_of(Step),
    _LEADS: keys_of(Leads),
}


def correct_keys(root: MappingNode) -> tuple[MappingNode, _Found]:
    """The routine with every key in it known, and what had to be changed for that."""
    found: _Found = []
    return _mended(root, _ROUTINE, found), found


def _mended(mapping: MappingNode, kind: str, found: _Found) -> MappingNode:
    values: dict[str, Node] = {}
    keys: dict[str, Where] = {}
    for key, where in mapping.keys.items():
        known = _known(key, mapping, kind, found)
        if known is None or known in keys:
            continue
        keys[known] = where
        values[known] = _within(known, mapping.values[key], found)
    return MappingNode(values, keys, mapping.where)


def _within(key: str, value: Node, found: _Found) -> Node:
    if key in LISTS:
        return _items(value, found)
    if key == "leads" and isinstance(value, MappingNode):
        return _mended(value, _LEADS, found)
    return _modes(value, found) if key == "modes" else value


def _modes(node: Node, found: _Found) -> Node:
    if not isinstance(node, MappingNode):
        return node
    modes = {
        name: _mended(mode, _MODE, found) if isinstance(mode, MappingNode) else mode
        for name, mode in node.values.items()
    }
    return MappingNode(modes, node.keys, node.where)


def _known(key: str, mapping: MappingNode, kind: str, found: _Found) -> str | None:
    first = next(iter(mapping.keys))
    words = [word for word in _KNOWN[kind] if _is_own(word, first, kind)]
    if key in words or (kind == _BLOCK and key in _KNOWN[kind] and key not in BLOCK_WORDS):
        return key
    free = [word for word in words if word not in mapping.keys]
    guessed = len(found) < MOST_SHOWN and (key in _SYNONYMS or not _homes(key))
    meant = _near(key, free) if guessed else None
    found.append(Problem(mapping.keys[key], *_unknown(key, meant, words, kind)))
    return meant


def _is_own(word: str, first: str, kind: str) -> bool:
    """A block has one kind, which is its first key, and a step has no other key."""
    if kind == _STEP:
        return word == first
    return kind != _BLOCK or block_has(first, word)


def _unknown(key: str, meant: str | None, words: list[str], kind: str) -> tuple[str, str]:
    if not key:
        return "there is no key before the ':'", "write one"
    if key in BLOCK_WORDS:
        return f"'{key}' begins an item of its own", f"write it in a list, like '- {key}: …'"
    if kind == _STEP:
        return f"a step has one key, and {quote(key)} is a second", "write an item for each"
    if (homes := _homes(key)) and not meant:
        return f"'{key}' belongs to {homes}, not to {kind}", f"known here: {_listed(words)}"
    hint = f"did you mean '{meant}'?" if meant else f"known here: {_listed(words)}"
    return f"unknown key {quote(key)}", hint


def _homes(key: str) -> str:
    homes = (_ROUTINE, _EXERCISE, _BLOCK)
    return " or ".join(kind for kind in homes if key in _KNOWN[kind])


def _listed(words: list[str]) -> str:
    return ", ".join(sorted(words))


def _near(word: str, known: list[str] | tuple[str, ...]) -> str | None:
    """The one of `known` that was meant, if any comes close."""
    same = [other for other in _SYNONYMS.get(word, ()) if other in known]
    return next(iter(same or get_close_matches(word.lower(), known, n=1, cutoff=0.7)), None)


def _items(node: Node, found: _Found) -> Node:
    if not isinstance(node, SequenceNode):
        return node
    return SequenceNode([_item(item, found) for item in node.items], node.where)


def _item(node: Node, found: _Found) -> Node:
    if not isinstance(node, MappingNode) or not node.keys:
        return node
    word, node = _opened(node, found)
    if word not in ITEM_WORDS:
        return node
    kind = _STEP if word in STEP_WORDS else _EXERCISE if word == "name" else _BLOCK
    return _mended(node, kind, found)


def _opened(item: MappingNode, found: _Found) -> tuple[str, MappingNode]:
    """The item with the key that says what it is in the first place, if it has one at all."""
    first = next(iter(item.keys))
    where = item.keys[first]
    late = next((word for word in ("name", *BLOCK_WORDS) if word in item.keys), None)
    if first in ITEM_WORDS and not (first in STEP_WORDS and late):
        if first == "name" and "exercises" in item.keys:
            hint = "begin it with 'block: …' instead of 'name: …'"
            found.append(Problem(where, "only a block holds 'exercises'", hint))
            return "block", _first(item, first, "block")
        return first, item
    message = f"an item begins with what it is, not with {quote(first)}"
    if late:
        found.append(Problem(where, message, f"put '{late}: …' first"))
        return late, _first(item, late, late)
    meant = None if _homes(first) else _near(first, ITEM_WORDS)
    hint = f"did you mean '{meant}'?" if meant else _ITEM_HINT
    found.append(Problem(where, message, hint))
    return (meant, _first(item, first, meant)) if meant else (first, item)


_ITEM_HINT = "'name: …' begins an exercise; 'superset: …', 'circuit: …' or 'block: …' a block"


def _first(item: MappingNode, key: str, word: str) -> MappingNode:
    """`key` in the first place, spelt `word`."""
    others = [other for other in item.keys if other != key]
    values = {word: item.values[key]} | {other: item.values[other] for other in others}
    keys = {word: item.keys[key]} | {other: item.keys[other] for other in others}
    return MappingNode(values, keys, item.where)
