"""Recordings of somebody who hums in place of a coach."""

import wave
from pathlib import Path

import numpy as np

RATE = 16_000


def record(
    file: Path, seconds: float = 0.5, level: float = 9000, around_s: float = 0, noise: float = 0
) -> bytes:
    """A WAV file: a hum with silence, or a room's noise, before and after it. Gives its samples."""
    count = int(seconds * RATE)
    hum = level * np.sin(np.arange(count) * 0.2)
    room = np.random.default_rng(1).normal(0, 1, count + 2 * int(around_s * RATE)) * noise
    room[int(around_s * RATE) :][:count] += hum
    samples = np.clip(room, -32768, 32767).astype("<i2").tobytes()
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples)
    return samples
