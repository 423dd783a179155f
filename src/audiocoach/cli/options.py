"""The options that several commands share, read into values as the language reads them."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from audiocoach.routine.fields import (
    Span,
    read_cap,
    read_count,
    read_level_name,
    read_positive_lengths,
    read_profile,
    read_rest,
    short,
)

if TYPE_CHECKING:
    from audiocoach.build import Options
    from audiocoach.clips import Progress
    from audiocoach.habits import Habits

_T = TypeVar("_T")


def _usage(read: Callable[[str], _T]) -> Callable[[str], _T]:
    """`read`, its refusal told as wrong usage."""

    def parse(text: str | _T) -> _T:
        try:
            return read(text) if isinstance(text, str) else text
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    return parse


def _change(text: str) -> object:
    from audiocoach.routine.places import read_change

    return read_change(text)


_count = _usage(short(read_count))
_rest = _usage(short(read_rest))
_work = _usage(short(read_positive_lengths))
_level = _usage(short(read_level_name))
_fit = _usage(short(read_cap))
_profile = _usage(short(read_profile))

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A routine's name, or its file.")]
Names = Annotated[list[str], typer.Argument(metavar="NAME|FILE...", help="Routines, or files.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="The MP3 to write, or a folder. [default: out/NAME.mp3]"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What `build`, `show` and `check` change in a routine: one field an option."""

    reps: Annotated[
        Span | None,
        typer.Option(parser=_count, metavar="N", help="Reps of every counted exercise (per side)."),
    ] = None
    work: Annotated[
        Span | None,
        typer.Option(parser=_work, metavar="TIME", help="Work of every timed exercise: 45s."),
    ] = None
    sets: Annotated[
        Span | None, typer.Option(parser=_count, metavar="N", help="Sets of every exercise.")
    ] = None
    rest: Annotated[
        Span | None,
        typer.Option(parser=_rest, metavar="TIME", help="Rest between exercises: 45s, 1:30."),
    ] = None
    round_rest: Annotated[
        Span | None, typer.Option(parser=_rest, metavar="TIME", help="Rest between rounds.")
    ] = None
    rounds: Annotated[
        Span | None, typer.Option(parser=_count, metavar="N", help="Rounds of the whole routine.")
    ] = None
    level: Annotated[
        str | None,
        typer.Option(parser=_level, metavar="LEVEL", help="In its ranges: low, mid, high or 75%."),
    ] = None
    mode: Annotated[
        str | None, typer.Option(metavar="MODE", help="One of the routine's ways to do it.")
    ] = None
    instead: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="THING", help="Equipment to use instead: dumbbell."),
    ] = None
    places: Annotated[
        list[Any] | None,
        typer.Option(
            "--set",
            parser=_usage(_change),
            metavar="PLACE.KEY=VALUE",
            help="One exercise or block: halo.reps=8.",
        ),
    ] = None
    fit: Annotated[
        int | None,
        typer.Option(parser=_fit, metavar="TIME", help="Rounds and rests so that it lasts 25m."),
    ] = None
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Another order for what is shuffled.")
    ] = None
    profile: Annotated[
        str | None,
        typer.Option(
            parser=_profile, metavar="PROFILE", help="What is said: minimal, standard or coach."
        ),
    ] = None
    voice: Annotated[
        str | None,
        typer.Option(metavar="VOICE", help="Who speaks and how fast: en-us, en-gb@160, en-us+f2."),
    ] = None

    def options(self, habits: "Habits", progress: "Progress") -> "Options":
        """All of it as the program takes it."""
        from audiocoach.build import Options
        from audiocoach.routine.customising import Wishes
        from audiocoach.routine.overrides import Overrides

        keys = ("reps", "work", "sets", "rest", "round_rest", "rounds")
        wishes = Wishes(
            overrides=Overrides(**{key: getattr(self, key) for key in keys}),
            places=tuple(self.places or ()),
            level=self.level,
            mode=self.mode,
            profile=self.profile,
            voice=self.voice,
            instead=tuple(self.instead or ()),
            seed=self.seed,
        )
        return Options(wishes, habits, self.fit, progress)


def customisable(command: Callable[..., None]) -> Callable[..., None]:
    """`command`, with an option of its own for each of the fields of the `Asked` that it takes."""
    asked = [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=field.type)
        for field in fields(Asked)
    ]
    own = [each for each in signature(command).parameters.values() if each.annotation is not Asked]
    arguments = [each for each in own if each.default is Parameter.empty]
    flags = [each for each in own if each.default is not Parameter.empty]

    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401 (what typer read)
        values = {each.name: given.pop(each.name) for each in asked}
        command(**given, asked=Asked(**values))

    parameters = [*arguments, *asked, *flags]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run
