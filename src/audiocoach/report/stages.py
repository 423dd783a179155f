"""How a routine becomes a track: each stage of a session as text, with everything in it."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.compiler import Session
from audiocoach.mp3.info import frames_for
from audiocoach.plan.model import Interval, Plan
from audiocoach.renderer.segments import PlacedSegment, group
from audiocoach.renderer.settings import FORMAT, FRAME_MS
from audiocoach.report.routine import defaults_text, open_keys, routine_text
from audiocoach.support.durations import MS_PER_SECOND, format_clock, format_duration
from audiocoach.support.messages import counted
from audiocoach.support.tables import Row, align_columns
from audiocoach.timeline.model import ClipSpec, PlacedCue, PlacedInterval, Timeline

_KEY_SHOWN = 12
"""Digits of a cache key, enough to tell one from another."""


def explain(session: Session, stage: str | None) -> str:
    """One stage of a session in full, or a line about each of them."""
    return _STAGES[stage](session) if stage else align_columns(_summary(session))


def _segments_of(session: Session) -> list[PlacedSegment]:
    return group(session.timeline.cues, fades_in=True)


def _summary(session: Session) -> Iterator[Row]:
    routine, plan = session.routine, session.plan
    clips, timeline = session.clips, session.timeline
    yield "routine", f"'{routine.title}' with {counted(len(routine.exercises), 'item')} in its list"
    yield "defaults", f"{counted(len(open_keys(routine)), 'thing')} left open"
    cues = sum(len(interval.cues) for interval in plan.intervals)
    yield "plan", f"{counted(len(plan.intervals), 'interval')} with {counted(cues, 'cue')}"
    yield "clips", f"{counted(len(clips.keys), 'text')} and tones, {clips.made} of them new"
    chapters = counted(len(timeline.chapters), "chapter")
    dropped = f"{len(timeline.dropped)} without room"
    yield "timeline", f"{format_clock(timeline.duration_ms)}, {chapters}, {dropped}"
    segments = _segments_of(session)
    different = len({segment.spec for segment in segments})
    yield "segments", f"{counted(len(segments), 'segment')}, {different} different ones"
    runs = list(_frame_runs(segments, timeline.duration_ms))
    frames = sum(frames for _, frames in runs)
    silent = sum(frames for segment, frames in runs if segment is None) * 100 // frames
    yield "frames", f"{counted(frames, 'frame')} of {FRAME_MS} ms, {silent} % silent"


def plan_text(plan: Plan) -> str:
    """Every interval of a plan and the cues anchored in it."""
    return align_columns(row for interval in plan.intervals for row in _plan_rows(interval))


def _plan_rows(interval: Interval) -> Iterator[Row]:
    length = f"{format_duration(interval.length_ms)}{' or more' if interval.grows else ''}"
    yield interval.kind.upper(), length, "", describe_interval(interval)
    for cue in interval.cues:
        hold, edge = cue.anchor.hold, cue.anchor.edge
        anchor = f"{hold} {edge}{cue.anchor.offset_ms / 1000:+.3f}"
        texts = describe_clip(ClipSpec.of(" | ".join(cue.variants), cue.play, cue.speaker))
        yield f"  {cue.role}", anchor, cue.priority.name.lower(), texts


def timeline_text(timeline: Timeline) -> str:
    """Every interval and every cue of a timeline, its chapters, and what had no room."""
    rows: list[Row] = []
    for placed, cues in cues_by_interval(timeline, timeline.cues):
        start, kind = format_clock(placed.start_ms), placed.interval.kind.upper()
        length = format_duration(placed.end_ms - placed.start_ms)
        rows.append((start, kind, length, describe_interval(placed.interval)))
        for cue in cues:
            start, length = format_clock(cue.start_ms), _seconds(cue.end_ms - cue.start_ms)
            text = describe_clip(ClipSpec.of(cue.text, cue.play, cue.speaker))
            rows.append((start, f"  {cue.role}", length, text))
    rows += [
        (format_clock(start_ms), "chapter", "", title) for start_ms, _, title in timeline.chapters
    ]
    for gone in timeline.dropped:
        text = describe_clip(ClipSpec(gone.text, "speech", gone.speaker))
        rows.append((format_clock(gone.at_ms), "dropped", gone.role, f"{text} ({gone.reason})"))
    return align_columns(rows)


def cues_by_interval(
    timeline: Timeline, cues: Sequence[PlacedCue]
) -> Iterator[tuple[PlacedInterval, Sequence[PlacedCue]]]:
    """Every interval with those of `cues`, in order of their start, that begin in it."""
    first = 0
    for placed in timeline.intervals:
        stop = bisect_left(cues, placed.end_ms, first, key=attrgetter("start_ms"))
        yield placed, cues[first:stop]
        first = stop


def _seconds(ms: int) -> str:
    return f"{ms / MS_PER_SECOND:.3f}"


def describe_clip(clip: ClipSpec) -> str:
    """Its text after a sign of how it is heard: `♪` a tone, `#` the counter, `»` fast."""
    is_counter = clip.speaker == "counter"
    return "♪ " * (clip.kind == "sound") + "» " * clip.fast + "# " * is_counter + clip.text


def describe_interval(interval: Interval) -> str:
    """What is done in an interval, in one line: `Row, right, 5 × 4s, set 1/3`."""
    parts = [interval.exercise, interval.side]
    if interval.reps and interval.rep_ms:
        reps = interval.amount or interval.reps
        parts.append(f"{reps} × {format_duration(interval.rep_ms)}")
    else:
        parts.append(interval.amount)
    if interval.sets and interval.sets > 1:
        parts.append(f"set {interval.set}/{interval.sets}")
    if interval.rounds and interval.rounds > 1:
        parts.append(f"round {interval.round}/{interval.rounds}")
    return ", ".join(filter(None, parts))


def clips_text(session: Session) -> str:
    """Every clip: its key in the cache, whether it is new there, its length, and what is heard.

    A word on a beat has its attack beside its length.
    """
    clips, attacks = session.clips, session.attacks
    return align_columns(
        (
            key.rpartition("-")[2][:_KEY_SHOWN],
            "new" if key in clips.new else "kept",
            _seconds(clips.lengths[clip]),
            _seconds(attacks[clip]) if clip in attacks else "",
            describe_clip(clip),
        )
        for clip, key in clips.keys.items()
    )


def segments_text(session: Session) -> str:
    """Every segment in order: first frame, time, length, key, and its clips where they begin."""
    return align_columns(
        (
            str(segment.first_frame),
            format_clock(segment.first_frame * FRAME_MS),
            f"{segment.spec.frame_count * FRAME_MS} ms",
            segment.spec.key(session.clips)[:_KEY_SHOWN],
            " | ".join(
                f"+{part.offset_ms} {describe_clip(part.clip)}" for part in segment.spec.parts
            ),
        )
        for segment in _segments_of(session)
    )


def frames_text(session: Session) -> str:
    """The track as runs of frames: silence, and segments."""
    segments = _segments_of(session)
    keys = {segment.spec: segment.spec.key(session.clips)[:_KEY_SHOWN] for segment in segments}
    lines = []
    for segment, frames in _frame_runs(segments, session.timeline.duration_ms):
        content = f"segment {keys[segment.spec]}" if segment else "silence"
        lines.append(f"{'+' if segment else ' '}{frames:>6}  {content}\n")
    return "".join(lines)


def _frame_runs(
    segments: Sequence[PlacedSegment], duration_ms: int
) -> Iterator[tuple[PlacedSegment | None, int]]:
    """The track in order: a segment and how many frames it has, or None and how many are silent."""
    stop = 0
    for segment in segments:
        if segment.first_frame > stop:
            yield None, segment.first_frame - stop
        yield segment, segment.spec.frame_count
        stop = segment.first_frame + segment.spec.frame_count
    total = frames_for(duration_ms * SAMPLES_PER_MS, FORMAT).frame_count
    if total > stop:
        yield None, total - stop


_STAGES: Mapping[str, Callable[[Session], str]] = MappingProxyType(
    {
        "routine": lambda session: routine_text(session.routine),
        "defaults": lambda session: defaults_text(session.routine),
        "plan": lambda session: plan_text(session.plan),
        "clips": clips_text,
        "timeline": lambda session: timeline_text(session.timeline),
        "segments": segments_text,
        "frames": frames_text,
    }
)
