"""The command that puts a session on paper."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audiocoach.cli import printing
from audiocoach.cli.options import Force, Name, customisable, open_builder
from audiocoach.config.overrides import Overrides
from audiocoach.programme.choice import Choice

if TYPE_CHECKING:
    from audiocoach.cli.wanted import Wanted

app = typer.Typer()

Out = Annotated[
    str | None,
    typer.Option(
        "--out",
        "-o",
        metavar="PATH",
        help="The file, .html or .pdf, or a folder. [default: out/NAME.html]",
    ),
]


@app.command("sheet", epilog="Example: audiocoach sheet jeffers-pull -o pull.html")
@customisable
def sheet(
    name: Name,
    overrides: Overrides,
    *,
    out: Out = None,
    force: Force = False,
    sessions: Choice,
) -> None:
    """Write a session as a page to print, with boxes for what was done."""
    from audiocoach.cli.wanted import wanted_of
    from audiocoach.errors import CoachError
    from audiocoach.inputs import written_inputs
    from audiocoach.sheet.files import check_sheet, write_sheet
    from audiocoach.sheet.page import sheet_of

    with open_builder() as builder:
        found = [*wanted_of(name, overrides, sessions, builder)]
        is_folder = out is None or Path(out).is_dir() or not Path(out).suffix
        if not is_folder:
            check_sheet(Path(out or ""))
        if len(found) > 1 and not is_folder:
            message = f"{out} is one file for {len(found)} sheets"
            raise CoachError(message, "give a folder as --out")
        for each in found:
            settings = builder.resolve(each.routine, each.overrides)
            routine = settings.routine
            if settings.fit:  # how often it goes round in a given time is known when it is compiled
                routine = builder.compile(each.routine, each.overrides).routine
            path = _path(Path(out or "out"), each) if is_folder else Path(out or "")
            inputs = written_inputs(settings, builder.config)
            write_sheet(path, sheet_of(routine), inputs, force=force)
            printing.out(f"{path}\n")


def _path(folder: Path, each: "Wanted") -> Path:
    return folder / each.named.within / f"{each.named.words['name']}.html"
