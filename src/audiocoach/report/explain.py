"""How a routine becomes a track: each stage on the way as text."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from audiocoach.compiler import Session
from audiocoach.renderer.segments import PlacedSegment, group
from audiocoach.renderer.settings import FRAME_MS
from audiocoach.report.routine import defaults_text, open_keys, routine_text
from audiocoach.report.stages import (
    clips_text,
    frames_text,
    plan_text,
    runs,
    segments_text,
    timeline_text,
)
from audiocoach.support.columns import aligned
from audiocoach.support.durations import format_clock


def explain(session: Session, stage: str | None) -> str:
    """One stage of a session in full, or a line about each."""
    return _STAGES[stage](session) if stage else aligned(_overview(session))


def _placed(session: Session) -> list[PlacedSegment]:
    return group(session.timeline.cues, fades_in=True)


_STAGES: Mapping[str, Callable[[Session], str]] = MappingProxyType(
    {
        "routine": lambda session: routine_text(session.routine),
        "defaults": lambda session: defaults_text(session.routine),
        "plan": lambda session: plan_text(session.plan),
        "clips": lambda session: clips_text(session.clips),
        "timeline": lambda session: timeline_text(session.timeline),
        "segments": lambda session: segments_text(_placed(session), session.clips),
        "frames": lambda session: frames_text(
            _placed(session), session.clips, session.timeline.duration_ms
        ),
    }
)


def _overview(session: Session) -> Iterator[tuple[str, str]]:
    routine, plan, clips, timeline = (
        session.routine,
        session.plan,
        session.clips,
        session.timeline,
    )
    placed = _placed(session)
    yield "routine", f"'{routine.title}' with {_n(len(routine.exercises), 'item')} in its list"
    yield "defaults", f"{_n(len(open_keys(routine)), 'thing')} left open"
    cues = sum(len(interval.cues) for interval in plan.intervals)
    yield "plan", f"{_n(len(plan.intervals), 'interval')} with {_n(cues, 'cue')}"
    yield "clips", f"{_n(len(clips.keys), 'text')} and tones, {clips.made} of them new"
    dropped = f"{len(timeline.dropped)} without room"
    chapters = _n(len(timeline.chapters), "chapter")
    yield "timeline", f"{format_clock(timeline.duration_ms)}, {chapters}, {dropped}"
    different = len({segment.spec for segment in placed})
    yield "segments", f"{_n(len(placed), 'segment')}, {different} different ones"
    yield "frames", _frames(placed, timeline.duration_ms)


def _frames(placed: list[PlacedSegment], duration_ms: int) -> str:
    stretches = list(runs(placed, duration_ms))
    total = sum(count for _, count in stretches)
    silent = sum(count for segment, count in stretches if segment is None)
    return f"{_n(total, 'frame')} of {FRAME_MS} ms, {silent * 100 // total} % silent"


def _n(count: int, thing: str) -> str:
    return f"{count:,} {thing}" + ("" if count == 1 else "s")
