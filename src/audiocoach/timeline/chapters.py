"""Where players may jump to.

Browsers land up to 46 ms early and 24 ms late, so a chapter begins in quiet: before a set's first
pip, or between the tone that opens a rest and its first word.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from audiocoach.defaults import CUEING
from audiocoach.timeline.model import Chapter, PlacedCue, PlacedInterval


def chapters(intervals: Sequence[PlacedInterval], cues: Sequence[PlacedCue]) -> tuple[Chapter, ...]:
    """One chapter for every interval that has a title; `cues` in order of their start."""
    begins = list(_begins(intervals, cues))
    ends = [start for start, _ in begins[1:]] + [intervals[-1].end_ms]
    return tuple(
        Chapter(start, end, title)
        for (start, title), end in zip(begins, ends, strict=True)
        if start < end
    )


def _begins(
    intervals: Sequence[PlacedInterval], cues: Sequence[PlacedCue]
) -> Iterator[tuple[int, str]]:
    starts = [cue.start_ms for cue in cues]
    if intervals[0].interval.chapter:
        yield 0, intervals[0].interval.chapter
    for before, interval in pairwise(intervals):
        if not interval.interval.chapter:
            continue
        if interval.interval.kind == "work":
            heard = cues[bisect_left(starts, before.start_ms) : bisect_left(starts, before.end_ms)]
            yield _before_pips(before, heard), interval.interval.chapter
        else:
            first = bisect_left(starts, interval.start_ms)
            heard = cues[first : first + 2]
            yield _after_tone(interval, heard), interval.interval.chapter


def _before_pips(before: PlacedInterval, heard: Sequence[PlacedCue]) -> int:
    if before.interval.kind == "work":
        return before.end_ms
    pips = (cue.start_ms for cue in heard if cue.role == "countdown")
    return next(pips, before.end_ms) - CUEING.chapter_lead_ms


def _after_tone(interval: PlacedInterval, heard: Sequence[PlacedCue]) -> int:
    """The middle of the quiet between the first thing heard and the second."""
    if len(heard) < 2:  # noqa: PLR2004
        return interval.start_ms
    return min((heard[0].end_ms + heard[1].start_ms) // 2, interval.end_ms)
