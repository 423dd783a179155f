"""What Pillow draws of a cover: the dial, the title and the digits, as numbers in its palette.

Legible at a fifth of its 600 pixels, as in a player's list.
"""

from functools import cache
from math import cos, radians, sin
from pathlib import Path
from string import digits
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from audiocoach.renderer.cover_dial import (
    DIM,
    DIM_SHADES,
    LARGE,
    MARKS,
    RING,
    SIDE,
    SMALL,
    TEXT,
    TEXT_SHADES,
    Numerals,
    Sheet,
)
from audiocoach.renderer.cover_letters import spelt

_FONT = Path(__file__).with_name("font") / "Inter-SemiBold.ttf"
_LARGEST, _LARGEST_OF_TWO, _SMALLEST, _STEP = 84, 66, 46, 2
_MOST_LINES = 2


class Lettered(NamedTuple):
    """Lines of text, and the size at which they fit."""

    lines: tuple[str, ...]
    size: int


@cache
def font(size: int) -> FreeTypeFont:
    """The font at `size` pixels; each letter stands where every Pillow puts it."""
    return ImageFont.truetype(_FONT, size, layout_engine=ImageFont.Layout.BASIC)


def fitted(text: str, width: int) -> Lettered:
    """`text` as large as it fits into one line of `width` pixels or two; cut where it does not."""
    words = spelt(text).split()
    twos = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    twos.sort(key=lambda two: abs(len(two[0]) - len(two[1])))  # the most even pair first
    for size in range(_LARGEST, _SMALLEST, -_STEP):
        for lines in [(" ".join(words),), *(twos if size <= _LARGEST_OF_TWO else ())]:
            if all(font(size).getlength(line) <= width for line in lines):
                return Lettered(lines, size)
    return Lettered(_cut(words, width), _SMALLEST)


def _cut(words: list[str], width: int) -> tuple[str, ...]:
    """The words in two lines at the smallest size, cut where they do not fit."""
    lines: list[str] = []
    rest = " ".join(words)
    while rest and len(lines) < _MOST_LINES:
        taken = _most(rest, width)
        if len(taken) < len(rest) and " " in taken and len(lines) < _MOST_LINES - 1:
            taken = taken.rsplit(" ", 1)[0]
        lines.append(taken)
        rest = rest[len(taken) :].lstrip()
    if rest:
        kept = _most(lines[-1], width - round(font(_SMALLEST).getlength("…")))
        lines[-1] = kept.rstrip(" ,;:-–") + "…"
    return tuple(lines)


def _most(text: str, width: int) -> str:
    while text and font(_SMALLEST).getlength(text) > width:
        text = text[:-1]
    return text.rstrip()


_FINER = 4
"""The dial is drawn this many times larger, for smooth edges."""
_WIDTH = 62
_LEFT, _TOP = (SIDE - RING) // 2, 34
"""Of the ring; without a title it is as far from the top as from the left."""
_TITLE_WIDTH = 548
_TITLE_MIDDLE = 518
_GAP = 0.75
"""Between two marks, in degrees."""
_UNIT_SIZE, _UNIT_DROP = 44, 86


def draw_sheet(title: str) -> Sheet:
    """The sheet for a title."""
    fitting = fitted(title, _TITLE_WIDTH)
    top = _TOP if any(fitting.lines) else _LEFT
    middle = top + RING // 2
    image = Image.new("L", (SIDE, SIDE))
    image.paste(_dial(), (_LEFT, top))
    for row, line in enumerate(fitting.lines):
        y = _TITLE_MIDDLE + (row - (len(fitting.lines) - 1) / 2) * fitting.size * 1.12
        _write(image, (SIDE / 2, y), line, font(fitting.size), "mm")
    _write(image, (SIDE / 2, middle + _UNIT_DROP), "min", font(_UNIT_SIZE), "ms", dim=True)
    return Sheet(middle, image.tobytes(), _digits(LARGE), _digits(SMALL))


def _digits(of: Numerals) -> tuple[bytes, ...]:
    cells = []
    for digit in digits:
        cell = Image.new("L", (of.width, of.height))
        _write(cell, (of.width / 2, of.base), digit, font(of.font_size), "ms")
        cells.append(cell.tobytes())
    return tuple(cells)


def _write(  # noqa: PLR0913 (where, what, and how)
    image: Image.Image,
    at: tuple[float, float],
    text: str,
    letters: FreeTypeFont,
    anchor: str,
    *,
    dim: bool = False,
) -> None:
    """Words in shades of the palette."""
    first, shades = (DIM, DIM_SHADES) if dim else (TEXT, TEXT_SHADES)
    ink = Image.new("L", image.size)
    ImageDraw.Draw(ink).text(at, text, 255, letters, anchor)
    shade = [level * (shades + 1) // 256 for level in range(256)]
    colours = ink.point([first + each - 1 if each else 0 for each in shade])
    image.paste(colours, (0, 0), ink.point([255 if each else 0 for each in shade]))


def _dial() -> Image.Image:
    """The ring of marks, in two colours each: the second one where a mark covers half a pixel."""
    finer, marks = Image.new("L", (RING * _FINER,) * 2), Image.new("L", (RING, RING))
    cover, number = ImageDraw.Draw(finer), ImageDraw.Draw(marks)
    outer, inner, turn = RING / 2, RING / 2 - _WIDTH, 360 / MARKS
    for mark in range(MARKS):
        start, stop = mark * turn, (mark + 1) * turn
        number.polygon(_corners(inner - 2, outer + 2, start, stop, 1), 1 + 2 * mark)
        edges = (start + _GAP / 2, stop - _GAP / 2)
        cover.polygon(_corners(inner, outer, *edges, _FINER), 255)
    covered = finer.resize(marks.size, Image.Resampling.BOX)
    half, full = (
        covered.point([255 * (level * 3 >= 255 * third) for level in range(256)])
        for third in (1, 2)
    )
    dial = Image.new("L", marks.size)
    dial.paste(marks.point([level + 1 for level in range(255)] + [255]), (0, 0), half)
    dial.paste(marks, (0, 0), full)
    return dial


def _corners(
    inner: float, outer: float, start: float, stop: float, finer: int
) -> list[tuple[float, float]]:
    """Of a piece of the ring between two angles, in degrees from the top, clockwise."""
    places = ((inner, start), (outer, start), (outer, stop), (inner, stop))
    turned = ((radius, radians(angle)) for radius, angle in places)
    middle = RING / 2
    return [
        ((middle + radius * sin(angle)) * finer, (middle - radius * cos(angle)) * finer)
        for radius, angle in turned
    ]
