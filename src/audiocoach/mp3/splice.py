"""A track as an array of cells, one frame each: segments of sound laid over a looping filler.

At constant bitrate every frame has the same length and lasts equally long, so cell c is both a byte
offset and a time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Self

from audiocoach.errors import TrackError
from audiocoach.mp3.crc import SparseCrc, crc16, prefixes, turns
from audiocoach.mp3.frames import (
    HEADER_BYTES,
    OPENING_BYTES,
    FrameFormat,
    main_data_begin,
    parse_header,
)

_CHUNK_BYTES = 1 << 16
_CRC_CELLS = 32
"""At least so many cells of filler count as one turn: short loops have many."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Joined frames that may be laid anywhere: checked once, placed often.

    TrackError if there is none, or one has another format or length, or needs bytes of a frame
    before it.
    """

    format: FrameFormat
    frames: bytes
    crc: int = -1
    """CRC-16 of the frames, for who knows it already."""

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

        if self.crc < 0:
            object.__setattr__(self, "crc", crc16(self.frames))

    def __len__(self) -> int:
        return len(self.frames) // self.format.frame_bytes

    def part(self, first: int, stop: int) -> Self:
        """Cells [first, stop) of these frames."""
        size = self.format.frame_bytes
        return replace(self, frames=self.frames[first * size : stop * size], crc=-1)

    def turned(self, first: int) -> Self:
        """The loop as it goes on from its cell `first`."""
        size = self.format.frame_bytes
        begin = first % len(self) * size
        turned = self.frames[begin:] + self.frames[:begin]
        return replace(self, frames=turned, crc=-1) if begin else self


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

    def within(self, first: int, stop: int) -> Self:
        """As much of it as lies in cells [first, stop), counted from `first`."""
        begin, end = max(self.first_cell, first), min(self.stop_cell, stop)
        cells = self.cells
        if end - begin < len(cells):
            cells = cells.part(begin - self.first_cell, end - self.first_cell)
        return replace(self, first_cell=begin - first, cells=cells)

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
        size, turn = self.format.frame_bytes, len(self.filler.frames)
        loop = self.filler.frames * (2 + _CHUNK_BYTES // turn)
        played = 0
        for segment in self.segments:
            yield from _cut(loop, turn, played * size, segment.first_cell * size)
            yield from _cut(
                segment.cells.frames, len(segment.cells.frames), 0, len(segment.cells.frames)
            )
            played = segment.stop_cell
        yield from _cut(loop, turn, played * size, self.length * size)

    def part(self, first: int, stop: int) -> Self:
        """Cells [first, stop) as a track of their own; TrackError if it does not have them."""
        if not 0 <= first < stop <= self.length:
            raise TrackError(f"cells {first} to {stop - 1} are outside the {self.length} cells")
        begin = bisect_right(self.segments, first, key=lambda segment: segment.stop_cell)
        end = bisect_left(self.segments, stop, key=lambda segment: segment.first_cell)
        segments = tuple(segment.within(first, stop) for segment in self.segments[begin:end])
        return replace(
            self, length=stop - first, filler=self.filler.turned(first), segments=segments
        )

    def audio_crc(self) -> int:
        """CRC-16 of all `chunks`, for the Info frame in front of them; reads none of them."""
        size = self.format.frame_bytes
        whole = SparseCrc(self.length * size)
        # The filler throughout, then taken out again under each segment: adding twice is neither.
        edges = [edge for each in self.segments for edge in (each.first_cell, each.stop_cell)]
        for crc, cell in _filler_crcs(self.filler, [*edges, self.length]):
            whole.add(crc, cell * size)
        for segment in self.segments:
            whole.add(segment.cells.crc, segment.stop_cell * size)
        return whole.crc16()


def _cut(loop: bytes, turn: int, start: int, stop: int) -> Iterator[bytes]:
    """Bytes [start, stop) of a loop, repeated after `turn`, of which `loop` has more than one."""
    for first in range(start, stop, _CHUNK_BYTES):
        begin = first % turn
        yield loop[begin : begin + min(_CHUNK_BYTES, stop - first)]


def _filler_crcs(filler: Cells, cells: Sequence[int]) -> Iterator[tuple[int, int]]:
    """CRCs that add up to those of the filler up to each of `cells`, and the cells they end at."""
    size = filler.format.frame_bytes
    loop = filler.frames * -(-_CRC_CELLS // len(filler))
    count = len(loop) // size
    parts = list(prefixes(loop, size))
    whole = list(islice(turns(parts[-1], len(loop)), max(cells) // count + 1))
    for cell in cells:
        turn, rest = divmod(cell, count)
        yield whole[turn], turn * count
        yield parts[rest], cell
