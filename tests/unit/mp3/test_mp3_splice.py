"""Frames spliced into silence: heard where they were put, and nothing else."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mp3_studio import FORMAT, RATE, SILENCE, decode, encode, encoded_tone, file_of, frames_of, tone

from audiocoach.errors import TrackError
from audiocoach.mp3.crc import crc16
from audiocoach.mp3.frames import FrameFormat, FrameHeader
from audiocoach.mp3.info import frames_for
from audiocoach.mp3.splice import Frames, Segment, Splice

FRAME = FORMAT.samples_per_frame
LOW = FrameFormat(RATE, 48_000)


def marked(*numbers: int) -> Frames:
    """Frames told apart by a byte of their main data."""
    silent = FORMAT.silent_frame
    return Frames(FORMAT, b"".join(silent[:-1] + bytes([number % 256]) for number in numbers))


def numbers(splice: Splice) -> list[int]:
    return list(b"".join(splice.chunks())[FORMAT.frame_bytes - 1 :: FORMAT.frame_bytes])


def onsets(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> list[int]:
    """Where sound above half the tone's height follows 50 ms without."""
    loud = np.flatnonzero(np.abs(samples) > 6_000)
    return [int(at) for at, before in zip(loud, [-RATE, *loud], strict=False) if at - before > 1200]


@st.composite
def splices(draw: st.DrawFn) -> Splice:
    filler = marked(*range(draw(st.integers(1, 40))))
    segments, frame = [], 0
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 9)), max_size=9)):
        segments.append(Segment(frame + gap, marked(*range(100, 100 + length))))
        frame = segments[-1].stop_frame
    return Splice(frame + draw(st.integers(0, 500)), filler, tuple(segments))


def expected(splice: Splice) -> Iterator[int]:
    sound = {
        segment.first_frame + index: 100 + index
        for segment in splice.segments
        for index in range(len(segment.frames))
    }
    for frame in range(splice.length):
        yield sound.get(frame, frame % len(splice.filler))


@given(splices())
def test_each_frame_plays_its_segment_or_else_the_filler_at_its_own_place(splice: Splice) -> None:
    assert numbers(splice) == list(expected(splice))


@given(splices())
def test_the_crc_is_that_of_every_byte(splice: Splice) -> None:
    assert splice.audio_crc() == crc16(b"".join(splice.chunks()))


def test_chunks_stay_small_however_long_the_track_or_a_segment() -> None:
    splice = Splice(5_000, marked(*range(500)), (Segment(2_000, marked(*range(1_000))),))
    sizes = [len(chunk) for chunk in splice.chunks()]
    assert max(sizes) <= 1 << 16
    assert sum(sizes) == 5_000 * FORMAT.frame_bytes


def test_a_segment_may_fill_the_track_to_both_ends() -> None:
    assert numbers(Splice(3, SILENCE, (Segment(0, marked(7, 8, 9)),))) == [7, 8, 9]


def test_tones_sound_on_their_sample_and_the_rest_is_digital_silence() -> None:
    wanted = [5_000, 17_281, 40_319, 70_000]
    length = 96_001
    segments = tuple(Segment(at // FRAME, encoded_tone(at % FRAME)) for at in wanted)
    heard = decode(
        file_of(Splice(frames_for(length, FORMAT).frame_count, SILENCE, segments), length),
    )
    assert len(heard) == length
    assert onsets(heard) == wanted
    quiet = np.ones(length, bool)
    for segment in segments:
        # A frame sounds up to two frames before its own place, for both delays are trimmed.
        quiet[(segment.first_frame - 2) * FRAME : segment.stop_frame * FRAME] = False
    assert not heard[quiet].any()


def test_a_splice_is_as_near_its_source_as_one_encoding_of_the_whole() -> None:
    at, length = 17_281, 48_000
    source = np.zeros(length, np.int16)
    source[at : at + 2_400] = tone(0)
    frame_count = frames_for(length, FORMAT).frame_count
    whole = Frames(FORMAT, b"".join(encode(source)[:frame_count]))
    once = Splice(frame_count, SILENCE, (Segment(0, whole),))
    spliced = Splice(frame_count, SILENCE, (Segment(at // FRAME, encoded_tone(at % FRAME)),))
    errors = [
        (decode(file_of(splice, length)) - source.astype(int)).std() for splice in (once, spliced)
    ]
    assert errors[1] < 1.1 * errors[0] < 0.1 * source.std()


def test_a_filler_loop_decodes_as_if_it_had_been_encoded_throughout() -> None:
    noise = np.random.default_rng(0).normal(0, 30, 32 * FRAME).astype(np.int16)
    frames = encode(np.tile(noise, 3))
    loop = frames_of(b"".join(frames[32:64]))
    heard = decode(file_of(Splice(200, loop, ()), 190 * FRAME))
    assert np.array_equal(heard[4 * FRAME : 36 * FRAME], heard[132 * FRAME : 164 * FRAME])
    assert 20 < heard.std() < 40


def test_silence_is_a_frame_of_zeros_after_its_header() -> None:
    assert len(SILENCE) == 1
    assert bytes.fromhex("fff384c4") + bytes(188) == SILENCE.data


def test_frames_that_borrow_from_earlier_ones_are_refused() -> None:
    frames = b"".join(encode(tone(0, 24_000), reservoir=True))
    with pytest.raises(TrackError, match=r"frame \d+: it does not stand alone, .* \d+ bytes back"):
        frames_of(frames)


PADDED = bytes(FrameHeader(FORMAT, padding=1)).ljust(192, b"\0")
NOT_FRAMES = [
    (b"", "4 bytes, not 0"),
    (b"RIFF" + bytes(188), "no frame sync"),
    (FORMAT.silent_frame * 2 + b"\0", "385 bytes are not a whole number of 192-byte frames"),
    (
        FORMAT.silent_frame * 3 + LOW.silent_frame + bytes(48),
        "frame 3: 24000 Hz mono at 48 kbit/s, not an unpadded 24000 Hz mono at 64",
    ),
    (FORMAT.silent_frame + b"\0" + FORMAT.silent_frame[:-1], "frame 1: .*no frame sync"),
    (FORMAT.silent_frame + PADDED, "frame 1: .*not an unpadded"),
]


@pytest.mark.parametrize(("frames", "refusal"), NOT_FRAMES)
def test_only_whole_unpadded_frames_of_one_format_make_frames(frames: bytes, refusal: str) -> None:
    with pytest.raises(TrackError, match=refusal):
        frames_of(frames)


BAD_PLACES = [
    ([(0, 3), (2, 3)], "the segment in frames 2 to 4 overlaps or precedes .* in frames 0 to 2"),
    ([(5, 2), (0, 2)], "the segment in frames 0 to 1 overlaps or precedes .* in frames 5 to 6"),
    ([(-1, 2)], "the segment in frames -1 to 0 is outside the track of 10 frames"),
    ([(8, 3)], "the segment in frames 8 to 10 is outside the track of 10 frames"),
]


@pytest.mark.parametrize(("places", "refusal"), BAD_PLACES)
def test_a_misplaced_segment_is_refused_by_its_frames(
    places: list[tuple[int, int]], refusal: str
) -> None:
    segments = tuple(Segment(first, marked(*range(length))) for first, length in places)
    with pytest.raises(TrackError, match=refusal):
        Splice(10, SILENCE, segments)


def test_a_segment_of_another_format_is_refused() -> None:
    with pytest.raises(TrackError, match=r"frames 4 to 4 is .*48 kbit/s, the track .*64 kbit/s"):
        Splice(10, SILENCE, (Segment(4, Frames.silence(LOW)),))
