"""Loudness after ITU-R BS.1770-4, as power of the K-weighted signal.

Powers add up where sounds do not overlap, so that the loudness of a track follows from the powers
of its parts.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from audiocoach.audio import SAMPLE_RATE, lufs
from audiocoach.audio.filters import Samples, run
from audiocoach.audio.recipe import Filter

_GATE_LU = 10
# Of BS.1770-4's tables 1 and 2, which give them at 48 kHz, as libebur128 has them for every rate.
_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
_SHELF_MIDDLE = 0.4996667741545416
_STANDARD_RATE = 48_000
_HIGHPASS_HZ, _HIGHPASS_Q = 38.13547087602444, 0.5003270373238773
_FINER = 8
"""So many times oversampled, peaks between samples are seen; BS.1770-4 asks for four times."""
_SIDE = 16
"""Samples on either side from which one between them follows."""
_NEAR_PEAK = 0.4
"""Share of a height: between lower samples nothing reaches that height, except in hiss."""
_AT_ONCE = 4_096


def k_weighting(rate: int) -> tuple[Filter, Filter]:
    """BS.1770-4's shelf of the head and its highpass, from their analogue forms, for any rate."""
    k = _warped(_SHELF_HZ, rate)
    high, middle = 10 ** (_SHELF_DB / 20), 10 ** (_SHELF_DB / 20 * _SHELF_MIDDLE) * k / _SHELF_Q
    zeros = (high + middle + k * k, 2 * (k * k - high), high - middle + k * k)
    shelf = _biquad(zeros, _poles(k, _SHELF_Q))
    # The standard rounds this one's gain at 48 kHz up to 1; at every rate it is as much too high.
    rounded = _poles(_warped(_HIGHPASS_HZ, _STANDARD_RATE), _HIGHPASS_Q)[0]
    poles = _poles(_warped(_HIGHPASS_HZ, rate), _HIGHPASS_Q)
    return shelf, _biquad((rounded, -2 * rounded, rounded), poles)


def _warped(hz: float, rate: int) -> float:
    return math.tan(math.pi * hz / rate)


def _poles(k: float, q: float) -> tuple[float, float, float]:
    return 1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k


def _biquad(zeros: Sequence[float], poles: Sequence[float]) -> Filter:
    names = ("b0", "b1", "b2", "a0", "a1", "a2")
    values = zip(names, (*zeros, *poles), strict=True)
    return "biquad", ":".join(f"{name}={value / poles[0]!r}" for name, value in values)


_K_WEIGHTING = k_weighting(SAMPLE_RATE)


def powers(samples: Samples, window_ms: int) -> NDArray[np.float64]:
    """The mean square of each whole window of the K-weighted signal; the last one is padded."""
    window = SAMPLE_RATE * window_ms // 1000
    weighted = run(samples, SAMPLE_RATE, _K_WEIGHTING, SAMPLE_RATE)
    windows = np.pad(weighted, (0, -len(weighted) % window)).reshape(-1, window)
    return np.asarray(np.einsum("ij,ij->i", windows, windows), np.float64) / window


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
    """The highest absolute value, also between samples (BS.1770-4, annex 2)."""
    highest = float(np.abs(samples).max(initial=0))
    return float(heights(samples, highest).max(initial=0))


def heights(samples: Samples, reached: float) -> Samples:
    """How high each sample is, or what is between it and its neighbours, where that is higher.

    What is between samples counts if it may be as high as what is to be `reached`.
    """
    levels = np.pad(np.abs(samples), 1)
    high = levels > _NEAR_PEAK * reached
    starts = np.flatnonzero(high[1:] | high[:-1])  # of what is before a high sample, and after it
    windows = sliding_window_view(np.pad(samples, _SIDE), 2 * _SIDE)
    for first in range(0, len(starts), _AT_ONCE):
        some = starts[first : first + _AT_ONCE]
        columns = np.ascontiguousarray(windows[some].T)
        between = np.abs(np.einsum("tp,ti->pi", _between(), columns)).max(axis=0)
        levels[some] = np.maximum(levels[some], between)
        levels[some + 1] = np.maximum(levels[some + 1], between)
    return levels[1:-1]


@lru_cache(maxsize=1)
def _between() -> Samples:
    """Shape (2 * _SIDE, _FINER - 1): for a sample a quarter, half, three quarters of a step on."""
    steps = np.arange(-_SIDE + 1, _SIDE + 1)[:, None] - np.arange(1, _FINER) / _FINER
    window = np.cos(np.pi * steps / (2 * _SIDE)) ** 2
    taps = np.sinc(steps) * window
    return np.asarray(taps / taps.sum(axis=0), np.float32)
