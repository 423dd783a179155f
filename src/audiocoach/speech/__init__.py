"""Text in, samples out. An engine's module is imported when one of its voices is opened."""

import importlib

from audiocoach.errors import SpeechError
from audiocoach.speech.engine import ENGINES, Engine, Speech, Voice, near, parse_voice
from audiocoach.speech.text import normalise

__all__ = ["Engine", "Speech", "Voice", "normalise", "open_engine", "parse_voice"]


def open_engine(voice: Voice) -> Engine:
    """The engine that speaks with this voice; nothing is loaded before its first phrase.

    Raises SpeechError when there is no such engine, or the engine has no such voice.
    """
    if voice.engine not in ENGINES:
        raise SpeechError(f"there is no engine {voice.engine!r}" + near(voice.engine, ENGINES))
    module = importlib.import_module(ENGINES[voice.engine].module)
    engine: Engine = module.open_voice(voice)
    return engine
