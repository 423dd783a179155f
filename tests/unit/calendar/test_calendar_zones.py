"""What a calendar tells of a zone, beside the zone itself: every hour, as dateutil reads it."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from calendars import plan_of
from dateutil.tz import tzical

from audiocoach.calendar.write import write_calendar
from audiocoach.calendar.zones import onsets

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
YEAR = (date(2027, 1, 1), date(2027, 12, 31))


def test_an_onset_is_told_by_the_clock_as_it_was_until_then() -> None:
    _, spring, autumn = onsets(ZoneInfo("Europe/Berlin"), *YEAR)
    hour = timedelta(hours=1)
    assert spring == (datetime(2027, 3, 28, 2), hour, 2 * hour, "CEST", True)  # noqa: DTZ001
    assert autumn == (datetime(2027, 10, 31, 3), 2 * hour, hour, "CET", False)  # noqa: DTZ001


def test_a_zone_whose_clocks_never_change_has_one_onset() -> None:
    (only,) = onsets(ZoneInfo("Asia/Tokyo"), *YEAR)
    assert only.offset_to == timedelta(hours=9)


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_a_year_is_as_in_the_zone(zone: str) -> None:
    plan = plan_of(start="2027-01-04", weeks=52, days="[mon]", at='"18:30"', zone=zone)
    text = write_calendar(plan).data.decode().replace("\r\n", "\n")
    begins, ends = text.index("BEGIN:VTIMEZONE"), text.index("END:VTIMEZONE") + 14
    read = tzical(StringIO(text[begins:ends])).get(zone)
    moment = datetime(2027, 1, 4, tzinfo=UTC)
    while moment < datetime(2027, 12, 28, tzinfo=UTC):
        there = moment.astimezone(ZoneInfo(zone))
        wall = there.replace(tzinfo=None)
        is_told_once = (wall - timedelta(hours=1)).replace(tzinfo=there.tzinfo).utcoffset() == (
            wall + timedelta(hours=1)
        ).replace(tzinfo=there.tzinfo).utcoffset()
        if is_told_once or not there.fold:  # dateutil and the zone differ in hours that are twice
            assert wall.replace(tzinfo=read).utcoffset() == there.utcoffset(), there
        moment += timedelta(hours=1)
