"""Every command: its arguments, one call into the program, and what is printed of the result."""

from typing import Annotated

import typer

from audiocoach.cli import app, printing
from audiocoach.cli.options import Name, Names, Out, Reps, Rest, RoundRest, Rounds, Voice

Json = Annotated[bool, typer.Option("--json", help="The timeline as JSON.")]


@app.command(epilog="Example: audiocoach build jeffers-pull --reps 8 --rest 45s --rounds 2")
def build(  # noqa: PLR0913 (the command line's own)
    names: Names,
    *,
    reps: Reps = None,
    rest: Rest = None,
    round_rest: RoundRest = None,
    rounds: Rounds = None,
    voice: Voice = None,
    out: Out = None,
    json: Annotated[
        bool, typer.Option("--json", help="Write the timeline beside the track, as JSON.")
    ] = False,
) -> None:
    """Make the track of a routine: one MP3 for any player."""
    from audiocoach.build import Options, build
    from audiocoach.cli.targets import targets
    from audiocoach.routine.overrides import Overrides

    overrides = Overrides(reps, rest, round_rest, rounds)
    for name, path in zip(names, targets(names, out), strict=True):
        with printing.progress() as progress:
            built = build(name, path, Options(overrides, voice, progress), with_json=json)
        printing.summary(built)


@app.command(epilog="Example: audiocoach show jeffers-pull --cues")
def show(  # noqa: PLR0913 (the command line's own)
    name: Name,
    *,
    reps: Reps = None,
    rest: Rest = None,
    round_rest: RoundRest = None,
    rounds: Rounds = None,
    voice: Voice = None,
    cues: Annotated[bool, typer.Option("--cues", help="With what is said in it.")] = False,
    json: Json = False,
) -> None:
    """Show what a routine's track will be, without making it."""
    from audiocoach.build import Options, compile_timeline
    from audiocoach.listing import overview_text, to_json
    from audiocoach.routine.overrides import Overrides

    overrides = Overrides(reps, rest, round_rest, rounds)
    with printing.progress() as progress:
        timeline = compile_timeline(name, Options(overrides, voice, progress))
    if json:
        printing.out(to_json(timeline))
        return
    printing.out(overview_text(timeline, cues=cues, ascii_only=printing.ascii_only()))
    printing.warnings(timeline)


@app.command("list", epilog="Example: audiocoach list")
def list_() -> None:
    """List the routines that can be built by name."""
    from audiocoach.build import catalog

    printing.out(printing.catalog_text(catalog()))


@app.command(epilog="Example: audiocoach check jeffers-pull jamison-back")
def check(names: Names) -> None:
    """Check routines: every error of each file, then what will not fit its time."""
    from audiocoach.build import Options, compile_timeline
    from audiocoach.errors import CoachError

    failed = False
    for name in names:
        try:
            timeline = compile_timeline(name, Options())
        except CoachError as error:
            failed = True
            printing.err(f"{error}\n")
            continue
        printing.warnings(timeline)
        printing.out(printing.checked(name, timeline))
    if failed:
        raise typer.Exit(1)


def _version(wanted: bool) -> None:  # noqa: FBT001 (typer calls it)
    if wanted:
        from audiocoach.packages import version

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
