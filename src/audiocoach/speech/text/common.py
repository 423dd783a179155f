"""What the rules of every language are made of."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple
from unicodedata import normalize

_CONTROL = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F)], "")
_UNSPOKEN = str.maketrans({**_CONTROL, **_INVISIBLE})

TO = "[-–]"  # hyphen, en dash
Say = Callable[[str], str]
"""Text in, text out."""


class Rule(NamedTuple):
    """A regular expression, and what is said for what it finds."""

    written: str
    said: str | Callable[[re.Match[str]], str]


def compiled(rules: Iterable[Rule]) -> tuple[Say, ...]:
    """Rules as functions, to be tried in order."""
    return tuple(partial(re.compile(rule.written).sub, rule.said) for rule in rules)


def plain(text: str) -> str:
    """Without control and invisible characters; every run of white space is one space.

    espeak would end at a NUL and obey what follows a U+0001.
    """
    return " ".join(text.translate(_UNSPOKEN).split())


def vulgar(found: re.Match[str]) -> str:
    """`½` as `1/2`, apart from a whole number before it."""
    return " " + normalize("NFKC", found[0]).replace("\N{FRACTION SLASH}", "/") + " "


def figures(found: re.Match[str]) -> str:
    """`3-1-X-0` as `3, 1, X, 0`."""
    return ", ".join(re.findall(r"\d+|X", found[0].upper()))


def digits(found: re.Match[str]) -> str:
    """`20X1` as `2, 0, X, 1`."""
    return ", ".join(found[0].upper())


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of `words`; of two that begin alike, the longer."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def letter_cases(words: Iterable[str], said: dict[str, str]) -> dict[str, str]:
    """`words` long enough to be no other, so written in small letters too."""
    return {form: said[word] for word in words for form in (word.lower(), word.title())}
