"""The options that several commands share, read into values as the language reads them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from audiocoach.config.music import Music
from audiocoach.config.output import (
    FORMATS,
    Output,
    read_bitrate,
    read_duck,
    read_floor,
    read_format,
    read_loudness,
)
from audiocoach.config.overrides import reader_of
from audiocoach.defaults import MUSIC
from audiocoach.routine.fields import Span
from audiocoach.support.messages import limit_length

if TYPE_CHECKING:
    from audiocoach.api import Builder
    from audiocoach.config.model import Config
    from audiocoach.config.overrides import Overrides
    from audiocoach.sounds.choice import KitChoice

_T = TypeVar("_T")


def _usage(read: Callable[[str], _T]) -> Callable[[str], _T]:
    """`read`, its refusal told as wrong usage."""

    def parse(text: str | _T) -> _T:
        try:
            return read(text) if isinstance(text, str) else text
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    return parse


def _sidecar(text: str) -> tuple[str, ...]:
    from audiocoach.config.output import read_sidecars

    return read_sidecars(text)


def _change(text: str) -> object:
    from audiocoach.routine.overrides import read_place_change

    return read_place_change(text)


def _lead(text: str) -> object:
    from audiocoach.routine.customise import read_lead_change

    return read_lead_change(text)


def _read(name: str) -> Callable[[Any], Any]:
    """The reader of an option, as the language reads its key."""

    def read(text: str) -> object:
        return reader_of(name)(text)

    return _usage(read)


Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A routine's name, or its file.")]
Names = Annotated[list[str], typer.Argument(metavar="NAME|FILE...", help="Routines, or files.")]
Sidecars = Annotated[
    list[Any] | None,
    typer.Option(
        "--sidecar",
        parser=_usage(_sidecar),
        metavar="KINDS",
        help="Files beside the track: lrc, vtt, cue, json, csv.",
    ),
]
Split = Annotated[
    bool, typer.Option("--split", help="A folder, too, with a file for each set and rest.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What `build`, `show` and `check` change in a routine: one field an option."""

    reps: Annotated[
        Span | None,
        typer.Option(
            parser=_read("reps"), metavar="N", help="Reps of every counted exercise (per side)."
        ),
    ] = None
    work: Annotated[
        Span | None,
        typer.Option(
            parser=_read("work"), metavar="TIME", help="Work of every timed exercise: 45s."
        ),
    ] = None
    sets: Annotated[
        Span | None,
        typer.Option(
            parser=_read("reps"),
            metavar="N",
            help="Sets of every exercise.",
        ),
    ] = None
    rest: Annotated[
        Span | None,
        typer.Option(
            parser=_read("rest"), metavar="TIME", help="Rest between exercises: 45s, 1:30."
        ),
    ] = None
    round_rest: Annotated[
        Span | None,
        typer.Option(
            parser=_read("rest"),
            metavar="TIME",
            help="Rest between rounds.",
        ),
    ] = None
    rounds: Annotated[
        Span | None,
        typer.Option(
            parser=_read("reps"),
            metavar="N",
            help="Rounds of the whole routine.",
        ),
    ] = None
    level: Annotated[
        str | None,
        typer.Option(
            parser=_read("level"), metavar="LEVEL", help="In its ranges: low, mid, high or 75%."
        ),
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
        Span | None,
        typer.Option(
            parser=_read("fit"), metavar="TIME", help="Rounds and rests so that it lasts 25m."
        ),
    ] = None
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Another order for what is shuffled.")
    ] = None
    profile: Annotated[
        str | None,
        typer.Option(
            parser=_read("profile"),
            metavar="PROFILE",
            help="What is said: minimal, standard or coach.",
        ),
    ] = None
    leads: Annotated[
        list[Any] | None,
        typer.Option(
            "--lead",
            parser=_usage(_lead),
            metavar="KEY=TIME",
            help="When the coach tells of something: call=15s, countdown=5.",
        ),
    ] = None
    language: Annotated[
        str | None,
        typer.Option(
            parser=_read("language"), metavar="LANG", help="The coach's: de, en, es, fr, pt-BR."
        ),
    ] = None
    voice: Annotated[
        str | None,
        typer.Option(metavar="VOICE", help="Who speaks and how fast: en-us, en-gb@160, en-us+f2."),
    ] = None
    counter: Annotated[
        str | None,
        typer.Option(metavar="VOICE", help="Another voice for the counts: en-us+f2@190, or none."),
    ] = None
    sounds: Annotated[
        str | None,
        typer.Option(metavar="NAME|FOLDER", help="Its tones: wood, bells, or your own files."),
    ] = None

    @property
    def overrides(self) -> "Overrides":
        """All of it as the library takes it; raises CoachError for a kit that is none."""
        from audiocoach.config.overrides import Overrides

        return Overrides(
            reps=self.reps,
            work=self.work,
            sets=self.sets,
            rest=self.rest,
            round_rest=self.round_rest,
            rounds=self.rounds,
            fit=self.fit,
            level=self.level,
            mode=self.mode,
            equipment=self.instead or (),
            places=self.places or (),
            seed=self.seed,
            profile=self.profile,
            leads=self.leads or (),
            language=self.language,
            voice=self.voice,
            counter=self.counter,
            sounds=kit_of(self.sounds) if self.sounds else None,
        )


def kit_of(text: str) -> "KitChoice":
    """The kit that `text` means in the working folder; raises CoachError."""
    from audiocoach.errors import CoachError, InvalidValueError
    from audiocoach.sounds.choice import find_kit

    try:
        return find_kit(text, Path())
    except InvalidValueError as error:
        raise CoachError(error.message, error.hint) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The file that `build` is to make: one field an option."""

    out: Annotated[
        str | None,
        typer.Option(
            metavar="PATH", help="The file to write, or a folder. [default: out/NAME.mp3]"
        ),
    ] = None
    format: Annotated[
        str | None,
        typer.Option(
            parser=_usage(read_format),
            metavar="FORMAT",
            help=f"{', '.join(FORMATS)}. [default: as --out ends, or mp3]",
        ),
    ] = None
    bitrate: Annotated[
        int | None,
        typer.Option(
            parser=_usage(read_bitrate),
            metavar="RATE",
            help="Bits a second: 96k, for mp3 and more.",
        ),
    ] = None
    stereo: Annotated[
        bool | None,
        typer.Option("--stereo/--mono", help="The same sound in two channels. [default: in one]"),
    ] = None
    cover: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Your own PNG or JPEG, or none. [default: drawn]"),
    ] = None
    loudness: Annotated[
        float | None,
        typer.Option(
            parser=_usage(limit_length(read_loudness)),
            metavar="LUFS",
            help="How loud all of it is. [default: -16]",
        ),
    ] = None
    floor: Annotated[
        float | None,
        typer.Option(
            parser=_usage(limit_length(read_floor)),
            metavar="DBFS",
            help="Noise that keeps earphones awake, or off. [default: -75]",
        ),
    ] = None

    def output(
        self, *, sidecars: tuple[str, ...] = (), timeline: bool = False, split: bool = False
    ) -> Output:
        """All of it as the library takes it, and what is wanted beside the file."""
        return Output(
            format=self.format,
            bitrate=self.bitrate,
            stereo=self.stereo,
            cover=self.cover,
            loudness=self.loudness,
            floor=self.floor,
            sidecars=sidecars,
            timeline=timeline,
            split=split,
        )

    def paths(self, names: Sequence[str], config: "Config", output: Output) -> list[Path]:
        """The file of each routine's track; what cannot be is wrong usage."""
        from audiocoach.config.resolve import resolve_output, resolve_paths
        from audiocoach.errors import CoachError, TrackError

        try:
            settings = resolve_output(output, config, self.out)
        except TrackError as error:
            raise typer.BadParameter(str(error), param_hint="'--out'") from error
        except CoachError as error:
            raise typer.BadParameter(str(error)) from error
        return resolve_paths(names, self.out, config, settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedMusic:
    """What `build` plays under the voice."""

    music: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Music under the voice: a file, a folder, or 'off'."),
    ] = None
    music_rest: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Other music in rests; --music is for work.")
    ] = None
    music_shuffle: Annotated[
        int | None, typer.Option(metavar="N", help="A folder in another order for each number.")
    ] = None
    duck: Annotated[
        float,
        typer.Option(
            parser=_usage(read_duck),
            metavar="DB",
            help=f"How far music goes down under the voice. [default: {MUSIC.duck_db:g}]",
            show_default=False,
        ),
    ] = MUSIC.duck_db

    @property
    def choice(self) -> Music:
        """All of it as the library takes it."""
        return Music(
            self.music, rest=self.music_rest, duck_db=self.duck, shuffle=self.music_shuffle
        )


def open_builder() -> "Builder":
    """A Builder with the user's file, which warns on the terminal; raises CoachError."""
    from audiocoach.api import Builder
    from audiocoach.cli.printing import warn
    from audiocoach.config.load import load_config

    return Builder(config=load_config(), warn=warn)


def customisable(command: Callable[..., None]) -> Callable[..., None]:
    """`command`, with an option for each field of the groups of options that it takes."""
    own = list(signature(command).parameters.values())
    groups = [each for each in own if is_dataclass(each.annotation)]
    asked = [parameter for group in groups for parameter in _options(group.annotation)]
    plain = [each for each in own if each not in groups]
    arguments = [each for each in plain if each.default is Parameter.empty]
    flags = [each for each in plain if each.default is not Parameter.empty]

    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401 (what typer read)
        for group in groups:
            names = [each.name for each in _options(group.annotation)]
            given[group.name] = group.annotation(**{name: given.pop(name) for name in names})
        command(**given)

    parameters = [*arguments, *asked, *flags]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _options(group: Any) -> list[Parameter]:  # noqa: ANN401 (a dataclass)
    return [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=field.type)
        for field in fields(group)
    ]
