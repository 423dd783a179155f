"""Text in Pillow's own font: which letters it has, and what size fits."""

import unicodedata
from functools import cache
from typing import NamedTuple

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_MISSING = "\uffff"
_LARGEST, _LARGEST_OF_TWO, _SMALLEST, _STEP = 84, 66, 46, 2
_MOST_LINES = 2
_PLAIN = str.maketrans({"–": "-", "—": "-", "’": "'", "“": '"', "”": '"', "×": "x", "ß": "ss"})


class Lettered(NamedTuple):
    """Lines of text, and the size at which they fit."""

    lines: tuple[str, ...]
    size: int


@cache
def font(size: int) -> FreeTypeFont:
    """Pillow's own font."""
    own = ImageFont.load_default(size)
    assert isinstance(own, FreeTypeFont)  # noqa: S101 (every wheel has FreeType)
    return own


def fitted(text: str, width: int) -> Lettered:
    """`text` as large as it fits into one line of `width` pixels or two; cut where it does not."""
    words = spelt(text).split()
    for size in range(_LARGEST, _SMALLEST, -_STEP):
        for lines in _broken(words) if size <= _LARGEST_OF_TWO else [(" ".join(words),)]:
            if all(font(size).getlength(line) <= width for line in lines):
                return Lettered(lines, size)
    return Lettered(_cut(words, width), _SMALLEST)


def _broken(words: list[str]) -> list[tuple[str, ...]]:
    """In one line, then in two, the most even first."""
    twos = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    twos.sort(key=lambda two: abs(len(two[0]) - len(two[1])))
    return [(" ".join(words),), *twos]


def _cut(words: list[str], width: int) -> tuple[str, ...]:
    """As many letters as fit into the lines there are."""
    lines: list[str] = []
    rest = " ".join(words)
    while rest and len(lines) < _MOST_LINES:
        taken = _most(rest, width)
        if len(taken) < len(rest) and " " in taken and len(lines) < _MOST_LINES - 1:
            taken = taken.rsplit(" ", 1)[0]
        lines.append(taken)
        rest = rest[len(taken) :].lstrip()
    if rest:
        lines[-1] = _most(lines[-1], width - round(font(_SMALLEST).getlength("..."))) + "..."
    return tuple(lines)


def _most(text: str, width: int) -> str:
    while text and font(_SMALLEST).getlength(text) > width:
        text = text[:-1]
    return text.rstrip()


def spelt(text: str) -> str:
    """`text` in letters that the font has: else without their accents, else left out."""
    return "".join(
        _letter(letter) for letter in unicodedata.normalize("NFC", text).translate(_PLAIN)
    )


def _letter(letter: str) -> str:
    if _has(letter):
        return letter
    plain = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in plain if _has(part))


@cache
def _has(letter: str) -> bool:
    if letter.isspace():
        return letter == " "
    return letter.isprintable() and _drawn(letter) != _drawn(_MISSING)


@cache
def _drawn(letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font(_SMALLEST).getmask(letter)
    return mask.size, bytes(mask)
