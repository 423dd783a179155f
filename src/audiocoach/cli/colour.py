"""Colour in what is printed: what is marked, and where a terminal shows it.

It is put into texts that are clean, and whose lines are as long as they will be.
"""

import os
import re
import sys
from collections.abc import Callable
from typing import TextIO

Paint = Callable[[str], str]
"""A text with colour in it."""

_BOLD, _DIM, _RED, _GREEN, _YELLOW, _BLUE, _CYAN = 1, 2, 31, 32, 33, 34, 36
_SEVERITIES = {"error": _RED, "warning": _YELLOW, "advice": _YELLOW, "note": _CYAN}
_MARKS = {"█": _GREEN, "░": _BLUE, "▒": _YELLOW, "·": _DIM}
_WINDOWS = ("WT_SESSION", "ANSICON", "ConEmuANSI", "TERM", "TERM_PROGRAM")
"""What is in the environment of a program whose terminal on Windows knows colour."""


def is_wanted(stream: TextIO) -> bool:
    """Whether what goes to `stream` is coloured: on terminals that can, unless it is refused."""
    if os.environ.get("NO_COLOR"):
        return False
    if forced := os.environ.get("FORCE_COLOR"):
        return forced != "0"
    if os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return sys.platform != "win32" or any(name in os.environ for name in _WINDOWS)


def plain(text: str) -> str:
    """The text as it is."""
    return text


def messages(text: str) -> str:
    """A message: what kind it is, at its beginning or behind the place that it tells of."""
    kinds = "|".join(_SEVERITIES)
    return re.sub(
        rf"(?im)^((?:.*?:\d+:\d+: )?)({kinds})(?=: )",
        lambda found: f"{found[1]}{_in(found[2], _BOLD, _SEVERITIES[found[2].lower()])}",
        text,
    )


def first_line(text: str) -> str:
    """What a result is, over its particulars, whose names are dim."""
    head, end, rest = text.partition("\n")
    rest = re.sub(
        r"^  [a-z][a-z ]*?(?=  )", lambda name: _in(name[0], _DIM), rest, flags=re.MULTILINE
    )
    return _in(head, _BOLD) + end + rest


def first_column(text: str) -> str:
    """A table of names, each with what there is to know of it."""
    return re.sub(r"(?m)^\S+(?=  |$)", lambda name: _in(name[0], _BOLD, _CYAN), text)


def overview(text: str) -> str:
    """A session: its title, its shape, and its work."""
    head, end, rest = text.partition("\n\n")
    shape, between, table = rest.partition("\n\n")
    shape = re.sub(r"█+|░+|▒+|·+", lambda run: _in(run[0], _MARKS[run[0][0]]), shape)
    table = re.sub(
        r"^(\S+ +)(WORK)\b", rf"\1{_in('WORK', _BOLD, _GREEN)}", table, flags=re.MULTILINE
    )
    title = "\n".join(_in(line, _BOLD) for line in head.split("\n"))
    return title + end + shape + between + table


def _in(text: str, *codes: int) -> str:
    return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m" if text else ""
