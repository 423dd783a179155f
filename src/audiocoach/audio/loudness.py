"""Loudness after ITU-R BS.1770-4, as power of the K-weighted signal.

Powers add up where sounds do not overlap, so that the loudness of a track follows from the powers
of its parts. Power 1.0 is -0.691 LUFS.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audiocoach.audio import SAMPLE_RATE
from audiocoach.audio.filters import Samples, stream
from audiocoach.audio.recipe import Filter

_RATE = 48_000
_SHELF_ZEROS = "b0=1.53512485958697:b1=-2.69169618940638:b2=1.19839281085285"
_SHELF_POLES = "a0=1:a1=-1.69065929318241:a2=0.73248077421585"
# BS.1770-4, tables 1 and 2: the head's shelf and the RLB highpass, at 48 kHz.
K_WEIGHTING: Sequence[Filter] = (
    ("aresample", str(_RATE)),
    ("biquad", f"{_SHELF_ZEROS}:{_SHELF_POLES}"),
    ("biquad", "b0=1:b1=-2:b2=1:a0=1:a1=-1.99004745483398:a2=0.99007225036621"),
)
_OFFSET = -0.691
_GATE_LU = 10
TRUE_PEAK_RATE = 4 * SAMPLE_RATE
"""Hz at which peaks between samples are seen (BS.1770-4, annex 2)."""


def powers(samples: Samples, window_ms: int) -> NDArray[np.float64]:
    """The mean square of each whole window of the K-weighted signal; the last one is padded."""
    window = _RATE * window_ms // 1000
    means, rest = [], np.zeros(0, np.float32)
    for piece in stream(samples, SAMPLE_RATE, K_WEIGHTING, _RATE):
        joined = np.concatenate([rest, piece])
        whole = len(joined) // window * window
        means.append(_mean_squares(joined[:whole], window))
        rest = joined[whole:]
    means.append(_mean_squares(np.pad(rest, (0, -len(rest) % window)), window))
    return np.concatenate(means)


def _mean_squares(samples: Samples, window: int) -> NDArray[np.float64]:
    squares = samples.astype(np.float64).reshape(-1, window) ** 2
    return np.asarray(squares.mean(axis=1))


def lufs(power: float) -> float:
    """A power as loudness; silence is -inf."""
    return _OFFSET + 10 * math.log10(power) if power > 0 else -math.inf


def speech_loudness(samples: Samples) -> float:
    """LUFS of the parts in which something is said: BS.1770's relative gate over 20 ms windows.

    Its own 400 ms blocks are longer than a counted number.
    """
    windows = powers(samples, 20)
    loud = windows[windows > windows.mean() / 10 ** (_GATE_LU / 10)]
    return lufs(float(loud.mean())) if len(loud) else -math.inf


def tone_loudness(samples: Samples) -> float:
    """LUFS of the loudest 100 ms: what a short tone sounds like beside speech."""
    windows = powers(np.pad(samples, (0, SAMPLE_RATE // 10)), 20)
    sums = np.convolve(windows, np.ones(5) / 5, mode="valid")
    return lufs(float(sums.max()))


def true_peak(samples: Samples) -> float:
    """The highest absolute value between samples, four times oversampled (BS.1770-4, annex 2)."""
    pieces = stream(samples, SAMPLE_RATE, (), TRUE_PEAK_RATE)
    return max((float(np.abs(piece).max()) for piece in pieces if len(piece)), default=0.0)
