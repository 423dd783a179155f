"""What there is to choose from: each engine with its voices, and what it wants to have more."""

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audiocoach.errors import CoachError
from audiocoach.speech import plugins
from audiocoach.speech.engine import ENGINES, is_installed, to_install
from audiocoach.speech.offers import Offer
from audiocoach.speech.own import Own

_NOTHING = Own()
_ASKED_ONLY = {
    "system": "this computer's own voices; list them with --engine system",
    "command": "programs that your own file names; list them with --engine command",
}
"""Engines that take a while to be asked, and what is said of them meanwhile."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """An engine's voices, in its own order."""

    engine: str
    offers: tuple[Offer, ...]
    note: str = ""
    """How to have voices, or more of them."""


def shelves(
    engine: str | None = None, language: str | None = None, own: Own = _NOTHING
) -> list[Shelf]:
    """Every engine with its voices of that language, or the one asked for.

    Raises SpeechError for the one asked for; of others, what is wrong is their note.
    """
    if engine is not None:
        return [_spoken(_shelf(engine, own, asked=True), language)]
    found = (_shelf_or_why(each, own) for each in [*ENGINES, *plugins.names()])
    return [_spoken(shelf, language) for shelf in found]


def _spoken(shelf: Shelf, language: str | None) -> Shelf:
    kept = tuple(each for each in shelf.offers if not language or each.speaks(language))
    return Shelf(shelf.engine, kept, shelf.note)


def _shelf_or_why(engine: str, own: Own) -> Shelf:
    try:
        return _shelf(engine, own, asked=False)
    except CoachError as error:
        return Shelf(engine, (), str(error))


def _shelf(engine: str, own: Own, *, asked: bool) -> Shelf:
    if engine not in ENGINES:
        return Shelf(engine, plugins.voices(engine))
    if not is_installed(engine):
        return Shelf(engine, (), to_install(engine))
    if engine in _ASKED_ONLY and not asked:
        return Shelf(engine, (), _ASKED_ONLY[engine])
    entry = ENGINES[engine]
    module: Any = importlib.import_module(entry.module)
    offers: Iterable[Offer] = module.voices(own) if entry.own else module.voices()
    return Shelf(engine, tuple(offers), getattr(module, "NOTE", ""))
