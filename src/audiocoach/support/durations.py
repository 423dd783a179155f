"""Durations: integer milliseconds inside, human words outside. The only module that rounds time."""

import re
from itertools import pairwise

from audiocoach.errors import InvalidValueError

MS_PER_SECOND = 1000
MS_PER_MINUTE = 60 * MS_PER_SECOND
MS_PER_HOUR = 60 * MS_PER_MINUTE
_MS_PER_DAY = 24 * MS_PER_HOUR
MAX_MS = _MS_PER_DAY

_NUMBER = r"([0-9]{1,9}(?:\.[0-9]{1,9})?)"
_CLOCK = r"(?:([0-9]{1,9}):(?=[0-9]{2}:))?([0-9]{1,9}):([0-9]{2}(?:\.[0-9]{1,9})?)"
_MARKS = {"'": 1, "\u2019": 1, "\u2032": 1, '"': 0, "\u201d": 0, "\u2033": 0, "''": 0}
"""Signs of minutes (1) and of seconds (0), as on a keyboard and as they are printed."""
_PART = rf"{_NUMBER}\s*([a-z]+|''|[{''.join(_MARKS)}])\s*(?:and\s+(?=[0-9]))?"
_WHOLE = 1_000_000_000
"""What a number is counted in: no number has more than nine digits after its point."""
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
_UNITS |= {mark: MS_PER_MINUTE if minutes else MS_PER_SECOND for mark, minutes in _MARKS.items()}
_EXAMPLES = "write it like '90', '90s', '1:30', '2 min' or '1m30s'"


def parse_duration(text: str, limit_ms: int = MAX_MS) -> int:
    """Milliseconds of a duration as people write it: `90s`, `1:30`, `2 min`, `1m30s`, `1'30"`.

    Raises InvalidValueError when it is no duration or exceeds `limit_ms`.
    """
    parts = _parts(text.strip().lower())
    if not parts:
        raise InvalidValueError(f"{text!r} is not a duration", _EXAMPLES)
    # Halves up: the same on every platform.
    ms = (2 * sum(_count(number) * unit for number, unit in parts) + _WHOLE) // (2 * _WHOLE)
    if ms > limit_ms:
        days = limit_ms // _MS_PER_DAY
        most = f"{days} days" if days > 1 else format_duration(limit_ms)
        raise InvalidValueError(f"{text!r} is too long", f"{most} at most")
    return ms


def _count(number: str) -> int:
    """A number in billionths, which are exact."""
    whole, _, part = number.partition(".")
    return int(whole) * _WHOLE + int(part.ljust(9, "0"))


def _parts(text: str) -> list[tuple[str, int]]:
    """The numbers of a duration, each with its unit in milliseconds; empty for what is none."""
    if re.fullmatch(_NUMBER, text):
        return [(text, MS_PER_SECOND)]
    if clock := re.fullmatch(_CLOCK, text):
        hours, minutes, seconds = clock[1] or "0", clock[2], clock[3]
        if float(seconds) >= 60 or (clock[1] and int(minutes) >= 60):  # noqa: PLR2004
            return []
        return [(hours, MS_PER_HOUR), (minutes, MS_PER_MINUTE), (seconds, MS_PER_SECOND)]
    parts = [(part[1], _UNITS.get(part[2], 0)) for part in re.finditer(_PART, text)]
    falling = all(unit > next_unit for (_, unit), (_, next_unit) in pairwise([*parts, ("", 0)]))
    return parts if falling and re.fullmatch(f"(?:{_PART})+", text) else []


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


def format_timestamp(ms: int) -> str:
    """A position as `hh:mm:ss.mmm`."""
    hours, rest_ms = divmod(ms, MS_PER_HOUR)
    return f"{hours:02d}:{format_clock(rest_ms).zfill(len('mm:ss.mmm'))}"


def format_duration(ms: int) -> str:
    """A length as an author would write it: `90s`, `2m30s`, `1h`, `1.5s`. Parses back to itself."""
    if ms % MS_PER_SECOND or ms < 2 * MS_PER_MINUTE:
        return f"{ms / MS_PER_SECOND:.3f}".rstrip("0").rstrip(".") + "s"
    hours, rest = divmod(ms, MS_PER_HOUR)
    minutes, seconds = divmod(rest // MS_PER_SECOND, 60)
    parts = [(hours, "h"), (minutes, "m"), (seconds, "s")]
    return "".join(f"{count}{unit}" for count, unit in parts if count)
