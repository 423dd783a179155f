"""Plan and Timeline as aligned text, with everything in them: for goldens and for explaining."""

from collections.abc import Iterator, Sequence

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.mp3 import frames_for
from audiocoach.plan.model import Anchor, Cue, Interval, Plan
from audiocoach.renderer.clips import Clips
from audiocoach.renderer.segments import Part, PlacedSegment
from audiocoach.renderer.settings import FORMAT, FRAME_MS
from audiocoach.support.columns import Row, aligned
from audiocoach.support.durations import MS_PER_SECOND, format_clock, format_duration
from audiocoach.timeline.model import ClipSpec, Dropped, PlacedCue, Timeline


def plan_text(plan: Plan) -> str:
    """Every interval of a plan and the cues anchored in it."""
    return aligned(row for interval in plan.intervals for row in _planned(interval))


def _planned(interval: Interval) -> Iterator[Row]:
    length = f"{format_duration(interval.length_ms)}{' or more' if interval.grows else ''}"
    yield (interval.kind.upper(), length, "", what(interval))
    for cue in interval.cues:
        yield (f"  {cue.role}", _anchor(cue.anchor), cue.priority.name.lower(), _forms(cue))


def _anchor(anchor: Anchor) -> str:
    sign = "-" if anchor.offset_ms < 0 else "+"
    return f"{anchor.hold} {anchor.edge}{sign}{abs(anchor.offset_ms) / 1000:.3f}"


def _forms(cue: Cue) -> str:
    return heard_as(ClipSpec.of(" | ".join(cue.variants), cue.play, cue.speaker))


def timeline_text(timeline: Timeline) -> str:
    """Every interval and every cue of a timeline, its chapters, and what had no room."""
    cues = iter(timeline.cues)
    cue = next(cues, None)
    rows: list[Row] = []
    for placed in timeline.intervals:
        length = format_duration(placed.end_ms - placed.start_ms)
        rows.append(
            (
                format_clock(placed.start_ms),
                placed.interval.kind.upper(),
                length,
                what(placed.interval),
            )
        )
        while cue and cue.start_ms < placed.end_ms:
            said = heard_as(ClipSpec.of(cue.text, cue.play, cue.speaker))
            rows.append((format_clock(cue.start_ms), f"  {cue.role}", _length(cue), said))
            cue = next(cues, None)
    rows += [(format_clock(mark.start_ms), "chapter", "", mark.title) for mark in timeline.chapters]
    rows += [
        (format_clock(cue.at_ms), "dropped", cue.role, f"{_missed(cue)} ({cue.reason})")
        for cue in timeline.dropped
    ]
    return aligned(rows)


def _length(cue: PlacedCue) -> str:
    return f"{(cue.end_ms - cue.start_ms) / 1000:.3f}"


def _missed(cue: Dropped) -> str:
    return heard_as(ClipSpec(cue.text, "speech", cue.speaker))


def heard_as(clip: ClipSpec) -> str:
    """A text or a tone with a sign of how it is heard: `♪` a tone, `#` the counter, `»` fast."""
    counted = clip.speaker == "counter"
    return "♪ " * (clip.kind == "sound") + "» " * clip.fast + "# " * counted + clip.text


def what(interval: Interval) -> str:
    """What an interval is about, in one line."""
    parts = [interval.exercise or ""]
    if interval.side:
        parts.append(interval.side)
    if interval.reps and interval.rep_ms:
        parts.append(f"{interval.reps} × {format_duration(interval.rep_ms)}")
    for word, number, total in (
        ("set", interval.set, interval.sets),
        ("round", interval.round, interval.rounds),
    ):
        if number and total and total > 1:
            parts.append(f"{word} {number}/{total}")
    return ", ".join(part for part in parts if part)


_SHOWN = 12
"""Digits of a key, enough to tell one from another."""


def clips_text(clips: Clips) -> str:
    """Every clip: what it is kept under, whether it was, how long it is, and what is heard."""
    return aligned(
        (
            key.rpartition("-")[2][:_SHOWN],
            "new" if key in clips.new else "kept",
            f"{clips.lengths[clip] / MS_PER_SECOND:.3f}",
            heard_as(clip),
        )
        for clip, key in clips.keys.items()
    )


def segments_text(placed: Sequence[PlacedSegment], clips: Clips) -> str:
    """Every segment in order: its first frame, time and length, and its clips where they begin."""
    return aligned(_segment(segment, clips) for segment in placed)


def _segment(segment: PlacedSegment, clips: Clips) -> Row:
    spec = segment.spec
    parts = " | ".join(_part(part) for part in spec.parts)
    first, time = str(segment.first_frame), format_clock(segment.first_frame * FRAME_MS)
    return first, time, f"{spec.frame_count * FRAME_MS} ms", spec.key(clips)[:_SHOWN], parts


def _part(part: Part) -> str:
    return f"+{part.offset_ms} {heard_as(part.clip)}"


def frames_text(placed: Sequence[PlacedSegment], clips: Clips, duration_ms: int) -> str:
    """The track as runs of frames: silence, and segments."""
    keys = {segment.spec: segment.spec.key(clips)[:_SHOWN] for segment in placed}
    lines = []
    for segment, count in runs(placed, duration_ms):
        what = f"segment {keys[segment.spec]}" if segment else "silence"
        lines.append(f"{'+' if segment else ' '}{count:>6}  {what}\n")
    return "".join(lines)


def runs(
    placed: Sequence[PlacedSegment], duration_ms: int
) -> Iterator[tuple[PlacedSegment | None, int]]:
    """Frames in order: a segment and how many it has, or None and how many are silent."""
    stop = 0
    for segment in placed:
        if segment.first_frame > stop:
            yield None, segment.first_frame - stop
        yield segment, segment.spec.frame_count
        stop = segment.first_frame + segment.spec.frame_count
    total = frames_for(duration_ms * SAMPLES_PER_MS, FORMAT).frame_count
    if total > stop:
        yield None, total - stop
