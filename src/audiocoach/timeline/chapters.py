"""Where players may jump to.

Browsers land up to 46 ms early and 24 ms late, so a chapter begins in quiet: before a set's first
countdown beep, or between the tone that opens a rest and its first word.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from audiocoach.defaults import CUEING
from audiocoach.timeline.model import Chapter, PlacedCue, PlacedInterval


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
    cue_starts = [cue.start_ms for cue in cues]
    for before, placed in pairwise(intervals):
        title = placed.interval.chapter
        if title and placed.interval.kind == "work":
            first, stop = (bisect_left(cue_starts, ms) for ms in (before.start_ms, before.end_ms))
            yield _start_before_countdown(before, cues[first:stop]), title
        elif title:
            first = bisect_left(cue_starts, placed.start_ms)
            yield _start_after_tone(placed, cues[first : first + 2]), title


def _start_before_countdown(before: PlacedInterval, cues: Sequence[PlacedCue]) -> int:
    """In the quiet before the first beep in `before`; at its end if it is work, too."""
    if before.interval.kind == "work":
        return before.end_ms
    beeps = (cue.start_ms for cue in cues if cue.role == "countdown")
    return next(beeps, before.end_ms) - CUEING.chapter_lead_ms


def _start_after_tone(placed: PlacedInterval, first_two: Sequence[PlacedCue]) -> int:
    """The middle of the quiet between the first two cues from the interval's start on."""
    if len(first_two) < 2:  # noqa: PLR2004
        return placed.start_ms
    tone, word = first_two
    return min((tone.end_ms + word.start_ms) // 2, placed.end_ms)
