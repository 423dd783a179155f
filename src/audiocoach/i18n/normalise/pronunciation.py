"""Words that are not said as they are written: of a language, and of a routine."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from audiocoach.i18n.languages import primary
from audiocoach.i18n.normalise.rules import any_of

Pronunciations = tuple[tuple[str, str], ...]
"""What is written, and how it is said."""

_FOLDER = Path(__file__).parents[1] / "lexicon"


def pronounce(text: str, language: str, own: Pronunciations = ()) -> str:
    """`text` with whole words as they are said; `own` come before those of the language.

    Words in small letters are found in any letters, others as they are written.
    """
    words = _words(primary(language), own)
    if not words:
        return text
    return _pattern(tuple(words)).sub(
        lambda found: words.get(found[0]) or words[found[0].casefold()], text
    )


def unused_words(words: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Those of `words` that are in none of the texts."""
    whole = "\n".join(texts)
    return [word for word in words if not _pattern((word,)).search(whole)]


@cache
def _words(language: str, own: Pronunciations) -> Mapping[str, str]:
    return _shipped(language) | dict(own)


@cache
def _shipped(language: str) -> dict[str, str]:
    path = _FOLDER / f"{language}.yaml"
    if not path.exists():
        return {}
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    words: dict[str, str] = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 (safe)
    return words


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    exact = [word for word in words if word != word.casefold()]
    others = [word for word in words if word == word.casefold()]
    parts = [part for part in (any_of(exact), others and f"(?i:{any_of(others)})") if part]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")
