"""A programme → the bytes of its calendar."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from audiocoach.calendar.events import Events, calendar_uid
from audiocoach.calendar.revisions import (
    Revised,
    former_events,
    number_event,
    numbers_in,
    revise,
)
from audiocoach.calendar.zones import onsets
from audiocoach.errors import CoachError, InvalidValueError
from audiocoach.programme.training import TrainingPlan
from audiocoach.site.address import read_base_url
from audiocoach.support.headers import CALENDAR_MAKER

MOST_BYTES = 8_000_000
"""A former calendar that is larger is none of ours."""


class Written(NamedTuple):
    """A calendar, and what has changed in it."""

    data: bytes
    sessions: int
    revised: Revised


def write_calendar(
    plan: TrainingPlan,
    *,
    former: bytes | None = None,
    base_url: str | None = None,
    has_pages: bool = True,
    client: str = "",
) -> Written:
    """The calendar of a programme; raises CoachError.

    It continues the `former` one, so that apps see which sessions have changed. The same plan after
    the same calendar has the same bytes. Each event links to the page of its session on the site at
    `base_url`; where that has no such pages, to the site.
    """
    programme = plan.course.programme
    events = Events.of(plan, client, base_url, has_pages=has_pages)
    uid = calendar_uid(events.owner)
    head = {
        "version": "2.0",
        "prodid": CALENDAR_MAKER,
        "uid": uid,
        "name": programme.programme,
        "x-wr-calname": programme.programme,  # what apps read that know no NAME
    }
    made = [events.event(session) for session in plan.sessions]
    if former is not None:
        # Nearly always nothing has changed, and to read a calendar takes longer than to write it.
        numbers = numbers_in(former)
        for event in made:
            number_event(event, numbers.get(str(event["UID"]), 0))
        if _rendered(head, made) == former:
            return Written(former, len(made), Revised(made, 0, 0, 0))
    revised = revise(made, former_events(former, uid) if former else ())
    return Written(_rendered(head, revised.events), len(made), revised)


def to_ics(
    plan: TrainingPlan,
    former: bytes | None = None,
    *,
    base_url: str | None = None,
    client: str = "",
) -> bytes:
    """The sessions of a programme as a calendar, which continues the `former` one of that `client`.

    `base_url` is the address of the site on which the sessions are published. Raises CoachError.
    """
    try:
        address = read_base_url(base_url) if base_url else None
    except InvalidValueError as error:
        raise CoachError(error.message, error.hint) from error
    return write_calendar(plan, former=former, base_url=address, client=client).data


def _rendered(head: Mapping[str, str], events: list[Event]) -> bytes:
    calendar = Calendar()
    for key, value in head.items():
        calendar.add(key, value)
    for component in (*_zones(events), *events):
        calendar.add_component(component)
    written: bytes = calendar.to_ical()
    return written


def _zones(events: list[Event]) -> Iterator[Timezone]:
    """The zones of all events, each with the changes of its clocks while they are."""
    days: dict[str, list[date]] = {}
    for event in events:
        for key in ("DTSTART", "DTEND"):
            moment: Any = event[key]
            if (name := moment.params.get("TZID")) and isinstance(moment.dt, datetime):
                days.setdefault(name, []).append(moment.dt.date())
    for name, dates in sorted(days.items()):
        yield _zone(name, min(dates), max(dates))


def _zone(name: str, first: date, last: date) -> Timezone:
    # `Timezone.from_tzinfo` of icalendar 7.3 has an onset of daylight saving time an hour too late.
    zone = Timezone()
    zone.add("tzid", name)
    for onset in onsets(ZoneInfo(name), first, last):
        part = TimezoneDaylight() if onset.is_daylight else TimezoneStandard()
        part.add("dtstart", onset.at)
        part.add("tzoffsetfrom", onset.offset_from)
        part.add("tzoffsetto", onset.offset_to)
        part.add("tzname", onset.name)
        zone.add_component(part)
    return zone
