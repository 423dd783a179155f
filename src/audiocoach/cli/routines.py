"""The commands for those who write routines: begin one, copy one, look into it."""

from pathlib import Path
from typing import Annotated

import typer

from audiocoach.cli import completing, printing
from audiocoach.cli.options import Force, Name, customisable, open_builder
from audiocoach.config.overrides import Overrides

app = typer.Typer()

Where = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="PATH", help="The file to write, or a folder. [default: here]"
    ),
]


@app.command("new", epilog="Example: audiocoach new leg-day")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, like leg-day.")],
    *,
    out: Where = None,
    force: Force = False,
) -> None:
    """Write a commented routine to start from."""
    from audiocoach.routine.catalog import create_routine

    printing.out(printing.begun(create_routine(name, out, force=force)))


@app.command("copy", epilog="Example: audiocoach copy jeffers-pull my-pull")
def copy(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A routine that 'list' shows, or a programme.",
            autocompletion=completing.routines,
        ),
    ],
    as_: Annotated[
        str | None, typer.Argument(metavar="[AS]", help="What the copy is called.")
    ] = None,
    *,
    out: Where = None,
    force: Force = False,
) -> None:
    """Copy a routine, or a programme, for you to change."""
    from audiocoach.programme import catalog as programmes
    from audiocoach.routine.catalog import copy_file, copy_routine, is_known, note_hidden

    note = note_hidden(name)
    if programmes.is_known(name) and not is_known(name):
        file = copy_file(programmes.find_path(name), as_, out, force=force)
    else:
        file = copy_routine(name, as_, out, force=force)
    printing.notes([note] if note else [])
    command = "plan" if programmes.is_programme(file) else "check"
    printing.out(printing.begun(file, command))


STAGES = ("routine", "defaults", "plan", "clips", "timeline", "segments", "frames")


def _stage(text: str) -> str:
    if text not in STAGES:
        raise typer.BadParameter(f"'{text}' is no stage; write one of {', '.join(STAGES)}")
    return text


@app.command("explain", epilog="Example: audiocoach explain jeffers-pull --stage defaults")
@customisable
def explain(
    name: Name,
    overrides: Overrides,
    *,
    stage: Annotated[
        str | None,
        typer.Option(
            parser=_stage,
            metavar="STAGE",
            help=f"A stage in full: {', '.join(STAGES)}.",
            autocompletion=completing.words(*STAGES),
        ),
    ] = None,
) -> None:
    """Show the stages from a routine to its track."""
    from audiocoach.report.stages import explain

    with open_builder() as builder, printing.progress() as progress:
        session = builder.compile(name, overrides, progress=progress)
    printing.out(explain(session, stage))


@app.command("schema", epilog="Example: audiocoach schema --out routine.schema.json")
def schema(
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="The file to write. [default: print it]"),
    ] = None,
    force: Force = False,
) -> None:
    """Print the language's JSON Schema, for editors."""
    from audiocoach.routine.schema import schema_text

    printing.out_or_file(schema_text(), out, force=force)
