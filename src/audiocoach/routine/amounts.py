"""How much of an exercise, where that is no plain number or length, and how fast."""

import re
from typing import NamedTuple

from audiocoach.errors import InvalidValueError
from audiocoach.routine import fields
from audiocoach.routine.fields import Span, read_count, read_positive_lengths
from audiocoach.support.durations import MS_PER_MINUTE, MS_PER_SECOND, parse_duration, round_to

_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,3})?"
_DISTANCE = rf"({_NUMBER})?\s*([a-z]+)"
_UNITS = {
    word: unit
    for unit, words in {
        "m": "m meter meters metre metres",
        "km": "km k kms kilometer kilometers kilometre kilometres",
        "mi": "mi mile miles",
        "yd": "yd yds yard yards",
    }.items()
    for word in words.split()
}
_TENTHS_MM = {"m": 10_000, "km": 10_000_000, "mi": 16_093_440, "yd": 9_144}
"""The length of each unit in tenths of a millimetre, which are exact."""
_PER = r"\s*/\s*|\s+per\s+|\s+an?\s+"
_CALORIE = "(?:k?cals?|(?:kilo)?calories?)"
_MINUTE = ("min", "minute", "m")
_FASTEST_MS = 60_000
"""Nobody covers a kilometre in less."""
_PACES = "write it like '5:00/km' for a distance, or '12/min' for calories"
_BREATHS = r"(.*[0-9])\s*breaths?"
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


class Distance(NamedTuple):
    """A distance, with the number as it is written: `1.5` and `km`."""

    number: str
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"

    @property
    def tenths_mm(self) -> int:
        """Its length in tenths of a millimetre."""
        return round(float(self.number) * _TENTHS_MM[self.unit])


class Rate(NamedTuple):
    """How fast a distance is covered, or calories are burnt: the time of so many of them."""

    of: str
    """`distance`, whose number is in tenths of a millimetre, or `calories`, in thousandths."""
    ms: int
    number: int

    def time_of(self, number: int) -> int:
        """The milliseconds that a number of them takes, in whole seconds: nobody is as exact."""
        return max(MS_PER_SECOND, round_to(self.ms * number // self.number, MS_PER_SECOND))

    def __str__(self) -> str:
        if self.of == "calories":
            return f"{self.number / 1_000:g}/min"
        seconds = self.ms // MS_PER_SECOND
        unit = next((u for u in ("km", "mi") if _TENTHS_MM[u] == self.number), None)
        of = unit or f"{self.number // _TENTHS_MM['m']}m"
        return f"{seconds // 60}:{seconds % 60:02d}/{of}"


CALORIE = 1_000
"""A calorie, as a `Rate` counts them."""


def read_distance(text: str) -> Distance:
    """Read `400 m`, `1.5 km`, `2 miles`, `100 yd`."""
    match = re.fullmatch(_DISTANCE, text.strip().lower())
    unit = _UNITS.get(match[2]) if match else None
    if not match or not match[1] or not unit or not float(match[1]):
        raise InvalidValueError(f"{text!r} is no distance", "write it like '400 m' or '1.5 km'")
    return Distance(f"{float(match[1]):g}", unit)


def read_pace(text: str) -> int | Rate:
    """Read milliseconds of one rep of one side, or `5:00/km`, or `12/min` of calories."""
    time, *per = re.split(_PER, text.strip().lower(), maxsplit=1)
    if not per:
        return fields.read_pace(text)
    calories = re.fullmatch(rf"({_NUMBER})\s*{_CALORIE}?", time)
    if calories and per[0] in _MINUTE and float(calories[1]):
        return Rate("calories", MS_PER_MINUTE, round(float(calories[1]) * CALORIE))
    match = re.fullmatch(_DISTANCE, per[0])
    unit = _UNITS.get(match[2]) if match else None
    if not match or not unit:
        raise InvalidValueError(f"{text!r} is not a pace", _PACES)
    distance = Distance(match[1] or "1", unit).tenths_mm
    try:
        ms = parse_duration(time)
    except ValueError:
        raise InvalidValueError(f"{text!r} is not a pace", _PACES) from None
    if not distance or ms * _TENTHS_MM["km"] // distance < _FASTEST_MS:
        raise InvalidValueError(f"{text!r} is too fast to be a pace", _PACES)
    return Rate("distance", ms, distance)


def read_calories(text: str) -> Span:
    """Read a number of calories, or a range of them: `15`, `12-15 cal`."""
    match = re.fullmatch(rf"(.*[0-9])\s*{_CALORIE}", text.strip().lower())
    return read_count(match[1] if match else text)


def read_reps(text: str) -> Span:
    """Read `10` or `6-10`; `max`, as many as possible; `5+`, five and as many more as possible."""
    written = text.strip().lower()
    if written in (MAX, f"{MAX} reps"):
        return Span(0, 0, open_ended=True)
    if written in _FAILURE:
        raise InvalidValueError(f"{text!r} is no number of reps", f"write '{MAX}'")
    if better := _no_reps(written):
        raise InvalidValueError(f"{text!r} is no number of reps", f"write '{better}'")
    if not written.endswith("+"):
        return read_count(text)
    return read_count(written[:-1])._replace(open_ended=True)


def _no_reps(text: str) -> str | None:
    """What to write instead of reps that are a distance, calories or breaths."""
    number = re.match("[0-9.]+", text)
    if not number or number[0] == text:
        return None
    if re.fullmatch(rf"[0-9]+\s*{_CALORIE}", text):
        return f"calories: {number[0]}"
    if re.fullmatch(_BREATHS, text):
        return f"hold: {text}"
    distance = re.fullmatch(_DISTANCE, text)
    return f"distance: {text}" if distance and distance[2] in _UNITS else None


def read_work(text: str) -> Span:
    """Read a duration or a range of them, in milliseconds."""
    written = text.strip().lower()
    distance = re.fullmatch(_DISTANCE, written)
    if distance and distance[1] and distance[2] != "m" and distance[2] in _UNITS:
        hint = f"write 'distance: {written}', with its 'pace' or 'work'"
        raise InvalidValueError(f"{text!r} is a distance, and no duration", hint)
    return _timed(text)


def read_hold(text: str) -> Span | Breaths:
    """Read a duration or a range of them, in milliseconds, or `5 breaths`."""
    if match := re.fullmatch(_BREATHS, text.strip().lower()):
        low, high, *_ = read_count(match[1])
        return Breaths(low, high)
    return _timed(text)


def _timed(text: str) -> Span:
    if text.strip().lower() in (MAX, *_FAILURE):
        hint = "a track cannot hear you: write how long at most, like '60s'"
        raise InvalidValueError(f"{text!r} is no duration", hint)
    return read_positive_lengths(text)
