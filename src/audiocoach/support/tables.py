"""Rows as lines of text, in columns that wrap within themselves where a terminal is narrow."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from operator import floordiv, gt

Row = tuple[str, ...]
_GAP = 2
_SHORT, _NAME = 10, 20
_MEASURED = 100
"""Of so many rows, at most, it is known how high they become."""
_SINGLE = r"[\u0000-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u22ff\u2500-\u25fc]*"
"""What is one character wide without a doubt: European letters, quotes, bars."""


def align_columns(rows: Iterable[Row], width: int | None = None) -> str:
    """Rows of equal width as lines, their columns two spaces apart, without trailing blanks.

    Within `width` characters the widest columns wrap; None is any width.
    """
    table = list(rows)
    sizes = [tuple(map(_cells, row)) for row in table]
    widths = [max(column) for column in zip(*sizes, strict=True)]
    if width is not None and sum(widths) > (room := width - _GAP * (len(widths) - 1)):
        words = [max(map(_longest_word, column)) for column in zip(*table, strict=True)]
        widths = _narrowed(widths, words, sizes[:: len(sizes) // _MEASURED + 1], room)
    lines = (line for row in table for line in _lines(row, widths))
    return "".join(f"{line}\n" for line in lines)


def fold(text: str, width: int) -> list[str]:
    """A text as lines of at most `width` characters, broken between words where that is possible.

    Blanks at its beginning are before each line.
    """
    indent = text[: len(text) - len(text.lstrip())]
    room = max(1, width - len(indent))
    lines, line = [], ""
    for blank, word in _words(text):
        longer = f"{line}{blank}{word}" if line else word
        if _cells(longer) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, room)
        lines += full
    return [indent + each for each in (*lines, line)]


def _narrowed(
    widths: Sequence[int], words: Sequence[int], sizes: Sequence[Sequence[int]], room: int
) -> list[int]:
    """The widths reduced to no more than `room` in all, where it makes the table least higher.

    Names, in the first column, short columns and long words stay whole, while another column can
    become narrower.
    """
    narrowed = [*widths]

    def height_without(column: int) -> tuple[int, int]:
        tried = [max(1, width - (at == column)) for at, width in enumerate(narrowed)]
        # Nearly, as lines end between words.
        height = sum(max(map(floordiv, row, tried)) for row in sizes)
        return height, -narrowed[column]

    whole = [max(min(width, _SHORT), word) for width, word in zip(widths, words, strict=True)]
    whole[0] = max(min(widths[0], _NAME), words[0])
    for least in (whole, words, [1] * len(widths)):
        while sum(narrowed) > room and any(map(gt, narrowed, least)):
            free = [at for at, width in enumerate(narrowed) if width > least[at]]
            narrowed[min(free, key=height_without)] -= 1
    return narrowed


def _longest_word(text: str) -> int:
    indent = len(text) - len(text.lstrip())
    return indent + max((_cells(word) for _, word in _words(text)), default=0)


def _words(text: str) -> Iterator[tuple[str, str]]:
    """What a line may end after, each with the blank before it; a hyphen ends a word, too."""
    for word in text.split():
        blank = " "
        for part in re.findall(r"[^-/]*\w[-/](?=\w\w)|.+", word):
            yield blank, part
            blank = ""


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
