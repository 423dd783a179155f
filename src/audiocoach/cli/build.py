"""Every command: its arguments, one call into the program, and what is printed of the result."""

from dataclasses import replace
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
    from audiocoach.api import Beside, build
    from audiocoach.cli.targets import choose_output, targets
    from audiocoach.config.load import load_config

    config = load_config()
    output = choose_output(wanted, config)
    asked_for = tuple(dict.fromkeys(chain.from_iterable(sidecar or ())))
    beside = Beside(json, asked_for or config.sidecars, split)
    for name, path in zip(names, targets(names, wanted, config, output), strict=True):
        with printing.progress() as progress:
            options = asked.options(config, progress, output)
            built = build(name, path, replace(options, music=music.choice), beside)
        printing.summary(built)


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
    from audiocoach.compiler import compile_timeline
    from audiocoach.config.load import load_config
    from audiocoach.export.json import to_json
    from audiocoach.report.overview import overview_text

    with printing.progress() as progress:
        timeline = compile_timeline(name, asked.options(load_config(), progress))
    if json:
        printing.out(to_json(timeline))
        return
    printing.out(overview_text(timeline, cues=cues, ascii_only=printing.ascii_only()))
    printing.warnings(timeline)


@app.command("list", epilog="Example: audiocoach list")
def list_() -> None:
    """List the routines that can be built by name."""
    from audiocoach.report.catalog import catalog

    printing.out(printing.catalog_text(catalog()))


@app.command(epilog="Example: audiocoach check jeffers-pull jamison-back")
@customisable
def check(
    names: Names,
    asked: Asked,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on advice, too.")] = False,
) -> None:
    """Check routines: every error, then advice."""
    from audiocoach.compiler import compile_session
    from audiocoach.config.load import load_config
    from audiocoach.errors import CoachError
    from audiocoach.report.lint import lint

    config, failed = load_config(), False
    for name in names:
        try:
            session = compile_session(name, asked.options(config, printing.silent))
            found = lint(session.routine, session.plan, session.timeline)
        except CoachError as error:
            failed = True
            printing.err(f"{error}\n")
            continue
        printing.advice(found)
        printing.out(printing.checked(name, session.timeline, found))
        failed = failed or (strict and bool(found))
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
