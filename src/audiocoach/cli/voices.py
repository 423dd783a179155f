"""The commands for those who choose tones and voices."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audiocoach.cli import colour, completing, printing
from audiocoach.cli.options import Force, Name, customisable, kit_of, open_builder, path_of
from audiocoach.config.overrides import Overrides
from audiocoach.errors import one_line
from audiocoach.support.tables import align_columns

if TYPE_CHECKING:
    from audiocoach.tts.registry import EngineVoices

app = typer.Typer()

Engine = Annotated[
    str | None,
    typer.Option(
        metavar="ENGINE",
        help="Voices of one engine: espeak, system, piper…",
        autocompletion=completing.engines,
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        metavar="TAG",
        help="Voices of one language: de, pt-br.",
        autocompletion=completing.languages,
    ),
]
Chosen = Annotated[
    str | None,
    typer.Option(
        metavar="VOICE",
        help="As for build. [default: from the config file, or the language]",
        autocompletion=completing.voices,
    ),
]
Written = Annotated[
    str | None,
    typer.Option(
        metavar="TAG",
        help="The language of the text. [default: en]",
        autocompletion=completing.languages,
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        "--out",
        "-o",
        metavar="PATH",
        help="The file, or a folder. [default: out/say.mp3, or none with --play]",
    ),
]
Play = Annotated[bool, typer.Option("--play", help="Play it, through a player of the system.")]

File = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="The file to write. [default: print it]"),
]


@app.command("sounds", epilog="Example: audiocoach sounds wood")
def sounds(
    kit: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME|FOLDER]",
            help="One kit, with all its tones.",
            autocompletion=completing.kits,
        ),
    ] = None,
) -> None:
    """List the kits of tones, or check one."""
    from audiocoach.sounds import open_kit

    if kit is None:
        from audiocoach.sounds.choice import kit_names

        printing.out(printing.kits_text(map(open_kit, kit_names())), colour.first_column)
        return
    from audiocoach.sounds.loading import tone_ms

    opened = open_kit(kit_of(kit))
    lengths = {tone.name: tone_ms(tone) for tone in opened.tones.values()}
    printing.out(printing.kit_text(opened, lengths), colour.first_line)


voices = typer.Typer(
    add_completion=False,
    help="List the available voices, and how to get more.",
    epilog="Example: audiocoach voices --language de",
    rich_markup_mode=None,
    invoke_without_command=True,
)
app.add_typer(voices, name="voices")


@voices.callback()
def list_(context: typer.Context, engine: Engine = None, language: Language = None) -> None:
    """List the available voices, and how to get more."""
    if context.invoked_subcommand:
        return
    from audiocoach.tts import UserVoices
    from audiocoach.tts.registry import clashing_plugins, list_voices

    for clash in clashing_plugins():
        printing.warn(clash)
    programs = UserVoices()
    if engine == "command":  # it alone needs the config file, which takes a while to read
        from audiocoach.config.load import load_config

        programs = load_config().user_voices
    printing.out(_listed(list_voices(engine, language, programs), language), colour.first_column)


@voices.command(epilog="Example: audiocoach voices install emma")
def install(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="A voice of hibari, like emma, or of piper, like en_US-lessac-low."
        ),
    ],
) -> None:
    """Download a voice of hibari or piper."""
    from audiocoach.tts.registry import download_voice

    voice, file = download_voice(name)
    printing.out(f"{file}\nTry it: audiocoach say 'Ten seconds.' --voice {voice}\n")


@app.command("say", epilog="Example: audiocoach say 'Ten seconds.' --voice en-gb+f2@150")
def say(  # noqa: PLR0913 (an option each)
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is said.")],
    voice: Chosen = None,
    language: Written = None,
    out: Out = None,
    *,
    play: Play = False,
    force: Force = False,
) -> None:
    """Preview a voice: write or play one sentence as it sounds in a track."""
    from audiocoach.config.destinations import STDOUT
    from audiocoach.config.model import Config
    from audiocoach.config.output import Output
    from audiocoach.config.resolve import resolve_voice
    from audiocoach.defaults import DEFAULTS
    from audiocoach.errors import InvalidValueError

    spoken = language or DEFAULTS.language
    with open_builder() as builder:
        try:
            resolve_voice(builder.config, voice, spoken)
        except InvalidValueError as error:
            message = f"{error}; or name a --voice"
            raise typer.BadParameter(message, param_hint="--language") from error
        if out is not None or not play:
            streamed = out == STDOUT
            if streamed:
                printing.check_stream()
            path = path_of("say", None if streamed else out, Config(), Output())
            with printing.destination(None if streamed else path) as to:
                builder.preview(text, to, voice=voice, language=spoken, force=force)
            if not streamed:
                printing.out(f"{one_line(str(path))}\n")
        if play:
            from audiocoach.audio import player

            player.play(partial(builder.preview, text, voice=voice, language=spoken))


@app.command("script", epilog="Example: audiocoach script jeffers-pull --out recordings/index.csv")
@customisable
def script(  # noqa: PLR0913 (an option each)
    name: Name,
    overrides: Overrides,
    *,
    sheet: Annotated[bool, typer.Option("--sheet", help="Print a text to read from.")] = False,
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="FOLDER", help="Check the recordings in it."),
    ] = None,
    out: File = None,
    force: Force = False,
) -> None:
    """List the phrases to record, or check recordings."""
    from audiocoach.inputs import written_inputs
    from audiocoach.plan import plan_session
    from audiocoach.report.recordings import (
        check_recordings,
        script_as_csv,
        script_as_sheet,
        write_script,
    )
    from audiocoach.support.ownership import Input

    if check and sheet:
        raise typer.BadParameter(
            "leave it out beside --check, which prints no script", param_hint="--sheet"
        )
    with open_builder() as builder, printing.progress() as progress:
        settings = builder.resolve(name, overrides)
        with builder.compiler(progress=progress) as compiler:
            # How often it goes round in a given time is known only when it has been spoken.
            plan = (
                compiler.compile(settings).plan if settings.fit else plan_session(settings.routine)
            )
            script = write_script(settings, plan)
            checked = check_recordings(script, check, compiler) if check else None
    text = (
        checked.text() if checked else (script_as_sheet if sheet else script_as_csv)(script.lines)
    )
    inputs = [*written_inputs(settings, builder.config)]
    if checked:
        inputs += (Input("a recording", each.file) for each in checked.phrases if each.file)
    printing.out_or_file(text, out, inputs, force=force)
    if checked and checked.unusable:
        raise typer.Exit(1)


def _listed(engines: "list[EngineVoices]", language: str | None) -> str:
    rows = [
        (f"{listed.engine}:{voice.name}", voice.language, voice.gender, voice.title)
        for listed in engines
        for voice in listed.voices
    ]
    unspoken = f"no voice here speaks '{language}'; write a language by its tag, like de or pt-br\n"
    nothing = unspoken if language else "no voices\n"
    notes = "".join(f"{listed.engine}: {listed.note}\n" for listed in engines if listed.note)
    speed = "each at its usual speed, or at as many words a minute as follow it: @150\n"
    return (align_columns(rows, printing.width()) + "\n" + speed if rows else nothing) + notes
