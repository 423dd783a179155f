"""Plan and Timeline as aligned text, with everything in them: for goldens and for explaining."""

from collections.abc import Iterator

from audiocoach.listing.columns import Row, aligned
from audiocoach.plan.model import Anchor, Cue, Interval, Plan
from audiocoach.timeline.model import PlacedCue, Timeline
from audiocoach.times import clock, say_short


def plan_text(plan: Plan) -> str:
    """Every interval of a plan and the cues anchored in it."""
    return aligned(row for interval in plan.intervals for row in _planned(interval))


def _planned(interval: Interval) -> Iterator[Row]:
    length = f"{say_short(interval.length_ms)}{' or more' if interval.grows else ''}"
    yield (interval.kind.upper(), length, "", what(interval))
    for cue in interval.cues:
        yield (f"  {cue.why}", _anchor(cue.anchor), cue.priority.name.lower(), _forms(cue))


def _anchor(anchor: Anchor) -> str:
    sign = "-" if anchor.offset_ms < 0 else "+"
    return f"{anchor.hold} {anchor.edge}{sign}{abs(anchor.offset_ms) / 1000:.3f}"


def _forms(cue: Cue) -> str:
    return f"♪ {cue.forms[0]}" if cue.play == "sound" else " | ".join(cue.forms)


def timeline_text(timeline: Timeline) -> str:
    """Every interval and every cue of a timeline, its chapters, and what had no room."""
    cues = iter(timeline.cues)
    cue = next(cues, None)
    rows: list[Row] = []
    for placed in timeline.intervals:
        length = say_short(placed.end_ms - placed.start_ms)
        rows.append((clock(placed.start_ms), placed.of.kind.upper(), length, what(placed.of)))
        while cue and cue.start_ms < placed.end_ms:
            rows.append((clock(cue.start_ms), f"  {cue.why}", _length(cue), _said(cue)))
            cue = next(cues, None)
    rows += [(clock(mark.start_ms), "chapter", "", mark.title) for mark in timeline.chapters]
    rows += [
        (clock(cue.at_ms), "dropped", cue.why, f"{cue.text} ({cue.reason})")
        for cue in timeline.dropped
    ]
    return aligned(rows)


def _length(cue: PlacedCue) -> str:
    return f"{(cue.end_ms - cue.start_ms) / 1000:.3f}"


def _said(cue: PlacedCue) -> str:
    return f"♪ {cue.said}" if cue.play == "sound" else cue.said


def what(interval: Interval) -> str:
    """What an interval is about, in one line."""
    parts = [interval.exercise or ""]
    if interval.side:
        parts.append(interval.side)
    if interval.reps and interval.rep_ms:
        parts.append(f"{interval.reps} × {say_short(interval.rep_ms)}")
    for word, number, total in (
        ("set", interval.set, interval.sets),
        ("round", interval.round, interval.rounds),
    ):
        if number and total and total > 1:
            parts.append(f"{word} {number}/{total}")
    return ", ".join(part for part in parts if part)
