"""A QR code on a terminal, as light and dark as a camera expects it on any background."""

import os
import shutil
import sys
from io import StringIO

from audiocoach.cli import printing

_BESIDE = 5
"""Lines that stay in view with a code: so most fit in the 24 of a small window."""


def draw(text: str) -> str:
    """Draw the code of a text; returns why there is none, or nothing."""
    if not sys.stdout.isatty():
        return "no terminal"
    if printing.ascii_only() or os.environ.get("TERM") == "dumb":
        return "This terminal cannot draw a code."
    import segno

    drawn = StringIO()
    segno.make_qr(text).terminal(drawn, compact=True)
    lines = drawn.getvalue().splitlines()
    width, height = len(lines[0]), len(lines) + _BESIDE
    room = shutil.get_terminal_size()
    if room.columns < width or room.lines < height:
        return f"A code to scan needs a window of {width} columns and {height} lines."
    _print_light_on_dark(drawn.getvalue())
    return ""


def _print_light_on_dark(drawn: str) -> None:
    """Blocks are the light parts; without colours they are so where letters are light."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False)
    console.print(Text(drawn.rstrip("\n"), "#ffffff on #000000"), no_wrap=True, crop=False)
