"""Short stretches of mono sound as float32 arrays, 1.0 at full scale: filtered, trimmed, measured.

Nothing here holds a whole track. Samples are at `SAMPLE_RATE` unless said otherwise.
"""

import math

SAMPLE_RATE = 24_000
SAMPLES_PER_MS = SAMPLE_RATE // 1000

POWER_LUFS = -0.691
"""The loudness of K-weighted power 1.0 (BS.1770-4)."""


def lufs(power: float) -> float:
    """A power as loudness in LUFS; silence is -inf."""
    return POWER_LUFS + 10 * math.log10(power) if power > 0 else -math.inf
