"""Short stretches of mono sound as float32 arrays, 1.0 at full scale: filtered, trimmed, measured.

Nothing here holds a whole track. Samples are at `SAMPLE_RATE` unless said otherwise.
"""

SAMPLE_RATE = 24_000
SAMPLES_PER_MS = SAMPLE_RATE // 1000
