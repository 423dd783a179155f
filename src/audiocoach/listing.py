"""Plan and Timeline as aligned text and as JSON: one printer for `show`, goldens and docs."""

import json
from collections.abc import Iterable, Iterator

from audiocoach.plan.model import Anchor, Cue, Interval, Plan
from audiocoach.timeline.model import VERSION, PlacedCue, PlacedInterval, Timeline
from audiocoach.times import clock, say_short

Row = tuple[str, ...]


def to_json(timeline: Timeline) -> str:
    """The Timeline's contract, version 1, as one JSON object with a line end."""
    return json.dumps(to_dict(timeline), ensure_ascii=False, indent=1) + "\n"


def to_dict(timeline: Timeline) -> dict[str, object]:
    """The Timeline's contract as plain values."""
    return {
        "version": VERSION,
        "routine": timeline.routine,
        "title": timeline.title,
        "language": timeline.language,
        "duration_ms": timeline.duration_ms,
        "intervals": [_interval(placed) for placed in timeline.intervals],
        "cues": [_cue(cue) for cue in timeline.cues],
        "chapters": [
            {"start_ms": chapter.start_ms, "end_ms": chapter.end_ms, "title": chapter.title}
            for chapter in timeline.chapters
        ],
        "dropped": [
            {"at_ms": cue.at_ms, "text": cue.text, "why": cue.why, "reason": cue.reason}
            for cue in timeline.dropped
        ],
    }


def _interval(placed: PlacedInterval) -> dict[str, object]:
    of = placed.of
    return {
        "start_ms": placed.start_ms,
        "end_ms": placed.end_ms,
        "kind": of.kind,
        "section": of.section,
        "exercise": of.exercise,
        "side": of.side,
        "round": of.round,
        "rounds": of.rounds,
        "set": of.set,
        "sets": of.sets,
        "reps": of.reps,
        "rep_ms": of.rep_ms,
        "where": str(of.where),
    }


def _cue(cue: PlacedCue) -> dict[str, object]:
    return {
        "start_ms": cue.start_ms,
        "end_ms": cue.end_ms,
        "play": cue.play,
        "text": cue.said if cue.play == "speech" else None,
        "sound": cue.said if cue.play == "sound" else None,
        "why": cue.why,
    }


def plan_text(plan: Plan) -> str:
    """Every interval of a plan and the cues anchored in it."""
    return aligned(row for interval in plan.intervals for row in _planned(interval))


def _planned(interval: Interval) -> Iterator[Row]:
    length = f"{say_short(interval.length_ms)}{' or more' if interval.grows else ''}"
    yield (interval.kind.upper(), length, "", _what(interval))
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
        rows.append((clock(placed.start_ms), placed.of.kind.upper(), length, _what(placed.of)))
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


def _what(interval: Interval) -> str:
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


def aligned(rows: Iterable[Row]) -> str:
    """Rows as columns two spaces apart, without trailing blanks, one line each."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )
    return "".join(f"{line}\n" for line in lines)
