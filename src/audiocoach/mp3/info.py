"""The Info frame: a silent first frame that tells players how long the track is and what to trim.

Its layout is Xing's VBR header with LAME's extension (LAME's VbrTag.c, and "Mp3 Info Tag rev 1
specifications").
"""

from typing import NamedTuple

from msgspec import Struct

from audiocoach.errors import TrackError
from audiocoach.mp3.crc import crc16
from audiocoach.mp3.frames import HEADER_BYTES, FrameFormat, Mode, parse_header

ENCODER_DELAY = 576
"""Samples by which LAME's output lags its input, at every sample rate."""
DECODER_DELAY = 529
"""Samples by which a decoder lags again: 528 of the filter bank and one."""

_MAGIC = b"Info"  # "Xing" would declare a variable bitrate
# Frames, bytes, TOC and quality follow: LAME's extension is then where every reader looks for it.
_ALL_FLAGS = 0b1111
# ffmpeg takes delay and padding only from "LAME", "Lavf" or "Lavc", and its old versions only from
# "LAME"; mpg123 from any encoder that gives its name. LAME did make the frames.
_ENCODER = b"LAME3.100"
_CONSTANT_BITRATE = 1
_MOST_BITRATE = 0xFF  # kbit/s; stands for everything above, too
_MOST_DELAY = 0xFFF
_STEREO_MODES = {Mode.MONO: 0, Mode.STEREO: 1, Mode.DUAL_CHANNEL: 2, Mode.JOINT_STEREO: 3}
_SOURCE_RATES = {44100: 1, 48000: 2}  # 0 is 32 kHz and below

# Field and length in bytes, big-endian, from the end of the side info: reader and writer both walk
# this table.
_FIELDS = {
    "magic": 4,
    "flags": 4,
    "frames": 4,
    "bytes": 4,
    "toc": 100,
    "quality": 4,
    "encoder": 9,
    "method": 1,
    "lowpass": 1,
    "peak": 4,
    "track_gain": 2,
    "album_gain": 2,
    "encoding_flags": 1,
    "bitrate": 1,
    "delays": 3,
    "misc": 1,
    "mp3_gain": 1,
    "preset": 2,
    "music_bytes": 4,
    "music_crc": 2,
    "tag_crc": 2,
}
_INFO_BYTES = sum(_FIELDS.values())


class Length(NamedTuple):
    """A track's length in frames, and how many samples at its end are padding."""

    frame_count: int
    padding: int


def frames_for(samples: int, format_: FrameFormat) -> Length:
    """The fewest frames that decode to `samples` samples; the padding covers the decoder's delay.

    TrackError if they do not fill one frame.
    """
    per_frame = format_.samples_per_frame
    if samples < per_frame:
        raise TrackError(f"a track of {samples} samples is shorter than one frame of {per_frame}")
    frame_count = -(-(ENCODER_DELAY + samples + DECODER_DELAY) // per_frame)
    return Length(frame_count, frame_count * per_frame - ENCODER_DELAY - samples)


class Info(Struct, frozen=True):
    """What the Info frame says of the `frame_count` audio frames after it.

    Players drop `delay` + 529 samples at the start and `padding` - 529 at the end. TrackError if
    the padding is too short for that, or more than 12 bits hold.
    """

    format: FrameFormat
    frame_count: int
    padding: int
    music_crc: int
    """CRC-16 of the audio frames, as `Splice.audio_crc`."""
    delay: int = ENCODER_DELAY

    def __post_init__(self) -> None:
        if not DECODER_DELAY <= self.padding <= _MOST_DELAY:
            raise TrackError(f"a padding of {self.padding} is not in {DECODER_DELAY}…{_MOST_DELAY}")
        if not 0 <= self.delay <= _MOST_DELAY:
            raise TrackError(f"an encoder delay of {self.delay} is not in 0…{_MOST_DELAY}")

    @property
    def samples(self) -> int:
        """Samples that players play."""
        return self.frame_count * self.format.samples_per_frame - self.delay - self.padding


def info_frame(info: Info) -> bytes:
    """The frame to write before the audio; a decoder that does not know it plays it as silence."""
    carrier = _carrier(info.format)
    frame, start = carrier.silent_frame, HEADER_BYTES + carrier.side_info_bytes
    values = _values(info, len(frame))
    fields = b"".join(_coded(values.get(name, 0), size) for name, size in _FIELDS.items())
    body = frame[:start] + fields[: -_FIELDS["tag_crc"]]
    tag_crc = crc16(body).to_bytes(_FIELDS["tag_crc"], "big")
    return (body + tag_crc).ljust(len(frame), b"\0")


def read_info(frame: bytes) -> Info:
    """What `info_frame` wrote; TrackError if `frame` is not an Info frame or its CRC is wrong."""
    carrier = parse_header(frame[:HEADER_BYTES]).format
    start = HEADER_BYTES + carrier.side_info_bytes
    fields, stop = {}, start
    for name, size in _FIELDS.items():
        fields[name] = int.from_bytes(frame[stop : stop + size], "big")
        stop += size
    if fields["magic"] != int.from_bytes(_MAGIC, "big"):
        raise TrackError("not an Info frame")
    if fields["tag_crc"] != crc16(frame[: stop - _FIELDS["tag_crc"]]):
        raise TrackError("the Info frame is damaged: its CRC is wrong")
    bitrate = carrier.bitrate if fields["bitrate"] == _MOST_BITRATE else 1000 * fields["bitrate"]
    return Info(
        FrameFormat(carrier.sample_rate, bitrate, carrier.mode),
        frame_count=fields["frames"],
        padding=fields["delays"] & _MOST_DELAY,
        music_crc=fields["music_crc"],
        delay=fields["delays"] >> 12,
    )


def _carrier(format_: FrameFormat) -> FrameFormat:
    """The format itself, or the next bitrate whose frames hold the fields, as LAME does it."""
    needed = HEADER_BYTES + format_.side_info_bytes + _INFO_BYTES
    formats = [
        FrameFormat(format_.sample_rate, 1000 * bitrate, format_.mode)
        for bitrate in format_.version.bitrates
    ]
    return next(f for f in formats if f.bitrate >= format_.bitrate and f.frame_bytes >= needed)


def _values(info: Info, own_bytes: int) -> dict[str, int | bytes]:
    # Both byte counts take in the Info frame: LAME writes them so, and players seek by them.
    total = own_bytes + info.frame_count * info.format.frame_bytes
    return {
        "magic": _MAGIC,
        "flags": _ALL_FLAGS,
        "frames": info.frame_count,
        "bytes": total,
        "toc": bytes(percent * 256 // 100 for percent in range(100)),
        "encoder": _ENCODER,
        "method": _CONSTANT_BITRATE,
        "bitrate": min(info.format.bitrate // 1000, _MOST_BITRATE),
        "delays": info.delay << 12 | info.padding,
        "misc": _SOURCE_RATES.get(info.format.sample_rate, 0) << 6
        | _STEREO_MODES[info.format.mode] << 2,
        "music_bytes": total,
        "music_crc": info.music_crc,
    }


def _coded(value: int | bytes, size: int) -> bytes:
    return value if isinstance(value, bytes) else value.to_bytes(size, "big")
