"""What is written → what is to be said: `20kg` for eyes, "20 kilograms" for ears.

First come words that are not said as they are written: those of a language, in `lexicon`, and those
of a routine. Then come rules, rows tried in order, per language: English has its own, and those of
the others are built from the words in their YAML files here. A rule is here because espeak says the
written form wrong ("ninety z", "six dash ten", "two slash three"), or because other engines do.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from audiocoach.i18n.languages import NAMES, primary, read_table
from audiocoach.i18n.normalise.rules import (
    LanguageRules,
    Rule,
    alternatives,
    build_rules,
    clean_text,
    drop_pictures,
)

__all__ = [
    "PHONEMES",
    "Pronunciations",
    "clean_text",
    "has_words",
    "normalise",
    "pronounce",
    "unused_words",
    "without_phonemes",
]
Pronunciations = tuple[tuple[str, str], ...]
"""Pairs of a written word and how it is said."""

PHONEMES = re.compile(r"\[([^\[\]()]+)\]\(/([^/()]+)/\)")
"""`[plié](/plˈiˈA/)`: a word with its phonemes, for voices that read them; in pronunciations."""
_PLACES = range(0xE000, 0xF900)
"""Private characters, which stand for phonemes while rules are applied; none is part of a word."""

_NO_PLACES = dict.fromkeys(_PLACES)
_AUTHORS = {**_NO_PLACES, ord("["): "(", ord("]"): ")"}
"""What stands for phonemes does so only in pronunciations, never in what else somebody wrote."""

_FOLDER = Path(__file__).parent
_LEXICON = _FOLDER.parent / "lexicon"


@lru_cache(maxsize=4096)  # of each text a build asks twice, and the next one again
def normalise(text: str, language: str = "en", pronunciations: Pronunciations = ()) -> str:
    """One line to be spoken. `en-us` has the rules of `en`; where there are none, only tidied.

    `pronunciations` go before those that the language has.
    """
    text = pronounce(clean_text(text).translate(_AUTHORS), language, pronunciations)
    text = text.translate(_NO_PLACES)
    given = [match[0] for match in PHONEMES.finditer(text)]
    places = map(chr, _PLACES)
    text = drop_pictures(PHONEMES.sub(lambda _: next(places), text))
    for rule in _rules(primary(language)):
        text = rule.apply(text)
    return clean_text(text.translate(dict(zip(_PLACES, given, strict=False))))


def without_phonemes(text: str) -> str:
    """The text for a voice that reads no phonemes: the word that each of them is given for."""
    return PHONEMES.sub(r"\1", text)


def has_words(text: str) -> bool:
    """Whether anything in it can be spoken, as it cannot in a text of emoji alone."""
    return any(map(str.isalnum, text))


def pronounce(text: str, language: str, pronunciations: Pronunciations = ()) -> str:
    """The text with words as they are said, found whole; the longer of two that begin alike.

    Words in small letters are found in any letters, others as they are written.
    """
    spoken = read_table(_LEXICON, primary(language)) | dict(pronunciations)
    if not spoken:
        return text
    return _pattern(tuple(spoken)).sub(
        # A letter such as the dotless i matches an i, but has no other small form.
        lambda match: spoken.get(match[0]) or spoken.get(match[0].casefold(), match[0]),
        text,
    )


def unused_words(words: Iterable[str], texts: Iterable[str]) -> list[str]:
    """The words that are in none of the texts, as `pronounce` would look for them."""
    joined = "\n".join(dict.fromkeys(texts))
    any_case = joined.casefold()  # most words that are nowhere are told without a pattern
    return [
        word
        for word in words
        if word.casefold() not in any_case or not _pattern((word,)).search(joined)
    ]


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    if language not in NAMES:
        return ()
    if language == "en":
        from audiocoach.i18n.normalise import english

        return english.RULES
    return build_rules(LanguageRules(language, **read_table(_FOLDER, language)))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    exact = [word for word in words if word != word.casefold()]
    any_case = [word for word in words if word == word.casefold()]
    parts = [alternatives(exact)] * bool(exact)
    parts += [f"(?i:{alternatives(any_case)})"] * bool(any_case)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")
