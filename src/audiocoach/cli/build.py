"""Every command: its arguments, one call into the program, and what is printed of the result."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from audiocoach.cli import colour, printing
from audiocoach.cli.attempts import Attempts
from audiocoach.cli.options import Force, Name, Names, SomeNames, customisable, open_builder
from audiocoach.cli.rows import Client, Clients, UsageError, find_row, open_plan
from audiocoach.config.destinations import STDOUT
from audiocoach.config.music import Music
from audiocoach.config.output import Output
from audiocoach.config.overrides import Overrides
from audiocoach.programme.choice import Choice

if TYPE_CHECKING:
    from audiocoach.roster.model import Client as Row

app = typer.Typer()

Out = Annotated[
    str | None,
    typer.Option(
        "--out",
        "-o",
        metavar="PATH",
        help="The file, with {title} and the like in it, a folder, or - for standard output. "
        "[default: out/NAME.mp3]",
    ),
]
FailFast = Annotated[
    bool, typer.Option("--fail-fast", help="Stop at the first routine that cannot be built.")
]
Watch = Annotated[
    bool, typer.Option("--watch", help="Build again whenever a file of it changes, until Ctrl-C.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print the path of each track, and errors.")
]


@app.command(
    "build", epilog="Example: audiocoach build jeffers-pull --reps 8 --round-rest 2min --rounds 2"
)
@customisable
def build(  # noqa: PLR0913 (an option each)
    names: SomeNames = None,
    *,
    overrides: Overrides,
    client: Client = None,
    clients: Clients = None,
    out: Out = None,
    force: Force = False,
    fail_fast: FailFast = False,
    quiet: Quiet = False,
    watch: Watch = False,
    sessions: Choice,
    output: Output,
    music: Music,
) -> None:
    """Build the track of a routine, or of sessions of a programme: one file for any player."""
    from audiocoach.cli.tracks import Tracks
    from audiocoach.routine.catalog import expand_folders

    if row := find_row(client, clients):
        if (overrides, output, music) != (Overrides(), Output(), Music()) or (
            watch or fail_fast or quiet or out == STDOUT or (names and not row.programme)
        ):
            allowed = "only --clients, --out, --force and which sessions go with it"
            message = f"the table says what to build, and how; {allowed}"
            raise typer.BadParameter(message, param_hint="'--client'")
        _build_client(row, names or (), sessions, out or "out", force=force)
        return
    if not names:
        raise UsageError("Missing argument 'NAME|FILE...', or --client")
    tracks = Tracks(overrides, output, music, sessions, out, force, quiet)
    if watch:
        from audiocoach.cli.watching import watch as watch_tracks

        if tracks.is_streamed or fail_fast:
            message = "goes on; leave out --fail-fast, and --out -"
            raise typer.BadParameter(message, param_hint="--watch")
        watch_tracks(names, tracks.build)
        return
    attempts = Attempts(expand_folders(names), fail_fast=fail_fast)
    if tracks.is_streamed:
        printing.check_stream(len(attempts.names))
    tracks.build(attempts)
    attempts.end()


def _build_client(
    row: "Row", names: Sequence[str], sessions: Choice, to: str, *, force: bool
) -> None:
    """Build the track of a client, or sessions of their programme."""
    from audiocoach.cli.clients import build_client, build_sessions
    from audiocoach.config.load import load_config

    plan = open_plan(row, load_config(), names) if names or sessions.is_made else None
    if plan and sessions.is_made:
        build_sessions(row, plan, sessions, to, force=force)
    else:
        build_client(row, to, force=force)


@app.command("show", epilog="Example: audiocoach show jeffers-pull --cues")
@customisable
def show(
    name: Name,
    overrides: Overrides,
    *,
    cues: Annotated[bool, typer.Option("--cues", help="With what is said in it.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The timeline as JSON.")] = False,
) -> None:
    """Show the session of a routine, without building its track."""
    from audiocoach.export.json import to_json
    from audiocoach.report.overview import overview_text

    with open_builder() as builder, printing.progress() as progress:
        session = builder.compile(name, overrides, progress=progress)
    timeline = session.timeline
    if json:
        printing.out(to_json(timeline))
        return
    text = overview_text(
        timeline, cues=cues, ascii_only=printing.ascii_only(), width=printing.width()
    )
    printing.out(text, colour.overview)
    printing.notes(session.notes)
    printing.warnings(timeline)


@app.command("list", epilog="Example: audiocoach list")
def list_(*, json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List the routines that can be built by name."""
    from audiocoach.report.catalog import list_catalog

    entries, notes = list_catalog()
    if json:
        printing.out(printing.catalog_json(entries))
    else:
        printing.out(printing.catalog_text(entries), colour.first_column)
    printing.notes(notes)


@app.command("check", epilog="Example: audiocoach check jeffers-pull jamison-back")
@customisable
def check(
    names: Names,
    overrides: Overrides,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on advice, too.")] = False,
) -> None:
    """Check routines: report every error, or advice."""
    from audiocoach.errors import CoachError
    from audiocoach.report.lint import lint
    from audiocoach.routine.catalog import expand_folders

    failed = False
    with open_builder() as builder:
        for name in expand_folders(names):
            try:
                session = builder.compile(name, overrides)
                advice = lint(session.routine, session.plan, session.timeline)
            except CoachError as error:
                failed = True
                printing.err(f"{error}\n")
                continue
            printing.notes(session.notes)
            printing.advice(advice)
            printing.out(printing.checked(name, session.timeline, advice))
            failed = failed or (strict and bool(advice))
    if failed:
        raise typer.Exit(1)
