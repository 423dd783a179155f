"""Rows as lines of text, in columns that wrap within themselves where a terminal is narrow."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from operator import gt

Row = tuple[str, ...]
_GAP = 2
_SHORT = 10
_SINGLE = r"[\u0000-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u22ff\u2500-\u25fc]*"
"""What is one character wide without a doubt: European letters, quotes, bars."""


def align_columns(rows: Iterable[Row], width: int | None = None) -> str:
    """Rows of equal width as lines, their columns two spaces apart, without trailing blanks.

    Within `width` characters the widest columns wrap; None is any width.
    """
    table = list(rows)
    widths = [max(map(_cells, column)) for column in zip(*table, strict=True)]
    if width is not None:
        words = [max(map(_longest_word, column)) for column in zip(*table, strict=True)]
        widths = _narrowed(widths, words, width - _GAP * (len(widths) - 1))
    lines = (line for row in table for line in _lines(row, widths))
    return "".join(f"{line}\n" for line in lines)


def fold(text: str, width: int) -> list[str]:
    """A text as lines of at most `width` characters, broken between words where that is possible.

    Blanks at its beginning are before each line.
    """
    indent = text[: len(text) - len(text.lstrip())]
    room = max(1, width - len(indent))
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if _cells(longer) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, room)
        lines += full
    return [indent + each for each in (*lines, line)]


def _narrowed(widths: Sequence[int], words: Sequence[int], room: int) -> list[int]:
    """The widths, the widest of them reduced, so that all of them take no more than `room`.

    Short columns stay whole, and long words, while another column can become narrower.
    """
    narrowed = [*widths]
    whole = [max(min(width, _SHORT), word) for width, word in zip(widths, words, strict=True)]
    for least in (whole, words, [1] * len(widths)):
        while sum(narrowed) > room and any(map(gt, narrowed, least)):
            wide = [at for at, width in enumerate(narrowed) if width > least[at]]
            narrowed[max(wide, key=narrowed.__getitem__)] -= 1
    return narrowed


def _longest_word(text: str) -> int:
    indent = len(text) - len(text.lstrip())
    return indent + max(map(_cells, text.split()), default=0)


def _lines(row: Row, widths: Sequence[int]) -> Iterator[str]:
    cells = [
        [cell] if _cells(cell) <= width else fold(cell, width)
        for cell, width in zip(row, widths, strict=True)
    ]
    for parts in zip_longest(*cells, fillvalue=""):
        padded = (
            part + " " * (width - _cells(part)) for part, width in zip(parts, widths, strict=True)
        )
        yield (" " * _GAP).join(padded).rstrip()


def _pieces(word: str, width: int) -> list[str]:
    """A word in pieces of at most that width."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and _cells(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cells(text: str) -> int:
    """How many characters wide a terminal shows a text."""
    if text.isascii() or re.fullmatch(_SINGLE, text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
