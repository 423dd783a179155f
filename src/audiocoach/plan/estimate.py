"""About how long a session lasts, before any clip of it is measured."""

from collections.abc import Iterable

from audiocoach.defaults import CUEING
from audiocoach.plan.model import Interval
from audiocoach.support.durations import ceil_to

_SENTENCE_MS, _LETTER_MS = 300, 58
"""How long words take, about: the same in all languages, whose voices speak at such speeds."""
_TONE_MS = 900


def estimate_length_ms(intervals: Iterable[Interval]) -> int:
    """The length of a track of `intervals`: those that are written, and what the others say."""
    return sum(map(_estimate_interval, intervals))


def estimate_speech_ms(text: str) -> int:
    """About how long a text takes to say."""
    return _SENTENCE_MS + _LETTER_MS * len(text)


def _estimate_interval(interval: Interval) -> int:
    """The length of an interval; if it grows, as long as its words need one after the other."""
    if not interval.grows:
        return interval.length_ms
    end_ms = tail_ms = 0
    for cue in interval.cues:
        spoken = cue.play == "speech"
        needs_ms = estimate_speech_ms(cue.variants[0]) if spoken else _TONE_MS
        anchor = cue.anchor
        if anchor.hold == "flows":
            end_ms = max(end_ms, anchor.offset_ms) + needs_ms + CUEING.breath_ms
        elif anchor.edge == "start":
            end_ms = max(end_ms, anchor.offset_ms + needs_ms)
        else:
            tail_ms = max(tail_ms, needs_ms, CUEING.beep_quiet_ms - anchor.offset_ms)
    length_ms = max(ceil_to(end_ms + tail_ms, interval.whole_ms), interval.length_ms)
    return length_ms if interval.most_ms is None else min(length_ms, interval.most_ms)
