"""How tracks are encoded. Imports neither numpy nor FFmpeg: a key needs these, too."""

from collections.abc import Mapping
from types import MappingProxyType

from audiocoach.audio import SAMPLE_RATE
from audiocoach.mp3 import FrameFormat
from audiocoach.packages import source_digest, version

FORMAT = FrameFormat(SAMPLE_RATE, 64_000)
"""24 kHz mono at 64 kbit/s: a frame is a cell of 24 ms and 192 bytes."""

CELL_MS = FORMAT.samples_per_frame * 1000 // SAMPLE_RATE

LAME_OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "reservoir": "0",  # every frame stands alone
        "compression_level": "7",  # faster than the default, and nearer the source
    }
)

_CODE = ("mixing/encoding", "mixing/segments", "mixing/settings", "audio/loudness")


def identity() -> str:
    """All that can change a segment besides its clips: our own code, and what it calls."""
    options = ",".join(f"{name}={value}" for name, value in LAME_OPTIONS.items())
    return f"{FORMAT} {options} {source_digest(*_CODE)} av {version('av')}"
