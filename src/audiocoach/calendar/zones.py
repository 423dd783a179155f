"""When the clocks of a time zone change, as a calendar file has to tell it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


class Onset(NamedTuple):
    """From when on the clocks of a zone are so far from UTC."""

    at: datetime
    """By the clock on the wall as it was until then, which is how calendar files have it."""
    offset_from: timedelta
    offset_to: timedelta
    name: str
    """What the time is called from then on: `CEST`."""
    is_daylight: bool


def onsets(zone: ZoneInfo, first: date, last: date) -> Iterator[Onset]:
    """What holds on the first of these days, and every change up to the last."""
    moment = datetime.combine(first, time(), UTC) - _DAY
    end = datetime.combine(last, time(), UTC) + 2 * _DAY
    state = _state(zone, moment)
    yield _onset(datetime(1970, 1, 1), state, state)  # noqa: DTZ001 (by the clock on the wall)
    while moment < end:
        following = moment + _DAY
        if (after := _state(zone, following)) != state:
            changes = _change(zone, moment, following)
            yield _onset((changes + state[0]).replace(tzinfo=None), state, after)
            state = after
        moment = following


_State = tuple[timedelta, bool, str]


def _state(zone: ZoneInfo, moment: datetime) -> _State:
    there = moment.astimezone(zone)
    return there.utcoffset() or timedelta(), bool(there.dst()), there.tzname() or zone.key


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second of what holds `after`: a zone changes once a day at most."""
    state = _state(zone, before)
    while after - before > _SECOND:
        middle = before + (after - before) // (2 * _SECOND) * _SECOND
        if _state(zone, middle) == state:
            before = middle
        else:
            after = middle
    return after


def _onset(at: datetime, before: _State, after: _State) -> Onset:
    return Onset(at, before[0], after[0], after[2], after[1])
