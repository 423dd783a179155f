"""The limiter of a mix: it holds what is between samples, too, and touches nothing but peaks."""

import math

import numpy as np
import pytest

from audiocoach.audio import SAMPLE_RATE
from audiocoach.audio.filters import Samples, run
from audiocoach.audio.loudness import heights, true_peak
from audiocoach.audio.shaping import gain, limited

CEILING_DBTP = -1.7
RATES = 16


def finely(samples: Samples) -> Samples:
    """Sixteen times oversampled, by another resampler than the one that is tested."""
    rate = RATES * SAMPLE_RATE
    return run(samples, SAMPLE_RATE, [("aresample", f"{rate}:filter_size=64")], rate)


def dbtp(samples: Samples) -> float:
    return 20 * math.log10(float(np.abs(finely(samples)).max()))


def swell(hertz: float, phase: float, peak: float) -> Samples:
    """A second of a tone that swells to `peak` in its middle."""
    at = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    shape = np.exp(-(((at - 0.5) / 0.02) ** 2))
    return np.asarray(peak * shape * np.sin(2 * np.pi * hertz * at + phase), np.float32)


@pytest.mark.parametrize("hertz", [200, 1_500, SAMPLE_RATE / 4, 9_000])
@pytest.mark.parametrize("over_db", [0.5, 3, 6])
def test_peaks_are_held_also_between_samples(hertz: float, over_db: float) -> None:
    loud = swell(hertz, math.pi / 4, float(gain(CEILING_DBTP + over_db)))
    held = limited(loud, CEILING_DBTP)
    assert dbtp(loud) > CEILING_DBTP + over_db - 0.3
    assert CEILING_DBTP - 0.5 < dbtp(held) < CEILING_DBTP + 0.1


def test_what_is_far_from_a_peak_stays_as_it_is() -> None:
    loud = swell(700, 0, 1.2) + np.float32(0.05) * swell(11_000, 0, 1)
    held = limited(loud, CEILING_DBTP)
    near = np.flatnonzero(loud != held) / SAMPLE_RATE
    assert len(near)
    assert near.min() > 0.45
    assert near.max() < 0.60


def test_what_is_below_the_ceiling_is_not_touched() -> None:
    quiet = swell(SAMPLE_RATE / 4, math.pi / 4, float(gain(CEILING_DBTP - 0.1)))
    assert limited(quiet, CEILING_DBTP) is quiet
    assert not len(limited(quiet[:0], CEILING_DBTP))


def test_a_true_peak_is_found_between_samples() -> None:
    """At a quarter of the rate, every sample of this tone is 3 dB below its peaks."""
    tone = swell(SAMPLE_RATE / 4, math.pi / 4, 0.8)
    assert float(np.abs(tone).max()) == pytest.approx(0.8 * math.sqrt(0.5), rel=0.01)
    assert true_peak(tone) == pytest.approx(0.8, rel=0.01)


def test_a_sample_is_as_high_as_what_is_beside_it() -> None:
    samples = np.zeros(100, np.float32)
    samples[40:42] = 1, 1
    high = heights(samples, 1)
    assert high[40] == high[41] == high.max() == true_peak(samples) > 1.1
    assert not high[:30].any()
    assert not high[60:].any()
