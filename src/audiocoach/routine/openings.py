"""How an item begins, in the words of others: with our word for it, in the first place."""

from collections.abc import Mapping

from audiocoach.routine.fields import is_read, read_cap
from audiocoach.routine.keys import keys_of
from audiocoach.routine.kinds import BLOCK_KINDS, ITEM_KEYS
from audiocoach.routine.model import Block, Exercise, Leads, Mode, Node, Routine, Step
from audiocoach.routine.synonyms import begins, plain
from audiocoach.support.yaml_nodes import MappingNode, ScalarNode

_NODES: tuple[type[Node], ...] = (Routine, Exercise, Block, Mode, Step, Leads)
_WORDS = {*ITEM_KEYS}.union(*map(keys_of, _NODES))
"""Every key of the language."""
_CAPS = ("duration", "time", "length", "cap", "time_cap", "minutes")


def in_plain_words(node: MappingNode) -> MappingNode:
    """The mapping with the keys of the language in small letters, and `_` between their words."""
    names = {key: key for key in node.keys}
    for key in names:
        word = plain(key)
        if key not in _WORDS and word in _WORDS and word not in names.values():
            names[key] = word
    return _renamed(node, names)


def begun(item: MappingNode) -> MappingNode:
    """The item, where a word of others says what it is, with ours for it."""
    item = _typed(item)
    if next(iter(item.keys)) in ITEM_KEYS:
        return item
    for key in item.keys:
        word = begins(plain(key))
        if word and word not in item.keys and (word != "rest" or len(item.keys) == 1):
            return _renamed(item, {**{other: other for other in item.keys}, key: word})
    return item


def with_cap_first(block: MappingNode) -> MappingNode:
    """`{amrap: Cindy, duration: 12 min}` as `{amrap: 12 min, title: Cindy}`; others as they are."""
    kind, title = next(iter(block.values.items()))
    if kind not in ("emom", "amrap", "for_time") or "title" in block.keys:
        return block
    caps = [key for key in block.keys if plain(key) in _CAPS]
    cap = block.values[caps[0]] if caps else None
    if not isinstance(cap, ScalarNode) or not isinstance(title, ScalarNode):
        return block
    if caps[0] == "minutes" and cap.text.isdecimal():
        cap = ScalarNode(f"{cap.text} min", cap.where)
    if not is_read(read_cap, cap.text) or is_read(read_cap, title.text):
        return block
    values, keys = block.values | {kind: cap, "title": title}, dict(block.keys)
    keys["title"] = title.where
    del values[caps[0]], keys[caps[0]]
    return MappingNode(values, keys, block.where)


def put_first_as(item: MappingNode, key: str, word: str) -> MappingNode:
    """The item with `key` in the first place, spelt `word`."""
    others = [other for other in item.keys if other != key]
    values = {word: item.values[key]} | {other: item.values[other] for other in others}
    keys = {word: item.keys[key]} | {other: item.keys[other] for other in others}
    return MappingNode(values, keys, item.where)


def without(item: MappingNode, key: str) -> MappingNode:
    """The mapping without a key."""
    values = {other: value for other, value in item.values.items() if other != key}
    return MappingNode(values, {other: item.keys[other] for other in values}, item.where)


def _typed(item: MappingNode) -> MappingNode:
    """`{type: circuit, name: Legs, exercises: …}` as `{circuit: Legs, exercises: …}`."""
    written = item.values.get("type")
    kind = plain(written.text) if isinstance(written, ScalarNode) else ""
    title = next((key for key in ("name", "title") if key in item.keys), None)
    if kind not in BLOCK_KINDS or kind in item.keys or not title or "exercises" not in item.keys:
        return item
    return without(put_first_as(item, title, kind), "type")


def _renamed(node: MappingNode, names: Mapping[str, str]) -> MappingNode:
    """The mapping with each of its keys under its name among `names`."""
    if all(key == name for key, name in names.items()):
        return node
    values = {names[key]: value for key, value in node.values.items()}
    return MappingNode(values, {names[key]: where for key, where in node.keys.items()}, node.where)
