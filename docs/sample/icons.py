"""Makes the icons of installed sites: `python docs/sample/icons.py [FOLDER]`."""

import sys
from math import cos, radians, sin
from pathlib import Path

from PIL import Image, ImageDraw

from audiocoach.renderer.cover_theme import theme_for

FOLDER = Path(__file__).parents[2] / "src/audiocoach/site/assets"
FINER = 4
"""Drawn this many times larger, for smooth edges."""
MARKS, GAP = 12, 7
COLOURS = 64
SIDES = {"icon-180": (180, 0.80), "icon-192": (192, 0.92), "icon-512": (512, 0.92)}
"""How large each is, and how much of it the dial is."""
MASKABLE = {"maskable-512": (512, 0.66)}
"""For systems that cut a shape out of the middle."""


def draw(side: int, share: float) -> Image.Image:
    """A dial of marks as on a cover, around the sign for play."""
    theme = theme_for("")
    size = side * FINER
    image = Image.new("RGB", (size, size), theme.ground)
    pen = ImageDraw.Draw(image)
    middle, outer = size / 2, size * share / 2
    inner = outer * 0.72
    for mark in range(MARKS):
        start, stop = (mark * 360 / MARKS + GAP / 2, (mark + 1) * 360 / MARKS - GAP / 2)
        turns = [start + (stop - start) * step / 8 for step in range(9)]
        corners = [(outer, turn) for turn in turns] + [(inner, turn) for turn in reversed(turns)]
        points = [
            (middle + radius * sin(radians(turn)), middle - radius * cos(radians(turn)))
            for radius, turn in corners
        ]
        pen.polygon(points, theme.rest if mark % 4 == 3 else theme.of(mark + 1, MARKS))
    reach = outer * 0.42
    sign = [(-0.72, -1), (-0.72, 1), (1.08, 0)]
    pen.polygon([(middle + x * reach, middle + y * reach) for x, y in sign], theme.text)
    return image.resize((side, side), Image.Resampling.LANCZOS).quantize(COLOURS)


def main(folder: Path) -> None:
    """Write every icon."""
    for name, (side, share) in {**SIDES, **MASKABLE}.items():
        path = folder / f"{name}.png"
        draw(side, share).save(path, optimize=True)
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
