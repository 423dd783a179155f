"""A roster → its clients, or everything that is wrong with it."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audiocoach.config.music import Music
from audiocoach.config.output import Output
from audiocoach.config.overrides import Overrides
from audiocoach.defaults import LIMITS
from audiocoach.errors import (
    MOST_SHOWN,
    CoachError,
    InvalidValueError,
    Problem,
    RosterError,
    Where,
    told_enough,
)
from audiocoach.roster.cells import Cell, Row, read_rows
from audiocoach.roster.columns import Column, find_column
from audiocoach.roster.model import Client
from audiocoach.support.filenames import same_file
from audiocoach.support.messages import quote

DEFAULT_FILES = ("clients.toml", "clients.csv")


def read_roster(path: Path) -> list[Client]:
    """The clients of a TOML or CSV file; raises RosterError with all problems, each in its line."""
    rows = read_rows(path)
    if len(rows) > LIMITS.roster_clients:
        message = f"{len(rows):,} clients are too many"
        problem = Problem(rows[-1].where, message, f"{LIMITS.roster_clients:,} at most")
        raise RosterError([problem])
    reader = _Reader(path.parent)
    clients = []
    for row in rows:
        if client := reader.client(row):
            clients.append(client)
        if len(reader.problems) > MOST_SHOWN:
            # What is wrong with the header is found in each row, and told once.
            reader.problems = [*dict.fromkeys(reader.problems)]
        if len(reader.problems) > MOST_SHOWN:
            reader.problems = told_enough(reader.problems)
            break
    problems = [*dict.fromkeys(reader.problems), *_repeated(clients)]
    if not rows:
        problems.append(Problem(Where(str(path), 1, 1), "there are no clients in it"))
    if problems:
        raise RosterError(problems)
    return clients


def find_roster(named: str) -> Path:
    """The roster of the working folder; raises CoachError where there is none.

    Its hint tells how another is `named`.
    """
    for name in DEFAULT_FILES:
        if (path := Path(name)).is_file():
            return path
    message = "there is no clients.toml here, and no clients.csv"
    hint = f"write one, with a line 'id;routine' or 'id;programme', or name it: {named}"
    raise CoachError(message, hint)


class _Reader:
    """Reads rows, and notes what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[Problem] = []
        self._folder = folder
        self._columns: dict[str, Column | None] = {}

    def client(self, row: Row) -> Client | None:
        """The client of a row, None where something is wrong, which is noted."""
        noted = len(self.problems)
        values: dict[type | None, dict[str, Any]] = defaultdict(dict)
        cells: dict[str, Where] = {}
        for header, cell in row.cells:
            column = self._column(header)
            if column is None:
                continue
            if column.name in cells:
                message = f"'{column.name}' is there twice"
                self._note(header.where, message, "leave one of them out")
            cells[column.name] = cell.where
            self._fill(column, cell, values[column.owner])
        own = values[None]
        for name in ("id", "routine"):
            there = name in own or (name == "routine" and "programme" in own)
            if not there and len(self.problems) == noted:
                self._missing(name, row)
        if "routine" in own and "programme" in own:
            self._note(cells["programme"], "a routine is here, too", "leave one of the two empty")
        if "session" in own and "programme" not in own and len(self.problems) == noted:
            self._note(cells["session"], "only a programme has sessions", "fill in 'programme'")
        if own.get("greet") and "name" not in own and len(self.problems) == noted:
            self._note(cells["greet"], "there is no 'name' to greet with", "fill in 'name'")
        if len(self.problems) > noted:
            return None
        return Client(
            **own,
            where=row.where,
            cells=cells,
            overrides=Overrides(**values[Overrides]),
            output=Output(**values[Output]),
            music=self._music(values[Music]),
        )

    def _missing(self, name: str, row: Row) -> None:
        columns = [self._column(header) for header in row.headers if header.text]
        if not row.headers or any(column and column.name == name for column in columns):
            self._note(row.where, f"there is no '{name}'", f"fill in the column '{name}'")
        else:
            where = row.headers[0].where
            self._note(where, f"there is no column '{name}'", f"write '{name}' into this line")

    def _music(self, values: dict[str, Any]) -> Music:
        return Music(**values, within=self._folder) if values else Music()

    def _column(self, header: Cell) -> Column | None:
        if header.text not in self._columns:
            self._columns[header.text] = None
            try:
                self._columns[header.text] = find_column(header.text)
            except InvalidValueError as error:
                self._note(header.where, error.message, error.hint)
        return self._columns[header.text]

    def _fill(self, column: Column, cell: Cell, values: dict[str, Any]) -> None:
        try:
            value = column.read(cell.text, self._folder)
        except (CoachError, InvalidValueError) as error:
            self._note(cell.where, f"'{column.name}': {error.message}", error.hint)
        else:
            if column.extends and isinstance(value, tuple):
                value = (*values.get(column.field, ()), *value)
            values[column.field] = value

    def _note(self, where: Where, message: str, hint: str | None) -> None:
        self.problems.append(Problem(where, message, hint))


def _repeated(clients: list[Client]) -> Iterator[Problem]:
    first: dict[str, Client] = {}
    for client in clients:
        other = first.setdefault(same_file(client.id), client)
        if other is not client:
            message = f"{quote(client.id)} is there already, in line {other.where.line}"
            yield Problem(client.where_of("id"), message, "give each client an id of their own")
