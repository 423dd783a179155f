"""Where in a recording somebody speaks: rooms are never silent, so quiet is what is near its noise.

Needs more of a recording than a clip is trimmed by: an engine's silence is silent.
"""

import numpy as np
from numpy.typing import NDArray

_WINDOW_MS = 10
_NOISE_SHARE = 5
"""Per cent of a recording that is taken for the noise of its room."""
_ABOVE_NOISE_DB = 10.0
_CLEAR_DB = 25.0
"""How far the voice has to be above the noise, for one to be told from the other."""
_BEFORE_MS, _AFTER_MS = 80, 160
"""Kept around what stands out: words begin and end softly."""


def spoken(samples: NDArray[np.int16], rate: int) -> slice:
    """From before the first word to after the last; all of it where there is no telling."""
    window = max(1, rate * _WINDOW_MS // 1000)
    levels = _levels_db(samples, window)
    if not len(levels):
        return slice(0, len(samples))
    noise = np.percentile(levels, _NOISE_SHARE)
    if levels.max() - noise < _CLEAR_DB:
        return slice(0, len(samples))
    loud = np.flatnonzero(levels > noise + _ABOVE_NOISE_DB)
    first = loud[0] * window - rate * _BEFORE_MS // 1000
    last = (loud[-1] + 1) * window + rate * _AFTER_MS // 1000
    return slice(max(0, int(first)), min(len(samples), int(last)))


def _levels_db(samples: NDArray[np.int16], window: int) -> NDArray[np.float64]:
    whole = samples[: len(samples) // window * window].astype(np.float64).reshape(-1, window)
    return np.asarray(10 * np.log10((whole**2).mean(axis=1) + 1))
