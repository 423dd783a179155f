"""The commands of programmes: what is ahead, and what was done."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from audiocoach.cli import colour, completing, printing
from audiocoach.cli.options import base_url_option
from audiocoach.cli.rows import Client, Clients, UsageError, find_row, open_plan
from audiocoach.config.destinations import STDOUT
from audiocoach.errors import CoachError

if TYPE_CHECKING:
    from audiocoach.programme.training import TrainingPlan

app = typer.Typer()

Calendar = Annotated[
    str | None,
    typer.Option(
        "--out",
        "-o",
        metavar="PATH",
        help="The file, .ics, a folder, or - for standard output. [default: out/NAME.ics]",
    ),
]
BaseUrl = Annotated[
    str | None,
    base_url_option("Where the tracks are published: each session links to its page."),
]
ForceCalendar = Annotated[
    bool, typer.Option("--force", help="Replace another calendar, and files of yours, too.")
]
_NAME = typer.Argument(
    metavar="NAME|FILE",
    help="A programme's name, or its file; with --client it may be left out.",
    autocompletion=completing.programmes,
)
Name = Annotated[str | None, _NAME]


@app.command("plan", epilog="Example: audiocoach plan stronger-back")
def plan(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME|FILE]",
            help="A programme's name, or its file. [default: list all]",
            autocompletion=completing.programmes,
        ),
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="The sessions as JSON.")] = False,
    client: Client = None,
    clients: Clients = None,
) -> None:
    """Show the weeks of a programme: when, what, how much, how long, and what is new."""
    from audiocoach.programme.rests import check_rests
    from audiocoach.report.programme import list_programmes, programme_json, programme_text

    if name is None and client is None and clients is None:
        if json:
            raise typer.BadParameter("is of one programme; write its name", param_hint="--json")
        printing.out(list_programmes(printing.width()))
        return
    plan = _asked_for(name, client, clients).plan
    if json:
        printing.out(programme_json(plan))
        return
    printing.out(programme_text(plan, printing.width()), colour.first_line)
    printing.advice((*plan.course.advice, *check_rests(plan.course, plan.sessions)))


@app.command("done", epilog="Example: audiocoach done stronger-back 7")
def done(  # noqa: PLR0913 (an option each)
    name: Name = None,
    number: Annotated[
        int | None,
        typer.Argument(metavar="[N]", help="Which session. [default: the first ahead]"),
    ] = None,
    *,
    again: Annotated[
        bool, typer.Option("--again", help="It was too hard: the same dose comes again.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="It was not done after all.")] = False,
    client: Client = None,
    clients: Clients = None,
) -> None:
    """Note that a session of a programme was done: the next ones go on from there."""
    from msgspec.structs import replace

    from audiocoach.programme.log import note_done, note_undone, read_log
    from audiocoach.programme.sessions import next_session, plan_sessions, session_at
    from audiocoach.report.programme import describe_session

    if again and undo:
        raise typer.BadParameter("write one of --again and --undo")
    if client and number is None and re.fullmatch("[0-9]{1,4}", name or ""):
        number, name = int(name or ""), None
    plan, client = _asked_for(name, client, clients)
    session = next_session(plan.sessions) if number is None else session_at(plan.sessions, number)
    slug = plan.course.programme.slug
    if session is None:
        raise CoachError(f"every session of '{slug}' is done", "say which one by its number")
    if undo:
        if not note_undone(slug, session.number, client):
            raise CoachError(f"session {session.number} was not noted as done")
    else:
        note_done(slug, session.number, client, again=again)
    plan = replace(plan, sessions=plan_sessions(plan.course, read_log(slug, client)))
    noted = plan.sessions[session.number - 1]
    status = {"done": "done", "again": "done, and comes again"}.get(noted.status, "not done")
    whose = f"{client}: " if client else ""
    printing.out(f"{whose}{describe_session(plan, noted)}: {status}\n")
    if following := next_session(plan.sessions):
        printing.out(f"next: {describe_session(plan, following)}\n")
    else:
        printing.out(f"every session of '{slug}' is done\n")


@app.command("calendar", epilog="Example: audiocoach calendar stronger-back -o back.ics")
def calendar(  # noqa: PLR0913 (an option each)
    name: Name = None,
    *,
    client: Client = None,
    clients: Clients = None,
    out: Calendar = None,
    base_url: BaseUrl = None,
    force: ForceCalendar = False,
) -> None:
    """Write the sessions of a programme as a calendar (.ics) for any phone or computer."""
    from audiocoach.calendar.files import calendar_path, describe, renew_calendar
    from audiocoach.calendar.write import write_calendar

    plan, client = _asked_for(name, client, clients)
    has_pages = not client  # on their site is the next session alone
    if out == STDOUT:
        written = write_calendar(plan, base_url=base_url, has_pages=has_pages, client=client)
        with printing.destination(None) as stream:
            if not isinstance(stream, Path):
                stream.write(written.data)
        return
    path = calendar_path(out or "out", client or plan.course.programme.slug)
    written = renew_calendar(
        path, plan, base_url=base_url, has_pages=has_pages, client=client, force=force
    )
    printing.out(f"{path}: {describe(written)}\n")


class _Weeks(NamedTuple):
    """A programme, and the id of the client who does it; empty for the user."""

    plan: "TrainingPlan"
    client: str


def _asked_for(name: str | None, client: str | None, clients: Path | None) -> _Weeks:
    """The programme that is asked for, by its name or by whose it is; raises CoachError."""
    from audiocoach.config.load import load_config
    from audiocoach.programme.training import load_programme

    config = load_config()
    if row := find_row(client, clients):
        return _Weeks(open_plan(row, config, [name] if name else ()), row.id)
    if name is None:
        raise UsageError("Missing argument 'NAME|FILE', or --client")
    return _Weeks(load_programme(name, config=config), "")
