"""YAML text → a tree of nodes that know where they stand.

Scalars stay text: what `1:30` or `on` means is for the model to say, not for YAML 1.1. Nothing here
knows what a routine is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from audiocoach.defaults import LIMITS
from audiocoach.errors import Problem, Where

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")


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
        return "", [Problem(Where(file, 1, 1), f"the file has {len(data):,} bytes", limit)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = _position(data[: error.start].decode("utf-8", "replace"), file)
        return "", [Problem(where, "this is not UTF-8 text", "save the file as UTF-8")]
    if bad := _CONTROL.search(text):
        message = f"a control character (U+{ord(bad[0]):04X})"
        return "", [Problem(_position(text[: bad.start()], file), message, "delete it")]
    return text, []


def _position(before: str, file: str) -> Where:
    line = before.count("\n") + 1
    return Where(file, line, len(before) - (before.rfind("\n") + 1) + 1)


def parse(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The document's root and every problem of its form; the root is None where there is none."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(error, file))
    except _TooDeepError:
        pass
    if builder.root is None and not builder.problems:
        empty = Problem(Where(file, 1, 1), "the file is empty", "begin with 'title: …'")
        builder.problems.append(empty)
    return builder.root, builder.problems


def _syntax_problem(error: yaml.MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    where = _where(mark, file) if mark else Where(file, 1, 1)
    said = str(error.problem or error.context or "cannot be read")
    if "cannot start any token" in said:
        return Problem(
            where, f"not YAML: {said}", "indent with spaces and quote special characters"
        )
    if "mapping values are not allowed" in said:
        return Problem(where, "not YAML: a second ': ' on the line", "put the text in quotes")
    return Problem(where, f"not YAML: {said}")


def _where(mark: Any, file: str) -> Where:  # noqa: ANN401 (a Mark of either parser)
    return Where(file, mark.line + 1, mark.column + 1)


class _TooDeepError(Exception):
    """Raised to stop reading; the problem is noted already."""


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come; `key` waits for its value."""

    node: Items | Mapping
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Takes events one by one, so that depth costs no stack."""

    file: str
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        where = _where(event.start_mark, self.file)
        for message, hint in _refused(event):
            self.problems.append(Problem(where, message, hint))
        match event:
            case yaml.DocumentStartEvent() if self.root is not None:
                self._problem(where, "a second document in the file", "one file holds one routine")
                raise _TooDeepError
            case yaml.AliasEvent():
                self._add(Scalar("", where))
            case yaml.ScalarEvent():
                self._add(Scalar(str(event.value), where))
            case yaml.SequenceStartEvent():
                self._enter(Items([], where))
            case yaml.MappingStartEvent():
                self._enter(Mapping({}, {}, where))
            case yaml.CollectionEndEvent():
                self.open.pop()

    def _problem(self, where: Where, message: str, hint: str) -> None:
        self.problems.append(Problem(where, message, hint))

    def _enter(self, node: Items | Mapping) -> None:
        self._add(node)
        self.open.append(_Open(node))
        if len(self.open) > LIMITS.depth:
            self._problem(node.where, f"nested more than {LIMITS.depth} deep", "flatten it")
            raise _TooDeepError

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
            top.node.values[top.key] = node
            top.key = None

    def _key(self, node: Node, mapping: Mapping) -> str:
        if not isinstance(node, Scalar):
            self._problem(node.where, "a key must be a plain word", "write 'key: value'")
            return ""
        if node.text in mapping.keys:
            first = mapping.keys[node.text]
            message = f"the key '{node.text}' is here twice"
            self._problem(node.where, message, f"it is on line {first.line} already")
        mapping.keys.setdefault(node.text, node.where)
        return node.text


def _refused(event: yaml.Event) -> Iterator[tuple[str, str]]:
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        yield f"the alias '*{anchor}' is not read here", "write the thing out"
    elif anchor:
        yield f"the anchor '&{anchor}' is not read here", "delete it"
    if tag:
        yield f"the tag '{tag}' is not read here", "delete it"
