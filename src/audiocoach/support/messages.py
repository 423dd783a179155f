"""What messages are made of: an author's words in quotes, and what they may have meant."""

import re
from collections.abc import Callable, Collection, Iterable
from functools import cache, wraps
from itertools import pairwise
from typing import TypeVar

from audiocoach.errors import InvalidValueError

_SHORT = 40
_COMPARED = 100
"""So many names are compared letter by letter, which takes long for each."""
_LONGEST_NAME = 120
_TELLING = 3
"""Of so many letters one may be another, and so many begin a name."""
_T = TypeVar("_T")


def quote(text: str) -> str:
    """What an author wrote, as a message shows it: on one line, and not all of a long one."""
    return repr(text) if len(text) <= _SHORT else repr(text[:_SHORT] + "…")


_KEPT = "\t\n"
_UNPRINTABLE = (
    (0x00, 0x1F),
    (0x7F, 0x9F),  # controls, with which a terminal is told what to do
    (0x061C, 0x061C),
    (0x200E, 0x200F),
    (0x2028, 0x202E),
    (0x2066, 0x2069),  # directions, with which a text is shown in another order
)
"""Stretches of code points, first and last, that change what is around them on a terminal."""


@cache
def _escapes() -> dict[int, str]:
    codes = (code for first, last in _UNPRINTABLE for code in range(first, last + 1))
    return {code: f"\\u{code:04x}" for code in codes if chr(code) not in _KEPT}


def printable(text: str) -> str:
    """A text with what controls a terminal, or turns it around, as escapes: `U+001B` is one."""
    return text.translate(_escapes())


_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a calculation."""


def csv_cell(value: object) -> object:
    """A value as a cell of a table, which no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def counted(number: int, noun: str) -> str:
    """`1 session`, `24 sessions`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def limit_length(read: Callable[[str], _T]) -> Callable[[str], _T]:
    """A reader as `read` is one, which refuses a text too long to be quoted in a message."""

    @wraps(read)
    def check(text: str) -> _T:
        if len(text) > _SHORT:
            raise InvalidValueError(f"{quote(text)} is too long", "write a short value")
        return read(text)

    return check


def slug(name: str) -> str:
    """A name as an identifier: letters and digits in lower case, hyphens between; may be empty."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


def nearest(word: str, known: Iterable[str], cutoff: float = 0.0) -> str | None:
    """The one of `known` that `word` is most probably a slip for; None where none is near.

    `cutoff` is how much of the two has to agree at least, from 0 to 1.
    """
    from difflib import get_close_matches

    if len(word) > _LONGEST_NAME:
        return None
    sought = word.lower()
    by_lower = {name.lower(): name for name in known if len(name) <= _LONGEST_NAME}
    alike = get_close_matches(sought, _most_alike(sought, by_lower), _COMPARED, cutoff)
    return next((by_lower[name] for name in alike if is_near(sought, name)), None)


def _most_alike(word: str, names: Collection[str]) -> Collection[str]:
    """Of many names those that share the most pairs of letters with a word."""
    if len(names) <= _COMPARED:
        return names
    from heapq import nlargest

    pairs = {*pairwise(word)}
    return nlargest(_COMPARED, names, key=lambda name: len(pairs.intersection(pairwise(name))))


def is_near(word: str, name: str) -> bool:
    """Whether a few slips make `name` of `word`, or leave out words of either."""
    words, names = _words(word), _words(name)
    if len(words) == len(names):
        is_begun = len(word) >= _TELLING and name.startswith(word)
        return is_begun or all(map(_is_slip, words, names)) or _is_longer(word, name)
    few, many = sorted((words, names), key=len)
    if max(map(len, few)) < _TELLING:  # codes, of which the first one tells most
        many = many[: len(few)]
    return all(any(_is_slip(one, other) for other in many) for one in few) or _is_slip(word, name)


def _words(text: str) -> list[str]:
    return re.split(r"[-_ .]+", text)


def _is_slip(word: str, name: str) -> bool:
    """Whether a third of the letters, at most, are others; of two letters, at most their order."""
    shortest, longest = sorted((len(word), len(name)))
    if shortest < _TELLING:
        return sorted(word) == sorted(name)
    return _slips(word, name) <= longest // _TELLING


def _is_longer(word: str, name: str) -> bool:
    """Whether one has a letter that the other leaves out, of more than a few."""
    shortest, longest = sorted((len(word), len(name)))
    return _TELLING < shortest < longest and _slips(word, name) == 1


def _slips(word: str, name: str) -> int:
    """How many letters are left out, put in, replaced or swapped with the next one."""
    before: list[int] = []
    row: list[int] = [*range(len(name) + 1)]
    for at, letter in enumerate(word):
        above, row = row, [at + 1]
        for to, other in enumerate(name):
            cost = min(above[to] + (letter != other), above[to + 1] + 1, row[to] + 1)
            if at and to and letter == name[to - 1] and word[at - 1] == other:
                cost = min(cost, before[to - 1] + 1)
            row.append(cost)
        before = above
    return row[-1]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint that asks whether the `nearest` of `known` was meant, if one is near."""
    name = nearest(word, known)
    return f"did you mean '{name}'?" if name else None


def suggest(word: str, known: Iterable[str], most: int = 30) -> str:
    """A hint for an unknown word: what was probably meant, and what there is, `most` of it."""
    names = [*known]
    listed = ", ".join(names[:most])
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return " ".join(filter(None, (did_you_mean(word, names), f"there is: {listed}{more}")))


def pip_install(extra: str) -> str:
    """A hint that says how to install what an extra of audiocoach brings."""
    return f"install it with: pip install 'audiocoach[{extra}]'"
