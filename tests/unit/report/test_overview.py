"""The table of a session says what its author wrote, though work starts on frames of the track."""

import re
from itertools import pairwise

from customised import read
from fake_voice import fake_lengths

from audiocoach.plan import plan_session
from audiocoach.report.overview import overview_text
from audiocoach.support.durations import parse_duration
from audiocoach.timeline import Timeline, lay_out

ROUTINE = "title: Rows\nrounds: 5\nrest: 20s\nexercises: [{name: Row, reps: 5, pace: 2.2s}]"
ROW = re.compile(r"(\d+:\d\d) +(\w+) +(\S+)")


def session() -> Timeline:
    plan = plan_session(read(ROUTINE))
    return lay_out(plan, fake_lengths(plan))


def test_lengths_and_times_are_in_the_seconds_that_are_written() -> None:
    timeline = session()
    assert any(placed.end_ms % 1000 for placed in timeline.intervals[1:-1])
    rows = [row.groups() for row in map(ROW.match, overview_text(timeline).splitlines()) if row]
    assert len(rows) == len(timeline.intervals)
    assert {length for _, kind, length in rows if kind == "rest"} == {"20s"}
    assert {length for _, kind, length in rows if kind == "WORK"} == {"11s"}
    for (start, _, length), (end, _, _) in pairwise(rows):
        lasts_ms = parse_duration(length)
        assert parse_duration(end) - parse_duration(start) == lasts_ms
