"""When a word is heard to happen: its perceptual attack, which is not where its sound begins.

"six" begins with a tenth of a second of hiss, and is heard on its vowel.
"""

import numpy as np
from numpy.typing import NDArray

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.audio.filters import Samples

_LOW_HZ, _HIGH_HZ = 200.0, 1_000.0
"""The first formants of vowels: above the hum before a voiced stop, below hiss and breath."""
_SMOOTHED_MS = 30
_RISE = 0.4
_STEPS_PER_MS = 2
_BAND_HZ = 1_000 * _STEPS_PER_MS
"""What is kept of the spectrum: as many hertz as the envelope has steps in a second."""
_QUIET_MS = 64
"""Silence beside a word, so that its end is not heard before its beginning; whole numbers of it
make lengths that are quickly transformed."""


def attack_ms(word: Samples) -> int:
    """Milliseconds from the first sample of a finished clip to its perceptual attack (P-centre).

    That is where the envelope of the voiced band first reaches a part of its maximum: the model of
    S. K. Scott, "P-centres in speech: an acoustic analysis" (University College London, 1993), of
    the rise in a band around 600 Hz, with a threshold relative to the maximum as in J. W. Gordon,
    "The perceptual attack time of musical tones", JASA 82 (1987). docs/adr/0009 says how band,
    window and threshold were chosen.
    """
    envelope = _envelope(word)
    return int(np.argmax(envelope >= _RISE * envelope.max())) // _STEPS_PER_MS


def _envelope(word: Samples) -> NDArray[np.floating]:
    """The amplitude of the voiced band, in steps of half a millisecond."""
    whole_ms = (len(word) // (SAMPLES_PER_MS * _QUIET_MS) + 3) * _QUIET_MS
    size, before = whole_ms * _STEPS_PER_MS, _QUIET_MS * _STEPS_PER_MS
    padded = np.pad(word, (_QUIET_MS * SAMPLES_PER_MS, 0))
    spectrum = np.fft.rfft(padded, whole_ms * SAMPLES_PER_MS)[:size]
    hertz = np.linspace(0, _BAND_HZ, size, endpoint=False)
    hertz[0] = np.inf  # for there is no sound at 0 Hz
    # Butterworth's responses of the second order, without their delays. Of the part above 0 Hz
    # alone, the inverse is the analytic signal, whose absolute values are the envelope.
    band = spectrum / np.sqrt((1 + (_LOW_HZ / hertz) ** 4) * (1 + (hertz / _HIGH_HZ) ** 4))
    powers = np.abs(np.fft.ifft(band)) ** 2
    window = np.hanning(2 * _SMOOTHED_MS * _STEPS_PER_MS + 1)
    smooth = np.convolve(powers, window / window.sum(), mode="same")
    return np.sqrt(smooth[before : size - before])
