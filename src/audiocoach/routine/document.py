"""YAML text → a tree of nodes that know where they stand.

Scalars stay text: what `1:30` or `on` means is for the model to say, not for YAML 1.1. Nothing here
knows what a routine is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from audiocoach.defaults import LIMITS
from audiocoach.errors import Problem, Where
from audiocoach.routine.fields import quoted
from audiocoach.routine.syntax import place, syntax_problem

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NULLS = ("~", "null", "Null", "NULL")
_CORE_TAGS = "tag:yaml.org,2002:"


_NO_KEY = "\0"
_IN_QUOTES = "put the whole text in quotes"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written, unquoted."""

    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: list["Node"]
    where: Where


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order of the file; `keys` has where each stands."""

    values: dict[str, "Node"]
    keys: dict[str, Where]
    where: Where


Node = Scalar | Items | Mapping


def decode(data: bytes, file: str) -> tuple[str, list[Problem]]:
    """The file's text, or why it is none: too large, not UTF-8, control characters."""
    if len(data) > LIMITS.file_bytes:
        limit = f"a routine has at most {LIMITS.file_bytes // 1024} kB"
        return "", [Problem(Where(file, 1, 1), "the file is too large", limit)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", [_not_utf8(data[: error.start].decode("utf-8-sig", "replace"), file)]
    if "\0" in text:
        return "", [_not_utf8(text[: text.index("\0")], file)]
    if bad := _CONTROL.search(text):
        message = f"a control character (U+{ord(bad[0]):04X})"
        return "", [Problem(_position(text[: bad.start()], file), message, "delete it")]
    return text, []


def _not_utf8(before: str, file: str) -> Problem:
    where = _position(before, file)
    return Problem(where, "this is not UTF-8 text", "save the file as UTF-8")


def _position(before: str, file: str) -> Where:
    line = before.count("\n") + 1
    return Where(file, line, len(before) - (before.rfind("\n") + 1) + 1)


def parse(
    text: str, file: str, hint: str = "begin with 'title: …'"
) -> tuple[Node | None, list[Problem]]:
    """The document's root and every problem of its form; the root is None where some is unread.

    `hint` is for those who have written nothing.
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except (yaml.YAMLError, ValueError) as error:
        return None, [*builder.problems, syntax_problem(error, text, file)]
    except _StopError:
        pass
    if not builder.problems and (builder.root is None or _is_empty(builder.root)):
        return None, [Problem(Where(file, 1, 1), "the file is empty", hint)]
    return None if builder.broken else builder.root, builder.problems


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text


class _StopError(Exception):
    """Raised to stop reading; the problem is noted already."""


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come; `key` waits for its value."""

    node: Items | Mapping
    key: Scalar | None = None


@dataclass(slots=True)
class _Builder:
    """Takes events one by one, so that depth costs no stack."""

    file: str
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)
    """Told of already: the hundredth use of one is not the hundredth message."""
    broken: bool = False
    """Something of the file is not in the tree, so that nothing can be missed from it."""

    def take(self, event: yaml.Event) -> None:
        where = place(event.start_mark, self.file)
        told = isinstance(event, yaml.AliasEvent) and event.anchor in self.aliases
        for message, hint in () if told else _refused(event):
            self._problem(where, message, hint)
        match event:
            case yaml.DocumentStartEvent() if self.root is not None:
                self._problem(where, "a second document in the file", "one file holds one routine")
                raise _StopError
            case yaml.AliasEvent():
                self.aliases.add(str(event.anchor))
                self.broken = True
                self._add(Scalar("", where))
            case yaml.ScalarEvent():
                null = not event.style and event.value in _NULLS and not self._awaits_key()
                self._add(Scalar("" if null else str(event.value), where))
            case yaml.SequenceStartEvent():
                self._enter(Items([], where))
            case yaml.MappingStartEvent():
                self._enter(Mapping({}, {}, where))
            case yaml.CollectionEndEvent():
                self.open.pop()

    def _awaits_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].node, Mapping) and not self.open[-1].key

    def _problem(self, where: Where, message: str, hint: str) -> None:
        self.problems.append(Problem(where, message, hint))

    def _enter(self, node: Items | Mapping) -> None:
        self._add(node)
        self.open.append(_Open(node))
        if len(self.open) > LIMITS.depth:
            self._problem(node.where, f"nested more than {LIMITS.depth} deep", "use fewer levels")
            self.broken = True
            raise _StopError

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        if isinstance(top.node, Items):
            top.node.items.append(node)
        elif top.key is None:
            top.key = self._key(node, top.node)
        else:
            if top.key.text in top.node.keys:
                top.node.values.setdefault(top.key.text, node)
            top.key = None

    def _key(self, node: Node, mapping: Mapping) -> Scalar:
        """The key; one that is refused leads to nothing in `mapping`."""
        if not isinstance(node, Scalar):
            self._problem(node.where, "a key is one word, not a list", "write 'key: value'")
            return Scalar(_NO_KEY, node.where)
        if first := mapping.keys.get(node.text):
            message = f"the key {quoted(node.text)} is here twice"
            self._problem(node.where, message, f"it is on line {first.line} already")
        mapping.keys.setdefault(node.text, node.where)
        return node


def _refused(event: yaml.Event) -> Iterator[tuple[str, str]]:
    anchor, tag = (str(getattr(event, name, None) or "") for name in ("anchor", "tag"))
    if isinstance(event, yaml.AliasEvent):
        yield f"aliases like {quoted('*' + anchor)} are not read", f"write it out, or {_IN_QUOTES}"
    elif anchor:
        yield f"anchors like {quoted('&' + anchor)} are not read", f"delete it, or {_IN_QUOTES}"
    if tag:
        written = tag.replace(_CORE_TAGS, "!!")
        yield f"tags like {quoted(written)} are not read", f"delete it, or {_IN_QUOTES}"
    if bad := _CONTROL.search(getattr(event, "value", "")):
        yield f"the text holds a control character (U+{ord(bad[0]):04X})", "delete it"
