"""What is written → what is to be said: `20kg` for eyes, "20 kilograms" for ears.

Rules are rows, tried in order, per language; the module of a language is imported when it is
spoken. A rule is here because espeak says the written form wrong ("ninety z", "six dash ten", "two
slash three"), or because other engines do.
"""

import importlib
from functools import cache

from audiocoach.i18n.languages import NAMES, primary
from audiocoach.i18n.normalise.pronunciation import Pronunciations, pronounce
from audiocoach.i18n.normalise.rules import Say, compiled, plain

__all__ = ["normalise", "plain"]


def normalise(text: str, language: str = "en", own: Pronunciations = ()) -> str:
    """One line to be spoken. `en-us` has the rules of `en`; where there are none, only tidied.

    `own` is how words are said besides those that the language has.
    """
    said = pronounce(plain(text), language, own)
    for rule in _rules(primary(language)):
        said = rule(said)
    return plain(said)


@cache
def _rules(language: str) -> tuple[Say, ...]:
    if language not in NAMES:
        return ()
    return compiled(importlib.import_module(f"{__name__}.{language}").RULES)
