"""WebVTT: what is said as captions, and in brackets the tones that tell something."""

from audiocoach.timeline import PlacedCue, Timeline
from audiocoach.times import MS_PER_HOUR, clock

_BEATS = frozenset({"pip", "tick", "up", "down"})
"""Tones that only keep time: a caption for each would flicker."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": " ", "\n": " "})


def text(timeline: Timeline, _track: str) -> str:
    """A caption for each cue, from its first to its last millisecond."""
    shown = (cue for cue in timeline.cues if cue.play == "speech" or cue.said not in _BEATS)
    return "WEBVTT\n" + "".join(map(_caption, shown))


def _caption(cue: PlacedCue) -> str:
    said = cue.said if cue.play == "speech" else f"[{cue.said} tone]"
    return f"\n{_stamp(cue.start_ms)} --> {_stamp(cue.end_ms)}\n{said.translate(_ESCAPES)}\n"


def _stamp(ms: int) -> str:
    """`hh:mm:ss.mmm`."""
    hours, rest = divmod(ms, MS_PER_HOUR)
    return f"{hours:02d}:{clock(rest).zfill(len('mm:ss.mmm'))}"
