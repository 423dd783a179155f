"""Where a word is heard to happen, in sounds that are made of noise and of voice."""

import numpy as np
import pytest

from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.audio.attack import attack_ms
from audiocoach.audio.filters import Samples

RISE_MS = 20
_NOISE = np.random.default_rng(1)


def quiet(ms: int) -> Samples:
    return np.zeros(ms * SAMPLES_PER_MS, np.float32)


def vowel(ms: int, level: float = 0.3, pitch: float = 130.0) -> Samples:
    """A hum of a voice, loudest at 600 Hz, that rises within `RISE_MS`."""
    at = np.arange(ms * SAMPLES_PER_MS) / SAMPLE_RATE
    tones = [
        np.sin(2 * np.pi * pitch * n * at) / (1 + abs(pitch * n - 600) / 200) for n in range(1, 25)
    ]
    rise = np.minimum(at * 1000 / RISE_MS, 1)
    return np.asarray(level * rise * np.sum(tones, axis=0), np.float32)


def hiss(ms: int, level: float, above: float = 3_000.0) -> Samples:
    """Noise above a frequency: that of an "s", or of breath."""
    spectrum = np.fft.rfft(_NOISE.normal(size=ms * SAMPLES_PER_MS))
    spectrum[np.fft.rfftfreq(ms * SAMPLES_PER_MS, 1 / SAMPLE_RATE) < above] = 0
    sound = np.fft.irfft(spectrum)
    return np.asarray(level * sound / np.abs(sound).max(), np.float32)


def hum_before_a_stop(ms: int) -> Samples:
    at = np.arange(ms * SAMPLES_PER_MS) / SAMPLE_RATE
    return np.asarray(0.1 * np.sin(2 * np.pi * 110 * at), np.float32)


BEFORE = {
    "nothing": quiet(0),
    "silence": quiet(70),
    "an s as loud as the vowel": hiss(140, 0.4),
    "breath": hiss(300, 0.05, above=150),
    "the hum of a d": hum_before_a_stop(60),
    "a knock": np.concatenate([hiss(4, 0.8, above=150), quiet(120)]),
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_it_is_where_the_voice_rises(before: Samples) -> None:
    word = np.concatenate([before, vowel(200), quiet(25)])
    rises_ms = len(before) // SAMPLES_PER_MS
    assert rises_ms - 10 <= attack_ms(word) <= rises_ms + RISE_MS


def test_it_is_the_first_syllable_that_is_heard() -> None:
    word = np.concatenate([hiss(80, 0.3), vowel(120, 0.2), quiet(60), vowel(200, 0.3)])
    assert 70 <= attack_ms(word) <= 80 + RISE_MS


@pytest.mark.parametrize("pitch", [85, 130, 220, 330])
def test_high_and_low_voices_are_alike(pitch: int) -> None:
    word = np.concatenate([hiss(100, 0.3), vowel(250, pitch=pitch)])
    assert attack_ms(word) == pytest.approx(100 + RISE_MS / 2, abs=12)


@pytest.mark.parametrize("factor", [0.01, 0.5, 3.0])
def test_loudness_does_not_move_it(factor: float) -> None:
    word = np.concatenate([hiss(100, 0.3), vowel(250)])
    assert attack_ms(word * np.float32(factor)) == attack_ms(word)


@pytest.mark.parametrize("late_ms", [1, 7, 64, 500])
def test_it_moves_with_the_word(late_ms: int) -> None:
    word = np.concatenate([hiss(100, 0.3), vowel(250)])
    assert attack_ms(np.concatenate([quiet(late_ms), word])) - attack_ms(word) == pytest.approx(
        late_ms, abs=1
    )


@pytest.mark.parametrize("samples", [0, 1, 24, 24_000])
def test_silence_has_none(samples: int) -> None:
    assert attack_ms(np.zeros(samples, np.float32)) == 0
