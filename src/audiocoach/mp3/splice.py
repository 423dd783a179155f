"""A track as an array of cells, one frame each: segments of sound laid over a looping filler.

At constant bitrate every frame has the same length and lasts equally long, so cell c is both a byte
offset and a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from audiocoach.errors import TrackError
from audiocoach.mp3.crc import crc16
from audiocoach.mp3.frames import (
    HEADER_BYTES,
    OPENING_BYTES,
    FrameFormat,
    main_data_begin,
    parse_header,
)

_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Cells:
    """Joined frames that may be laid anywhere: checked once, placed often.

    TrackError if there is none, or one has another format or length, or needs bytes of a frame
    before it.
    """

    format: FrameFormat
    frames: bytes

    @classmethod
    def of(cls, frames: bytes) -> Self:
        """Frames in the format of the first."""
        return cls(parse_header(frames[:HEADER_BYTES]).format, frames)

    @classmethod
    def silence(cls, format_: FrameFormat) -> Self:
        """One cell of digital silence."""
        return cls(format_, format_.silent_frame)

    def __post_init__(self) -> None:
        size = self.format.frame_bytes
        if not self.frames or len(self.frames) % size:
            raise TrackError(
                f"{len(self.frames)} bytes are not a whole number of {size}-byte frames"
            )
        starts = range(0, len(self.frames), size)
        openings = [self.frames[start : start + OPENING_BYTES] for start in starts]
        # Frames by the thousand share a few hundred openings.
        for opening in dict.fromkeys(openings):
            try:
                _check_opening(opening, self.format)
            except TrackError as error:
                raise TrackError(f"frame {openings.index(opening)}: {error}") from None

    def __len__(self) -> int:
        return len(self.frames) // self.format.frame_bytes

    def looped(self, first: int, stop: int) -> Iterator[bytes]:
        """The bytes of cells [first, stop) of these frames, played as a loop; in bounded pieces."""
        size = self.format.frame_bytes
        most = _CHUNK_BYTES // size
        for start in range(first, stop, most):
            begin = start % len(self)
            end = begin + min(most, stop - start)
            turns = -(-end // len(self))
            yield (self.frames * turns)[begin * size : end * size]


def _check_opening(opening: bytes, format_: FrameFormat) -> None:
    header = parse_header(opening[:HEADER_BYTES])
    if header.format != format_ or header.padding:
        raise TrackError(f"{header.format}, not an unpadded {format_}")
    if back := main_data_begin(opening):
        raise TrackError(f"it does not stand alone, its sound begins {back} bytes back")


@dataclass(frozen=True, slots=True)
class Segment:
    """Frames at their place in the track."""

    first_cell: int
    cells: Cells

    @property
    def stop_cell(self) -> int:
        """The first cell after it."""
        return self.first_cell + len(self.cells)

    def __str__(self) -> str:
        return f"the segment in cells {self.first_cell} to {self.stop_cell - 1}"


@dataclass(frozen=True, slots=True)
class Splice:
    """A track `length` cells long; a cell c that no segment covers plays cell c of looped `filler`.

    A frame fades into the next, so sounds less than three cells apart belong into one segment.
    TrackError, naming the segment, if segments are out of order, overlap, leave the track or differ
    in format.
    """

    length: int
    filler: Cells
    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        for segment in self.segments:
            if segment.first_cell < 0 or segment.stop_cell > self.length:
                raise TrackError(f"{segment} is outside the track of {self.length} cells")
            if segment.cells.format != self.format:
                raise TrackError(f"{segment} is {segment.cells.format}, the track {self.format}")
        for before, after in pairwise(self.segments):
            if after.first_cell < before.stop_cell:
                raise TrackError(f"{after} overlaps or precedes {before}")

    @property
    def format(self) -> FrameFormat:
        """The format of every frame."""
        return self.filler.format

    def chunks(self) -> Iterator[bytes]:
        """The audio bytes in order, at most 64 KiB at a time."""
        played = 0
        for segment in self.segments:
            yield from self.filler.looped(played, segment.first_cell)
            yield from segment.cells.looped(0, len(segment.cells))
            played = segment.stop_cell
        yield from self.filler.looped(played, self.length)

    def audio_crc(self) -> int:
        """CRC-16 of all `chunks`, for the Info frame in front of them."""
        return crc16(self.chunks())
