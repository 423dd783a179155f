"""Which events have changed since the calendar was last written: an app takes those anew."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from audiocoach.errors import CoachError

_STAMP = datetime(2000, 1, 1, tzinfo=UTC)
"""No event has the time at which it was written, so that the same plan has the same bytes."""
_OF_REVISION = ("SEQUENCE", "DTSTAMP")
_KEPT = ("UID", "SUMMARY", "DTSTART", "DTEND")
"""What is left of an event that is cancelled."""
_MOST_DIGITS = 9
_MOST_EVENTS = 3_000
"""Far more than the sessions of a programme, and so many are read in two seconds."""
_DAMAGED = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError)
"""What reading one raises that is damaged; the last for a zone that is a folder of zones."""
_LONG_AGO = timedelta(days=1500)
"""From the sessions that there are: an event is not cancelled any more."""


class Revised(NamedTuple):
    """The events of a calendar, and what became of those that it had."""

    events: list[Event]
    new: int
    changed: int
    cancelled: int


def revise(events: Iterable[Event], former: Iterable[Event]) -> Revised:
    """Number the events, which continue the former ones.

    One that is otherwise than it was has the next number. One that is no more is cancelled, as
    apps keep what a file does not mention.
    """
    known = {str(event["UID"]): event for event in former}
    revised = Revised([], 0, 0, 0)
    for event in events:
        before = known.pop(str(event["UID"]), None)
        is_changed = before is not None and _content(before) != _content(event)
        revised.events.append(_numbered(event, before, is_changed=is_changed))
        revised = revised._replace(
            new=revised.new + (before is None), changed=revised.changed + is_changed
        )
    begins = min(map(_day, revised.events), default=date.min)
    for before in known.values():
        if abs(_day(before) - begins) < _LONG_AGO:
            is_over = str(before.get("STATUS")) == "CANCELLED"
            revised.events.append(_numbered(_cancelled(before), before, is_changed=not is_over))
            revised = revised._replace(cancelled=revised.cancelled + (not is_over))
    return revised


def number_event(event: Event, number: int) -> None:
    """Give an event that number, whichever it had."""
    for key in _OF_REVISION:
        event.pop(key, None)
    event.add("sequence", number)
    event.add("dtstamp", _STAMP + timedelta(seconds=number))


def numbers_in(data: bytes) -> dict[str, int]:
    """The number of each event of a calendar as we write it, at a glance; of others any or none."""
    numbers: dict[str, int] = {}
    uid, number = "", 0
    for line in data.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"SEQUENCE":
            number = int(value) if value.isdigit() and len(value) <= _MOST_DIGITS else 0
        elif name == b"UID":
            uid = value.decode("ascii", "replace")
        elif line == b"END:VEVENT":
            numbers[uid], number = number, 0
    return numbers


def former_events(data: bytes, uid: str) -> Iterator[Event]:
    """The events of a calendar that was written before; raises CoachError for another's."""
    if re.sub(rb"\r?\n[ \t]", b"", data).upper().count(b"BEGIN:") > _MOST_EVENTS:
        message = "the calendar that is there has more events than a programme has sessions"
        raise CoachError(message, "name another file, or begin it anew with --force")
    try:
        calendar = Calendar.from_ical(data)
        (theirs,) = [calendar] if isinstance(calendar, Calendar) else calendar
        is_same = str(theirs.get("UID")) == uid
        events = [
            event
            for event in theirs.walk("VEVENT")
            if isinstance(event, Event) and _is_whole(event)
        ]
    except _DAMAGED as error:
        message = f"the calendar that is there cannot be read ({error})"
        raise CoachError(message, "name another file, or begin it anew with --force") from error
    if not is_same:
        message = "the calendar that is there is of another programme, or of another client"
        raise CoachError(message, "name another file, or replace it with --force")
    yield from events


def _is_whole(event: Event) -> bool:
    """Whether an event has what ours have; raises one of several errors, if it is damaged."""
    if any(event.get(key) is None for key in _KEPT):
        return False
    for key in ("DTSTART", "DTEND"):
        moment: Any = event[key]
        if zone := moment.params.get("TZID"):
            ZoneInfo(zone)
        if not isinstance(moment.dt, date):
            return False
    if abs(_day(event, "DTEND") - _day(event)) >= _LONG_AGO:
        return False
    number = int(event.get("SEQUENCE", 0))
    return 0 <= number < 10**_MOST_DIGITS and bool(event.to_ical())


def _day(event: Event, key: str = "DTSTART") -> date:
    moment: Any = event[key]
    return date(moment.dt.year, moment.dt.month, moment.dt.day)


def _content(event: Event) -> bytes:
    """All of an event but its revision."""
    revision = {key: event.pop(key) for key in _OF_REVISION if key in event}
    written: bytes = event.to_ical()
    event.update(revision)
    return written


def _cancelled(event: Event) -> Event:
    gone = Event()
    for key in _KEPT:
        gone[key] = event[key]
    gone.add("status", "CANCELLED")
    return gone


def _numbered(event: Event, before: Event | None, *, is_changed: bool) -> Event:
    number_event(event, int(before.get("SEQUENCE", 0)) + is_changed if before else 0)
    return event
