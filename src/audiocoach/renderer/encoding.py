"""Samples ⇄ MP3 frames that stand alone: by the best LAME there is, and FFmpeg's decoder."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import av
import numpy as np

from audiocoach.audio import lame
from audiocoach.audio.filters import LAYOUTS, Samples, to_frame
from audiocoach.mp3.frames import FrameFormat, Mode
from audiocoach.mp3.info import DECODER_DELAY, ENCODER_DELAY
from audiocoach.mp3.splice import Frames
from audiocoach.renderer.settings import FRAME_MS, LAME_QUALITY, encoder
from audiocoach.renderer.stereo import STRETCH_MS, Cut, Heard, Stereo, Stretch, hear
from audiocoach.support.threads import spread

LAG = ENCODER_DELAY + DECODER_DELAY
_FFMPEG_SCALE = 0.95
"""What LAME multiplies its input by up to 160 kbit/s, which FFmpeg does not tell; undone before."""
_PIECE = 50 * 1152
"""Samples given to LAME at a time: it keeps a copy of them."""
_AROUND = 4
"""Frames on either side: what LAME's filters, and its model of hearing, remember and foresee."""


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
    context = av.CodecContext.create("libmp3lame", "w")
    assert isinstance(context, av.AudioCodecContext)  # noqa: S101 (by its name)
    context.sample_rate = format_.sample_rate
    context.layout = LAYOUTS[format_.channels]
    context.format = "fltp"
    context.bit_rate = format_.bitrate
    context.time_base = Fraction(1, format_.sample_rate)
    joint = str(int(format_.mode is Mode.JOINT_STEREO))
    context.options = {"reservoir": "0", "compression_level": str(quality), "joint_stereo": joint}
    position = 0
    for piece in pieces:
        frame = to_frame(piece / np.float32(_FFMPEG_SCALE), format_.sample_rate, position)
        position += piece.shape[1]
        yield from map(bytes, context.encode(frame))
    yield from map(bytes, context.encode(None))


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


def cut_for(frame_count: int) -> Cut:
    """How the sound of so many frames is cut for `encode_chunks`."""
    return Cut(frame_count * FRAME_MS, STRETCH_MS, _AROUND * FRAME_MS)


def encode_chunks(
    stretches: Iterable[Stretch], format_: FrameFormat, workers: int | None = None
) -> Iterator[Chunk]:
    """Each stretch as whole frames, made and encoded by so many threads: None for one a core."""
    return spread(partial(_encode_chunk, format_), stretches, workers=workers, ahead=1)


def _encode_chunk(format_: FrameFormat, stretch: Stretch) -> Chunk:
    sound = stretch()
    frames = encode_planes(sound.samples, format_)
    per_frame, size = format_.samples_per_frame, format_.frame_bytes
    kept = frames[sound.before // per_frame * size :][: sound.length // per_frame * size]
    return Chunk(Frames(format_, kept), hear(decode(frames), sound.place))
