"""The commands for those who choose tones and voices."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audiocoach.cli import app, printing
from audiocoach.cli.options import Asked, Name, customisable, kit_of

if TYPE_CHECKING:
    from audiocoach.compiler import Options
    from audiocoach.report.recording_check import RecordingCheck
    from audiocoach.report.recording_script import Script
    from audiocoach.tts import UserVoices
    from audiocoach.tts.registry import EngineVoices


Engine = Annotated[
    str | None, typer.Option(metavar="ENGINE", help="One engine's: espeak, system, piper…")
]
Language = Annotated[
    str | None, typer.Option(metavar="TAG", help="Those of one language: de, pt-br.")
]
Chosen = Annotated[
    str | None,
    typer.Option(
        metavar="VOICE", help="As for build. [default: your own file's, or the language's]"
    ),
]
Written = Annotated[
    str | None, typer.Option(metavar="TAG", help="The language of the text. [default: en]")
]
Out = Annotated[
    str | None,
    typer.Option(
        "--out", "-o", metavar="PATH", help="The file, or a folder. [default: out/say.mp3]"
    ),
]

File = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="The file to write. [default: print it]"),
]


@app.command(epilog="Example: audiocoach sounds wood")
def sounds(
    kit: Annotated[
        str | None, typer.Argument(metavar="[NAME|FOLDER]", help="One kit, tone by tone.")
    ] = None,
) -> None:
    """List the kits of tones, or check one."""
    from audiocoach.sounds import open_kit

    if kit is None:
        from audiocoach.sounds.choice import kit_names

        printing.out(printing.kits_text(map(open_kit, kit_names())))
        return
    from audiocoach.sounds.loading import tone_ms

    opened = open_kit(kit_of(kit))
    lengths = {tone.name: tone_ms(tone) for tone in opened.tones.values()}
    printing.out(printing.kit_text(opened, lengths))


voices = typer.Typer(
    help="List the voices that are here, and what would bring more.",
    epilog="Example: audiocoach voices --language de",
    rich_markup_mode=None,
    invoke_without_command=True,
)
app.add_typer(voices, name="voices")


@voices.callback()
def list_(context: typer.Context, engine: Engine = None, language: Language = None) -> None:
    """List the voices that are here, and what would bring more."""
    if context.invoked_subcommand:
        return
    from audiocoach.tts.plugins import clashes
    from audiocoach.tts.registry import list_voices

    for clash in clashes():
        printing.warn(clash)
    printing.out(_listed(list_voices(engine, language, _own(engine)), language))


def _own(engine: str | None) -> "UserVoices":
    """The user's programs, if it is them that are asked for: to read their file takes a while."""
    from audiocoach.tts import UserVoices

    if engine != "command":
        return UserVoices()
    from audiocoach.config.load import load_config

    return load_config().own


@voices.command(epilog="Example: audiocoach voices install en_US-lessac-medium")
def install(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of a voice of piper.")],
) -> None:
    """Download a voice of piper's."""
    from audiocoach.tts.piper import download

    printing.out(f"{download(name)}\nTry it: audiocoach say 'Ten seconds.' --voice piper:{name}\n")


@app.command(epilog="Example: audiocoach say 'Ten seconds.' --voice en-gb+f2@150")
def say(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is said.")],
    voice: Chosen = None,
    language: Written = None,
    out: Out = None,
) -> None:
    """Try a voice: write one sentence as it would be heard in a track."""
    from audiocoach.cache import Store
    from audiocoach.cli.options import Wanted
    from audiocoach.cli.targets import choose_output, targets
    from audiocoach.config.load import load_config
    from audiocoach.config.model import Config
    from audiocoach.config.resolve import voice_in
    from audiocoach.defaults import DEFAULTS
    from audiocoach.i18n.languages import voice_for
    from audiocoach.preview import Said, preview
    from audiocoach.tts import parse_voice

    config = load_config()
    spoken = language or DEFAULTS.language
    own = voice or voice_in(config.every, "voice", spoken)
    chosen = parse_voice(own or voice_for(_coached(spoken)))
    said = Said(text, chosen, spoken, replace(config.own, fallback_voice=voice_for(spoken)))
    wanted = Wanted(out=out, cover="none")
    output = choose_output(wanted, Config())
    (path,) = targets(["say"], wanted, Config(), output)
    with Store.open(config.cache, printing.warn) as store:
        preview(said, path, output, store)
    printing.out(f"{path}\n")


def _coached(language: str) -> str:
    """A language that has a voice; in any other, none speaks that is not asked for."""
    from audiocoach.routine.fields import read_language

    try:
        return read_language(language)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; or name a --voice", param_hint="--language") from error


@app.command(epilog="Example: audiocoach script jeffers-pull --out recordings/index.csv")
@customisable
def script(
    name: Name,
    asked: Asked,
    *,
    sheet: Annotated[bool, typer.Option("--sheet", help="As a text to read from.")] = False,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="FOLDER", help="How good its recordings are.")
    ] = None,
    out: File = None,
) -> None:
    """Print what to record to be the voice yourself, or check it."""
    from audiocoach.config.load import load_config
    from audiocoach.report import recording_script as script

    if check and sheet:
        raise typer.BadParameter(
            "leave it out beside --check, which prints no script", param_hint="--sheet"
        )
    with printing.progress() as progress:
        options = asked.options(load_config(), progress)
        written = script.script(name, options)
        found = _rehearsed(written, check, options) if check else None
    text = found.text() if found else (script.sheet if sheet else script.table)(written.lines)
    _give(text, out)
    if found and found.unusable:
        raise typer.Exit(1)


def _rehearsed(written: "Script", folder: Path, options: "Options") -> "RecordingCheck":
    from audiocoach.report.recording_check import check_recordings

    return check_recordings(written, folder, options)


def _give(text: str, out: Path | None) -> None:
    if out is None:
        printing.out(text)
        return
    from audiocoach.support.files import write_atomic

    write_atomic(out, [text.encode()])
    printing.out(f"{out}\n")


def _listed(engines: "list[EngineVoices]", language: str | None) -> str:
    from audiocoach.support.columns import aligned
    from audiocoach.tts.base import DEFAULT_WPM

    rows = [
        (f"{listed.engine}:{voice.name}", voice.language, voice.gender, voice.title)
        for listed in engines
        for voice in listed.voices
    ]
    unspoken = f"no voice here speaks '{language}'; write a language by its tag, like de or pt-br\n"
    nothing = unspoken if language else "no voices\n"
    notes = "".join(f"{listed.engine}: {listed.note}\n" for listed in engines if listed.note)
    speed = f"each at {DEFAULT_WPM} words a minute, or as many as follow it: @150\n"
    return (aligned(rows) + "\n" + speed if rows else nothing) + notes
