"""A cover as PNG: pixels that title and minutes decide, and a palette that tells what is done when.

The ring is a dial of marks that have a colour of their own in the palette. So the sessions of a
routine share their pixels, and the sheet that is drawn for its title has digits for any length.
"""

import struct
import zlib
from typing import NamedTuple, Self

from audiocoach.renderer.cover_theme import blend, theme_for

SIDE = 600
RING = 404
MARKS = 120
TEXT_SHADES, DIM_SHADES = 9, 5
TEXT = 1 + 2 * MARKS
DIM = TEXT + TEXT_SHADES
"""In the palette the first of the shades of words; before them are two colours for each mark."""


class Numerals(NamedTuple):
    """The cells in which a sheet holds the ten digits of one size."""

    font_size: int
    width: int
    height: int
    base: int
    """Rows above the line that digits stand on."""
    drop: int
    """From the middle of the ring down to that line."""


LARGE, SMALL = Numerals(142, 95, 112, 106, 28), Numerals(100, 68, 80, 75, 13)
_MOST_LARGE = 2


class Sheet(NamedTuple):
    """What is drawn for a title: the picture without its number, and the digits of both sizes."""

    middle: int
    """The row of the middle of the ring."""
    pixels: bytes
    large: tuple[bytes, ...]
    small: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        """The sheet as the store keeps it."""
        digits = b"".join(self.large + self.small)
        return zlib.compress(struct.pack(">H", self.middle) + self.pixels + digits)

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """The sheet that `to_bytes` wrote."""
        plain = zlib.decompress(body)
        (middle,) = struct.unpack_from(">H", plain)
        at = 2 + SIDE * SIDE
        digits = []
        for _, width, height, *_ in (LARGE,) * 10 + (SMALL,) * 10:
            digits.append(plain[at : at + width * height])
            at += width * height
        return cls(middle, plain[2 : 2 + SIDE * SIDE], tuple(digits[:10]), tuple(digits[10:]))

    def numbered(self, minutes: int) -> bytes:
        """The picture with that number in its ring, as PNG holds pixels."""
        number, pixels = str(minutes), bytearray(self.pixels)
        is_large = len(number) <= _MOST_LARGE
        _, width, height, base, drop = LARGE if is_large else SMALL
        digits = self.large if is_large else self.small
        top, left = self.middle + drop - base, (SIDE - width * len(number)) // 2
        for row in range(height):
            at, part = (top + row) * SIDE + left, slice(row * width, (row + 1) * width)
            line = b"".join(digits[int(digit)][part] for digit in number)
            pixels[at : at + len(line)] = line
        rows = (pixels[at : at + SIDE] for at in range(0, len(pixels), SIDE))
        return zlib.compress(b"".join(b"\0" + row for row in rows))


def png(title: str, marks: list[int], pixels: bytes) -> bytes:
    """The picture of such `pixels`; `marks` have the numbers of exercises, and 0 for rest."""
    theme, last = theme_for(title), max(marks)
    palette = [theme.ground]
    for mark in marks:
        colour = theme.of(mark, last)
        palette += [colour, blend(theme.ground, colour, 1 / 2)]
    for words, shades in ((theme.text, TEXT_SHADES), (theme.dim, DIM_SHADES)):
        palette += [blend(theme.ground, words, each / shades) for each in range(1, shades + 1)]
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)  # eight bits, of a palette
    chunks = {"IHDR": header, "PLTE": b"".join(map(bytes, palette)), "IDAT": pixels, "IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks.items())


def _chunk(kind: str, body: bytes) -> bytes:
    named = kind.encode() + body
    return struct.pack(">I", len(body)) + named + struct.pack(">I", zlib.crc32(named))
