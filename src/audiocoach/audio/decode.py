"""The one opener of sound files, whoever made them: a music library, a sound kit, a speech engine.

It opens the file it is given and nothing that the file refers to, and tells FFmpeg's errors in one
type. Imports FFmpeg: whoever needs it for some files only imports it when there is one.
"""

from collections.abc import Iterator
from contextlib import closing, suppress
from fractions import Fraction
from itertools import chain, groupby
from typing import BinaryIO, Literal, NamedTuple

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

_ONE_FILE = {"protocol_whitelist": "none"}
"""For PyAV's `open`: a playlist opens nothing on the network, and no other file."""
_PLAYLISTS = frozenset(("applehttp", "concat", "dash", "hls", "imf", "sdp", "rtsp"))
_FAULTS = (av.FFmpegError, ValueError, EOFError)


class DecodingError(Exception):
    """The file cannot be decoded; the text says why, in a few words."""


class NoSoundError(DecodingError):
    """It is a file that FFmpeg knows, with no sound of its own in it: a picture, or a playlist."""


class TooLongError(DecodingError):
    """There is more sound in it than is wanted."""


class Pcm(NamedTuple):
    """The form in which samples are wanted."""

    samples: Literal["s16", "fltp"]
    """16-bit integers, or floats of 1.0 at full scale."""
    layout: Literal["mono", "stereo"]
    rate: int | None = None
    """Hz; None for the file's own."""
    block: int = 0
    """Samples in a block; 0 for as many as the file's own frames have."""


class Block(NamedTuple):
    """A stretch of sound."""

    samples: NDArray[np.generic]
    """Shape (channels, n)."""
    rate: int
    """Hz."""


def decode(
    file: BinaryIO, pcm: Pcm, *, longest_ms: int | None = None, lenient: bool = False
) -> Iterator[Block]:
    """The file's first stream of sound, block by block, from its beginning to its end.

    Raises NoSoundError, TooLongError as soon as there is more than `longest_ms`, and DecodingError
    for everything else; a `lenient` one leaves damaged parts out and follows changes of the form.
    """
    with closing(_opened(file)) as container:
        frames = _frames(container, longest_ms, lenient=lenient)
        try:
            yield from _resampled(frames, pcm, lenient=lenient)
        except _FAULTS as error:
            raise _told(error) from error


def _opened(file: BinaryIO) -> InputContainer:
    try:
        container = av.open(file, "r", options={**_ONE_FILE})
    except (*_FAULTS, OSError) as error:
        raise _told(error) from error
    if not container.streams.audio or _PLAYLISTS & {*container.format.name.split(",")}:
        container.close()
        raise NoSoundError("there is no sound in it")
    return container


def _told(error: Exception) -> DecodingError:
    return DecodingError(getattr(error, "strerror", None) or str(error))


def _frames(
    container: InputContainer, longest_ms: int | None, *, lenient: bool
) -> Iterator[av.AudioFrame]:
    stream = container.streams.audio[0]  # cover art is a stream of video, and may come first
    packets, forgiven = container.demux(stream), _FAULTS if lenient else ()
    lasts = Fraction(0)
    while True:
        packet, decoded = None, []
        with suppress(*forgiven):
            packet = next(packets, None)
        if packet is None:
            return
        with suppress(*forgiven):
            decoded = packet.decode()
        for frame in decoded:
            if isinstance(frame, av.AudioFrame):
                lasts += Fraction(frame.samples, frame.sample_rate)
                if longest_ms is not None and lasts * 1000 > longest_ms:
                    raise TooLongError(f"it lasts longer than {longest_ms} ms")
                frame.pts = None
                yield frame


def _resampled(frames: Iterator[av.AudioFrame], pcm: Pcm, *, lenient: bool) -> Iterator[Block]:
    """Where the form of frames may change, each has a resampler, which gives up what it holds."""
    forgiven = _FAULTS if lenient else ()
    for _, alike in groupby(frames, _form if lenient else lambda _: None):
        resampler = av.AudioResampler(
            format=pcm.samples, layout=pcm.layout, rate=pcm.rate, frame_size=pcm.block or None
        )
        for frame in chain(alike, [None]):
            resampled: list[av.AudioFrame] = []
            with suppress(*forgiven):
                resampled = resampler.resample(frame)
            for block in resampled:
                samples = block.to_ndarray()
                if samples.size:
                    yield Block(samples, block.sample_rate)


def _form(frame: av.AudioFrame) -> tuple[str, str, int, int]:
    return frame.format.name, frame.layout.name, frame.layout.nb_channels, frame.sample_rate
