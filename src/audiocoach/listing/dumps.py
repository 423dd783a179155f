"""Plan and Timeline as aligned text, with everything in them: for goldens and for explaining."""

from collections.abc import Iterator

from audiocoach.listing.columns import Row, aligned
from audiocoach.plan.model import Anchor, Cue, Interval, Plan
from audiocoach.timeline.model import COUNTED, HURRIED, Dropped, PlacedCue, Take, Timeline, take
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
    return heard_as(take(cue.play, cue.speaker), " | ".join(cue.forms))


def timeline_text(timeline: Timeline) -> str:
    """Every interval and every cue of a timeline, its chapters, and what had no room."""
    cues = iter(timeline.cues)
    cue = next(cues, None)
    rows: list[Row] = []
    for placed in timeline.intervals:
        length = say_short(placed.end_ms - placed.start_ms)
        rows.append((clock(placed.start_ms), placed.of.kind.upper(), length, what(placed.of)))
        while cue and cue.start_ms < placed.end_ms:
            said = heard_as(take(cue.play, cue.speaker), cue.said)
            rows.append((clock(cue.start_ms), f"  {cue.why}", _length(cue), said))
            cue = next(cues, None)
    rows += [(clock(mark.start_ms), "chapter", "", mark.title) for mark in timeline.chapters]
    rows += [
        (clock(cue.at_ms), "dropped", cue.why, f"{_missed(cue)} ({cue.reason})")
        for cue in timeline.dropped
    ]
    return aligned(rows)


def _length(cue: PlacedCue) -> str:
    return f"{(cue.end_ms - cue.start_ms) / 1000:.3f}"


def _missed(cue: Dropped) -> str:
    return heard_as(take("speech", cue.speaker), cue.text)


def heard_as(clip: Take, said: str) -> str:
    """A text or a tone with a sign of how it is heard: `♪` a tone, `#` the counter, `»` a hurry."""
    return "♪ " * (clip == "sound") + "» " * (clip in HURRIED) + "# " * (clip in COUNTED) + said


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
