"""Real frames to splice, made and read with libav: signed 16-bit samples in and out."""

from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from audiocoach.mp3.frames import FrameFormat, parse_header
from audiocoach.mp3.info import Info, frames_for, info_frame
from audiocoach.mp3.splice import Frames, Splice

Samples = NDArray[np.int16]

RATE = 24_000
FORMAT = FrameFormat(RATE, 64_000)
SILENCE = Frames.silence(FORMAT)


def encode(
    samples: Samples, format_: FrameFormat = FORMAT, *, reservoir: bool = False
) -> tuple[bytes, ...]:
    """Encode with a fresh encoder, each packet one frame."""
    context = av.CodecContext.create("libmp3lame", "w")
    context.sample_rate, context.bit_rate = format_.sample_rate, format_.bitrate
    context.layout, context.format = ("mono", "stereo")[format_.channels - 1], "s16p"
    context.time_base = Fraction(1, format_.sample_rate)
    context.options = {"reservoir": str(int(reservoir)), "compression_level": "7"}
    packets: list[Any] = []
    for start in range(0, len(samples), format_.samples_per_frame):
        part = np.tile(samples[start : start + format_.samples_per_frame], (format_.channels, 1))
        frame = av.AudioFrame.from_ndarray(part, format="s16p", layout=context.layout)
        frame.sample_rate, frame.pts = format_.sample_rate, start
        packets += context.encode(frame)
    return tuple(bytes(packet) for packet in [*packets, *context.encode(None)])


def decode(mp3: bytes) -> Samples:
    """Decode a whole file's first channel, trimmed as its Info frame asks."""
    with av.open(BytesIO(mp3), "r", format="mp3") as container:
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return (np.concatenate(parts) * 32768).round().clip(-32768, 32767).astype(np.int16)


@cache
def tone(lead: int, length: int = 2400, hertz: int = 1000) -> Samples:
    """`lead` samples of silence, then a tone that begins at full height."""
    wave = 12_000 * np.cos(2 * np.pi * hertz / RATE * np.arange(length))
    return np.concatenate([np.zeros(lead), wave]).astype(np.int16)


@cache
def encoded_tone(lead: int, length: int = 2400, hertz: int = 1000) -> Frames:
    return frames_of(b"".join(encode(tone(lead, length, hertz))))


def frames_of(joined: bytes) -> Frames:
    """Frames in the format of the first."""
    return Frames(parse_header(joined[:4]).format, joined)


def file_of(splice: Splice, samples: int) -> bytes:
    length = frames_for(samples, splice.format)
    info = Info(splice.format, length.frame_count, length.padding, splice.audio_crc())
    return info_frame(info) + b"".join(splice.chunks())
