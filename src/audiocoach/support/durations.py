"""Durations: integer milliseconds inside, human words outside. The only module that rounds time."""

import re
from fractions import Fraction

from audiocoach.errors import InvalidValueError

MS_PER_SECOND = 1000
MS_PER_MINUTE = 60 * MS_PER_SECOND
MS_PER_HOUR = 60 * MS_PER_MINUTE
_MS_PER_DAY = 24 * MS_PER_HOUR
MAX_MS = _MS_PER_DAY

_NUMBER = r"([0-9]{1,9}(?:\.[0-9]{1,9})?)"
_BARE = re.compile(_NUMBER)
_CLOCK = re.compile(r"(?:([0-9]{1,9}):(?=[0-9]{2}:))?([0-9]{1,9}):([0-9]{2}(?:\.[0-9]{1,9})?)")
_PART = re.compile(rf"{_NUMBER}\s*([a-z]+)\s*")
_UNITS = {
    word: ms
    for words, ms in [
        ("ms millisecond milliseconds", 1),
        ("s sec secs second seconds", MS_PER_SECOND),
        ("m min mins minute minutes", MS_PER_MINUTE),
        ("h hr hrs hour hours", MS_PER_HOUR),
        ("d day days", _MS_PER_DAY),
    ]
    for word in words.split()
}
UNIT_WORDS = tuple(_UNITS)
"""What may follow a number, in small letters."""
_EXAMPLES = "write it like '90', '90s', '1:30', '2 min' or '1m30s'"


def parse_duration(text: str, limit_ms: int = MAX_MS) -> int:
    """Milliseconds of a duration as people write it: `90`, `90s`, `1:30`, `2 min`, `1m30s`.

    Raises InvalidValueError when it is no duration or exceeds `limit_ms`.
    """
    seconds = _exact_ms(text.strip().lower())
    if seconds is None:
        raise InvalidValueError(f"{text!r} is not a duration", _EXAMPLES)
    ms = round_ms(seconds)
    if ms > limit_ms:
        days = limit_ms // _MS_PER_DAY
        most = f"{days} days" if days > 1 else format_duration(limit_ms)
        raise InvalidValueError(f"{text!r} is too long", f"{most} at most")
    return ms


def _exact_ms(text: str) -> Fraction | None:
    if _BARE.fullmatch(text):
        return Fraction(text) * MS_PER_SECOND
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = clock.groups()
        if Fraction(seconds) >= 60 or (hours and int(minutes) >= 60):  # noqa: PLR2004
            return None
        whole = int(hours or 0) * MS_PER_HOUR + int(minutes) * MS_PER_MINUTE
        return whole + Fraction(seconds) * MS_PER_SECOND
    return _sum_of_parts(text)


def _sum_of_parts(text: str) -> Fraction | None:
    total, position, last_unit = Fraction(0), 0, None
    while position < len(text):
        part = _PART.match(text, position)
        unit = _UNITS.get(part[2]) if part else None
        if part is None or unit is None or (last_unit is not None and unit >= last_unit):
            return None
        total, position, last_unit = total + Fraction(part[1]) * unit, part.end(), unit
    return total if text else None


def round_ms(exact: Fraction | float) -> int:
    """The nearest whole millisecond, halves up: the same on every platform."""
    return int((Fraction(exact) * 2 + 1) // 2)


def ceil_to(ms: int, step_ms: int) -> int:
    """The next multiple of `step_ms` at or after `ms`."""
    return -(-ms // step_ms) * step_ms


def round_to(ms: int, step_ms: int) -> int:
    """The nearest multiple of `step_ms`, halves up."""
    return (ms + step_ms // 2) // step_ms * step_ms


def whole_seconds(ms: int) -> int:
    """Seconds to the nearest whole one."""
    return round_to(ms, MS_PER_SECOND) // MS_PER_SECOND


def whole_minutes(ms: int) -> int:
    """Minutes to the nearest whole one, at least 1: for 'about seventeen minutes'."""
    return max(1, round_to(ms, MS_PER_MINUTE) // MS_PER_MINUTE)


def format_clock(ms: int) -> str:
    """A position as `m:ss.mmm`, or `h:mm:ss.mmm` from an hour on."""
    minutes, rest = divmod(ms, MS_PER_MINUTE)
    seconds = f"{rest // MS_PER_SECOND:02d}.{rest % MS_PER_SECOND:03d}"
    if minutes < 60:  # noqa: PLR2004
        return f"{minutes}:{seconds}"
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds}"


def format_duration(ms: int) -> str:
    """A length as an author would write it: `90s`, `2m30s`, `1h`, `1.5s`. Parses back to itself."""
    if ms % MS_PER_SECOND or ms < 2 * MS_PER_MINUTE:
        return f"{ms / MS_PER_SECOND:.3f}".rstrip("0").rstrip(".") + "s"
    hours, rest = divmod(ms, MS_PER_HOUR)
    minutes, seconds = divmod(rest // MS_PER_SECOND, 60)
    parts = [(hours, "h"), (minutes, "m"), (seconds, "s")]
    return "".join(f"{count}{unit}" for count, unit in parts if count)
