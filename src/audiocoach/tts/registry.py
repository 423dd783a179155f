"""What there is to choose from: each engine with its voices, and what it wants to have more."""

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audiocoach.errors import CoachError
from audiocoach.tts import plugins
from audiocoach.tts.base import ENGINES, UserVoices, VoiceInfo, is_installed, to_install

_NOTHING = UserVoices()
_ASKED_ONLY = {
    "system": "this computer's own voices; list them with --engine system",
    "command": "programs that your own file names; list them with --engine command",
}
"""Engines that take a while to be asked, and what is said of them meanwhile."""


@dataclass(frozen=True, slots=True)
class EngineVoices:
    """An engine's voices, in its own order."""

    engine: str
    voices: tuple[VoiceInfo, ...]
    note: str = ""
    """How to have voices, or more of them."""


def list_voices(
    engine: str | None = None, language: str | None = None, own: UserVoices = _NOTHING
) -> list[EngineVoices]:
    """Every engine with its voices of that language, or the one asked for.

    Raises SpeechError for the one asked for; of others, what is wrong is their note.
    """
    if engine is not None:
        return [_spoken(_shelf(engine, own, asked=True), language)]
    found = (_shelf_or_why(each, own) for each in [*ENGINES, *plugins.names()])
    return [_spoken(shelf, language) for shelf in found]


def _spoken(shelf: EngineVoices, language: str | None) -> EngineVoices:
    kept = tuple(each for each in shelf.voices if not language or each.speaks(language))
    return EngineVoices(shelf.engine, kept, shelf.note)


def _shelf_or_why(engine: str, own: UserVoices) -> EngineVoices:
    try:
        return _shelf(engine, own, asked=False)
    except CoachError as error:
        return EngineVoices(engine, (), str(error))


def _shelf(engine: str, own: UserVoices, *, asked: bool) -> EngineVoices:
    if engine not in ENGINES:
        return EngineVoices(engine, plugins.voices(engine))
    if not is_installed(engine):
        return EngineVoices(engine, (), to_install(engine))
    if engine in _ASKED_ONLY and not asked:
        return EngineVoices(engine, (), _ASKED_ONLY[engine])
    entry = ENGINES[engine]
    module: Any = importlib.import_module(entry.module)
    offers: Iterable[VoiceInfo] = module.voices(own) if entry.own else module.voices()
    return EngineVoices(engine, tuple(offers), getattr(module, "NOTE", ""))
