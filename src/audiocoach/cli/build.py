"""Every command: its arguments, one call into the program, and what is printed of the result."""

from typing import Annotated

import typer

from audiocoach.cli import printing
from audiocoach.cli.options import Force, Name, Names, customisable, open_builder, paths_of
from audiocoach.config.music import Music
from audiocoach.config.output import Output
from audiocoach.config.overrides import Overrides

app = typer.Typer()

Out = Annotated[
    str | None,
    typer.Option(metavar="PATH", help="The file to write, or a folder. [default: out/NAME.mp3]"),
]


@app.command(
    "build", epilog="Example: audiocoach build jeffers-pull --reps 8 --rest 45s --rounds 2"
)
@customisable
def build(  # noqa: PLR0913 (an option each)
    names: Names,
    overrides: Overrides,
    *,
    out: Out = None,
    force: Force = False,
    output: Output,
    music: Music,
) -> None:
    """Build the track of a routine: one file for any player."""
    with open_builder() as builder:
        paths = paths_of(names, out, builder.config, output)
        for name, path in zip(names, paths, strict=True):
            with printing.progress() as progress:
                report = builder.build(
                    name, path, overrides, output, music=music, force=force, progress=progress
                )
            printing.notes(report.notes)
            printing.summary(report)


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
    printing.out(overview_text(timeline, cues=cues, ascii_only=printing.ascii_only()))
    printing.notes(session.settings.notes)
    printing.warnings(timeline)


@app.command("list", epilog="Example: audiocoach list")
def list_() -> None:
    """List the routines that can be built by name."""
    from audiocoach.report.catalog import list_catalog

    printing.out(printing.catalog_text(list_catalog()))


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

    failed = False
    with open_builder() as builder:
        for name in names:
            try:
                session = builder.compile(name, overrides)
                advice = lint(session.routine, session.plan, session.timeline)
            except CoachError as error:
                failed = True
                printing.err(f"{error}\n")
                continue
            printing.notes(session.settings.notes)
            printing.advice(advice)
            printing.out(printing.checked(name, session.timeline, advice))
            failed = failed or (strict and bool(advice))
    if failed:
        raise typer.Exit(1)
