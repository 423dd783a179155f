"""What the YAML parser stumbled over → a problem, for an author who never read YAML's rules.

The rows are in the order in which they are tried; libyaml and the parser written in Python differ
in their wording, and each row knows both.
"""

import re
from typing import Any, NamedTuple

import yaml

from audiocoach.errors import Problem, Where


class _Row(NamedTuple):
    """`pattern` is sought in "context: problem"; `at_start` is where the context began."""

    pattern: str
    message: str
    hint: str
    at_start: bool = False


_IN_QUOTES = "put the whole text in quotes"
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
    _Row(
        r"mapping values are not allowed",
        "a second ': ' on the line",
        "put the whole text in quotes",
    ),
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


def syntax_problem(error: yaml.YAMLError | ValueError, text: str, file: str) -> Problem:
    """What `error` says about `text`, where the author has to look."""
    context, problem = (str(getattr(error, name, "")) for name in ("context", "problem"))
    said = f"{context}: {problem}"
    row = next((row for row in _ROWS if re.search(row.pattern, said)), _ANYTHING_ELSE)
    marks = [getattr(error, "context_mark", None), getattr(error, "problem_mark", None)]
    if not row.at_start:
        marks.reverse()
    where = place(marks[0] or marks[1], file)
    line = "".join(text.split("\n")[where.line - 1 : where.line])
    if row.pattern == _TOO_FAR.pattern and (indent := _only_key(line[: where.column - 1])):
        row, where = _TOO_FAR, where._replace(column=indent + 1)
    elif line[where.column - 1 : where.column] == "\t":
        row = _TAB
    return Problem(where, row.message, row.hint)


def _only_key(before: str) -> int:
    """How far a line is indented whose first ': ' comes after `before`; else 0."""
    return 0 if ": " in before else len(before) - len(before.lstrip(" "))


def place(mark: Any, file: str) -> Where:  # noqa: ANN401 (a Mark of either parser)
    """Where a parser's mark is, counted from 1."""
    return Where(file, mark.line + 1, mark.column + 1) if mark else Where(file, 1, 1)
