"""A roster's text as cells with their places, be it CSV of any spreadsheet, or TOML."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from audiocoach.config.toml_values import At, EnoughError, Table, Tables, read_toml
from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError, Problem, RosterError, Where
from audiocoach.support.messages import quote
from audiocoach.support.paths import read_bounded

_INSTEAD = (("routine", "programme", "session"), ("programme", "routine"))
"""What a client has of their own, and what of the defaults does not hold then."""
_DELIMITERS = ";,\t"
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"[ ]*')
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"
"""What a workbook begins with: .xlsx and .ods are archives."""
_SEPARATOR = "sep="
"""Begins the line, before the header, by which some programs tell a spreadsheet the separator."""
_AS_UTF_8 = "save it as UTF-8; spreadsheets call it 'CSV UTF-8'"


class Cell(NamedTuple):
    """A text, and where it stands."""

    text: str
    where: Where


class Row(NamedTuple):
    """A client as the roster has it: texts under their headers, both with their places."""

    where: Where
    cells: Sequence[tuple[Cell, Cell]]
    """A header, and what stands under it; what is empty is left out."""
    headers: Sequence[Cell] = ()
    """All headers of the table, if it has such a line."""


def read_rows(path: Path) -> list[Row]:
    """The rows of a roster; raises CoachError where there is none, RosterError for no table."""
    return _toml_rows(path) if path.suffix.lower() == ".toml" else _csv_rows(path)


def _toml_rows(path: Path) -> list[Row]:
    text, table = read_toml(path, LIMITS.roster_bytes, "a roster has")
    tables = Tables(str(path), text)
    rows: list[Row] = []
    with suppress(EnoughError):
        rows += _tables_rows(tables, table)
    if tables.problems:
        raise RosterError(tables.problems)
    return rows


def _tables_rows(tables: Tables, table: Table) -> Iterator[Row]:
    for key in table:
        if key not in ("clients", "defaults"):
            hint = "write a client as '[clients.anna]', and what holds for all in '[defaults]'"
            tables.problem((key,), f"unknown key {quote(key)}", hint)
    defaults = [*_toml_cells(tables, tables.table(table, "defaults", ()), ("defaults",))]
    for count, (id_, client) in enumerate(tables.tables(table, "clients"), 1):
        at = ("clients", id_)
        where = tables.where(at)
        if count > LIMITS.roster_clients:
            tables.problem(at, "there are too many clients", f"{LIMITS.roster_clients:,} at most")
            return
        cells = [*_toml_cells(tables, client, at)]
        named = {header.text for header, _ in cells}
        named |= {other for own, *others in _INSTEAD if own in named for other in others}
        usual = [cell for cell in defaults if cell[0].text not in named]
        yield Row(where, [(Cell("id", where), Cell(id_, where)), *cells, *usual])


def _toml_cells(tables: Tables, table: Table, at: At) -> Iterator[tuple[Cell, Cell]]:
    cells = (cell for key in table for cell in _toml_cell(tables, key, table[key], (*at, key)))
    yield from islice(cells, LIMITS.roster_columns)
    if next(cells, None):
        hint = f"{LIMITS.roster_columns} at most"
        tables.problem(at, f"there are too many values for {quote(at[-1])}", hint)


def _toml_cell(tables: Tables, header: str, value: Any, at: At) -> Iterator[tuple[Cell, Cell]]:  # noqa: ANN401 (TOML's)
    """`set = {"halo.reps" = 8}`, which TOML makes of `set.halo.reps = 8`, too, as columns."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            joint = " " if header in ("set", "lead", "leads") else "."
            yield from _toml_cell(tables, f"{header}{joint}{key}", inner, (*at, key))
        return
    if isinstance(value, bool):
        value = "yes" if value else "no"
    where = tables.where(at)
    try:
        text = ";".join(map(str, value)) if isinstance(value, list) else str(value)
    except ValueError:  # a number of 5,000 digits
        tables.problem(at, f"{quote(header)}: the number is too large", "write a smaller one")
        return
    if len(text) > LIMITS.text:
        message = f"{quote(header)}: the text has {len(text):,} characters"
        tables.problem(at, message, f"{LIMITS.text:,} at most")
        return
    yield Cell(header, where), Cell(text, where)


def _csv_rows(path: Path) -> list[Row]:
    file = str(path)
    text = _decoded(read_bounded(path, LIMITS.roster_bytes), file)
    lines = (row for row in _split(text, file) if any(cell.text for cell in row))
    header = next(lines, None)
    if header and header[0].text.lower() == _SEPARATOR:
        header = next(lines, None)
    if header is None:
        raise _refused(Where(file, 1, 1), "the roster is empty", "begin with 'id;name;routine'")
    if len(header) > LIMITS.roster_columns:
        message = f"{len(header):,} columns are too many"
        raise _refused(header[0].where, message, f"{LIMITS.roster_columns} at most")
    rows = []
    for row in lines:
        for extra in row[len(header) :]:
            if extra.text:
                hint = "quote what holds a separator, or give the column a name"
                raise _refused(extra.where, f"{quote(extra.text)} is under no column", hint)
        cells = [pair for pair in zip(header, row) if pair[1].text]  # noqa: B905 (a row may be short)
        rows.append(Row(row[0].where, cells, header))
    return rows


def _decoded(data: bytes, file: str) -> str:
    """The text of a table; raises RosterError with the line that is none."""
    start = Where(file, 1, 1)
    if len(data) > LIMITS.roster_bytes:
        limit = f"a roster has at most {LIMITS.roster_bytes // 1024} kB"
        raise _refused(start, "the file is too large", limit)
    if data.startswith(_ZIP):
        raise _refused(start, "this is a workbook", "save it as CSV, and name that file")
    if data.startswith(_UTF_16) or data[:4].count(0) > 1:
        raise _refused(start, "this is UTF-16 text", _AS_UTF_8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"this is not UTF-8 text (byte {data[error.start]:02X})"
        raise _refused(Where(file, line, column), message, _AS_UTF_8) from error
    if (at := text.find("\0")) >= 0:
        place = Where(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        raise _refused(place, "the text holds a control character (U+0000)", "delete it")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split(text: str, file: str) -> Iterator[list[Cell]]:
    """The rows of a table; its separator is the one that its first line has most of."""
    first = _QUOTED.sub("", text.partition("\n")[0])
    delimiter = max(_DELIMITERS, key=first.count)
    plain = re.compile(rf"[^{delimiter}\n]*")
    at = line = begins = 0
    row: list[Cell] = []
    while at < len(text):
        where = Where(file, line + 1, at - begins + 1)
        found = _QUOTED.match(text, at) if text[at] == '"' else plain.match(text, at)
        if found is None:
            message = "this quote is not closed"
            raise _refused(where, message, "end the cell with '\"', and write a quote in it twice")
        at = found.end()
        if text[at : at + 1] not in ("", "\n", delimiter):
            message = "something stands behind the closing quote"
            raise _refused(where, message, "write a quote inside of a cell twice")
        inner = found[1].replace('""', '"') if found.re is _QUOTED else found[0]
        if len(inner) > LIMITS.text:
            message = f"the cell has {len(inner):,} characters"
            raise _refused(where, message, f"{LIMITS.text:,} at most")
        row.append(Cell(inner.strip(), where))
        if breaks := found[0].count("\n"):
            line, begins = line + breaks, found.start() + found[0].rfind("\n") + 1
        if text[at : at + 1] != delimiter:
            line, begins = line + 1, at + 1
            yield row
            row = []
        elif len(row) > LIMITS.roster_columns:
            limit = f"{LIMITS.roster_columns} at most"
            raise _refused(row[0].where, "this row has too many cells", limit)
        at += 1
    if row:
        yield row


def _refused(where: Where, message: str, hint: str) -> CoachError:
    return RosterError([Problem(where, message, hint)])
