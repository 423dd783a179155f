"""The command that plays a track here."""

from pathlib import Path
from typing import Annotated

import typer

from audiocoach.cli import printing
from audiocoach.cli.options import Name, customisable, open_builder
from audiocoach.config.music import Music
from audiocoach.config.overrides import Overrides
from audiocoach.errors import CoachError, InvalidValueError
from audiocoach.support.durations import MS_PER_SECOND, format_clock, parse_duration

app = typer.Typer()


def _position(text: str) -> int:
    try:
        return parse_duration(text)
    except InvalidValueError as error:
        raise typer.BadParameter(str(error)) from error


def _shown(ms: int) -> str:
    return format_clock(ms - ms % MS_PER_SECOND).removesuffix(".000")


From = Annotated[
    int | None,
    typer.Option("--from", parser=_position, metavar="TIME", help="Where to begin: 5:00."),
]


@app.command("play", epilog="Example: audiocoach play jeffers-pull --from 5:00")
@customisable
def play(name: Name, overrides: Overrides, *, from_: From = None, music: Music) -> None:
    """Play a routine's track here, through a player of the system."""
    from audiocoach.audio import player
    from audiocoach.config.output import Output

    begin_ms = from_ or 0
    player.check(instead := "build a file of it, or send it to a phone")
    with open_builder() as builder:

        def write(wav: Path) -> None:
            with wav.open("wb") as file, printing.progress(name) as progress:
                report = builder.build(
                    name, file, overrides, Output(format="wav"), music=music, progress=progress
                )
            printing.notes(report.notes)
            begin, end = map(_shown, (begin_ms, report.duration_ms))
            if begin_ms >= report.duration_ms:
                raise CoachError(f"--from {begin} is after the end", f"the track lasts {end}")
            printing.out(f"{report.timeline.title}: {begin} to {end}\n")

        try:
            player.play(write, begin_ms, instead)
        except KeyboardInterrupt:  # somebody has heard enough
            raise typer.Exit(130) from None
