"""What is done to a clip once: made clear, trimmed, brought to its level."""

import numpy as np

from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.audio.filters import Samples, run
from audiocoach.audio.loudness import speech_loudness, tone_loudness, true_peak
from audiocoach.audio.recipe import (
    CLEAR_SPEECH,
    LEAD_MS,
    LIMITER,
    PEAK_DBTP,
    SPEECH_LUFS,
    TAIL_MS,
    TRIM_DB,
)


def shape_speech(samples: Samples, rate: int) -> Samples:
    """An utterance at `rate` Hz: clear, without silence around it, at the level of speech."""
    clear = run(samples, rate, CLEAR_SPEECH, SAMPLE_RATE)
    trimmed = _trim(clear)
    if not len(trimmed):
        return trimmed
    return _limited(trimmed * _gain(SPEECH_LUFS - speech_loudness(trimmed)))


def shape_tone(samples: Samples, level_db: float) -> Samples:
    """A tone at its level relative to speech. It begins where it began: it is a beat."""
    gain = _gain(SPEECH_LUFS + level_db - tone_loudness(samples))
    return _bounded(whole_ms(samples * gain))


def _gain(db: float) -> np.float32:
    return np.float32(10 ** (db / 20))


def _trim(samples: Samples) -> Samples:
    """What is heard, with a short fade on either side of it, never on it."""
    lead, tail = LEAD_MS * SAMPLES_PER_MS, TAIL_MS * SAMPLES_PER_MS
    loud = np.flatnonzero(np.abs(samples) > _gain(TRIM_DB) * np.abs(samples).max(initial=0))
    if not len(loud):
        return samples[:0]
    padded = np.pad(samples, (lead, tail))
    cut = padded[loud[0] : loud[-1] + 1 + lead + tail]
    cut[:lead] *= np.linspace(0, 1, lead, dtype=np.float32)
    cut[-tail:] *= np.linspace(1, 0, tail, dtype=np.float32)
    return whole_ms(cut)


def whole_ms(samples: Samples) -> Samples:
    """Padded to whole milliseconds, so that lengths are exact in a timeline."""
    return np.pad(samples, (0, -len(samples) % SAMPLES_PER_MS))


def _limited(samples: Samples) -> Samples:
    """Peaks held by a look-ahead limiter; what little it lets through is scaled down."""
    ceiling = _gain(PEAK_DBTP)
    if np.abs(samples).max() > ceiling:
        limiter = ("alimiter", f"limit={ceiling:.6f}:{LIMITER}")
        samples = run(samples, SAMPLE_RATE, [limiter], SAMPLE_RATE)
    return _bounded(whole_ms(samples))


def _bounded(samples: Samples) -> Samples:
    peak, ceiling = true_peak(samples), _gain(PEAK_DBTP)
    return samples * np.float32(ceiling / peak) if peak > ceiling else samples


def from_pcm(body: bytes) -> Samples:
    """Samples from signed 16-bit little-endian ones."""
    return np.frombuffer(body, "<i2").astype(np.float32) / np.float32(32768)


def to_pcm(samples: Samples) -> bytes:
    """Signed 16-bit little-endian samples."""
    return np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2").tobytes()
