"""The noise far below hearing that keeps wireless earphones awake, and its fade-in before a word.

They sleep in digital silence, and waking they swallow the beginning of what comes next.
"""

import math
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.renderer.settings import FORMAT

if TYPE_CHECKING:
    from audiocoach.audio.filters import Samples

LOOP_FRAMES = 32
"""A period of 0.768 s: its lines lie 1.3 Hz apart, too close to be heard as a note."""
FADE_IN_DBFS = -50.0
_RISE_MS, _FALL_MS = 240, 40
FADE_IN_MS = _RISE_MS + _FALL_MS
"""The length of the fade-in, which ends as the word begins."""

_BAND_HZ = (40, 10_000)
"""The band of the noise, within what the encoder keeps."""
_SEED = 0


def noise_floor(first_frame: int, frame_count: int, level_dbfs: float) -> "Samples":
    """The noise under `frame_count` frames of a track, from its frame `first_frame` on."""
    import numpy as np

    from audiocoach.audio.shaping import gain

    size = FORMAT.samples_per_frame
    if level_dbfs == -math.inf:
        return np.zeros(frame_count * size, np.float32)
    loop = np.roll(_noise(), -first_frame * size)
    return np.resize(loop * gain(level_dbfs), frame_count * size)


def fade_in(stop_ms: int) -> "Samples":
    """Samples from 0 to `stop_ms`: silence, then noise that fades in and is gone at `stop_ms`."""
    import numpy as np

    from audiocoach.audio.shaping import gain

    rise, fall = _RISE_MS * SAMPLES_PER_MS, _FALL_MS * SAMPLES_PER_MS
    quarter = np.pi / 2
    up, down = np.linspace(0, quarter, rise), np.linspace(quarter, 0, fall)
    shape = np.concatenate([np.sin(up), np.sin(down)]).astype(np.float32) ** 2
    before = np.zeros((stop_ms - FADE_IN_MS) * SAMPLES_PER_MS, np.float32)
    loudest = gain(FADE_IN_DBFS)
    return np.concatenate([before, shape * loudest * _noise()[: len(shape)]])


@cache
def _noise() -> "Samples":
    """One period at 0 dBFS, every line of its spectrum as high as the next: none sticks out."""
    import numpy as np

    count = LOOP_FRAMES * FORMAT.samples_per_frame
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    lines = (hertz >= _BAND_HZ[0]) & (hertz <= _BAND_HZ[1])
    chance = Random(_SEED)  # noqa: S311 (no secret; to import numpy's takes 12 ms and 7 MB)
    phases = 2 * np.pi * np.array([chance.random() for _ in hertz])
    noise = np.fft.irfft(lines * np.exp(1j * phases), count)
    return np.asarray(noise / np.sqrt(np.mean(noise**2)), np.float32)
