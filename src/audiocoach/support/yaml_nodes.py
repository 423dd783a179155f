"""YAML text → a tree of nodes that know where they stand.

Scalars stay text: what `1:30` or `on` means is for the model to say, not for YAML 1.1. Nothing here
knows what a routine is.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from msgspec import Struct, field

from audiocoach.defaults import LIMITS
from audiocoach.errors import Problem, Where
from audiocoach.support.messages import quote

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NULLS = ("~", "null", "Null", "NULL")
_CORE_TAGS = "tag:yaml.org,2002:"
_NO_KEY = "\0"
"""Stands for a key that is refused; no file holds a NUL."""
_IN_QUOTES = "put the whole text in quotes"


class ScalarNode(Struct, frozen=True):
    """A text as written, unquoted."""

    text: str
    where: Where


class SequenceNode(Struct, frozen=True):
    """A list."""

    items: list["Node"]
    where: Where


class MappingNode(Struct, frozen=True):
    """Keys in the order of the file; `keys` has where each stands."""

    values: dict[str, "Node"]
    keys: dict[str, Where]
    where: Where


Node = ScalarNode | SequenceNode | MappingNode


def parse(
    data: bytes, file: str, hint: str = "begin with 'title: …'"
) -> tuple[Node | None, list[Problem]]:
    """The root of the document in `data`, which errors call `file`, and every problem of its form.

    The root is None where some of the document is not read. `hint` is for an empty file.
    """
    text, problems = _decode(data, file)
    if problems:
        return None, problems
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except (yaml.YAMLError, ValueError) as error:
        return None, [*builder.problems, _syntax_problem(error, text, file)]
    except _StopError:
        pass
    root = builder.root
    empty = root is None or (isinstance(root, ScalarNode) and not root.text)
    if empty and not builder.problems:
        return None, [Problem(Where(file, 1, 1), "the file is empty", hint)]
    return None if builder.broken else root, builder.problems


def _decode(data: bytes, file: str) -> tuple[str, list[Problem]]:
    """The file's text, or what is wrong with it: too large, not UTF-8, a control character."""
    if len(data) > LIMITS.file_bytes:
        limit = f"a routine has at most {LIMITS.file_bytes // 1024} kB"
        return "", [Problem(Where(file, 1, 1), "the file is too large", limit)]
    try:
        text = data.decode("utf-8-sig")
        readable, nul, _ = text.partition("\0")
    except UnicodeDecodeError as error:
        readable, nul = data[: error.start].decode("utf-8-sig", "replace"), "\0"
    if nul:
        where = _position(readable, file)
        return "", [Problem(where, "this is not UTF-8 text", "save the file as UTF-8")]
    if bad := _CONTROL.search(text):
        message = f"a control character (U+{ord(bad[0]):04X})"
        return "", [Problem(_position(text[: bad.start()], file), message, "delete it")]
    return text, []


def _position(before: str, file: str) -> Where:
    """The place of what comes after the text `before`."""
    return Where(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


class _StopError(Exception):
    """Raised to stop reading; the problem is noted already."""


class _Open(Struct):
    """A collection whose end has not come; `key` waits for its value."""

    node: SequenceNode | MappingNode
    key: ScalarNode | None = None


class _Builder(Struct):
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
        where = _where(event.start_mark, self.file)
        known = isinstance(event, yaml.AliasEvent) and event.anchor in self.aliases
        for message, hint in () if known else _refused(event):
            self._problem(where, message, hint)
        match event:
            case yaml.DocumentStartEvent() if self.root is not None:
                self._problem(where, "a second document in the file", "one file holds one routine")
                raise _StopError
            case yaml.AliasEvent():
                self.aliases.add(str(event.anchor))
                self.broken = True
                self._add(ScalarNode("", where))
            case yaml.ScalarEvent():
                null = not event.style and event.value in _NULLS and not self._awaits_key()
                self._add(ScalarNode("" if null else str(event.value), where))
            case yaml.SequenceStartEvent():
                self._enter(SequenceNode([], where))
            case yaml.MappingStartEvent():
                self._enter(MappingNode({}, {}, where))
            case yaml.CollectionEndEvent():
                self.open.pop()

    def _awaits_key(self) -> bool:
        top = self.open[-1] if self.open else None
        return top is not None and isinstance(top.node, MappingNode) and not top.key

    def _problem(self, where: Where, message: str, hint: str) -> None:
        self.problems.append(Problem(where, message, hint))

    def _enter(self, node: SequenceNode | MappingNode) -> None:
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
        if isinstance(top.node, SequenceNode):
            top.node.items.append(node)
        elif top.key is None:
            top.key = self._key(node, top.node)
        else:
            if top.key.text in top.node.keys:
                top.node.values.setdefault(top.key.text, node)
            top.key = None

    def _key(self, node: Node, mapping: MappingNode) -> ScalarNode:
        """The key; one that is refused leads to nothing in `mapping`."""
        if not isinstance(node, ScalarNode):
            self._problem(node.where, "a key is one word, not a list", "write 'key: value'")
            return ScalarNode(_NO_KEY, node.where)
        if first := mapping.keys.get(node.text):
            message = f"the key {quote(node.text)} is here twice"
            self._problem(node.where, message, f"it is on line {first.line} already")
        mapping.keys.setdefault(node.text, node.where)
        return node


def _refused(event: yaml.Event) -> Iterator[tuple[str, str]]:
    """Message and hint for each thing of YAML in the event that files of ours cannot have."""
    anchor, tag = (str(getattr(event, name, None) or "") for name in ("anchor", "tag"))
    if isinstance(event, yaml.AliasEvent):
        yield f"aliases like {quote('*' + anchor)} are not read", f"write it out, or {_IN_QUOTES}"
    elif anchor:
        yield f"anchors like {quote('&' + anchor)} are not read", f"delete it, or {_IN_QUOTES}"
    if tag:
        written = tag.replace(_CORE_TAGS, "!!")
        yield f"tags like {quote(written)} are not read", f"delete it, or {_IN_QUOTES}"
    if bad := _CONTROL.search(getattr(event, "value", "")):
        yield f"the text holds a control character (U+{ord(bad[0]):04X})", "delete it"


class _Row(NamedTuple):
    """What to say of a mistake. `pattern` is sought in what the parser says, "context: problem"."""

    pattern: str
    message: str
    hint: str
    at_start: bool = False
    """Whether the author has to look where the context began, not where it went wrong."""


_TAB = _Row(r"\btab\b|'\\t'", "the line is indented with a tab", "use spaces")
_ROWS = (
    _TAB,
    _Row(
        r"a (double-|single-)?quoted.*unexpected",
        "the quote that begins here is not closed",
        "write the same quote at the end of the text",
        at_start=True,
    ),
    _Row(
        r"quoted scalar",
        "a backslash in double quotes means something special",
        "use single quotes, or two backslashes",
    ),
    _Row(
        r"flow sequence",
        "the list that begins here with '[' goes wrong, or is not closed",
        "write commas between its items and ']' after the last",
        at_start=True,
    ),
    _Row(
        r"flow mapping",
        "what begins here with '{' goes wrong, or is not closed",
        "write commas between its pairs and '}' after the last",
        at_start=True,
    ),
    _Row(r"mapping values are not allowed", "a second ': ' on the line", _IN_QUOTES),
    _Row(r"simple key", "a ':' is missing here", "write 'key: value'", at_start=True),
    _Row(
        r"sequence entries are not allowed",
        "a list cannot begin on this line",
        "begin it on a line of its own, or write '[a, b]'",
    ),
    _Row(
        r"block collection|block sequence",
        "the line does not fit the list above it",
        "begin it with '- ', or indent it like its neighbours",
    ),
    _Row(
        r"block mapping|document start",
        "this does not fit what stands above it",
        "indent the line like its neighbours, and quote a text as a whole or not at all",
    ),
    _Row(
        r"an alias|an anchor|a tag|tag handle|any token",
        "an unquoted text cannot begin with this character",
        _IN_QUOTES,
        at_start=True,
    ),
    _Row(r"node content", "a value is missing before this character", "write one, or delete it"),
    _Row(
        r"block scalar",
        "only the text's own lines can follow '|' or '>'",
        "begin the text on the next line",
    ),
    _Row(r"mapping keys are not allowed", "a text cannot begin with '? '", _IN_QUOTES),
    _Row(r"directive|YAML document", "a line that begins with '%' is not read", "delete it"),
)
_ANYTHING_ELSE = _Row("", "this is not YAML", _IN_QUOTES)
_TOO_FAR = _Row(
    r"mapping values are not allowed",
    "the line is indented so far that it goes on with the text above it",
    "indent it like its neighbours, or put that whole text in quotes",
)
"""Said of a second ': ' that is the first of its line."""


def _syntax_problem(error: yaml.YAMLError | ValueError, text: str, file: str) -> Problem:
    """What the parser says about `text` in an author's words, where the author has to look."""
    context, problem = (str(getattr(error, name, "")) for name in ("context", "problem"))
    parser_says = f"{context}: {problem}"
    row = next((row for row in _ROWS if re.search(row.pattern, parser_says)), _ANYTHING_ELSE)
    marks = [getattr(error, "context_mark", None), getattr(error, "problem_mark", None)]
    if not row.at_start:
        marks.reverse()
    where = _where(marks[0] or marks[1], file)
    line = "".join(text.split("\n")[where.line - 1 : where.line])
    before = line[: where.column - 1]
    indent = len(before) - len(before.lstrip(" "))
    if row.pattern == _TOO_FAR.pattern and indent and ": " not in before:
        row, where = _TOO_FAR, where._replace(column=indent + 1)
    elif line[where.column - 1 : where.column] == "\t":
        row = _TAB
    return Problem(where, row.message, row.hint)


def _where(mark: Any, file: str) -> Where:  # noqa: ANN401 (a Mark of either parser)
    """Where a parser's mark is, counted from 1."""
    return Where(file, mark.line + 1, mark.column + 1) if mark else Where(file, 1, 1)
