"""Where players may jump to.

Browsers land up to 46 ms early and, near the end, 60 ms late, so a chapter begins in quiet: before
a set's first countdown beep, or between the tone that opens a rest and its first word.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from audiocoach.defaults import CUEING
from audiocoach.timeline.model import Chapter, PlacedCue, PlacedInterval

_START = attrgetter("start_ms")


def make_chapters(
    intervals: Sequence[PlacedInterval], cues: Sequence[PlacedCue]
) -> tuple[Chapter, ...]:
    """One chapter for every interval that has a title; `cues` in order of their start."""
    starts = list(_find_starts(intervals, cues))
    ends = [start_ms for start_ms, _ in starts[1:]] + [intervals[-1].end_ms]
    return tuple(
        Chapter(start_ms, end_ms, title)
        for (start_ms, title), end_ms in zip(starts, ends, strict=True)
        if start_ms < end_ms
    )


def _find_starts(
    intervals: Sequence[PlacedInterval], cues: Sequence[PlacedCue]
) -> Iterator[tuple[int, str]]:
    """The start and the title of each chapter."""
    if title := intervals[0].interval.chapter:
        yield 0, title
    for before, placed in pairwise(intervals):
        start_ms, title = placed.start_ms, placed.interval.chapter
        if not title:
            continue
        if placed.interval.kind == "work":
            # In the quiet before the first beep; work that follows work has none.
            if before.interval.kind != "work":
                first = bisect_left(cues, before.start_ms, key=_START)
                stop = bisect_left(cues, start_ms, first, key=_START)
                beeps = (cue.start_ms for cue in cues[first:stop] if cue.role == "countdown")
                start_ms = next(beeps, start_ms) - CUEING.chapter_lead_ms
        else:
            first = bisect_left(cues, start_ms, key=_START)
            if first + 1 < len(cues):
                # The middle of the quiet between the tone and the first word.
                quiet_ms = cues[first].end_ms + cues[first + 1].start_ms
                start_ms = min(quiet_ms // 2, placed.end_ms)
        yield start_ms, title
