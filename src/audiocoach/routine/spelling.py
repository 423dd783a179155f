"""Keys that are misspelt or stand where they mean nothing, and what people write for them.

Beside what is wrong there comes the tree as it was probably meant, so that one slip of the
keyboard is one message: `rep: 10` is a misspelt key, and not also an exercise without reps. What
can mean one thing only is read as that, without a message.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from audiocoach.defaults import LIMITS
from audiocoach.errors import MOST_SHOWN, Problem, Where
from audiocoach.routine.keys import LISTS, block_has, keys_of
from audiocoach.routine.kinds import BLOCK_KINDS, ITEM_KEYS, STEP_KEYS
from audiocoach.routine.model import Block, Exercise, Leads, Mode, Routine, SetSpec, Step
from audiocoach.routine.openings import (
    begun,
    in_plain_words,
    put_first_as,
    with_cap_first,
    without,
)
from audiocoach.routine.prose import item_for
from audiocoach.routine.shorthand import spell_out
from audiocoach.routine.synonyms import doubt, plain, same_as
from audiocoach.support.messages import nearest, quote
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode

_Kind = type[Routine | Exercise | Block | Mode | Step | Leads | SetSpec]
_NAMES: dict[_Kind, str] = {
    Routine: "the routine",
    Exercise: "an exercise",
    Block: "a block",
    Mode: "a mode",
    Step: "a step",
    Leads: "'leads'",
    SetSpec: "a set",
}
"""What a sentence calls each type of node."""
_KNOWN = {kind: keys_of(kind) for kind in _NAMES}
_LIKELY = {
    "name": ("title",),
    "repeat": ("rounds",),
    "break": ("rest",),
    "tips": ("cues",),
}
"""What others call a key, and the keys that they probably mean."""
_WHOLE = ("workout", "routine", "session")
"""Keys that stand above a whole routine and add nothing to it."""
_STAND_INS = dict.fromkeys(("emom", "amrap", "for_time"), "1 min")
"""What stands for a first key that is not there, and is no title."""
_LONGEST = 20
_BEGINNINGS = "'name: …' begins an exercise; 'superset: …', 'circuit: …' or 'block: …' a block"


Renamed = Mapping[Where, tuple[str, str]]
"""Where a key of others stands: our key, and theirs."""


def correct_keys(root: MappingNode) -> tuple[MappingNode, list[Problem], Renamed]:
    """The routine with every key in it known, what is wrong with its keys, and what they were."""
    corrector = _Corrector()
    alone = next(iter(root.values.values())) if len(root.keys) == 1 else None
    if isinstance(alone, MappingNode) and plain(next(iter(root.keys))) in _WHOLE:
        root = alone
    return corrector.mapping(root, Routine), corrector.problems, corrector.renamed


class _Corrector(Struct):
    """Returns nodes with the keys that were meant, and notes what is wrong with them."""

    problems: list[Problem] = field(default_factory=list)
    renamed: dict[Where, tuple[str, str]] = field(default_factory=dict)

    def mapping(self, node: MappingNode, kind: _Kind) -> MappingNode:
        """What has keys; of two that mean the same, the first."""
        node = in_plain_words(node)
        values: dict[str, Node] = {}
        keys: dict[str, Where] = {}
        for key, where in node.keys.items():
            meant, value = self._meant(key, node, kind, keys)
            if meant is not None and meant not in keys:
                keys[meant] = where
                values[meant] = self._value(meant, value)
                if meant != key:
                    self.renamed[where] = meant, key
        return spell_out(MappingNode(values, keys, node.where), kind, self.problems)

    def _value(self, key: str, value: Node) -> Node:
        if key in LISTS and isinstance(value, SequenceNode):
            return SequenceNode([self._item(item) for item in value.items], value.where)
        if key == "leads" and isinstance(value, MappingNode):
            return self.mapping(value, Leads)
        if key == "sets" and isinstance(value, SequenceNode):
            return SequenceNode([self._set(item) for item in value.items], value.where)
        if key == "modes" and isinstance(value, MappingNode):
            modes = {
                name: self.mapping(mode, Mode) if isinstance(mode, MappingNode) else mode
                for name, mode in value.values.items()
            }
            return MappingNode(modes, value.keys, value.where)
        return value

    def _set(self, node: Node) -> Node:
        return self.mapping(node, SetSpec) if isinstance(node, MappingNode) else node

    def _item(self, node: Node) -> Node:
        if isinstance(node, ScalarNode) and (line := item_for(node.text)):
            message = f"{quote(node.text)} is only a text"
            self.problems.append(Problem(node.where, message, f"write it like '{line}'"))
        if not isinstance(node, MappingNode) or not node.keys:
            return node
        first, node = self._opened(begun(in_plain_words(node)))
        if first not in ITEM_KEYS:
            return node
        kind = Step if first in STEP_KEYS else Exercise if first == "name" else Block
        if kind is Block:
            node = with_cap_first(self._unfolded(first, node))
        return self.mapping(node, kind)

    def _unfolded(self, word: str, block: MappingNode) -> MappingNode:
        """The block, where its keys or its list stand under its first key."""
        inner, where = block.values[word], block.keys[word]
        if isinstance(inner, MappingNode):
            hint = f"write a title behind '{word}:', and begin its keys right below '{word}'"
            values, keys = inner.values, inner.keys
        elif isinstance(inner, SequenceNode) and word != "ladder":
            hint = f"write a title behind '{word}:', and the list under 'exercises:'"
            values, keys = {"exercises": inner}, {"exercises": inner.where}
        else:
            return block
        self.problems.append(Problem(where, f"'{word}' has no title of its own", hint))
        title = ScalarNode(_STAND_INS.get(word, word), inner.where)
        return MappingNode(
            {word: title}
            | {key: value for key, value in values.items() if key != word}
            | {key: value for key, value in block.values.items() if key != word},
            {word: where}
            | {key: value for key, value in keys.items() if key != word}
            | {key: value for key, value in block.keys.items() if key != word},
            block.where,
        )

    def _opened(self, item: MappingNode) -> tuple[str, MappingNode]:
        """The item with the key that says what it is in the first place, if it has one at all."""
        first, where = next(iter(item.keys.items()))
        late = next((word for word in ("name", *BLOCK_KINDS) if word in item.keys), None)
        if first in ITEM_KEYS and not (first in STEP_KEYS and late):
            if first == "name" and "exercises" in item.keys:
                hint = "begin it with 'block: …' instead of 'name: …'"
                self.problems.append(Problem(where, "only a block holds 'exercises'", hint))
                return "block", put_first_as(item, first, "block")
            return first, item
        message = f"an item begins with what it is, not with {quote(first)}"
        if late:
            put_first = f"put '{late}: …' first"
            if _homes(first) or same_as(plain(first), item.values[first], Exercise, late):
                self.problems.append(Problem(where, message, put_first))
                return late, put_first_as(item, late, late)
            message = f"unknown key {quote(first)}"
            self.problems.append(Problem(where, message, f"delete it, and {put_first}"))
            return late, without(put_first_as(item, late, late), first)
        meant = None if _homes(first) else _nearest(first, ITEM_KEYS)
        hint = f"did you mean '{meant}'?" if meant else _how_to_begin(item)
        self.problems.append(Problem(where, message, hint))
        return (meant, put_first_as(item, first, meant)) if meant else (first, item)

    def _meant(
        self, key: str, node: MappingNode, kind: _Kind, taken: Mapping[str, Where]
    ) -> tuple[str | None, Node]:
        """The key itself if it may stand there, else the one that was probably meant, if any."""
        first, value = next(iter(node.keys)), node.values[key]
        of_a_block = kind is Block and key not in BLOCK_KINDS  # what is idle on it is told later
        if key in _KNOWN[kind] and (of_a_block or _belongs(key, first, kind)):
            return key, value
        known = [word for word in _KNOWN[kind] if _belongs(word, first, kind)]
        word = plain(key)
        same = word if word in known else same_as(word, value, kind, first)
        if same in known and (other := node.keys.get(same) or taken.get(same)):
            message = f"{quote(key)} means '{same}', which is on line {other.line}"
            self.problems.append(Problem(node.keys[key], message, "keep one of them"))
            return None, value
        if same in known:
            return same, value
        # To guess takes time, and nobody reads more messages than are shown.
        guess = len(self.problems) < MOST_SHOWN and (key in _LIKELY or not _homes(key))
        free = [word for word in known if word not in node.keys]
        if unsure := doubt(key, value, kind):
            message, _ = _unknown(key, None, known, kind)
            self.problems.append(Problem(node.keys[key], message, unsure.hint))
            stand_in = ScalarNode(unsure.value, value.where) if unsure.value else value
            return (unsure.meant if unsure.meant in free else None), stand_in
        meant = _nearest(key, free) if guess else None
        message, hint = _unknown(key, meant, known, kind)
        if " " in key and not meant and isinstance(value, ScalarNode) and not value.text:
            hint = "put a text with commas in quotes: within braces a comma ends it"
        if kind is Routine and not meant and isinstance(value, SequenceNode):
            hint = f"a part of its own is a block in 'exercises', like '- block: {key[:_LONGEST]}'"
        self.problems.append(Problem(node.keys[key], message, hint))
        return meant, value


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
    likely = [word for word in _LIKELY.get(key, ()) if word in known]
    return likely[0] if likely else nearest(plain(key), known, 0.7)


def _how_to_begin(item: MappingNode) -> str:
    """What to write instead of an item that begins with no key of the language."""
    first, value = next(iter(item.values.items()))
    if _homes(first) or isinstance(value, SequenceNode) or len(first) > LIMITS.line:
        return _BEGINNINGS
    if isinstance(value, ScalarNode) and value.text:
        line = item_for(f"{first} {value.text}")
        return f"write it like '{line}'" if line else _BEGINNINGS
    return f"write '- name: {first}', and the other keys under 'name'"
