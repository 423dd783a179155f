"""MPEG audio Layer III frames: the header as tables, and a stream cut into its frames.

Sources: ISO/IEC 11172-3, 2.4.1.3 and 2.4.2.3 (MPEG-1); ISO/IEC 13818-3, 2.4.2.3 (MPEG-2, half the
sample rates); MPEG-2.5, a quarter of them, is Fraunhofer's extension. Bits per second, hertz, bytes
and samples throughout.
"""

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from audiocoach.errors import TrackError

HEADER_BYTES = 4
OPENING_BYTES = HEADER_BYTES + 2
"""As much of a frame as `main_data_begin` reads."""


class Mode(IntEnum):
    """How the channels are coded; the values are the header's own."""

    STEREO = 0
    JOINT_STEREO = 1
    DUAL_CHANNEL = 2
    MONO = 3


class Version(NamedTuple):
    """One MPEG version, as far as Layer III differs by it."""

    name: str
    bits: int
    """The header's two version bits."""
    samples_per_frame: int
    sample_rates: tuple[int, ...]
    """Hz, in the order of the header's index; index 3 is reserved."""
    bitrates: tuple[int, ...]
    """kbit/s, in the order of the header's index from 1; 0 is free format, 15 is forbidden."""
    side_info_bytes: tuple[int, int]
    """Mono, then two channels."""
    main_data_begin_bits: int


_LOW_BITRATES = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)

VERSIONS = (
    Version("1", 0b11, 1152, (44100, 48000, 32000), _BITRATES, (17, 32), 9),
    Version("2", 0b10, 576, (22050, 24000, 16000), _LOW_BITRATES, (9, 17), 8),
    Version("2.5", 0b00, 576, (11025, 12000, 8000), _LOW_BITRATES, (9, 17), 8),
)
_VERSION_OF_BITS = {version.bits: version for version in VERSIONS}
_VERSION_OF_RATE = {rate: version for version in VERSIONS for rate in version.sample_rates}

_SYNC = 0b111_1111_1111
_LAYER_III = 0b01
_FREE_FORMAT, _FORBIDDEN_BITRATE, _RESERVED_RATE, _RESERVED_EMPHASIS = 0, 15, 3, 2

# Field and width in bits, most significant first: reader and writer both walk this table.
_FIELDS = (
    ("sync", 11),
    ("version", 2),
    ("layer", 2),
    ("unprotected", 1),
    ("bitrate", 4),
    ("sample_rate", 2),
    ("padding", 1),
    ("private", 1),
    ("mode", 2),
    ("mode_extension", 2),
    ("copyright", 1),
    ("original", 1),
    ("emphasis", 2),
)
_KEPT = ("padding", "private", "mode_extension", "copyright", "original", "emphasis")
"""The fields that `FrameHeader` has as they are."""


class FrameFormat(Struct, frozen=True):
    """What all frames of one constant-bitrate stream share.

    The sample rate fixes the MPEG version, for no two versions share one. TrackError if the tables
    lack a value.
    """

    sample_rate: int
    bitrate: int
    mode: Mode = Mode.MONO

    def __post_init__(self) -> None:
        if self.sample_rate not in _VERSION_OF_RATE:
            raise TrackError(f"MP3 has no sample rate of {self.sample_rate} Hz")
        if self.bitrate not in [1000 * rate for rate in self.version.bitrates]:
            raise TrackError(f"MP3 at {self.sample_rate} Hz has no {self.bitrate} bit/s")

    def __str__(self) -> str:
        mode = self.mode.name.lower().replace("_", " ")
        return f"{self.sample_rate} Hz {mode} at {self.bitrate // 1000} kbit/s"

    @property
    def version(self) -> Version:
        """The table row this format belongs to."""
        return _VERSION_OF_RATE[self.sample_rate]

    @property
    def channels(self) -> int:
        """1 or 2."""
        return 1 if self.mode is Mode.MONO else 2

    @property
    def samples_per_frame(self) -> int:
        """Samples of each channel that one frame decodes to."""
        return self.version.samples_per_frame

    @property
    def frame_bytes(self) -> int:
        """Length of a frame without its padding byte (11172-3, 2.4.3.1)."""
        return self.samples_per_frame // 8 * self.bitrate // self.sample_rate

    @property
    def side_info_bytes(self) -> int:
        """Length of what follows the header, before the main data."""
        return self.version.side_info_bytes[self.channels - 1]

    @property
    def header(self) -> bytes:
        """The plainest header of this format: no padding, every flag clear."""
        return bytes(FrameHeader(self))

    @property
    def silent_frame(self) -> bytes:
        """Digital silence: all-zero side info announces no coefficients."""
        return self.header.ljust(self.frame_bytes, b"\0")


class FrameHeader(Struct, frozen=True):
    """The four bytes that open a frame; `bytes(header)` prints what `parse_header` reads."""

    format: FrameFormat
    padding: int = 0
    private: int = 0
    mode_extension: int = 0
    copyright: int = 0
    original: int = 1
    """As LAME sets it: FFmpeg drops a file's first frame if the next one has another value."""
    emphasis: int = 0

    @property
    def frame_bytes(self) -> int:
        """Length of the whole frame, header and padding byte included."""
        return self.format.frame_bytes + self.padding

    def __bytes__(self) -> bytes:
        version = self.format.version
        coded = {
            "sync": _SYNC,
            "version": version.bits,
            "layer": _LAYER_III,
            "unprotected": 1,
            "bitrate": version.bitrates.index(self.format.bitrate // 1000) + 1,
            "sample_rate": version.sample_rates.index(self.format.sample_rate),
            "mode": self.format.mode,
        }
        word = 0
        for name, width in _FIELDS:
            value: int = coded[name] if name in coded else getattr(self, name)
            word = word << width | value
        return word.to_bytes(HEADER_BYTES, "big")


# A stream of constant bitrate repeats a handful of headers thousands of times.
@lru_cache(maxsize=256)
def parse_header(data: bytes) -> FrameHeader:
    """Read exactly four bytes; TrackError for all but unprotected Layer III at a listed bitrate."""
    if len(data) != HEADER_BYTES:
        raise TrackError(f"a frame header has {HEADER_BYTES} bytes, not {len(data)}")
    word, shift = int.from_bytes(data, "big"), 8 * HEADER_BYTES
    fields: dict[str, int] = {}
    for name, width in _FIELDS:
        shift -= width
        fields[name] = word >> shift & (1 << width) - 1
    _refuse(fields)
    version = _VERSION_OF_BITS[fields["version"]]
    sample_rate = version.sample_rates[fields["sample_rate"]]
    bitrate = 1000 * version.bitrates[fields["bitrate"] - 1]
    kept = {name: fields[name] for name in _KEPT}
    return FrameHeader(FrameFormat(sample_rate, bitrate, Mode(fields["mode"])), **kept)


def _refuse(fields: dict[str, int]) -> None:
    refusals = {
        "no frame sync": fields["sync"] != _SYNC,
        "a reserved MPEG version": fields["version"] not in _VERSION_OF_BITS,
        "not Layer III": fields["layer"] != _LAYER_III,
        "a CRC-protected frame": not fields["unprotected"],
        "a free-format bitrate": fields["bitrate"] == _FREE_FORMAT,
        "a forbidden bitrate": fields["bitrate"] == _FORBIDDEN_BITRATE,
        "a reserved sample rate": fields["sample_rate"] == _RESERVED_RATE,
        "a reserved emphasis": fields["emphasis"] == _RESERVED_EMPHASIS,
    }
    for refusal, applies in refusals.items():
        if applies:
            raise TrackError(f"not a usable MP3 frame header: {refusal}")


def main_data_begin(frame: bytes) -> int:
    """How many bytes before its own header a frame's sound begins; 0 for a frame that stands alone.

    It is the first field of the side info: 9 bits in MPEG-1 (11172-3, 2.4.1.7), 8 in MPEG-2
    (13818-3, 2.4.1.7).
    """
    bits = parse_header(frame[:HEADER_BYTES]).format.version.main_data_begin_bits
    return int.from_bytes(frame[HEADER_BYTES:OPENING_BYTES], "big") >> 16 - bits


def split_frames(stream: bytes) -> tuple[bytes, ...]:
    """Cut a stream into its frames, so that joining them gives it back.

    TrackError names the byte where there is no usable header, a frame is cut short, or the format
    changes.
    """
    frames: list[bytes] = []
    offset, format_ = 0, None
    while offset < len(stream):
        try:
            header = parse_header(stream[offset : offset + HEADER_BYTES])
        except TrackError as error:
            raise TrackError(f"MP3 byte {offset}: {error}") from None
        if (missing := offset + header.frame_bytes - len(stream)) > 0:
            raise TrackError(f"MP3 byte {offset}: the frame is {missing} bytes short")
        format_ = format_ or header.format
        if header.format != format_:
            raise TrackError(f"MP3 byte {offset}: {header.format} after {format_}")
        frames.append(stream[offset : offset + header.frame_bytes])
        offset += header.frame_bytes
    return tuple(frames)
