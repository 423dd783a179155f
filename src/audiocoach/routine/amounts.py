"""How much of an exercise, where that is no plain number or length: breaths, reps to failure."""

import re
from typing import NamedTuple

from audiocoach.errors import InvalidValueError
from audiocoach.routine.fields import Span, read_count, read_positive_lengths

_BREATHS = re.compile(r"(.*\S)\s*breaths?")
_FAILURE = ("amrap", "failure", "to failure", "until failure", "as many as possible")
MAX = "max"
"""As many reps as possible."""


class Breaths(NamedTuple):
    """How many breaths a hold lasts: a range, or one number twice."""

    low: int
    high: int

    def __str__(self) -> str:
        return "-".join(dict.fromkeys((f"{self.low}", f"{self.high}"))) + " breaths"

    def at(self, level: str) -> int:
        """The number that the level asks for."""
        return Span(self.low, self.high).at(level)


def read_reps(text: str) -> Span:
    """Read `10` or `6-10`; `max`, as many as possible; `5+`, five and as many more as possible."""
    written = text.strip()
    if written == MAX:
        return Span(0, 0, open_ended=True)
    if written.lower() in _FAILURE:
        raise InvalidValueError(f"{text!r} is no number of reps", f"write '{MAX}'")
    if not written.endswith("+"):
        return read_count(text)
    return read_count(written[:-1])._replace(open_ended=True)


def read_hold(text: str) -> Span | Breaths:
    """Read a duration or a range of them, in milliseconds, or `5 breaths`."""
    if match := _BREATHS.fullmatch(text.strip().lower()):
        low, high, *_ = read_count(match[1])
        return Breaths(low, high)
    return read_positive_lengths(text)
