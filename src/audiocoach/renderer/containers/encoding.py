"""Writing a stream of samples with FFmpeg: which muxer, which codec, and what it is called."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

import av
import numpy as np
from av.audio.stream import AudioStream as AvStream
from av.packet import Packet

from audiocoach.audio.filters import Planes
from audiocoach.errors import TrackError
from audiocoach.mp3 import ChapterMark, TrackTags
from audiocoach.renderer.settings import EACH_OF_TWO

if TYPE_CHECKING:
    from av.container.core import Chapter as AvChapter


@dataclass(frozen=True, slots=True)
class AudioStream:
    """A track's sound, to be run through once."""

    blocks: Iterator[Planes]
    rate: int
    channels: int
    samples: int
    """Of each channel, in all blocks."""


def in_stereo(audio: AudioStream) -> AudioStream:
    """The same in two channels, as loud as before."""
    if audio.channels == 2:  # noqa: PLR2004
        return audio
    both = (np.repeat(block * np.float32(EACH_OF_TWO), 2, axis=0) for block in audio.blocks)
    return replace(audio, blocks=both, channels=2)


_LAYOUTS = {1: "mono", 2: "stereo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How FFmpeg is to write it: names and options that it knows."""

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
    """The whole file. OSError where `file` does not take it, TrackError where FFmpeg fails.

    `metadata` keeps its order as long as it has no `encoder`, which FFmpeg takes out.
    """
    # Without `bitexact` there are the time, random serials and FFmpeg's version in it.
    options = {"fflags": "+bitexact", **coding.muxer_options}
    watched = _Watched(file)
    try:
        with av.open(watched, "w", format=coding.muxer, container_options=options) as container:
            container.metadata.update(metadata)
            container.set_chapters([_chapter(*numbered) for numbered in enumerate(chapters)])
            stream = _stream(container, audio, coding)
            for packet in _packets(stream, audio):
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
        """As the file does."""
        return self._noting(lambda: self._file.write(data))

    def seek(self, at: int, whence: int = 0) -> int:
        """As the file does."""
        return self._noting(lambda: self._file.seek(at, whence))

    def tell(self) -> int:
        """As the file does."""
        return self._file.tell()

    def _noting(self, call: Callable[[], int]) -> int:
        try:
            return call()
        except OSError as error:
            self.error = self.error or error
            raise


def names(tags: TrackTags) -> dict[str, str]:
    """What FFmpeg's muxers call what is known of a track."""
    known = {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "genre": tags.genre,
        "comment": tags.comment,
    }
    return {name: text for name, text in known.items() if text}


def _stream(
    container: av.container.OutputContainer, audio: AudioStream, coding: Coding
) -> AvStream:
    layout = _LAYOUTS[audio.channels]
    options = {"flags": "+bitexact", **coding.codec_options}
    stream = container.add_stream(coding.codec, rate=audio.rate, layout=layout, options=options)
    assert isinstance(stream, AvStream)  # noqa: S101 (by its codec)
    if coding.bitrate:
        stream.bit_rate = coding.bitrate
    return stream


def _chapter(number: int, chapter: ChapterMark) -> "AvChapter":
    start_ms, end_ms, title = chapter
    return {
        "id": number,
        "start": start_ms,
        "end": end_ms,
        "time_base": Fraction(1, 1000),
        "metadata": {"title": title},
    }


def _packets(stream: AvStream, audio: AudioStream) -> "Iterator[Packet[AvStream]]":
    for frame in _frames(audio.blocks, audio):
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _frames(blocks: Iterable[Planes], audio: AudioStream) -> Iterator[av.AudioFrame]:
    position = 0
    for block in blocks:
        planes = np.ascontiguousarray(block, np.float32)
        frame = av.AudioFrame.from_ndarray(planes, "fltp", _LAYOUTS[audio.channels])
        frame.sample_rate, frame.pts = audio.rate, position
        frame.time_base = Fraction(1, audio.rate)
        position += planes.shape[1]
        yield frame


def _trimmed(packet: "Packet[AvStream]", audio: AudioStream) -> "Packet[AvStream]":
    """The packet, over when the audio is: encoders fill their last frame up."""
    if packet.pts is not None and packet.duration:
        end = int(Fraction(audio.samples, audio.rate) / packet.time_base)
        packet.duration = max(0, min(packet.duration, end - packet.pts))
    return packet
