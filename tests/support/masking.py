"""Whether a short sound is heard through another: ISO 7731's masked threshold in third octaves.

A band is masked by the noise in it, and by what of lower bands spreads up into it, 2.5 dB less with
each. The standard is about long signals; an ear adds up the energy of short ones over some 200 ms,
so that is taken for theirs.
"""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 48_000
EAR_SAMPLES = RATE // 5
_CENTRES_HZ = 1000 * 2 ** (np.arange(-13, 13) / 3)
_SPREAD_DB = 2.5


def margin_db(sound: Samples, noise: Samples) -> float:
    """How far `sound` is above its threshold in `noise`, in the band in which it is heard best.

    Both at 48 kHz, shape (channels, n); the noise is as long as an ear takes.
    """
    threshold = _levels_db(noise)
    for band in range(1, len(threshold)):
        threshold[band] = max(threshold[band], threshold[band - 1] - _SPREAD_DB)
    return float((_levels_db(sound) - threshold).max())


def _levels_db(samples: Samples) -> NDArray[np.float64]:
    """The energy in each third octave, both channels added, over the time that an ear takes."""
    assert samples.shape[1] <= EAR_SAMPLES
    energies = (np.abs(np.fft.rfft(samples, EAR_SAMPLES)) ** 2).sum(axis=0)
    hertz = np.fft.rfftfreq(EAR_SAMPLES, 1 / RATE)
    edges = np.append(_CENTRES_HZ, 2 * _CENTRES_HZ[-1] / 2 ** (2 / 3)) / 2 ** (1 / 6)
    totals = np.append(0, np.cumsum(energies))[np.searchsorted(hertz, edges)]
    return np.asarray(10 * np.log10(np.diff(totals) + 1e-20))
