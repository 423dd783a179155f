"""CSV: the session's intervals as a table for spreadsheets."""

import csv
from io import StringIO

from audiocoach.timeline import PlacedInterval, Timeline
from audiocoach.times import MS_PER_SECOND, clock

_COLUMNS = (
    "start", "start_s", "end_s", "length_s", "kind", "section", "exercise", "side",
    "round", "rounds", "set", "sets", "reps", "rep_s",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@")
"""What spreadsheets take for the beginning of a calculation."""


def text(timeline: Timeline, _track: str) -> str:
    """A heading and a row an interval; what does not apply is empty."""
    table = StringIO()
    rows = csv.writer(table)
    rows.writerow(_COLUMNS)
    rows.writerows(map(_row, timeline.intervals))
    return table.getvalue()


def _row(placed: PlacedInterval) -> tuple[object, ...]:
    of = placed.of
    return (
        clock(placed.start_ms),
        _seconds(placed.start_ms),
        _seconds(placed.end_ms),
        _seconds(placed.end_ms - placed.start_ms),
        of.kind,
        of.section,
        _harmless(of.exercise),
        of.side,
        of.round,
        of.rounds,
        of.set,
        of.sets,
        of.reps,
        None if of.rep_ms is None else _seconds(of.rep_ms),
    )


def _seconds(ms: int) -> str:
    return f"{ms // MS_PER_SECOND}.{ms % MS_PER_SECOND:03d}"


def _harmless(name: str | None) -> str | None:
    return f"'{name}" if name and name.startswith(_FORMULA) else name
