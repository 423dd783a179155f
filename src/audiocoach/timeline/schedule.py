"""Plan + clip lengths → Timeline. The author's lengths and the beat are law; words give way.

Work lasts exactly as long as it is written. After a pause it begins on a frame of the track, at
most half a frame from where it is due, and all that is on its beat moves with it (docs/adr/0012).

A cue that does not fit takes a shorter variant, then a faster voice, then it is dropped and
reported.
"""

from collections.abc import Iterable
from operator import attrgetter
from types import MappingProxyType

from audiocoach.defaults import CUEING
from audiocoach.errors import Where
from audiocoach.plan.model import Cue, Interval, Plan
from audiocoach.support.durations import ceil_to, round_to
from audiocoach.timeline.chapters import make_chapters
from audiocoach.timeline.model import Dropped, PlacedCue, PlacedInterval, Timeline
from audiocoach.timeline.place import place
from audiocoach.timeline.renditions import Attacks, Lengths, Renditions

_UNKNOWN: Attacks = MappingProxyType({})


def lay_out(plan: Plan, lengths: Lengths, attacks: Attacks = _UNKNOWN) -> Timeline:
    """The session in time, given the length of every clip heard in it.

    `attacks` are those of the words on a beat, such as counts.
    """
    intervals: list[PlacedInterval] = []
    cues: list[PlacedCue] = []
    dropped: list[Dropped] = []
    told_once: set[Where] = set()
    untold_once: dict[Where, Dropped] = {}
    renditions = Renditions(lengths, attacks)
    now_ms = due_ms = 0
    for interval, following in zip(plan.intervals, (*plan.intervals[1:], None), strict=True):
        wanted = [cue for cue in interval.cues if not cue.once or cue.where not in told_once]
        length_ms = _measure_interval(interval, wanted, renditions)
        due_ms += length_ms
        end_ms = _find_end(interval, following, now_ms, length_ms, due_ms)
        placement = place(wanted, renditions, now_ms, end_ms - now_ms, interval.rep_ms)
        intervals.append(PlacedInterval(now_ms, end_ms, interval))
        cues += placement.cues
        dropped += placement.dropped
        told_once |= placement.told_once
        for where, cue in placement.untold_once.items():
            untold_once.setdefault(where, cue)
        now_ms = end_ms
    dropped += (cue for where, cue in untold_once.items() if where not in told_once)
    dropped.sort(key=attrgetter("at_ms"))
    cues.sort(key=attrgetter("start_ms"))
    return Timeline(
        routine=plan.routine,
        title=plan.title,
        artist=plan.artist,
        language=plan.language,
        duration_ms=now_ms,
        intervals=tuple(intervals),
        cues=tuple(cues),
        chapters=make_chapters(intervals, cues),
        dropped=tuple(dropped),
        voices={"coach": plan.voice, "counter": plan.counter} if plan.counter else {},
    )


def _measure_interval(interval: Interval, cues: Iterable[Cue], renditions: Renditions) -> int:
    """The author's length, or as long as the cues need if the interval grows."""
    if not interval.grows:
        return interval.length_ms
    end_ms = tail_ms = 0
    for cue in cues:
        anchor, needs_ms = cue.anchor, renditions.of(cue).renditions[0].length_ms
        if anchor.hold == "flows":
            now_ms = max(end_ms, anchor.offset_ms)
            end_ms = now_ms + needs_ms + CUEING.breath_ms + CUEING.grid_ms
        elif anchor.edge == "start":
            end_ms = max(end_ms, anchor.offset_ms + needs_ms)
        else:
            tail_ms = max(tail_ms, needs_ms, CUEING.beep_quiet_ms - anchor.offset_ms)
    length_ms = max(ceil_to(end_ms + tail_ms, interval.whole_ms), interval.length_ms)
    return length_ms if interval.most_ms is None else min(length_ms, interval.most_ms)


def _find_end(
    interval: Interval, following: Interval | None, start_ms: int, length_ms: int, due_ms: int
) -> int:
    """Where an interval ends that is due to end at `due_ms`, by all lengths as they are written.

    Work keeps its length; a pause gives or takes what brings the work after it to a frame: that
    nearest to where it is due, so that no shift adds to another. The track ends when it is due.
    """
    if following is None:
        return due_ms
    is_pause = interval.kind != "work" and length_ms >= CUEING.grid_ms
    if is_pause and following.kind == "work":
        return round_to(due_ms, CUEING.grid_ms)
    return start_ms + length_ms
