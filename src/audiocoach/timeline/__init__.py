"""Plan + clip lengths → Timeline: every interval and cue at its millisecond. Needs no sound."""

from audiocoach.timeline.model import (
    Chapter,
    Dropped,
    PlacedCue,
    PlacedInterval,
    Sayable,
    Take,
    Timeline,
    take,
)
from audiocoach.timeline.schedule import Lengths, lay_out

__all__ = [
    "Chapter",
    "Dropped",
    "Lengths",
    "PlacedCue",
    "PlacedInterval",
    "Sayable",
    "Take",
    "Timeline",
    "lay_out",
    "take",
]
