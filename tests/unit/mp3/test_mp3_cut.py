"""Tracks cut at frames: the parts played in turn are the whole."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mp3_studio import FORMAT, SILENCE, Samples, decode, encoded_tone, file_of

from audiocoach.errors import TrackError
from audiocoach.mp3.frames import FrameFormat, Mode
from audiocoach.mp3.info import info_frame
from audiocoach.mp3.splice import Frames, Segment, Splice, cut

PER_FRAME = FORMAT.samples_per_frame
LENGTH = 98 * PER_FRAME - 100
STEP = 1777
"""Multiples of it lie everywhere in their frames."""
SPLICE = Splice(
    100,
    SILENCE,
    (Segment(5, encoded_tone(100)), Segment(40, encoded_tone(7, 9000, 400))),
)
HUM = Splice(100, encoded_tone(0, 12 * PER_FRAME, 90), (Segment(33, encoded_tone(300)),))
"""Without silence: its filler is a loop of several frames."""


def decoded(splice: Splice, start: int, stop: int) -> Samples:
    info, audio = cut(splice, start, stop)
    return decode(info_frame(info) + b"".join(audio.chunks()))


@pytest.mark.parametrize("splice", [SPLICE, HUM], ids=["silence", "hum"])
@settings(max_examples=20)
@given(st.sets(st.integers(1, LENGTH // STEP).map(lambda step: step * STEP), max_size=5))
def test_cuts_in_turn_are_the_whole_bit_by_bit(splice: Splice, borders: set[int]) -> None:
    whole = decode(file_of(splice, LENGTH))
    parts = [decoded(splice, *stretch) for stretch in pairwise(sorted({0, *borders, LENGTH}))]
    assert len(whole) == LENGTH
    assert np.array_equal(np.concatenate(parts), whole)


@pytest.mark.parametrize("at", [4000, 5 * PER_FRAME, 40 * PER_FRAME + 3])
def test_a_cut_through_a_sound_has_its_length_and_its_sound(at: int) -> None:
    whole = decode(file_of(SPLICE, LENGTH))
    assert np.array_equal(decoded(SPLICE, at, at + 5000), whole[at : at + 5000])


def test_stereo_at_48_khz_is_cut_alike() -> None:
    stereo = FrameFormat(48_000, 160_000, Mode.STEREO)
    quiet = Splice(50, Frames.silence(stereo), ())
    info, part = cut(quiet, 10_000, 20_000)
    assert info.samples == 10_000
    assert len(decode(info_frame(info) + b"".join(part.chunks()))) == 10_000


def test_the_parts_of_a_splice_have_its_cells() -> None:
    for splice in (SPLICE, HUM):
        whole = b"".join(splice.chunks())
        size = FORMAT.frame_bytes
        for first, stop in ((0, 100), (3, 9), (6, 7), (20, 60), (47, 48), (99, 100)):
            part = b"".join(splice.part(first, stop).chunks())
            assert part == whole[first * size : stop * size]


@pytest.mark.parametrize(
    ("start", "stop"), [(-2000, 5), (0, 101 * PER_FRAME), (LENGTH, LENGTH + 9999)]
)
def test_what_the_track_does_not_have_is_refused(start: int, stop: int) -> None:
    with pytest.raises(TrackError):
        cut(SPLICE, start, stop)
