"""What is done to a clip once: made clear, trimmed, brought to its level."""

import numpy as np

from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.audio.filters import Samples, run
from audiocoach.audio.loudness import heights, speech_loudness, tone_loudness, true_peak
from audiocoach.audio.recipe import (
    CLEAR_SPEECH,
    CREST_DB,
    LEAD_MS,
    LIMITER,
    PEAK_DBTP,
    SPEECH_LUFS,
    TAIL_MS,
    TRIM_DB,
)

_NO_PEAK = np.float32(0.01)
"""So low that no limiter acts, and high enough to divide by."""


def shape_speech(samples: Samples, rate: int) -> Samples:
    """An utterance at `rate` Hz: clear, without silence around it, at the level of speech."""
    trimmed = _trim(run(samples, rate, CLEAR_SPEECH, SAMPLE_RATE))
    if not len(trimmed):
        return trimmed
    return whole_ms(_levelled(_held(_levelled(trimmed), SPEECH_LUFS + CREST_DB)))


def shape_tone(samples: Samples, level_db: float) -> Samples:
    """A tone at its level relative to speech; not trimmed, for its beginning is a beat."""
    levelled = whole_ms(samples * gain(SPEECH_LUFS + level_db - tone_loudness(samples)))
    peak, ceiling = true_peak(levelled), gain(PEAK_DBTP)
    return levelled * np.float32(ceiling / peak) if peak > ceiling else levelled


def gain(db: float) -> np.float32:
    """A gain in decibels as a factor."""
    return np.float32(10 ** (db / 20))


def _levelled(samples: Samples) -> Samples:
    return samples * gain(SPEECH_LUFS - speech_loudness(samples))


def loud_part(samples: Samples) -> slice:
    """Where something is heard, without the silence around it; empty where nothing is."""
    level = np.abs(samples)
    loud = np.flatnonzero(level > gain(TRIM_DB) * level.max(initial=0))
    return slice(loud[0], loud[-1] + 1) if len(loud) else slice(0)


def _trim(samples: Samples) -> Samples:
    """The samples without silence around them, with a short fade beside what is heard."""
    lead, tail = LEAD_MS * SAMPLES_PER_MS, TAIL_MS * SAMPLES_PER_MS
    loud = loud_part(samples)
    if not loud.stop:
        return samples[:0]
    cut = np.pad(samples, (lead, tail))[loud.start : loud.stop + lead + tail]
    cut[:lead] *= np.linspace(0, 1, lead, dtype=np.float32)
    cut[-tail:] *= np.linspace(1, 0, tail, dtype=np.float32)
    return whole_ms(cut)


def whole_ms(samples: Samples) -> Samples:
    """The samples padded to whole milliseconds, so that lengths are exact in a timeline."""
    return np.pad(samples, (0, -len(samples) % SAMPLES_PER_MS))


def limited(samples: Samples, ceiling_dbtp: float) -> Samples:
    """The samples with their true peaks held at a ceiling, to some hundredths of a decibel."""
    peaks = heights(samples, float(gain(ceiling_dbtp)))
    if not len(samples) or peaks.max() <= gain(ceiling_dbtp):
        return samples
    # The limiter gets how high samples are; what it does to that is done to them.
    peaks = np.maximum(peaks, _NO_PEAK)
    return samples * (_held(peaks, ceiling_dbtp) / peaks)


def _held(samples: Samples, ceiling_db: float) -> Samples:
    """The samples through a look-ahead limiter, none of them higher than the ceiling."""
    limiter = ("alimiter", f"limit={gain(ceiling_db):.6f}:{LIMITER}")
    return run(samples, SAMPLE_RATE, [limiter], SAMPLE_RATE)[: len(samples)]


def from_pcm(body: bytes) -> Samples:
    """Float samples of signed 16-bit little-endian ones."""
    return np.frombuffer(body, "<i2").astype(np.float32) / np.float32(32768)


def to_pcm(samples: Samples) -> bytes:
    """The samples as signed 16-bit little-endian ones, clipped at full scale."""
    return np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2").tobytes()
