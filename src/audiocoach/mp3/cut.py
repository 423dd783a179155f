"""A stretch of a spliced track as a track of its own, to the sample.

What a frame decodes to depends on the two before it: its own blocks overlap with the last frame's,
and the filter bank remembers 480 samples more. So a cut begins some frames early, and its Info
frame has players drop what they decode to. Cuts played one after another are the whole, bit by bit.
"""

from typing import NamedTuple

from audiocoach.mp3.info import DECODER_DELAY, ENCODER_DELAY, Info
from audiocoach.mp3.splice import Splice

_LEAD_FRAMES = 2


class Cut(NamedTuple):
    """A track: the Info frame's values, and the audio after it."""

    info: Info
    splice: Splice


def cut(splice: Splice, start: int, stop: int) -> Cut:
    """Samples [start, stop) of the track; TrackError if it does not have them."""
    per_frame = splice.format.samples_per_frame
    first = max(0, (start + ENCODER_DELAY + DECODER_DELAY) // per_frame - _LEAD_FRAMES)
    delay = start + ENCODER_DELAY - first * per_frame
    frame_count = -(-(delay + stop - start + DECODER_DELAY) // per_frame)
    part = splice.part(first, first + frame_count)
    padding = frame_count * per_frame - delay - (stop - start)
    return Cut(Info(splice.format, frame_count, padding, part.audio_crc(), delay), part)
