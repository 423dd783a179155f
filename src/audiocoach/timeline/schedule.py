"""Fits words into time. The author's lengths and the beat are law; words give way, and say so.

Within an interval, cues whose time is fixed come first, by priority; what flows takes the room that
is left, in its order; what gives way takes its shorter forms, then is dropped and reported.
"""

from collections.abc import Mapping
from operator import attrgetter

from audiocoach.defaults import CUEING
from audiocoach.errors import Where
from audiocoach.plan.model import Interval, Plan, Play, Speaker
from audiocoach.support.durations import ceil_to
from audiocoach.timeline.chapters import chapters
from audiocoach.timeline.model import ClipSpec, Dropped, PlacedCue, PlacedInterval, Timeline
from audiocoach.timeline.place import Candidate, Option, place

Lengths = Mapping[ClipSpec, int]
"""How long each clip is, in milliseconds. Fast clips may be left out."""


def lay_out(plan: Plan, lengths: Lengths) -> Timeline:
    """The session in time, given how long everything said in it takes."""
    intervals: list[PlacedInterval] = []
    cues: list[PlacedCue] = []
    dropped: list[Dropped] = []
    told: set[Where] = set()
    untold: dict[Where, Dropped] = {}
    options = _Options(lengths)
    now = 0
    for interval in plan.intervals:
        length_ms = _length(interval, lengths)
        candidates = [
            Candidate(cue, options[cue.play, cue.speaker, cue.variants])
            for cue in interval.cues
            if not cue.once or cue.where not in told
        ]
        placed = place(candidates, now, length_ms)
        intervals.append(PlacedInterval(now, now + length_ms, interval))
        cues += placed.cues
        dropped += placed.dropped
        told |= placed.told
        for where, gone in placed.untold.items():
            untold.setdefault(where, gone)
        now += length_ms
    dropped += (gone for where, gone in untold.items() if where not in told)
    dropped.sort(key=attrgetter("at_ms"))
    cues.sort(key=attrgetter("start_ms", "play", "end_ms"))
    return Timeline(
        routine=plan.routine,
        title=plan.title,
        artist=plan.artist,
        language=plan.language,
        duration_ms=now,
        intervals=tuple(intervals),
        cues=tuple(cues),
        chapters=chapters(intervals, cues),
        dropped=tuple(dropped),
        voices={"coach": plan.voice, "counter": plan.counter} if plan.counter else {},
    )


class _Options(dict[tuple[Play, Speaker, tuple[str, ...]], tuple[Option, ...]]):
    """Every way to say a cue: its variants, then the shortest one said fast. Found once each."""

    def __init__(self, lengths: Lengths) -> None:
        super().__init__()
        self.lengths = lengths

    def __missing__(self, key: tuple[Play, Speaker, tuple[str, ...]]) -> tuple[Option, ...]:
        play, speaker, variants = key
        options = [
            Option(text, self.lengths[ClipSpec.of(text, play, speaker)]) for text in variants
        ]
        fast_ms = self.lengths.get(ClipSpec.of(variants[-1], play, speaker, fast=True))
        if play == "speech" and fast_ms is not None:
            options.append(Option(variants[-1], fast_ms, fast=True))
        self[key] = tuple(options)
        return self[key]


def _length(interval: Interval, lengths: Lengths) -> int:
    """The author's length, or as much as the words need where the interval grows."""
    if not interval.grows:
        return interval.length_ms
    end_ms = tail_ms = 0
    for cue in interval.cues:
        said_ms = lengths[ClipSpec.of(cue.variants[0], cue.play, cue.speaker)]
        if cue.anchor.hold == "flows":
            end_ms = max(end_ms, cue.anchor.offset_ms) + said_ms + CUEING.breath_ms + CUEING.grid_ms
        elif cue.anchor.edge == "start":
            end_ms = max(end_ms, cue.anchor.offset_ms + said_ms)
        else:
            tail_ms = max(tail_ms, said_ms, CUEING.beep_quiet_ms - cue.anchor.offset_ms)
    length_ms = max(ceil_to(end_ms + tail_ms, interval.whole_ms), interval.length_ms)
    return length_ms if interval.most_ms is None else min(length_ms, interval.most_ms)
