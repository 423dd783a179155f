"""Fits words into time. The author's lengths and the beat are law; words give way, and say so.

Within an interval, cues whose time is fixed come first, by priority; what flows takes the room that
is left, in its order; what gives way takes its shorter forms, then is dropped and reported.
"""

from collections.abc import Mapping

from audiocoach.defaults import CUEING
from audiocoach.plan.model import Cue, Interval, Plan
from audiocoach.timeline.chapters import chapters
from audiocoach.timeline.fitting import Option, Wish, fit
from audiocoach.timeline.model import Dropped, PlacedCue, PlacedInterval, Sayable, Timeline
from audiocoach.times import ceil_to

Lengths = Mapping[Sayable, int]
"""How long each text, and each tone, is: milliseconds. Hurried texts may be left out."""


def lay_out(plan: Plan, lengths: Lengths) -> Timeline:
    """The session in time, given how long everything said in it takes."""
    intervals: list[PlacedInterval] = []
    cues: list[PlacedCue] = []
    dropped: list[Dropped] = []
    now = 0
    for interval in plan.intervals:
        length_ms = _length(interval, lengths)
        fitted = fit([_wish(cue, lengths) for cue in interval.cues], now, length_ms)
        intervals.append(PlacedInterval(now, now + length_ms, interval))
        cues += fitted.placed
        dropped += fitted.dropped
        now += length_ms
    cues.sort(key=lambda cue: (cue.start_ms, cue.play, cue.end_ms))
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
    )


def _wish(cue: Cue, lengths: Lengths) -> Wish:
    """A cue with every way to say it: its forms, then the shortest in a hurried voice."""
    options = [Option(said, lengths[cue.play, said]) for said in cue.forms]
    hurried_ms = lengths.get(("hurried", cue.forms[-1]))
    if cue.play == "speech" and hurried_ms is not None:
        options.append(Option(cue.forms[-1], hurried_ms, hurried=True))
    return Wish(cue, tuple(options))


def _length(interval: Interval, lengths: Lengths) -> int:
    """The author's length, or as much as the words need where the interval grows."""
    if not interval.grows:
        return interval.length_ms
    end_ms = tail_ms = 0
    for cue in interval.cues:
        said_ms = lengths[cue.play, cue.forms[0]]
        if cue.anchor.hold == "flows":
            end_ms = max(end_ms, cue.anchor.offset_ms) + said_ms + CUEING.breath_ms + CUEING.grid_ms
        elif cue.anchor.edge == "start":
            end_ms = max(end_ms, cue.anchor.offset_ms + said_ms)
        else:
            tail_ms = max(tail_ms, said_ms, CUEING.pip_quiet_ms - cue.anchor.offset_ms)
    length_ms = max(ceil_to(end_ms + tail_ms, interval.whole_ms), interval.length_ms)
    return length_ms if interval.most_ms is None else min(length_ms, interval.most_ms)
