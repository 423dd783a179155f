"""TOML with places: what is wrong with a value is told with the line that holds it."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from audiocoach.errors import CoachError, InvalidValueError, Problem, Where
from audiocoach.support.messages import quote
from audiocoach.support.paths import read_bounded

Table = Mapping[str, Any]
At = tuple[str, ...]
"""A key with the tables that lead to it."""


def read_toml(path: Path) -> tuple[str, Table]:
    """A file's text, and what it says; raises CoachError where it is unreadable or no TOML."""
    import tomllib

    try:
        text = read_bounded(path).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise CoachError(f"{path}: this is not UTF-8 text", "save the file as UTF-8") from error
    try:
        return text, tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = re.sub(r" \(at (.*)\)$", "", str(error))
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        end = text.count("\n") + 1
        where = Where(str(path), *(map(int, place.groups()) if place else (end, 1)))
        problem = Problem(where, f"this is not TOML: {reason}", "write 'key = \"value\"'")
        raise CoachError(str(problem)) from error


class Tables(Struct):
    """Reads values, and notes what is wrong with them."""

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)

    def table(self, table: Table, key: str, at: At) -> Table:
        """The table under a key, empty where there is none."""
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        example = {
            "set": '{"halo.reps" = 8}',
            "mode": '{jeffers-pull = "conditioning"}',
            "leads": '{call = "15s"}',
            "voices": '{mine = {command = ["say", "-o", "{wav}"]}}',
        }
        hint = f"write it like '{key} = {example.get(key, '{}')}'"
        self.problem((*at, key), f"'{key}' is a table", hint)
        return {}

    def tables(self, table: Table, key: str) -> Iterator[tuple[str, Table]]:
        """The tables in the one under a key such as `routines`, by name; nothing else may be."""
        for name, entry in self.table(table, key, ()).items():
            if isinstance(entry, dict):
                yield name, entry
            else:
                message = f"{quote(name)} is one {key.removesuffix('s')}'s table"
                self.problem((key, name), message, "write it in '[ ]'")

    def read(self, table: Table, key: str, read: Callable[[str], Any], at: At) -> Any:  # noqa: ANN401 (as many types as keys)
        """The value under a key, None where there is none or it is wrong."""
        return self.value(table[key], read, (*at, key)) if key in table else None

    def value(self, value: object, read: Callable[[str], Any], at: At) -> Any:  # noqa: ANN401
        """What `read` makes of a value that stands at `at`, None where it is wrong."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.problem(at, f"'{at[-1]}' is one value", "write it like '\"45s\"' or 8")
            return None
        try:
            return read(str(value))
        except InvalidValueError as error:
            self.problem(at, f"'{at[-1]}': {error.message}", error.hint)
            return None

    def flag(self, table: Table, key: str) -> bool | None:
        """The true or false under a key, None where there is none or it is wrong."""
        value = table.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.problem((key,), f"'{key}' is true or false", f"write it like '{key} = true'")
        return None

    def problem(self, at: At, message: str, hint: str | None) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(self.where(at), message, hint))

    def where(self, at: At) -> Where:
        """The line that says the most of the path; TOML's parser remembers none."""
        table: At = ()
        best, place = 0, (1, 1)
        for number, line in enumerate(self.text.split("\n"), 1):
            header = _HEADER.match(line)
            table = _parts(header[1]) if header else table
            key = None if header else _KEY.match(line)
            here = table + (_parts(key[1]) if key else ())
            if (header or key) and best < len(here) and at[: len(here)] == here:
                best, place = len(here), (number, len(line) - len(line.lstrip()) + 1)
        return Where(self.file, *place)


_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:[\w.-]|"[^"]*"|'[^']*')+)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def _parts(key: str) -> At:
    return tuple(part.strip("\"'") for part in _PART.findall(key))
