"""The options that several commands share, read into values as the language reads them."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from audiocoach.routine.fields import Span, read_count
from audiocoach.times import parse_duration

_T = TypeVar("_T")


def _usage(read: Callable[[str], _T]) -> Callable[[str], _T]:
    """`read`, its refusal told as wrong usage."""

    def parse(text: str | _T) -> _T:
        try:
            return read(text) if isinstance(text, str) else text
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    return parse


_count = _usage(read_count)
_length = _usage(parse_duration)

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A routine's name, or its file.")]
Names = Annotated[list[str], typer.Argument(metavar="NAME|FILE...", help="Routines, or files.")]
Reps = Annotated[
    Span | None,
    typer.Option(parser=_count, metavar="N", help="Reps of every counted exercise (per side)."),
]
Rest = Annotated[
    int | None,
    typer.Option(parser=_length, metavar="TIME", help="Rest between exercises: 45s, 1:30, 2 min."),
]
RoundRest = Annotated[
    int | None, typer.Option(parser=_length, metavar="TIME", help="Rest between rounds.")
]
Rounds = Annotated[
    Span | None, typer.Option(parser=_count, metavar="N", help="Rounds of the whole routine.")
]
Voice = Annotated[
    str | None,
    typer.Option(metavar="VOICE", help="Who speaks and how fast: en-us, en-gb@160, en-us+f2."),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="The MP3 to write, or a folder. [default: out/NAME.mp3]"),
]
