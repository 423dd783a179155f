"""TOML with places: what is wrong with a value is told with the line that holds it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from audiocoach.defaults import LIMITS
from audiocoach.errors import MOST_SHOWN, CoachError, InvalidValueError, Problem, Where
from audiocoach.support.messages import quote
from audiocoach.support.paths import read_bounded

Table = Mapping[str, Any]
At = tuple[str, ...]
"""A key with the tables that lead to it."""


def read_toml(
    path: Path, most: int = LIMITS.file_bytes, called: str = "settings have"
) -> tuple[str, Table]:
    """A file's text, and what it says; raises CoachError where it is unreadable or no TOML."""
    import tomllib

    data = read_bounded(path, most)
    if len(data) > most:
        limit = f"{called} at most {most // 1024} kB"
        raise CoachError(f"{path}: the file is too large", limit)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise CoachError(f"{path}: this is not UTF-8 text", "save the file as UTF-8") from error
    if chain := re.search(_LONG_KEY, text):
        where = Where(str(path), text.count("\n", 0, chain.start()) + 1, 1)
        message = f"a key of more than {_MOST_PARTS} parts"
        raise CoachError(str(Problem(where, message, "put a text in quotes, and use fewer dots")))
    try:
        return text, tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # it is no TOML, or a number of 5,000 digits
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
    places: dict[At, tuple[int, int]] = field(default_factory=dict)
    """Line and column of every key and header, the first of each; filled by the first problem."""

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
            written = _written(value)
            return read(written)
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
        """Note what is wrong; raises EnoughError where that is more than anybody reads."""
        self.problems.append(Problem(self.where(at), message, hint))
        if len(self.problems) >= MOST_SHOWN:
            raise EnoughError

    def where(self, at: At) -> Where:
        """The line that says the most of the path; TOML's parser remembers none."""
        if not self.places:
            self.places[()] = (1, 1)
            for path, place in _find_places(self.text):
                self.places.setdefault(tuple(map(_one_spelling, path)), place)
        at = tuple(map(_one_spelling, at))
        longest = next(at[:end] for end in range(len(at), -1, -1) if at[:end] in self.places)
        return Where(self.file, *self.places[longest])

    def spelt(self, table: Table, known: Collection[str], at: At) -> Table:
        """The table with each key as `known` has it: `round_rest` and `Round rest` are one key."""
        ours = {_one_spelling(key): key for key in known}
        read: dict[str, Any] = {}
        for key, value in table.items():
            meant = key if key in known else ours.get(_one_spelling(key), key)
            if meant in read:
                message = f"{quote(key)} is there twice, in other spellings"
                self.problem((*at, key), message, "delete one of them")
            read[meant] = value
        return read


class EnoughError(Exception):
    """Raised to stop reading; the problems are noted already."""


_MOST_PARTS = 32
_LONG_KEY = rf"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){{{_MOST_PARTS}}}"""
"""A key `a.b.c` with so many parts that tomllib takes gigabytes for their tables."""
_LONGEST_NUMBER = 20
_KEY = r"""\s*((?:[\w.-]|"[^"]*"|'[^']*')+)\s*="""
_PART = r"""[\w-]+|"[^"]*"|'[^']*'"""


def _one_spelling(key: str) -> str:
    """A key as all its spellings are compared: hyphens, blanks and capitals make no other key."""
    return "-".join(key.lower().replace("_", " ").replace("-", " ").split())


def _written(value: str | float) -> str:
    """A value as text; raises InvalidValueError for what nobody means."""
    if isinstance(value, str):
        if bad := next((letter for letter in value if letter < " " and letter not in "\t\n"), ""):
            message = f"the text holds a control character (U+{ord(bad):04X})"
            raise InvalidValueError(message, "delete it")
        return value
    if isinstance(value, int) and abs(value) >= 10**_LONGEST_NUMBER:
        raise InvalidValueError("the number is too large", "write a smaller one")
    return str(value)


def _find_places(text: str) -> Iterator[tuple[At, tuple[int, int]]]:
    """The path of each key and each header of a table, with its line and column."""
    table: At = ()
    for number, line in enumerate(text.split("\n"), 1):
        start = line.lstrip()
        at = (number, len(line) - len(start) + 1)
        header, bracket, _ = start[1:].partition("]")
        if start.startswith("[") and bracket and header.strip() and "[" not in header:
            table = _parts(header)
            yield table, at
        elif key := re.match(_KEY, line):
            yield table + _parts(key[1]), at


def _parts(key: str) -> At:
    return tuple(part.strip("\"'") for part in re.findall(_PART, key))
