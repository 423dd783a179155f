"""PCM ⇄ MP3 frames that stand alone, with LAME and FFmpeg's decoder inside PyAV."""

from fractions import Fraction

import av
import numpy as np

from audiocoach.audio import SAMPLE_RATE
from audiocoach.audio.filters import Samples
from audiocoach.mixing.settings import FORMAT, LAME_OPTIONS
from audiocoach.mp3.info import DECODER_DELAY, ENCODER_DELAY

LAG = ENCODER_DELAY + DECODER_DELAY
_LAME_SCALE = 0.95
"""What LAME multiplies its input by at this bitrate; undone before encoding."""


def encode(samples: Samples) -> bytes:
    """Frames whose decoded sound lags by `LAG` samples; the caller pads for that."""
    encoder = av.CodecContext.create("libmp3lame", "w")
    assert isinstance(encoder, av.AudioCodecContext)  # noqa: S101 (by its name)
    encoder.sample_rate = SAMPLE_RATE
    encoder.layout = "mono"
    encoder.format = "fltp"
    encoder.bit_rate = FORMAT.bitrate
    encoder.time_base = Fraction(1, SAMPLE_RATE)
    encoder.options = dict(LAME_OPTIONS)
    plane = np.ascontiguousarray(samples / np.float32(_LAME_SCALE), np.float32).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(plane, format="fltp", layout="mono")
    frame.sample_rate, frame.pts = SAMPLE_RATE, 0
    return b"".join(map(bytes, [*encoder.encode(frame), *encoder.encode(None)]))


def decode(frames: bytes) -> Samples:
    """The sound of `frames`, its lag removed."""
    decoder = av.CodecContext.create("mp3float", "r")
    assert isinstance(decoder, av.AudioCodecContext)  # noqa: S101 (by its name)
    size = FORMAT.frame_bytes
    packets = (av.Packet(frames[start : start + size]) for start in range(0, len(frames), size))
    heard = [frame.to_ndarray()[0] for packet in packets for frame in decoder.decode(packet)]
    return np.concatenate(heard)[LAG:]
