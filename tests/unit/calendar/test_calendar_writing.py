"""A programme's calendar: its events, their times, and what changes from one file to the next."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from calendars import plan_of
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from msgspec.structs import replace

from audiocoach.calendar.revisions import numbers_in
from audiocoach.calendar.write import write_calendar
from audiocoach.errors import CoachError
from audiocoach.programme.log import Log
from audiocoach.programme.sessions import plan_sessions
from audiocoach.programme.training import TrainingPlan
from audiocoach.support.ownership import is_ours

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
PACKAGES = os.environ.get("AUDIOCOACH_READERS", "")
READER = Path(__file__).parents[2] / "support" / "read_calendar.mjs"
CLIMBS = "climb: [reps, rounds]\n"


def events_of(data: bytes) -> list[Any]:
    return [*Calendar.from_ical(data).walk("VEVENT")]


def sequences(data: bytes) -> list[int]:
    return [int(event["SEQUENCE"]) for event in events_of(data)]


def test_a_session_is_an_event_with_its_time_dose_news_alarm_and_link() -> None:
    plan = plan_of(CLIMBS, at='"18:30"', zone="Europe/Berlin", alarm="15 min", days="[mon]")
    data = write_calendar(plan, base_url="https://example.org/gym/").data
    _, second = events_of(data)
    assert second["SUMMARY"] == "P, week 2, day 1"
    assert second["DTSTART"].to_ical() == b"20270329T183000"
    assert second["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert second["DTEND"].dt - second["DTSTART"].dt == timedelta(minutes=21)
    lines = str(second["DESCRIPTION"]).splitlines()
    assert lines[:3] == [
        "Jamison back. 3 rounds of 4 moves. About 21 minutes.",
        "1 more rep than last week.",
        "- Renegade row: 7 each side, 5-15 lb",
    ]
    assert lines[-1] == second["URL"] == "https://example.org/gym/track-02.html"
    (alarm,) = second.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(minutes=-15)


def test_where_sessions_share_a_page_all_lead_to_it() -> None:
    site = "https://example.org/anna/"
    events = events_of(write_calendar(plan_of(), base_url=site, has_pages=False).data)
    assert {str(event["URL"]) for event in events} == {site}


def test_lines_are_folded_and_end_as_the_format_asks() -> None:
    plan = plan_of(programme="'Rücken; stark, " + "ü" * 60 + "'", at='"7:00"')
    data = write_calendar(plan).data
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"R\xc3\xbccken\\; stark\\, " in data
    assert str(events_of(data)[0]["SUMMARY"]).startswith("Rücken; stark, üü")


def test_without_a_zone_the_time_is_that_of_the_wall_wherever_one_is() -> None:
    data = write_calendar(plan_of(at='"18:30"')).data
    assert b"\r\nDTSTART:20270322T183000\r\n" in data
    assert b"VTIMEZONE" not in data


def test_without_a_time_a_session_takes_a_day_in_which_nobody_is_busy() -> None:
    first, *_ = events_of(write_calendar(plan_of()).data)
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (date(2027, 3, 22), date(2027, 3, 23))
    assert first["TRANSP"] == "TRANSPARENT"


def test_the_same_plan_has_the_same_bytes_before_and_after() -> None:
    first = write_calendar(plan_of(CLIMBS, at='"18:30"')).data
    again = write_calendar(plan_of(CLIMBS, at='"18:30"'), former=first)
    assert again.data == first == write_calendar(plan_of(CLIMBS, at='"18:30"')).data
    assert (again.revised.new, again.revised.changed, again.revised.cancelled) == (0, 0, 0)


def test_a_calendar_that_is_the_same_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_calendar(plan_of(CLIMBS, each="session")).data
    harder = plan_of(CLIMBS, Log(frozenset({1}), frozenset({2})), each="session")
    second = write_calendar(harder, former=first).data
    monkeypatch.setattr(Calendar, "from_ical", None)
    assert write_calendar(harder, former=second).data == second
    with pytest.raises(CoachError, match="cannot be read"):
        write_calendar(harder, former=first)


def test_what_was_found_out_for_one_client_is_not_found_out_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = plan_of(CLIMBS, each="session")
    own, again = Log(frozenset({1, 2})), Log(frozenset({1}), frozenset({2}))
    bytes_ = {log: write_calendar(_as_after(plan, log)).data for log in (own, again)}
    shared = {
        log: write_calendar(replace(_as_after(plan, log), known=plan.known)).data for log in bytes_
    }
    assert shared == bytes_
    monkeypatch.setattr("audiocoach.programme.lengths.plan_session", None)
    assert write_calendar(replace(_as_after(plan, own), known=plan.known)).data == shared[own]


def _as_after(plan: TrainingPlan, log: Log) -> TrainingPlan:
    """The same programme, for somebody who has done that."""
    return TrainingPlan(plan.course, plan_sessions(plan.course, log))


@pytest.mark.parametrize("line", [b"SEQUENCE:" + b"9" * 5000, b"END:VEVENT", b"UID:\xff"])
def test_numbers_that_are_none_of_ours_are_no_error(line: bytes) -> None:
    first = write_calendar(plan_of()).data
    odd = first.replace(b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\n" + line + b"\r\n", 1)
    assert {*numbers_in(odd).values()} == {0}


def test_what_changes_has_the_next_number_and_the_same_identity() -> None:
    first = write_calendar(plan_of(CLIMBS, each="session")).data
    harder = plan_of(CLIMBS, Log(frozenset({1}), frozenset({2})), each="session")
    second = write_calendar(harder, former=first).data
    assert sequences(first) == [0, 0, 0, 0]
    assert sequences(second) == [0, 0, 1, 1]
    assert [event["UID"] for event in events_of(first)] == [
        event["UID"] for event in events_of(second)
    ]
    assert sequences(write_calendar(harder, former=second).data) == [0, 0, 1, 1]
    third = write_calendar(plan_of(CLIMBS, each="session"), former=second).data
    assert sequences(third) == [0, 0, 2, 2]
    stamps = [event["DTSTAMP"].dt for event in events_of(third)]
    assert stamps[2] > events_of(second)[2]["DTSTAMP"].dt > events_of(first)[2]["DTSTAMP"].dt


def test_a_session_that_is_no_more_is_cancelled_and_comes_back() -> None:
    first = write_calendar(plan_of(at='"18:30"', zone="Europe/Berlin")).data
    shorter = plan_of(at='"18:30"', zone="Europe/Berlin", weeks=1)
    written = write_calendar(shorter, former=first)
    events = events_of(written.data)
    assert [str(event.get("STATUS", "")) for event in events] == ["", "", *["CANCELLED"] * 2]
    assert written.revised.cancelled == 2
    again = write_calendar(shorter, former=written.data)
    assert (again.data, again.revised.cancelled) == (written.data, 0)
    back = write_calendar(plan_of(at='"18:30"', zone="Europe/Berlin"), former=again.data).data
    assert sequences(back) == [0, 0, 2, 2]
    assert b"CANCELLED" not in back


def test_a_client_has_events_of_their_own() -> None:
    uids = [
        {str(event["UID"]) for event in events_of(write_calendar(plan_of(), client=client).data)}
        for client in ("", "anna", "bo")
    ]
    assert len(set().union(*uids)) == 12


def test_another_programmes_calendar_is_not_continued() -> None:
    others = write_calendar(plan_of(), client="anna").data
    with pytest.raises(CoachError, match="of another programme, or of another client"):
        write_calendar(plan_of(), former=others)


@pytest.mark.parametrize(
    "damaged",
    [
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//audiocoach//",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"\xff\xfe",
        write_calendar(plan_of(at='"7:00"', zone="Europe/Berlin")).data.replace(b"Berlin", b"B"),
        write_calendar(plan_of(at='"7:00"', zone="Europe/Berlin")).data.replace(b"/Berlin", b""),
        write_calendar(plan_of(at='"7:00"', zone="Europe/Berlin")).data.replace(
            b"Berlin", b"x" * 300
        ),
        write_calendar(plan_of(at='"7:00"')).data.replace(b"DTSTART:2027", b"DTSTART:P2D2"),
    ],
)
def test_a_damaged_calendar_is_told(damaged: bytes) -> None:
    with pytest.raises(CoachError, match=r"cannot be read|of another programme"):
        write_calendar(plan_of(), former=damaged)


@pytest.mark.parametrize("number", [b"999999999", b"2147483647", b"9" * 20])
def test_a_number_that_is_too_large_is_no_error(number: bytes) -> None:
    first = write_calendar(plan_of()).data.replace(b"SEQUENCE:0", b"SEQUENCE:" + number)
    changed = plan_of(at='"7:00"')
    second = write_calendar(changed, former=first).data
    assert write_calendar(changed, former=second).sessions == 4


def test_a_calendar_of_many_events_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_calendar(plan_of()).data
    monkeypatch.setattr(Calendar, "from_ical", None)
    for events in (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"be\r\n gin:VEVENT\r\nEND:VEVENT\r\n"):
        many = first.replace(b"END:VCALENDAR", events * 5_000 + b"END:VCALENDAR")
        with pytest.raises(CoachError, match="more events than a programme has sessions"):
            write_calendar(plan_of(), former=many)


def test_what_was_cancelled_long_ago_is_left_out() -> None:
    first = write_calendar(plan_of(at='"7:00"', zone="Europe/Berlin")).data
    far = first.replace(b":2027", b":9999")
    data = write_calendar(plan_of(at='"7:00"', zone="Europe/Berlin", weeks=1), former=far).data
    assert sequences(data) == [1, 1]


def test_an_event_without_end_does_not_have_thousands_of_years_looked_at() -> None:
    first = write_calendar(plan_of(at='"7:00"', zone="Europe/Berlin")).data
    endless = re.sub(rb"(DTEND[^:]*:)2027", rb"\g<1>9999", first)
    assert endless != first
    data = write_calendar(plan_of(at='"7:00"', zone="Europe/Berlin", weeks=1), former=endless).data
    assert b":9999" not in data


def test_a_calendar_is_known_as_ours(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.ics", tmp_path / "theirs.ics"
    data = write_calendar(plan_of()).data
    ours.write_bytes(data)
    theirs.write_bytes(data.replace(b"-//audiocoach//", b"-//Example//"))
    assert (is_ours(ours), is_ours(theirs)) == (True, False)


@settings(max_examples=12, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=st.dates(date(2026, 1, 1), date(2032, 1, 1)),
    hour=st.integers(0, 23),
    minute=st.sampled_from((0, 15, 30, 59)),
)
def test_the_clock_on_the_wall_shows_the_programmes_time_whatever_is_done_to_it(
    zone: str, start: date, hour: int, minute: int
) -> None:
    at = f"{hour:02}:{minute:02}"
    plan = plan_of(start=start, weeks=40, days="[sun]", at=f'"{at}"', zone=zone)
    data = write_calendar(plan).data
    for event, session in zip(events_of(data), plan.sessions, strict=True):
        starts = event["DTSTART"]
        assert starts.params["TZID"] == zone
        assert starts.to_ical().decode() == f"{session.date:%Y%m%d}T{at.replace(':', '')}00"
        length = event["DTEND"].dt.astimezone(UTC) - starts.dt.astimezone(UTC)
        assert length == timedelta(minutes=31)


def test_a_session_through_the_hour_that_is_twice_lasts_as_long_as_ever() -> None:
    keys: dict[str, Any] = {
        "start": "2027-10-31",
        "weeks": 1,
        "days": "[sun]",
        "zone": "Europe/Berlin",
    }
    (event,) = events_of(write_calendar(plan_of(at='"2:50"', **keys)).data)
    assert event["DTEND"].to_ical() == b"20271031T012100Z"


def _read_by_home_assistant(data: bytes) -> Iterator[dict[str, Any]]:
    calendars = pytest.importorskip("ical.calendar_stream", reason="the extra 'test' has ical")
    calendar = calendars.IcsCalendarStream.calendar_from_ics(data.decode())
    for event in calendar.events:
        yield {
            "uid": event.uid,
            "sequence": event.sequence,
            "summary": event.summary,
            "description": event.description,
            "starts": event.dtstart.timestamp(),
            "ends": event.dtend.timestamp(),
        }


def _read_by_thunderbird(data: bytes, folder: Path) -> Iterator[dict[str, Any]]:
    if not PACKAGES or shutil.which("node") is None:
        pytest.skip("AUDIOCOACH_READERS names no folder of readers, or there is no node")
    (folder / "read.ics").write_bytes(data)
    done = subprocess.run(
        ["node", str(READER), PACKAGES, str(folder / "read.ics")],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    yield from json.loads(done.stdout)


@pytest.mark.parametrize("reader", ["Home Assistant", "Thunderbird"])
@pytest.mark.parametrize("zone", ZONES)
def test_other_programs_read_every_event(reader: str, zone: str, tmp_path: Path) -> None:
    title = "'Stark, Rücken; 100% \\ <b>'"
    keys: dict[str, Any] = {
        "at": '"3:15"',
        "zone": zone,
        "alarm": "15 min",
        "days": "[sun]",
        "weeks": "40",
    }
    plan = plan_of(CLIMBS, programme=title, start="2027-03-07", **keys)
    data = write_calendar(plan, base_url="https://example.org/gym/").data
    events = [
        *(
            _read_by_home_assistant(data)
            if reader == "Home Assistant"
            else _read_by_thunderbird(data, tmp_path)
        )
    ]
    assert len(events) == 40
    for event, session in zip(events, plan.sessions, strict=True):
        starts = datetime.combine(session.date, datetime.min.time(), ZoneInfo(zone)).replace(
            hour=3, minute=15
        )
        assert event["starts"] == starts.timestamp()
        assert 15 * 60 < event["ends"] - event["starts"] < 45 * 60
        assert event["summary"].startswith("Stark, Rücken; 100% \\ <b>, week ")
        assert event["description"].endswith(f"/track-{session.number:02}.html")
        assert event["sequence"] == 0
