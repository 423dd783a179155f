"""The options that several commands share: a table of rows for each value that they fill."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import Parameter, Signature, signature
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from audiocoach.cli import completing
from audiocoach.cli.completing import Completer
from audiocoach.config.music import Music, read_music
from audiocoach.config.output import FORMATS, SUFFIXES, Output, read_output
from audiocoach.config.overrides import Overrides, read_override
from audiocoach.defaults import MUSIC
from audiocoach.errors import CoachError, InvalidValueError, TrackError
from audiocoach.programme.choice import Choice

if TYPE_CHECKING:
    from audiocoach.api import Builder
    from audiocoach.config.model import Config
    from audiocoach.config.output import OutputSettings
    from audiocoach.sounds.choice import KitChoice

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME|FILE",
        help="A routine's name, or its file.",
        autocompletion=completing.routines,
    ),
]
_NAMES = typer.Argument(
    metavar="NAME|FILE...",
    help="Routines, files, or folders of them.",
    autocompletion=completing.routines,
)
Names = Annotated[list[str], _NAMES]
SomeNames = Annotated[list[str] | None, _NAMES]

Force = Annotated[
    bool,
    typer.Option("--force", help="Replace another routine's track, and files of yours, too."),
]


def base_url_option(help_: str) -> Any:  # noqa: ANN401 (typer's)
    """`--base-url`, with what it says of a command's site."""
    return typer.Option("--base-url", metavar="URL", parser=_base_url, help=help_)


def _base_url(text: str) -> str:
    from audiocoach.site.address import read_base_url

    try:
        return read_base_url(text)
    except InvalidValueError as error:
        raise typer.BadParameter(str(error)) from error


class Option(NamedTuple):
    """An option, and the field of a value that it fills."""

    field: str
    metavar: str | None
    help: str
    flag: str = ""
    """What is typed, where it is not named as its field."""
    type: Any = str
    """A text is read as the library reads the field; one that may be repeated is a list of them."""
    read: Callable[[str], object] | None = None
    """Reads the text, where the library does not."""
    complete: Completer | None = None
    """What a shell completes."""


def kit_of(text: str) -> "KitChoice":
    """The kit that `text` means in the working folder; raises CoachError."""
    from audiocoach.sounds.choice import find_kit

    try:
        return find_kit(text, Path())
    except InvalidValueError as error:
        raise CoachError(error.message, error.hint) from error


OVERRIDES = (
    Option("reps", "N", "Reps of every counted exercise (per side)."),
    Option("work", "TIME", "Work of every timed exercise: 45s."),
    Option("sets", "N", "Sets of every exercise."),
    Option("rest", "TIME", "Rest between exercises: 45s, 1:30."),
    Option("round_rest", "TIME", "Rest between rounds."),
    Option("rounds", "N", "Rounds of the whole routine."),
    Option(
        "level",
        "LEVEL",
        "Value of ranges: low, mid, high or 75%.",
        complete=completing.words("low", "mid", "high"),
    ),
    Option("mode", "MODE", "One of the routine's modes.", complete=completing.modes),
    Option("equipment", "THING", "Equipment to use instead: dumbbell.", "--with", list[str]),
    Option("places", "PLACE.KEY=VALUE", "One exercise or block: halo.reps=8.", "--set", list[str]),
    Option("fit", "TIME", "Length of the track: 25m; adapts rounds and rests."),
    Option("seed", "N", "Order of shuffled lists.", type=int),
    Option(
        "profile",
        "PROFILE",
        "How much is said: minimal, standard or coach.",
        complete=completing.words("minimal", "standard", "coach"),
    ),
    Option(
        "leads",
        "KEY=TIME",
        "How early the coach announces: call=15s, countdown=5.",
        "--lead",
        list[str],
    ),
    Option(
        "language",
        "LANG",
        "Language of the coach: de, en, es, fr, pt-BR.",
        complete=completing.languages,
    ),
    Option(
        "voice",
        "VOICE",
        "Voice and speed: heart@190, espeak, en-gb+f2, joe.",
        complete=completing.voices,
    ),
    Option(
        "counter",
        "VOICE",
        "Counter voice, if another: en-us+f2@190, or none.",
        complete=completing.voices,
    ),
    Option(
        "sounds",
        "NAME|FOLDER",
        "Tones: wood, bells, or a folder of your own.",
        read=kit_of,
        complete=completing.kits,
    ),
)
OUTPUT = (
    Option(
        "format",
        "FORMAT",
        f"{', '.join(FORMATS)}. [default: suffix of --out, or mp3]",
        complete=completing.words(*FORMATS),
    ),
    Option("bitrate", "RATE", "Bitrate of mp3, m4a or opus: 96k."),
    Option(
        "stereo", None, "The same sound in two channels. [default: mono]", "--stereo/--mono", bool
    ),
    Option("cover", "FILE", "Your own PNG or JPEG, or none. [default: drawn]"),
    Option("loudness", "LUFS", "Loudness of the track, in LUFS. [default: -16]"),
    Option("floor", "DBFS", "Noise that keeps earphones awake, or off. [default: -75]"),
    Option("timeline", None, "Write the timeline beside the track, as JSON.", "--json", bool),
    Option(
        "sidecars",
        "KINDS",
        "Files beside the track: lrc, vtt, cue, json, csv.",
        "--sidecar",
        list[str],
        complete=completing.words(*SUFFIXES),
    ),
    Option("split", None, "Also write a folder: a file for each set and rest.", type=bool),
)
MUSIC_OPTIONS = (
    Option("path", "PATH", "Music under the voice: a file, a folder, or 'off'.", "--music"),
    Option("rest", "PATH", "Other music in rests; --music is for work.", "--music-rest"),
    Option(
        "shuffle", "N", "Order of a music folder: another for each number.", "--music-shuffle", int
    ),
    Option(
        "duck_db",
        "DB",
        f"How far music goes down under words. [default: {MUSIC.duck_db:g}]",
        "--duck",
    ),
)

SESSIONS = (
    Option("week", "N", "Sessions of a programme: those of this week.", type=int),
    Option("day", "N", "With --week: the one of this day, from 1.", type=int),
    Option("session", "N", "The session of a programme with this number.", type=int),
    Option("next", None, "The first session of a programme that is not done.", "--next", bool),
    Option("all", None, "Every session of a programme.", "--all", bool),
)

_Reader = Callable[[str, object], object]
_VALUES: Mapping[Any, tuple[Sequence[Option], _Reader]] = {
    Overrides: (OVERRIDES, read_override),
    Output: (OUTPUT, read_output),
    Music: (MUSIC_OPTIONS, read_music),
    Choice: (SESSIONS, lambda _, value: value),
}
"""The values that a command may take, each with its options and the reader of its fields."""


def customisable(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command` the options of each `Overrides`, `Output` and `Music` that it takes."""
    parameters: list[Parameter] = []
    values: dict[str, tuple[Callable[..., object], dict[str, str]]] = {}
    for taken in signature(command).parameters.values():
        if taken.annotation not in _VALUES:
            parameters.append(taken.replace(kind=Parameter.KEYWORD_ONLY))
            continue
        options, read = _VALUES[taken.annotation]
        names = {option.field: f"{taken.name}_{option.field}" for option in options}
        values[taken.name] = (taken.annotation, names)
        for option in options:
            name, annotation = names[option.field], _annotation(option, read)
            parameters.append(
                Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
            )

    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401 (what typer read)
        for name, (type_, names) in values.items():
            fields = {field: given.pop(parameter) for field, parameter in names.items()}
            given[name] = type_(**{field: _joined(value) for field, value in fields.items()})
        command(**given)

    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _annotation(option: Option, read: _Reader) -> object:
    """The type of an option for typer, which reads numbers and flags itself."""

    def parse(text: str) -> object:
        try:
            return option.read(text) if option.read else read(option.field, text)
        except InvalidValueError as error:
            raise typer.BadParameter(str(error)) from error

    info = typer.Option(
        option.flag or f"--{option.field.replace('_', '-')}",
        parser=None if option.type in (int, bool) else parse,
        metavar=option.metavar,
        help=option.help,
        autocompletion=option.complete,
    )
    return Annotated[option.type | None, info]


def _joined(value: object) -> object:
    """What a repeated option gave, each a tuple, as one; None for nothing."""
    return tuple(chain.from_iterable(value)) or None if isinstance(value, list) else value


def open_builder(*, quiet: bool = False) -> "Builder":
    """A Builder with the user's file, which warns on the terminal; raises CoachError.

    One that is `quiet` does not warn.
    """
    from audiocoach.api import Builder
    from audiocoach.cli.printing import warn
    from audiocoach.config.load import load_config

    return Builder(config=load_config(), warn=None if quiet else warn)


def output_of(out: str | None, config: "Config", output: Output) -> "OutputSettings":
    """The kind of file to write; raises typer.BadParameter for what cannot be."""
    from audiocoach.config.resolve import resolve_output

    try:
        return resolve_output(output, config, out)
    except TrackError as error:
        raise typer.BadParameter(str(error), param_hint="'--out'") from error
    except CoachError as error:
        raise typer.BadParameter(str(error)) from error


def path_of(name: str, out: str | None, config: "Config", output: Output) -> Path:
    """The file of one track of that name; raises typer.BadParameter for what cannot be."""
    from audiocoach.config.destinations import Named, resolve_paths

    settings = output_of(out, config, output)
    return resolve_paths([Named(name, {"name": name})], out, config, settings)[0]
