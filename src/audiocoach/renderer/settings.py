"""How tracks sound and are encoded. Imports neither numpy nor FFmpeg: a key needs these, too."""

import math

from msgspec import Struct

from audiocoach.audio import SAMPLE_RATE, lame
from audiocoach.cache import key
from audiocoach.mp3.frames import FrameFormat
from audiocoach.support.resources import version

FORMAT = FrameFormat(SAMPLE_RATE, 64_000)
"""24 kHz mono at 64 kbit/s: a frame has 24 ms and 192 bytes; at any other bitrate, and in
stereo, as long and of another size."""

STEREO_RATE = 48_000
"""Hz of what is mixed with music; a frame of an MP3 is 24 ms there, too."""

FRAME_MS = FORMAT.samples_per_frame * 1000 // SAMPLE_RATE

LAME_QUALITY = 7
"""Faster than the default, and nearer the source."""

TRACK_PEAK_DBTP = -1.2
"""No decoded segment peaks higher by our measure, which misses up to 0.2 dB in hiss: -1 dBTP."""
CEILING_DBTP = -1.7
"""The ceiling of a mix before it is encoded: what the encoder leaves out may raise a peak."""


def encoder() -> str:
    """The package whose LAME encodes: lameenc, where LAME can be called in it, else PyAV.

    PyAV's before 19 is compiled for Linux without optimisation, and takes three times as long.
    """
    return lame.PACKAGE if lame.module() else "av"


class Mix(Struct, frozen=True):
    """How clips become a track: by how much they are raised, over what noise, in which frames."""

    gain_db: float
    floor_dbfs: float
    format: FrameFormat = FORMAT
    headroom_db: float = 0.0
    """How much higher than an MP3's the encoder of another format makes peaks."""
    beats_db: float = 0.0
    """How much louder beats are than their kit has them; with music, of which nothing is kept."""

    def key(self, kind: str, content: str) -> str:
        """The key in the store of something of `kind`, made of `content` in this mix."""
        packages = " ".join(f"{name} {version(name)}" for name in (encoder(), "av"))
        frames = f"{self.format} quality {LAME_QUALITY} {packages}"
        peaks = f"{TRACK_PEAK_DBTP} {CEILING_DBTP}"
        levels = f"{self.gain_db:.2f} {self.floor_dbfs:.2f}"
        return key(kind, f"{frames}\n{peaks} {levels}\n{content}")

    @property
    def silent(self) -> bool:
        """Whether there is no noise floor: what lies between segments is digital silence."""
        return self.floor_dbfs == -math.inf
