"""The rows of a table of clients, as commands ask for them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audiocoach.cli import completing, printing
from audiocoach.errors import CoachError

if TYPE_CHECKING:
    from audiocoach.config.model import Config
    from audiocoach.programme.training import TrainingPlan
    from audiocoach.roster.model import Client as Row

Client = Annotated[
    str | None,
    typer.Option(
        "--client",
        metavar="ID",
        help="As this client of a table does it.",
        autocompletion=completing.clients,
    ),
]
Clients = Annotated[
    Path | None,
    typer.Option("--clients", metavar="FILE", help="The table. [default: clients.toml]"),
]

UsageError: Any = typer.BadParameter.__bases__[0]
"""click's, which typer brings along under one name or another."""


def read_rows(table: Path | None, named: str = "--clients FILE") -> "list[Row]":
    """The rows of a table, by default that of the working folder; typer.Exit where it is none.

    A message tells that it is `named` so.
    """
    from audiocoach.roster.read import find_roster, read_roster

    with refusing(CoachError):
        return read_roster(table or find_roster(named))


@contextmanager
def refusing(kind: type[CoachError]) -> Iterator[None]:
    """End the command for what is wrong with a table, whatever it is."""
    try:
        yield
    except kind as error:
        printing.err(f"error: {error}\n")
        raise typer.Exit(2) from error


def choose_rows(rows: "list[Row]", ids: Sequence[str], asked_by: str) -> "list[Row]":
    """Those that are asked for, all for none; raises typer.BadParameter for nobody."""
    from audiocoach.support.messages import quote, suggest

    known = [row.id for row in rows]
    for id_ in ids:
        if id_ not in known:
            message = f"there is no client {quote(id_)}; {suggest(id_, known)}"
            raise typer.BadParameter(message, param_hint=asked_by)
    return [row for row in rows if not ids or row.id in ids]


def find_row(client: str | None, table: Path | None) -> "Row | None":
    """The row of a client, None where nobody is meant; typer.BadParameter for one there is not."""
    if client is not None:
        return choose_rows(read_rows(table), [client], "'--client'")[0]
    if table is not None:
        raise typer.BadParameter("says nothing without --client", param_hint="'--clients'")
    return None


def open_plan(row: "Row", config: "Config", names: Sequence[str] = ()) -> "TrainingPlan":
    """The programme of a client, as far as they have come; raises CoachError.

    All of `names` have to mean that programme.
    """
    from audiocoach.errors import RosterError
    from audiocoach.programme.catalog import path_of
    from audiocoach.roster.lookup import Lookup
    from audiocoach.support.messages import quote
    from audiocoach.support.paths import real

    their = f"line {row.where.line} of {row.where.file}"
    if not row.programme:
        message = f"{quote(row.id)} has the routine {quote(row.routine)}, and no programme"
        raise CoachError(message, f"give them a 'programme' instead, in {their}")
    with refusing(RosterError):
        plan = Lookup(config).plan(row)
    file = plan.course.programme.file
    for name in names:
        if name != row.programme and (not file or real(path_of(name)) != real(file)):
            message = f"the programme of {quote(row.id)} is {quote(row.programme)}"
            hint = f"leave {quote(name)} out, or write it in {their}"
            raise CoachError(message, hint)
    return plan
