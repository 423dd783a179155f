"""Every command: its arguments, one call into the program, and what is printed of the result."""

from itertools import chain
from typing import Annotated

import typer

from audiocoach.cli import app, printing
from audiocoach.cli.options import (
    Asked,
    AskedMusic,
    Name,
    Names,
    Sidecars,
    Split,
    Wanted,
    customisable,
    open_builder,
)

Json = Annotated[bool, typer.Option("--json", help="The timeline as JSON.")]


@app.command(epilog="Example: audiocoach build jeffers-pull --reps 8 --rest 45s --rounds 2")
@customisable
def build(  # noqa: PLR0913 (one for each option)
    names: Names,
    asked: Asked,
    wanted: Wanted,
    music: AskedMusic,
    *,
    json: Annotated[
        bool, typer.Option("--json", help="Write the timeline beside the track, as JSON.")
    ] = False,
    sidecar: Sidecars = None,
    split: Split = False,
) -> None:
    """Make the track of a routine: one file for any player."""
    sidecars = tuple(dict.fromkeys(chain.from_iterable(sidecar or ())))
    output = wanted.output(sidecars=sidecars, timeline=json, split=split)
    with open_builder() as builder:
        overrides, paths = asked.overrides, wanted.paths(names, builder.config, output)
        for name, path in zip(names, paths, strict=True):
            with printing.progress() as progress:
                report = builder.build(
                    name, path, overrides, output, music=music.choice, progress=progress
                )
            for note in report.notes:
                printing.warn(note)
            printing.summary(report)


@app.command(epilog="Example: audiocoach show jeffers-pull --cues")
@customisable
def show(
    name: Name,
    asked: Asked,
    *,
    cues: Annotated[bool, typer.Option("--cues", help="With what is said in it.")] = False,
    json: Json = False,
) -> None:
    """Show what a routine's track will be, without making it."""
    from audiocoach.export.json import to_json
    from audiocoach.report.overview import overview_text

    with open_builder() as builder, printing.progress() as progress:
        timeline = builder.compile(name, asked.overrides, progress=progress).timeline
    if json:
        printing.out(to_json(timeline))
        return
    printing.out(overview_text(timeline, cues=cues, ascii_only=printing.ascii_only()))
    printing.warnings(timeline)


@app.command("list", epilog="Example: audiocoach list")
def list_() -> None:
    """List the routines that can be built by name."""
    from audiocoach.report.catalog import list_catalog

    printing.out(printing.catalog_text(list_catalog()))


@app.command(epilog="Example: audiocoach check jeffers-pull jamison-back")
@customisable
def check(
    names: Names,
    asked: Asked,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on advice, too.")] = False,
) -> None:
    """Check routines: every error, then advice."""
    from audiocoach.errors import CoachError
    from audiocoach.report.lint import lint

    failed = False
    with open_builder() as builder:
        for name in names:
            try:
                session = builder.compile(name, asked.overrides)
                advice = lint(session.routine, session.plan, session.timeline)
            except CoachError as error:
                failed = True
                printing.err(f"{error}\n")
                continue
            printing.advice(advice)
            printing.out(printing.checked(name, session.timeline, advice))
            failed = failed or (strict and bool(advice))
    if failed:
        raise typer.Exit(1)


def _version(wanted: bool) -> None:  # noqa: FBT001 (typer calls it)
    if wanted:
        from audiocoach.support.resources import version

        printing.out(f"audiocoach {version('audiocoach')}\n")
        raise typer.Exit


@app.callback()
def audiocoach(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Which version.")
    ] = False,
) -> None:
    """Turn a workout written in YAML into one MP3 that coaches you through it."""
