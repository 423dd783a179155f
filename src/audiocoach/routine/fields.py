"""Scalar values of the language: text in, small frozen values out.

Each `read_*` raises ValueError with a message for the author.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from audiocoach.defaults import LIMITS, SESSION
from audiocoach.times import MS_PER_HOUR, parse_duration, say_short

_RANGE = re.compile(r"\s*[-–]\s*")
_LEVELS = {"low": 0, "mid": 50, "high": 100}


class Span(NamedTuple):
    """A range, or a single value where both ends are the same. Counts, or milliseconds."""

    low: int
    high: int

    def at(self, level: str) -> int:
        """The value at `low`, `mid`, `high` or a percentage, rounded down."""
        return self.low + (self.high - self.low) * read_level(level) // 100


class Tempo(NamedTuple):
    """Milliseconds of each phase of a rep."""

    eccentric: int
    bottom: int
    concentric: int
    top: int

    def __str__(self) -> str:
        return "-".join(f"{ms / 1000:g}" for ms in self)


def read_level(text: str) -> int:
    """Per cent of the way from the low to the high end of a range."""
    if text in _LEVELS:
        return _LEVELS[text]
    if (match := re.fullmatch(r"(\d{1,3})\s*%", text)) and int(match[1]) <= 100:  # noqa: PLR2004
        return int(match[1])
    raise ValueError(f"{text!r} is not a level; write 'low', 'mid', 'high' or a percentage")


def read_count(text: str) -> Span:
    """`10`, or `6-10`."""
    return _span(text, _one_count)


def _one_count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{text!r} is not a whole number; write it like '10' or '6-10'")
    count = int(text) if len(text) < 12 else LIMITS.count + 1  # noqa: PLR2004
    if not 1 <= count <= LIMITS.count:
        raise ValueError(f"{text} is out of bounds; write a number from 1 to {LIMITS.count:,}")
    return count


def read_length(text: str) -> int:
    """A duration in milliseconds."""
    return parse_duration(text)


def read_long_length(text: str) -> int:
    """A duration that may last days, for advice after the session."""
    return parse_duration(text, limit_ms=31 * 24 * MS_PER_HOUR)


def read_lengths(text: str) -> Span:
    """A duration or a range of them; `30-60s` and `1-2 min` have one unit for both ends."""
    ends = _RANGE.split(text.strip())
    if len(ends) == 2 and ends[0].isdigit():  # noqa: PLR2004
        ends[0] += re.sub(r"^[\d.]+", "", ends[1]) if ":" not in ends[1] else ""
    return _span("-".join(ends), read_length)


def read_positive_lengths(text: str) -> Span:
    """A duration or a range of them, none of it 0."""
    span = read_lengths(text)
    if span.low == 0:
        raise ValueError(f"{text!r} is no time at all; write something longer")
    return span


def _span(text: str, read: Callable[[str], int]) -> Span:
    ends = _RANGE.split(text.strip())
    if len(ends) > 2 or not all(ends):  # noqa: PLR2004
        raise ValueError(f"{text!r} is not a value or a range; write it like '10' or '6-10'")
    span = Span(read(ends[0]), read(ends[-1]))
    if span.low > span.high:
        raise ValueError(f"the range {text!r} is upside down; write '{ends[1]}-{ends[0]}'")
    return span


def read_tempo(text: str) -> Tempo:
    """`3-1-1-0`: seconds of eccentric, bottom, concentric, top; `X` is explosive."""
    phases = text.strip().split("-")
    if len(phases) != 4:  # noqa: PLR2004
        message = f"the tempo {text!r} has {len(phases)} figures, not four"
        raise ValueError(f"{message}; write eccentric-bottom-concentric-top, like '3-1-1-0'")
    tempo = Tempo(*map(_phase, phases))
    _long_enough(sum(tempo), text)
    return tempo


def _phase(text: str) -> int:
    if text in ("X", "x"):
        return SESSION.explosive_ms
    if not re.fullmatch(r"\d{1,2}(\.\d)?", text):
        raise ValueError(f"{text!r} is no phase of a tempo; write seconds, or X for explosive")
    return read_length(text)


def read_pace(text: str) -> int:
    """Milliseconds of one rep of one side: seconds, or a class of pace."""
    if text in SESSION.paces:
        return SESSION.paces[text]
    try:
        pace = read_length(text)
    except ValueError:
        classes = "', '".join(SESSION.paces)
        raise ValueError(f"{text!r} is not a pace; write seconds, or '{classes}'") from None
    return _long_enough(pace, text)


def _long_enough(rep_ms: int, text: str) -> int:
    if rep_ms < LIMITS.shortest_rep_ms:
        least = say_short(LIMITS.shortest_rep_ms)
        raise ValueError(f"{text!r} is too fast to follow; a rep takes {least} at least")
    return rep_ms


def read_line(text: str) -> str:
    """A name or a reminder: one short line."""
    return _bounded(text, LIMITS.line)


def read_text(text: str) -> str:
    """An explanation: a few sentences."""
    return _bounded(text, LIMITS.text)


def _bounded(text: str, limit: int) -> str:
    words = " ".join(text.split())
    if not words:
        raise ValueError("there is no text; write some or delete the key")
    if len(words) > limit:
        raise ValueError(f"the text has {len(words)} characters; {limit} at most can be spoken")
    return words


def one_of(*words: str) -> Callable[[str], str]:
    """A reader that takes one of `words`."""

    def read(text: str) -> str:
        if text not in words:
            known = "' or '".join(words)
            raise ValueError(f"{text!r} is not known here; write '{known}'")
        return text

    return read


def slug(name: str) -> str:
    """A name as one addresses it: lower case, hyphens. Empty where nothing is left."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")
