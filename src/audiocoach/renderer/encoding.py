"""Samples ⇄ MP3 frames that stand alone: by the best LAME there is, and FFmpeg's decoder."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from os import cpu_count
from types import MappingProxyType
from typing import NamedTuple

import av
import numpy as np

from audiocoach.audio import lame
from audiocoach.audio.filters import LAYOUTS, Samples, to_frame
from audiocoach.mp3.frames import FrameFormat, Mode
from audiocoach.mp3.info import DECODER_DELAY, ENCODER_DELAY
from audiocoach.mp3.splice import Frames
from audiocoach.renderer.settings import LAME_QUALITY, encoder
from audiocoach.renderer.stereo import Heard, Reader, Stereo, hear, silence

LAG = ENCODER_DELAY + DECODER_DELAY
_FFMPEG_SCALE = 0.95
"""What LAME multiplies its input by up to 160 kbit/s, which FFmpeg does not tell; undone before."""
_PIECE = 50 * 1152
"""Samples given to LAME at a time: it keeps a copy of them."""
CHUNK_FRAMES = 400
"""9.6 s: whole steps of 100 ms, in which loudness is measured."""
_BEFORE, _AFTER = 4, 4
"""Frames around a chunk: what its filters, and its model of hearing, remember and foresee."""


def encode(samples: Samples, format_: FrameFormat) -> bytes:
    """One channel as frames whose decoded sound lags by `LAG` samples; the caller pads for that.

    Two channels are as loud together as one would be (BS.1770 adds their powers).
    """
    gain = np.float32(format_.channels**-0.5)
    return encode_planes(np.repeat((samples * gain)[None], format_.channels, axis=0), format_)


def encode_planes(planes: Stereo, format_: FrameFormat) -> bytes:
    """Samples of the shape (channels, n) as frames, which lag as those of `encode` do."""
    pieces = (planes[:, start : start + _PIECE] for start in range(0, planes.shape[1], _PIECE))
    return b"".join(ENCODERS[encoder()](pieces, format_, LAME_QUALITY))


def _encode_with_ffmpeg(
    pieces: Iterable[Stereo], format_: FrameFormat, quality: int
) -> Iterator[bytes]:
    encoder = av.CodecContext.create("libmp3lame", "w")
    assert isinstance(encoder, av.AudioCodecContext)  # noqa: S101 (by its name)
    encoder.sample_rate = format_.sample_rate
    encoder.layout = LAYOUTS[format_.channels]
    encoder.format = "fltp"
    encoder.bit_rate = format_.bitrate
    encoder.time_base = Fraction(1, format_.sample_rate)
    joint = str(int(format_.mode is Mode.JOINT_STEREO))
    encoder.options = {"reservoir": "0", "compression_level": str(quality), "joint_stereo": joint}
    position = 0
    for piece in pieces:
        frame = to_frame(piece / np.float32(_FFMPEG_SCALE), format_.sample_rate, position)
        position += piece.shape[1]
        yield from map(bytes, encoder.encode(frame))
    yield from map(bytes, encoder.encode(None))


Encode = Callable[[Iterable[Stereo], FrameFormat, int], Iterator[bytes]]
"""From samples in pieces, and LAME's quality (0 best, 9 fastest), to frames that stand alone. They
are as loud as the samples, and lag by `LAG` when decoded."""
ENCODERS: Mapping[str, Encode] = MappingProxyType(
    {lame.PACKAGE: lame.encode, "av": _encode_with_ffmpeg}
)
"""By the package that has it."""


def decode(frames: bytes) -> Stereo:
    """The sound of all channels of `frames`, shape (channels, n), its lag removed."""
    decoder = av.CodecContext.create("mp3float", "r")
    assert isinstance(decoder, av.AudioCodecContext)  # noqa: S101 (by its name)
    # One packet for all frames: FFmpeg takes them off one by one, in a third of the time.
    heard = [frame.to_ndarray() for frame in decoder.decode(av.Packet(frames))]
    return np.asarray(np.concatenate(heard, axis=1)[:, LAG:], np.float32)


class Chunk(NamedTuple):
    """Frames, and how they sound when decoded."""

    frames: Frames
    heard: Heard


def encode_chunks(
    pieces: Iterable[Stereo], frame_count: int, format_: FrameFormat, workers: int | None = None
) -> Iterator[Chunk]:
    """`frame_count` frames in chunks, encoded by so many `workers` at once: None for one a core.

    `pieces` have the shape (2, n), for any n; where they end earlier, silence follows.
    """
    workers, per_frame = workers or cpu_count() or 1, format_.samples_per_frame
    source, held = Reader(iter(pieces)), silence(0)
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[Chunk]] = deque()
        try:
            for first in range(0, frame_count, CHUNK_FRAMES):
                before, count = _BEFORE if first else 0, min(CHUNK_FRAMES, frame_count - first)
                needed = (before + count + _AFTER) * per_frame
                held = np.concatenate([held, source.read(needed - held.shape[1])], axis=1)
                waiting.append(pool.submit(_encode_chunk, held, before, count, format_))
                held = held[:, (before + CHUNK_FRAMES - _BEFORE) * per_frame :]
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _encode_chunk(samples: Stereo, before: int, frame_count: int, format_: FrameFormat) -> Chunk:
    """`frame_count` frames; `before` more at the beginning are dropped once encoded."""
    frames = encode_planes(samples, format_)
    per_frame, size = format_.samples_per_frame, format_.frame_bytes
    kept = frames[before * size :][: frame_count * size]
    heard = hear(decode(frames), before * per_frame, frame_count * per_frame)
    return Chunk(Frames(format_, kept), heard)
