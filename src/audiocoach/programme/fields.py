"""Values that only a programme has: text in, small values out, or an InvalidValueError.

What a routine has, too, is read as a routine reads it.
"""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any, NamedTuple

from audiocoach.config.overrides import reader_of
from audiocoach.defaults import LIMITS
from audiocoach.errors import InvalidValueError
from audiocoach.routine.fields import Span, read_line
from audiocoach.support.durations import parse_duration
from audiocoach.support.messages import did_you_mean, quote, suggest

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""As `date.weekday` numbers them."""
LENGTHS = ("work", "hold", "rest", "round_rest")
"""Keys whose values are milliseconds; others are counts."""
_LEAST_DAY = 2
_FIRST_YEAR = 1900
_LAST_YEAR = 9_000
"""Weeks that are counted from there on stay within the calendar."""
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?"
_MASS = r"(\d{1,4}(?:\.\d{1,3}|,\d{1,2})?)\s*(kgs?|lbs?|kilos?|pounds?)"
_GROWTH = (
    rf"(?:(?P<start>.*\S)\s*)?\+\s*(?P<by>{_MASS})\s+"
    r"(?:each|every|per|a)\s+(?P<times>\d{1,3})?\s*(?P<unit>week|session)s?"
)
_GROWS = "write it like '+2.5 kg each 2 weeks', or '16 kg +2.5 kg each session'"


class By(NamedTuple):
    """How much more or less of something: `-1`, `+10s`."""

    amount: int


class Mass(NamedTuple):
    """A weight that can be reckoned with, in grams or in thousandths of a pound."""

    thousandths: int
    unit: str

    def __str__(self) -> str:
        return f"{self.thousandths / 1_000:g} {self.unit}"


class Growth(NamedTuple):
    """A weight that grows: by how much, and each how many weeks or sessions."""

    start: Mass | None
    """Where it begins; None is what the routine says."""
    by: Mass
    each: int
    unit: str
    """`week` or `session`."""


def read_date(text: str) -> date:
    """Read a day: `2027-03-22`."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        hint = "write year, month and day, like '2027-03-22'"
        raise InvalidValueError(f"{text!r} is no day", hint) from None
    if day.year > _LAST_YEAR:
        raise InvalidValueError(f"{text!r} is too far away", f"write a year before {_LAST_YEAR}")
    if day.year < _FIRST_YEAR:
        raise InvalidValueError(f"{text!r} is too long ago", f"write a year after {_FIRST_YEAR}")
    return day


def read_weekday(text: str) -> int:
    """Read the name of a day of the week, or its beginning: `mon`, `Thursday`."""
    word = text.strip().lower().removesuffix(".")
    found = [n for n, name in enumerate(WEEKDAYS) if name.startswith(word)]
    if len(word) < _LEAST_DAY or len(found) != 1:
        short = [name[:3] for name in WEEKDAYS]
        raise InvalidValueError(f"{text!r} is no day of the week", suggest(word, short))
    return found[0]


def read_weekdays(text: str) -> tuple[int, ...]:
    """Read days of the week in one text: `mon, wed and fri`."""
    return tuple(map(read_weekday, re.split(r"\s*[,/]\s*|\s+and\s+|\s+", text.strip())))


def read_time_of_day(text: str) -> time:
    """Read a time of the day: `18:30`, `6:30 pm`."""
    match = re.fullmatch(_CLOCK, text.strip().lower())
    hint = "write it like '18:30'"
    if not match or not (match[2] or match[3]):
        raise InvalidValueError(f"{text!r} is no time of the day", hint)
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 99  # noqa: PLR2004
    try:
        return time(hour, minute)
    except ValueError:
        raise InvalidValueError(f"{text!r} is no time of the day", hint) from None


def read_zone(text: str) -> str:
    """Read the name of a time zone: `Europe/Berlin`."""
    from zoneinfo import ZoneInfo, available_timezones

    name = text.strip()
    try:
        ZoneInfo(name)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        pass
    except KeyError:
        pass
    else:
        return name
    hint = did_you_mean(name, available_timezones()) or "write it like 'Europe/Berlin'"
    raise InvalidValueError(f"there is no time zone {quote(name)}", hint)


def read_weeks(text: str) -> int:
    """Read how many weeks there are."""
    return _whole(text, LIMITS.weeks, "a number of weeks")


def read_every(text: str) -> int:
    """Read which weeks: every fourth."""
    if _whole(text, LIMITS.weeks, "a number of weeks") == 1:
        raise InvalidValueError("every week would be one", "write a number from 2 on, like '4'")
    return int(text)


def read_alarm(text: str) -> int:
    """Read how long before a session to be reminded, in milliseconds."""
    return parse_duration(text)


def read_mass(text: str) -> Mass:
    """Read a weight that can be reckoned with: `2.5 kg`, `45 lb`."""
    match = re.fullmatch(_MASS, text.strip().lower())
    mass = (
        Mass(round(float(match[1].replace(",", ".")) * 1_000), _unit(match[2])) if match else None
    )
    if not mass or not mass.thousandths:
        raise InvalidValueError(f"{quote(text)} is no weight", "write it like '2.5 kg' or '5 lb'")
    return mass


def read_growth(text: str) -> Growth:
    """Read `+2.5 kg each 2 weeks`, with the first weight before it where that is another."""
    match = re.fullmatch(_GROWTH, text.strip(), re.IGNORECASE)
    if not match:
        raise InvalidValueError(f"{quote(text)} does not say when it grows", _GROWS)
    start, by = match["start"], read_mass(match["by"])
    first = read_mass(start) if start else None
    if first and first.unit != by.unit:
        message = f"{quote(text)} is in {first.unit} and in {by.unit}"
        raise InvalidValueError(message, "write both in one unit")
    each = int(match["times"] or 1)
    if not each:
        raise InvalidValueError(f"{quote(text)} grows each 0 {match['unit']}s", _GROWS)
    return Growth(first, by, each, match["unit"].lower())


def grows(text: str) -> bool:
    """Whether a text is meant to be a `Growth`."""
    return "+" in text


def change_of(key: str) -> Callable[[str], Any]:
    """Make the reader of a key that changes numbers: a value as in a routine, or more or less."""
    read = reader_of(key)

    def read_change(text: str) -> Span | By:
        written = text.strip().replace("\u2212", "-")
        if written[:1] not in ("+", "-"):
            span: Span = read(text)
            return span
        return By(_more(written, key))

    return read_change


def _more(written: str, key: str) -> int:
    sign, amount = (-1 if written[0] == "-" else 1), written[1:].strip()
    if key in LENGTHS:
        return sign * parse_duration(amount)
    return sign * _whole(amount, LIMITS.count, "a whole number")


def read_name(text: str) -> str:
    """Read the name of a routine, or of its file."""
    return read_line(text)


def _whole(text: str, most: int, what: str) -> int:
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 6 or int(digits) < 1:  # noqa: PLR2004
        raise InvalidValueError(f"{text!r} is not {what}", "write one like '4'")
    if int(digits) > most:
        raise InvalidValueError(f"{text} is too many", f"{most:,} at most")
    return int(digits)


def _unit(word: str) -> str:
    return "kg" if word.startswith("k") else "lb"
