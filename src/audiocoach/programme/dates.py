"""When sessions are: a week is seven days from the first one, and has each of its days once."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from audiocoach.programme.fields import WEEKDAYS
from audiocoach.programme.model import Programme

WEEK_DAYS = 7


class Day(NamedTuple):
    """A day with a session. All numbers count from 1."""

    number: int
    """Of the session in the programme."""
    week: int
    day: int
    """Of the session in its week."""
    date: date


def days_of(programme: Programme) -> Iterator[Day]:
    """Every day with a session, in order."""
    first = programme.start.weekday()
    ahead = sorted((weekday - first) % WEEK_DAYS for weekday in programme.days)
    number = 0
    for week in range(programme.weeks):
        for place, days in enumerate(ahead, 1):
            number += 1
            on = programme.start + timedelta(days=week * WEEK_DAYS + days)
            yield Day(number, week + 1, place, on)


def at_wall_time(day: date, at: time, zone: str | None) -> datetime:
    """What the clock on the wall shows, with its zone if there is one.

    In the hour that a clock skips, it is the time that the clock would have shown.
    """
    if zone is None:
        return datetime.combine(day, at)
    from zoneinfo import ZoneInfo

    return datetime.combine(day, at, ZoneInfo(zone))


def show_date(day: date) -> str:
    """`Mon 2027-03-22`."""
    return f"{WEEKDAYS[day.weekday()][:3].title()} {day}"
