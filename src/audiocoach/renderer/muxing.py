"""A stream of samples written into a file by one of FFmpeg's encoders and one of its muxers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import av
import numpy as np
from av.audio.stream import AudioStream as AvStream
from av.packet import Packet
from msgspec import Struct, field

from audiocoach.audio.filters import LAYOUTS, Planes, to_frame
from audiocoach.errors import TrackError
from audiocoach.mp3.tags import ChapterMark
from audiocoach.renderer.levels import EACH_OF_TWO

if TYPE_CHECKING:
    from av.container.core import Chapter as AvChapter


class AudioStream(NamedTuple):
    """A track's sound, to be run through once."""

    blocks: Iterator[Planes]
    rate: int
    """Hz."""
    channels: int
    samples: int
    """How many there are of each channel, in all blocks."""


def in_stereo(audio: AudioStream) -> AudioStream:
    """The sound in two equal channels, together as loud as it was in one."""
    if audio.channels == 2:  # noqa: PLR2004
        return audio
    both = (np.repeat(block * np.float32(EACH_OF_TWO), 2, axis=0) for block in audio.blocks)
    return audio._replace(blocks=both, channels=2)


class Coding(Struct, frozen=True, kw_only=True):
    """How FFmpeg is to write a file: names and options that it knows."""

    muxer: str
    codec: str
    bitrate: int = 0
    codec_options: Mapping[str, str] = field(default_factory=dict)
    muxer_options: Mapping[str, str] = field(default_factory=dict)


def write(
    file: BinaryIO,
    audio: AudioStream,
    coding: Coding,
    metadata: Mapping[str, str],
    chapters: Sequence[ChapterMark] = (),
) -> None:
    """Write the whole file; OSError where `file` does not take it, TrackError where FFmpeg fails.

    `metadata` keeps its order as long as it has no `encoder`, which FFmpeg takes out.
    """
    # Without `bitexact` there are the time, random serials and FFmpeg's version in it.
    options = {"fflags": "+bitexact", **coding.muxer_options}
    codec_options = {"flags": "+bitexact", **coding.codec_options}
    watched = _Watched(file)
    try:
        with av.open(watched, "w", format=coding.muxer, container_options=options) as container:
            container.metadata.update(metadata)
            container.set_chapters(list(_chapters(chapters)))
            stream = container.add_stream(
                coding.codec, rate=audio.rate, layout=LAYOUTS[audio.channels], options=codec_options
            )
            assert isinstance(stream, AvStream)  # noqa: S101 (by its codec)
            if coding.bitrate:
                stream.bit_rate = coding.bitrate
            for frame in chain(_frames(audio), [None]):
                for packet in stream.encode(frame):
                    container.mux(_trimmed(packet, audio))
    except av.FFmpegError as error:
        if watched.error:
            raise watched.error from error
        raise TrackError(f"FFmpeg did not write {coding.codec}: {error.strerror}") from error


class _Watched:
    """A file, and the first error it gave, which PyAV may pass on as one of its own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write as the file does."""
        return self._noting(lambda: self._file.write(data), len(data))

    def seek(self, at: int, whence: int = 0) -> int:
        """Seek as the file does."""
        return self._noting(lambda: self._file.seek(at, whence), at)

    def tell(self) -> int:
        """Tell as the file does."""
        return self._file.tell()

    def _noting(self, call: Callable[[], int], instead: int) -> int:
        if self.error:  # the file is lost, and PyAV prints what fails as it closes
            return instead
        try:
            return call()
        except OSError as error:
            self.error = error
            raise


def _chapters(chapters: Sequence[ChapterMark]) -> "Iterator[AvChapter]":
    for number, (start, end, title) in enumerate(chapters):
        base, metadata = Fraction(1, 1000), {"title": title}
        yield {"id": number, "start": start, "end": end, "time_base": base, "metadata": metadata}


def _frames(audio: AudioStream) -> Iterator[av.AudioFrame]:
    position = 0
    for block in audio.blocks:
        frame = to_frame(block, audio.rate, position)
        frame.time_base = Fraction(1, audio.rate)
        position += block.shape[1]
        yield frame


def _trimmed(packet: "Packet[AvStream]", audio: AudioStream) -> "Packet[AvStream]":
    """The packet, ending when the sound does: encoders fill their last frame up."""
    if packet.pts is not None and packet.duration:
        end = int(Fraction(audio.samples, audio.rate) / packet.time_base)
        packet.duration = max(0, min(packet.duration, end - packet.pts))
    return packet
