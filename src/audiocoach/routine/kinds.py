"""The kinds of values that keys have: how each is read, and what is said of anything else.

A kind reads what stands in an author's tree. What it cannot read is noted as a `Problem`, and it
goes on, so that an author sees everything that is wrong with a file at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from inspect import get_annotations
from typing import Any, NamedTuple, get_args

from msgspec import NODEFAULT, Struct

from audiocoach.errors import InvalidValueError, Problem, Where
from audiocoach.support.messages import limit_length, quote, suggest
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode

BLOCK_KINDS = (
    "superset", "circuit", "block", "ladder", "tabata", "emom", "amrap", "for_time",
)  # fmt: skip
"""The first keys of a block, which say of what kind it is."""
STEP_KEYS = ("rest", "say", "sound")
"""The keys of a step, of which it has one."""
ITEM_KEYS = ("name", *BLOCK_KINDS, *STEP_KEYS)
"""The keys with which an item of a list may begin, that of an exercise first."""

Reader = Callable[[str], Any]
"""Reads one value of a key; raises InvalidValueError."""
Problems = list[Problem]
"""What was wrong so far; who reads adds to it."""

_REQUIRED = ("title", "name", *BLOCK_KINDS)
_WRITTEN = {ScalarNode: "text", SequenceNode: "a list", MappingNode: "'key: value' pairs"}
_EXERCISES = "write lines under it that begin with '- name: …'"
_LISTS = {
    **dict.fromkeys(("warmup", "exercises", "cooldown"), _EXERCISES),
    "ladder": "write it like '[21, 15, 9]'",
    "drops": "write it like '[20 kg, 16 kg, 12 kg]'",
    "phases": "write it like '[row, stand]' or '{row: 2s, stand: 2s}'",
}
_REMINDER = "a reminder at a moment is '{at: half, say: …}'"
_MODE = "{work: 40s, rest: 15s}"
_PAIRS = {
    "substitutes": "{kettlebell: dumbbell}",
    "pronounce": "{Jeffers: Jeff urz}",
    "modes": "{conditioning: " + _MODE + "}",
    "how": "{right: …, left: …}",
    "sets": "{reps: 5, weight: 60 kg}",
    "leads": "{prepare: 20s, countdown: 5}",
}


class Spot(NamedTuple):
    """Where a value stands: its node, and the key that it is written under, alone or in a list."""

    node: Node
    key: str
    key_where: Where
    in_list: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written there."""
        return isinstance(self.node, ScalarNode) and not self.node.text.strip()

    @property
    def where(self) -> Where:
        """The value; its key, where nothing is written."""
        return self.key_where if self.is_empty and not self.in_list else self.node.where

    def item(self, node: Node) -> "Spot":
        """An item of the list that stands here."""
        return self._replace(node=node, in_list=True)

    def problem(self, message: str, hint: str | None) -> Problem:
        """What is wrong with the value, or that there is none, which then is the better message."""
        return Problem(self.where, *(self._no_value() if self.is_empty else (message, hint)))

    def _no_value(self) -> tuple[str, str]:
        if self.in_list:
            return f"an item of '{self.key}' is empty", "write one or delete the line"
        if self.key == "exercises":
            return "'exercises' has no value", _EXERCISES
        hint = "write one" if self.key in _REQUIRED else "write one or delete the key"
        return f"'{self.key}' has no value", hint

    def not_one(self) -> Problem:
        """That something else stands where one value belongs."""
        subject = f"an item of '{self.key}'" if self.in_list else f"'{self.key}'"
        in_quotes = "put a text that holds ': ' or '{' in quotes"
        pairs = isinstance(self.node, MappingNode)
        if pairs and self.key in _LISTS and not self.in_list:
            return self.not_listed()
        hint = in_quotes if pairs else "write it without brackets or '- '"
        return self.problem(f"{subject} is one value, not {_WRITTEN[type(self.node)]}", hint)

    def not_pairs(self, example: str = "") -> Problem:
        """That something else stands where pairs belong."""
        message = f"'{self.key}' takes 'key: value' pairs, not {_WRITTEN[type(self.node)]}"
        return self.problem(message, f"write it like '{example or _PAIRS.get(self.key, _MODE)}'")

    def not_listed(self, example: str = "") -> Problem:
        """That something else stands where a list belongs."""
        message = f"'{self.key}' is a list, not {_WRITTEN[type(self.node)]}"
        usual = f"write it like '{example}'" if example else "begin each line with '- '"
        return self.problem(message, _LISTS.get(self.key, usual))

    def no_content(self) -> Problem:
        """That what stands there has nothing in it."""
        delete = "write something in it or delete the key"
        hint = _EXERCISES if self.key == "exercises" else delete
        return self.problem(f"the list '{self.key}' is empty", hint)


class One(NamedTuple):
    """One text, as a function of `fields` reads it."""

    function: Reader
    read: Reader
    """The same, or it behind a bound on the text's length."""

    def take(self, spot: Spot, problems: Problems) -> Any:  # noqa: ANN401 (as the function says)
        """The value; None where it is none."""
        if not isinstance(spot.node, ScalarNode):
            problems.append(spot.not_one())
            return None
        try:
            return self.read(spot.node.text)
        except InvalidValueError as error:
            problems.append(spot.problem(error.message, error.hint))
            return None


def text(function: Reader) -> One:
    """One text, which bounds its length itself."""
    return One(function, function)


def value(function: Reader) -> One:
    """One text, short enough to be quoted in a message."""
    return One(function, limit_length(function))


class Several(NamedTuple):
    """A list with something in it."""

    item: "Kind"
    or_one: bool = False
    """Whether one text may stand for a list of it."""
    example: str = ""
    """How it is written, for whoever writes something else."""

    def take(self, spot: Spot, problems: Problems) -> tuple[Any, ...]:
        """Its items; empty where it is no list."""
        if self.or_one and isinstance(spot.node, ScalarNode):
            return (self.item.take(spot, problems),)
        if not isinstance(spot.node, SequenceNode):
            problems.append(spot.not_listed(self.example))
            return ()
        if not spot.node.items:
            problems.append(spot.no_content())
        return tuple(self.item.take(spot.item(node), problems) for node in spot.node.items)


class Pairs(NamedTuple):
    """A mapping whose keys are free."""

    value: "Kind"
    read_keys: Callable[[Iterable[str]], Iterable[str]] = tuple
    """Reads all of its keys; raises InvalidValueError."""
    example: str = ""
    """How it is written, for whoever writes something else."""

    def take(self, spot: Spot, problems: Problems) -> dict[str, Any]:
        """Its values by their keys; empty where it is no mapping."""
        if not isinstance(spot.node, MappingNode):
            problems.append(spot.not_pairs(self.example))
            return {}
        written = spot.node.values
        try:
            keys = self.read_keys(written)
        except InvalidValueError as error:
            problems.append(spot.problem(error.message, error.hint))
            return {}
        spots = (Spot(node, key, spot.node.keys[key]) for key, node in written.items())
        values = [self.value.take(each, problems) for each in spots]
        return dict(zip(keys, values, strict=True))


class Keyed(NamedTuple):
    """A mapping whose keys are the fields of a type."""

    type: Any
    some: bool = False
    """Whether one key must be there at least."""
    example: str = ""
    """How it is written, for whoever writes something else."""

    def take(self, spot: Spot, problems: Problems) -> Any:  # noqa: ANN401 (one of its type)
        """One of its type; None where it is no mapping."""
        if not isinstance(spot.node, MappingNode):
            problems.append(spot.not_pairs(self.example))
            return None
        if self.some and not spot.node.values:
            problems.append(spot.no_content())
        return read_node(self.type, spot.node, problems)


class Choice(NamedTuple):
    """One of several kinds, which its node decides."""

    choose: Callable[[Node], "Kind | None"]
    options: "tuple[Kind, ...]" = ()
    """What it chooses from; empty where that is the items of a list."""

    def take(self, spot: Spot, problems: Problems) -> Any:  # noqa: ANN401 (as the kind says)
        """As the kind reads it; None where it is an item of no kind."""
        if kind := self.choose(spot.node):
            return kind.take(spot, problems)
        if not isinstance(spot.node, MappingNode) or not spot.node.keys:  # else it is told already
            hint = "begin it with 'name: …' for an exercise or 'superset: …' for a block"
            problems.append(Problem(spot.where, "this is not an exercise or a block", hint))
        return None


Kind = One | Several | Pairs | Keyed | Choice


def read_node(type_: type[Struct], node: MappingNode, problems: Problems) -> Any:  # noqa: ANN401 (of `type_`)
    """What an author wrote in `node`, as a `type_`; of use to nobody if it has problems."""
    kinds = kinds_of(type_)
    values: dict[str, Any] = dict.fromkeys(required(type_))
    for key in values.keys() - node.values.keys():
        hint = f"add 'exercises:' and {_EXERCISES}" if key == "exercises" else f"add '{key}: …'"
        problems.append(Problem(node.where, f"'{key}' is missing", hint))
    for key, written in node.values.items():
        spot = Spot(written, key, node.keys[key])
        if key in kinds:
            values[key] = kinds[key].take(spot, problems)
        else:
            hint = _REMINDER if {"at", "say"} <= kinds.keys() else suggest(key, kinds)
            problems.append(Problem(node.keys[key], f"unknown key {quote(key)}", hint))
    return type_(where=node.where, **values)


def kinds_of(type_: type) -> Mapping[str, Kind]:
    """The kind of each key of a node, as its fields are annotated, in their order."""
    return _kinds_of(type_)


def required(type_: type[Struct]) -> tuple[str, ...]:
    """The keys that a node must have."""
    return _required(type_)


@cache
def _kinds_of(type_: type) -> Mapping[str, Kind]:
    annotated = (
        field for base in reversed(type_.__mro__) for field in get_annotations(base).items()
    )
    return {key: kind for key, hint in annotated if (kind := _kind(hint))}


@cache
def _required(type_: type[Struct]) -> tuple[str, ...]:
    fields, defaults = type_.__struct_fields__, type_.__struct_defaults__
    given = dict(zip(reversed(fields), reversed(defaults), strict=False))
    return tuple(key for key in kinds_of(type_) if given.get(key, NODEFAULT) is NODEFAULT)


def _kind(hint: object) -> Kind | None:
    """The kind that a field is annotated with, be it alone or beside None."""
    notes = (note for part in (hint, *get_args(hint)) for note in getattr(part, "__metadata__", ()))
    return next(notes, None)


def readers_in(kind: Kind) -> Iterator[One]:
    """What reads the texts in a value of that kind, but not those under keys of their own."""
    match kind:
        case One():
            yield kind
        case Several(item=inner) | Pairs(value=inner):
            yield from readers_in(inner)
        case Choice(options=options):
            for option in options:
                yield from readers_in(option)
