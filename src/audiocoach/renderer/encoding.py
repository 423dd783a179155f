"""PCM ⇄ MP3 frames that stand alone, with LAME and FFmpeg's decoder inside PyAV."""

from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from audiocoach.audio.filters import Samples
from audiocoach.mp3 import FrameFormat, Mode
from audiocoach.mp3.info import DECODER_DELAY, ENCODER_DELAY
from audiocoach.renderer.settings import LAME_OPTIONS

LAG = ENCODER_DELAY + DECODER_DELAY
_LAME_SCALE = 0.95
"""What LAME multiplies its input by up to 160 kbit/s; undone before encoding."""

_PIECE = 50 * 1152
"""Samples given to LAME at a time: it keeps a copy of them."""


def encode(samples: Samples, format_: FrameFormat) -> bytes:
    """One channel as frames whose decoded sound lags by `LAG` samples; the caller pads for that.

    Two channels are as loud together as one would be (BS.1770 adds their powers).
    """
    gain = np.float32(format_.channels**-0.5)
    return encode_planes(np.repeat((samples * gain)[None], format_.channels, axis=0), format_)


def encode_planes(planes: NDArray[np.float32], format_: FrameFormat) -> bytes:
    """The same of samples of the shape (channels, n)."""
    encoder = av.CodecContext.create("libmp3lame", "w")
    assert isinstance(encoder, av.AudioCodecContext)  # noqa: S101 (by its name)
    layout = "mono" if format_.channels == 1 else "stereo"
    encoder.sample_rate = format_.sample_rate
    encoder.layout = layout
    encoder.format = "fltp"
    encoder.bit_rate = format_.bitrate
    encoder.time_base = Fraction(1, format_.sample_rate)
    joint = int(format_.mode is Mode.JOINT_STEREO)
    encoder.options = {**LAME_OPTIONS, "joint_stereo": f"{joint}"}
    packets = []
    for start in range(0, planes.shape[1], _PIECE):
        piece = np.ascontiguousarray(planes[:, start : start + _PIECE], np.float32)
        frame = av.AudioFrame.from_ndarray(piece / np.float32(_LAME_SCALE), "fltp", layout)
        frame.sample_rate, frame.pts = format_.sample_rate, start
        packets += encoder.encode(frame)
    return b"".join(map(bytes, [*packets, *encoder.encode(None)]))


def decode(frames: bytes, format_: FrameFormat) -> Samples:
    """The sound of one channel of `frames`, its lag removed."""
    sound, *_ = decode_planes(frames, format_)
    return np.asarray(sound, np.float32)


def decode_planes(frames: bytes, format_: FrameFormat) -> NDArray[np.float32]:
    """The same of all channels, of the shape (channels, n)."""
    decoder = av.CodecContext.create("mp3float", "r")
    assert isinstance(decoder, av.AudioCodecContext)  # noqa: S101 (by its name)
    size = format_.frame_bytes
    packets = (av.Packet(frames[start : start + size]) for start in range(0, len(frames), size))
    heard = [frame.to_ndarray() for packet in packets for frame in decoder.decode(packet)]
    return np.asarray(np.concatenate(heard, axis=1)[:, LAG:], np.float32)
