"""A track as an array of frames: segments of sound laid over a looping filler.

At constant bitrate every frame has the same length and lasts equally long, so the number of a
frame is both a byte offset and a time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, Self

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from audiocoach.errors import TrackError
from audiocoach.mp3.crc import SparseCrc, crc16, prefixes, turns
from audiocoach.mp3.frames import (
    HEADER_BYTES,
    OPENING_BYTES,
    FrameFormat,
    main_data_begin,
    parse_header,
)
from audiocoach.mp3.info import DECODER_DELAY, ENCODER_DELAY, Info

_CHUNK_BYTES = 1 << 16
_CRC_FRAMES = 32
"""At least so many frames of filler count as one turn of the loop, however short it is."""
_LEAD_FRAMES = 2
"""What a frame decodes to depends on so many before it: its own blocks overlap with the last one's,
and the filter bank remembers 480 samples more."""


class Frames(Struct, frozen=True):
    """Joined frames that may be laid anywhere: checked once, placed often.

    TrackError if there is none, or one has another format or length, or needs bytes of a frame
    before it.
    """

    format: FrameFormat
    data: bytes
    crc: int = -1
    """CRC-16 of the frames; worked out where it is not given."""

    @classmethod
    def silence(cls, format_: FrameFormat) -> Self:
        """One frame of digital silence."""
        return cls(format_, format_.silent_frame)

    def __post_init__(self) -> None:
        size = self.format.frame_bytes
        if not self.data or len(self.data) % size:
            raise TrackError(f"{len(self.data)} bytes are not a whole number of {size}-byte frames")
        openings = [*zip(*(self.data[at::size] for at in range(OPENING_BYTES)), strict=True)]
        # Frames by the thousand share a few hundred openings.
        for opening in dict.fromkeys(openings):
            try:
                _check_opening(bytes(opening), self.format)
            except TrackError as error:
                raise TrackError(f"frame {openings.index(opening)}: {error}") from None

        if self.crc < 0:
            force_setattr(self, "crc", crc16(self.data))

    def __len__(self) -> int:
        return len(self.data) // self.format.frame_bytes

    def part(self, first: int, stop: int) -> Self:
        """Frames [first, stop) of these frames."""
        size = self.format.frame_bytes
        return replace(self, data=self.data[first * size : stop * size], crc=-1)

    def turned(self, first: int) -> Self:
        """The loop begun at its frame `first`."""
        size = self.format.frame_bytes
        begin = first % len(self) * size
        turned = self.data[begin:] + self.data[:begin]
        return replace(self, data=turned, crc=-1) if begin else self


@lru_cache(maxsize=256)
def _check_opening(opening: bytes, format_: FrameFormat) -> None:
    header = parse_header(opening[:HEADER_BYTES])
    if header.format != format_ or header.padding:
        raise TrackError(f"{header.format}, not an unpadded {format_}")
    if back := main_data_begin(opening):
        raise TrackError(f"it does not stand alone, its sound begins {back} bytes back")


class Segment(Struct, frozen=True):
    """Frames at their place in the track, counted in frames from its start."""

    first_frame: int
    frames: Frames

    @property
    def stop_frame(self) -> int:
        """The first frame after it."""
        return self.first_frame + len(self.frames)

    def within(self, first: int, stop: int) -> Self:
        """The part of it in frames [first, stop) of the track, placed from `first` on."""
        begin, end = max(self.first_frame, first), min(self.stop_frame, stop)
        frames = self.frames
        if end - begin < len(frames):
            frames = frames.part(begin - self.first_frame, end - self.first_frame)
        return replace(self, first_frame=begin - first, frames=frames)

    def __str__(self) -> str:
        return f"the segment in frames {self.first_frame} to {self.stop_frame - 1}"


class Splice(Struct, frozen=True):
    """A track `length` frames long; where no segment is, looped `filler` plays at its own place.

    A frame fades into the next, so sounds less than three frames apart belong into one segment.
    TrackError, naming the segment, if segments are out of order, overlap, leave the track or differ
    in format.
    """

    length: int
    filler: Frames
    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        format_, before, taken = self.format, None, 0
        for segment in self.segments:
            stop = segment.stop_frame
            if segment.first_frame < 0 or stop > self.length:
                raise TrackError(f"{segment} is outside the track of {self.length} frames")
            if segment.frames.format is not format_ and segment.frames.format != format_:
                raise TrackError(f"{segment} is {segment.frames.format}, the track {format_}")
            if segment.first_frame < taken:
                raise TrackError(f"{segment} overlaps or precedes {before}")
            before, taken = segment, stop

    @property
    def format(self) -> FrameFormat:
        """The format of every frame."""
        return self.filler.format

    def chunks(self) -> Iterator[bytes]:
        """The audio bytes in order, at most 64 KiB at a time."""
        size, turn = self.format.frame_bytes, len(self.filler.data)
        loop = self.filler.data * (2 + _CHUNK_BYTES // turn)
        played = 0
        for segment in self.segments:
            yield from _cut(loop, turn, played * size, segment.first_frame * size)
            data = segment.frames.data
            yield from _cut(data, len(data), 0, len(data))
            played = segment.stop_frame
        yield from _cut(loop, turn, played * size, self.length * size)

    def part(self, first: int, stop: int) -> Self:
        """Frames [first, stop) as a track of their own; TrackError if it does not have them."""
        if not 0 <= first < stop <= self.length:
            raise TrackError(f"frames {first} to {stop - 1} are outside the {self.length} frames")
        begin = bisect_right(self.segments, first, key=lambda segment: segment.stop_frame)
        end = bisect_left(self.segments, stop, key=lambda segment: segment.first_frame)
        segments = tuple(segment.within(first, stop) for segment in self.segments[begin:end])
        return replace(
            self, length=stop - first, filler=self.filler.turned(first), segments=segments
        )

    def audio_crc(self) -> int:
        """CRC-16 of all `chunks`, for the Info frame in front of them; reads none of them."""
        size = self.format.frame_bytes
        whole = SparseCrc(self.length * size)
        # The filler throughout, then taken out again under each segment: adding twice is neither.
        edges = [edge for each in self.segments for edge in (each.first_frame, each.stop_frame)]
        whole.add(_filler_crcs(self.filler, [*edges, self.length]))
        crcs = (segment.frames.crc for segment in self.segments)
        whole.add((crc, stop * size) for crc, stop in zip(crcs, edges[1::2], strict=True))
        return whole.crc16()


def _cut(loop: bytes, turn: int, start: int, stop: int) -> Iterator[bytes]:
    """Bytes [start, stop) of a loop, repeated after `turn`, of which `loop` has more than one."""
    for first in range(start, stop, _CHUNK_BYTES):
        begin = first % turn
        yield loop[begin : begin + min(_CHUNK_BYTES, stop - first)]


def _filler_crcs(filler: Frames, stops: Sequence[int]) -> Iterator[tuple[int, int]]:
    """CRCs that add up to those of the filler up to each of `stops`, and the bytes they end at."""
    size = filler.format.frame_bytes
    loop = filler.data * -(-_CRC_FRAMES // len(filler))
    count = len(loop) // size
    parts = prefixes(loop, size)
    whole = list(islice(turns(parts[-1], len(loop)), max(stops) // count + 1))
    for stop in stops:
        turn, rest = divmod(stop, count)
        yield whole[turn], (stop - rest) * size
        yield parts[rest], stop * size


class Cut(NamedTuple):
    """A stretch of a track as a track of its own: its Info frame, and the audio after it."""

    info: Info
    splice: Splice


def cut(splice: Splice, start: int, stop: int) -> Cut:
    """Samples [start, stop) of the track; TrackError if it does not have them.

    The cut begins some frames early, and its Info frame has players drop what they decode to. Cuts
    played one after another are the whole, bit by bit.
    """
    per_frame = splice.format.samples_per_frame
    first = max(0, (start + ENCODER_DELAY + DECODER_DELAY) // per_frame - _LEAD_FRAMES)
    delay = start + ENCODER_DELAY - first * per_frame
    frame_count = -(-(delay + stop - start + DECODER_DELAY) // per_frame)
    part = splice.part(first, first + frame_count)
    padding = frame_count * per_frame - delay - (stop - start)
    return Cut(Info(splice.format, frame_count, padding, part.audio_crc(), delay), part)
