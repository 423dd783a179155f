"""Plan + clip lengths → Timeline: every interval and cue at its millisecond. Needs no sound."""

from audiocoach.timeline.model import Chapter, ClipSpec, PlacedCue, PlacedInterval, Timeline
from audiocoach.timeline.renditions import Attacks, Lengths
from audiocoach.timeline.schedule import lay_out

__all__ = [
    "Attacks",
    "Chapter",
    "ClipSpec",
    "Lengths",
    "PlacedCue",
    "PlacedInterval",
    "Timeline",
    "lay_out",
]
