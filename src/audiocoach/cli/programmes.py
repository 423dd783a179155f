"""The commands of programmes: what is ahead, and what was done."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audiocoach.cli import colour, completing, printing
from audiocoach.cli.options import base_url_option
from audiocoach.config.destinations import STDOUT
from audiocoach.config.overrides import Overrides
from audiocoach.errors import CoachError

if TYPE_CHECKING:
    from audiocoach.config.model import Config
    from audiocoach.programme.tracks import Tracks

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
Client = Annotated[
    str,
    typer.Option(
        "--client", metavar="ID", show_default=False, help="As a client of a table does it."
    ),
]
Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME|FILE",
        help="A programme's name, or its file.",
        autocompletion=completing.programmes,
    ),
]


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
    client: Client = "",
) -> None:
    """Show the weeks of a programme: when, what, how much, how long, and what is new."""
    from audiocoach.programme.rests import check_rests
    from audiocoach.report.programme import list_programmes, programme_json, programme_text

    if name is None:
        if json or client:
            option = "--json" if json else "--client"
            raise typer.BadParameter("is of one programme; write its name", param_hint=option)
        printing.out(list_programmes(printing.width()))
        return
    tracks = open_tracks(name, client=client)
    if json:
        printing.out(programme_json(tracks))
        return
    printing.out(programme_text(tracks, printing.width()), colour.first_line)
    printing.advice((*tracks.course.advice, *check_rests(tracks.course, tracks.sessions)))


@app.command("done", epilog="Example: audiocoach done stronger-back 7")
def done(
    name: Name,
    number: Annotated[
        int | None,
        typer.Argument(metavar="[N]", help="Which session. [default: the first ahead]"),
    ] = None,
    *,
    again: Annotated[
        bool, typer.Option("--again", help="It was too hard: the same dose comes again.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="It was not done after all.")] = False,
    client: Client = "",
) -> None:
    """Note that a session of a programme was done: the next ones go on from there."""
    from audiocoach.programme.log import note_done, note_undone
    from audiocoach.programme.sessions import next_session, session_at
    from audiocoach.report.programme import describe_session

    if again and undo:
        raise typer.BadParameter("write one of --again and --undo")
    tracks = open_tracks(name, client=client)
    session = (
        next_session(tracks.sessions) if number is None else session_at(tracks.sessions, number)
    )
    if session is None:
        raise CoachError(f"every session of '{name}' is done", "say which one by its number")
    slug = tracks.course.programme.slug
    if undo:
        if not note_undone(slug, session.number, client):
            raise CoachError(f"session {session.number} was not noted as done")
    else:
        note_done(slug, session.number, client, again=again)
    tracks = open_tracks(name, client=client)
    noted = tracks.sessions[session.number - 1]
    status = {"done": "done", "again": "done, and comes again"}.get(noted.status, "not done")
    whose = f"{client}: " if client else ""
    printing.out(f"{whose}{describe_session(tracks, noted)}: {status}\n")
    if following := next_session(tracks.sessions):
        printing.out(f"next: {describe_session(tracks, following)}\n")


@app.command("calendar", epilog="Example: audiocoach calendar stronger-back -o back.ics")
def calendar(
    name: Name,
    *,
    out: Calendar = None,
    base_url: BaseUrl = None,
    force: ForceCalendar = False,
) -> None:
    """Write the sessions of a programme as a calendar (.ics) for any phone or computer."""
    from audiocoach.calendar.files import calendar_path, describe, renew_calendar
    from audiocoach.calendar.write import write_calendar

    tracks = open_tracks(name)
    if out == STDOUT:
        with printing.destination(None) as stream:
            if not isinstance(stream, Path):
                stream.write(write_calendar(tracks, base_url=base_url).data)
        return
    path = calendar_path(out or "out", tracks.course.programme.slug)
    written = renew_calendar(path, tracks, base_url=base_url, force=force)
    printing.advice(tracks.course.advice)
    printing.out(f"{path}: {describe(written)}\n")


def open_tracks(
    name: str,
    config: "Config | None" = None,
    overrides: Overrides | None = None,
    *,
    client: str = "",
) -> "Tracks":
    """The programme of that name, with the user's file and the log; raises CoachError."""
    from audiocoach.config.load import load_config
    from audiocoach.programme.catalog import find
    from audiocoach.programme.course import open_course
    from audiocoach.programme.log import read_log
    from audiocoach.programme.sessions import plan_sessions
    from audiocoach.programme.tracks import Tracks

    course = open_course(find(name))
    log = read_log(course.programme.slug, client)
    sessions = plan_sessions(course, log)
    return Tracks(course, sessions, config or load_config(), overrides or Overrides())
