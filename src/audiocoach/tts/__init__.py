"""Text in, samples out. An engine's module is imported when one of its voices is opened."""

import importlib

from audiocoach.errors import SpeechError
from audiocoach.i18n.normalise import normalise, plain
from audiocoach.tts.base import (
    ENGINES,
    Engine,
    Speech,
    UserVoices,
    Voice,
    VoiceInfo,
    is_installed,
    parse_voice,
    to_install,
)

__all__ = [
    "Engine",
    "Speech",
    "UserVoices",
    "Voice",
    "VoiceInfo",
    "normalise",
    "open_engine",
    "parse_voice",
    "plain",
]
_NOTHING = UserVoices()


def open_engine(voice: Voice, own: UserVoices = _NOTHING) -> Engine:
    """The engine that speaks with this voice; nothing is loaded before its first phrase.

    Raises SpeechError when there is no such engine, or the engine has no such voice.
    """
    if voice.engine not in ENGINES:
        from audiocoach.tts.plugins import open_plugin

        return open_plugin(voice)
    if not is_installed(voice.engine):
        raise SpeechError(f"the engine {voice.engine!r} is {to_install(voice.engine)}")
    entry = ENGINES[voice.engine]
    module = importlib.import_module(entry.module)
    engine: Engine = module.open_voice(voice, own) if entry.own else module.open_voice(voice)
    return engine
