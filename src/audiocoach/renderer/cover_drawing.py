"""A cover of 600 × 600 pixels: the session as a ring, clockwise from the top, over its title.

Work has a colour an exercise, rest is dim. Legible at a fifth of that, as in a player's list.
"""

import unicodedata
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from audiocoach.renderer.cover import Arc, Shape

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
    """Pillow's own font at `size` pixels."""
    default = ImageFont.load_default(size)
    assert isinstance(default, FreeTypeFont)  # noqa: S101 (every wheel has FreeType)
    return default


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
        lines[-1] = _most(lines[-1], width - round(font(_SMALLEST).getlength("..."))) + "..."
    return tuple(lines)


def _most(text: str, width: int) -> str:
    while text and font(_SMALLEST).getlength(text) > width:
        text = text[:-1]
    return text.rstrip()


def spelt(text: str) -> str:
    """`text` in letters that the font has: else without their accents, else left out."""
    spelling = ""
    for letter in unicodedata.normalize("NFC", text).translate(_PLAIN):
        parts = letter if _has(letter) else unicodedata.normalize("NFKD", letter)
        spelling += "".join(filter(_has, parts))
    return spelling


@cache
def _has(letter: str) -> bool:
    if letter.isspace():
        return letter == " "
    return letter.isprintable() and _drawn(letter) != _drawn(_MISSING)


@cache
def _drawn(letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font(_SMALLEST).getmask(letter)
    return mask.size, bytes(mask)


_SIDE = 600
_FINER = 3
"""The ring is drawn this many times larger, for smooth edges."""
_RING = 404
_STRIP = _RING // 4
_WIDTH = 62
_LEFT, _TOP = (_SIDE - _RING) // 2, 34
_TITLE_WIDTH = 548
_TITLE_MIDDLE = 518
_GAP = 900
"""Between neighbours on the ring, in thousandths of a degree; half of what is shorter."""
_NUMBER_SIZE, _UNIT_SIZE = 150, 48
_COLOURS = 96

Colour = tuple[int, int, int]


class Theme(NamedTuple):
    """Colours of a cover that go together."""

    ground: Colour
    rest: Colour
    first: Colour
    last: Colour
    text: Colour = (247, 245, 240)
    dim: Colour = (176, 182, 194)

    def of(self, colour: int, last: int) -> Colour:
        """The colour of an arc; `last` is the highest number of an exercise."""
        if not colour:
            return self.rest
        share = (colour - 1) / max(1, last - 1)
        red, green, blue = (
            round(a + (b - a) * share) for a, b in zip(self.first, self.last, strict=True)
        )
        return red, green, blue


_THEMES = (
    Theme((18, 24, 38), (46, 57, 80), (255, 122, 61), (255, 203, 87)),
    Theme((13, 32, 34), (32, 63, 66), (38, 208, 164), (190, 240, 112)),
    Theme((33, 18, 42), (68, 46, 82), (255, 92, 138), (255, 178, 107)),
    Theme((16, 26, 54), (42, 58, 102), (84, 160, 255), (94, 234, 212)),
    Theme((38, 20, 20), (78, 48, 46), (255, 99, 88), (255, 196, 112)),
    Theme((26, 27, 30), (61, 63, 69), (250, 204, 66), (255, 138, 76)),
)


def theme_for(title: str) -> Theme:
    """The theme of a session's pictures, which its title decides."""
    return _THEMES[sha256(title.encode()).digest()[0] % len(_THEMES)]


def draw(shape: Shape) -> bytes:
    """The cover as PNG."""
    theme = theme_for(shape.title)
    title = fitted(shape.title, _TITLE_WIDTH)
    top = _TOP if any(title.lines) else _LEFT
    image = Image.new("RGB", (_SIDE, _SIDE), theme.ground)
    for above in range(0, _RING, _STRIP):
        image.paste(_strip(above, shape.arcs, theme), (_LEFT, top + above))
    pen, x, y = ImageDraw.Draw(image), _SIDE // 2, top + _RING // 2
    number, unit = font(_NUMBER_SIZE), font(_UNIT_SIZE)
    pen.text((x, y + 28), str(shape.minutes), theme.text, number, "ms", stroke_width=2)
    pen.text((x, y + 88), "min", theme.dim, unit, "ms")
    for row, line in enumerate(title.lines):
        middle = _TITLE_MIDDLE + (row - (len(title.lines) - 1) / 2) * title.size * 1.12
        pen.text((_SIDE / 2, middle), line, theme.text, font(title.size), "mm", stroke_width=1)
    png = BytesIO()
    image.quantize(_COLOURS).save(png, "PNG")
    return png.getvalue()


def _strip(top: int, arcs: tuple[Arc, ...], theme: Theme) -> Image.Image:
    """The rows of the ring from `top` on: all of them at once would take megabytes."""
    side, above = _RING * _FINER, top * _FINER
    large = Image.new("RGB", (side, _STRIP * _FINER), theme.ground)
    pen = ImageDraw.Draw(large)
    last = max(arc.colour for arc in arcs)
    for start, end, colour in join_arcs(arcs):
        gap = min(_GAP, (end - start) // 2) / 2
        first, stop = ((at / 1000) - 90 for at in (start + gap, end - gap))
        box = (0, -above, side - 1, side - 1 - above)
        pen.arc(box, first, stop, theme.of(colour, last), _WIDTH * _FINER)
    return large.resize((_RING, _STRIP), Image.Resampling.BOX)


def join_arcs(arcs: tuple[Arc, ...]) -> list[Arc]:
    """The arcs without those of no length, and neighbours that are not work as one."""
    joined: list[Arc] = []
    for arc in arcs:
        if joined and not arc.colour and not joined[-1].colour:
            joined[-1] = joined[-1]._replace(end=arc.end)
        elif arc.start < arc.end:
            joined.append(arc)
    return joined
