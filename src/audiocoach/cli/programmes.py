"""The commands of programmes: what is ahead, and what was done."""

from typing import TYPE_CHECKING, Annotated

import typer

from audiocoach.cli import colour, printing
from audiocoach.config.overrides import Overrides
from audiocoach.errors import CoachError

if TYPE_CHECKING:
    from audiocoach.config.model import Config
    from audiocoach.programme.tracks import Tracks

app = typer.Typer()

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A programme's name, or its file.")]


@app.command("plan", epilog="Example: audiocoach plan stronger-back")
def plan(
    name: Name,
    *,
    json: Annotated[bool, typer.Option("--json", help="The sessions as JSON.")] = False,
) -> None:
    """Show the weeks of a programme: when, what, how much, how long, and what is new."""
    from audiocoach.programme.rests import check_rests
    from audiocoach.report.programme import programme_json, programme_text

    tracks = open_tracks(name)
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
) -> None:
    """Note that a session of a programme was done: the next ones go on from there."""
    from audiocoach.programme.log import note_done, note_undone
    from audiocoach.programme.sessions import next_session, session_at
    from audiocoach.report.programme import describe_session

    if again and undo:
        raise typer.BadParameter("write one of --again and --undo")
    tracks = open_tracks(name)
    session = (
        next_session(tracks.sessions) if number is None else session_at(tracks.sessions, number)
    )
    if session is None:
        raise CoachError(f"every session of '{name}' is done", "say which one by its number")
    slug = tracks.course.programme.slug
    if undo:
        if not note_undone(slug, session.number):
            raise CoachError(f"session {session.number} was not noted as done")
    else:
        note_done(slug, session.number, again=again)
    tracks = open_tracks(name)
    noted = tracks.sessions[session.number - 1]
    status = {"done": "done", "again": "done, and comes again"}.get(noted.status, "not done")
    printing.out(f"{describe_session(tracks, noted)}: {status}\n")
    if following := next_session(tracks.sessions):
        printing.out(f"next: {describe_session(tracks, following)}\n")


def open_tracks(
    name: str, config: "Config | None" = None, overrides: Overrides | None = None
) -> "Tracks":
    """The programme of that name, with the user's file and the log; raises CoachError."""
    from audiocoach.config.load import load_config
    from audiocoach.programme.catalog import find
    from audiocoach.programme.course import open_course
    from audiocoach.programme.log import read_log
    from audiocoach.programme.sessions import plan_sessions
    from audiocoach.programme.tracks import Tracks

    course = open_course(find(name))
    log = read_log(course.programme.slug)
    sessions = plan_sessions(course, log)
    return Tracks(course, sessions, config or load_config(), overrides or Overrides())
