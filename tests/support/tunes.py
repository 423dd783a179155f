"""Music by figures: chords, a drum, a little noise; the same everywhere."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


def tune(seconds: float, root_hz: float = 110, rate: int = 44_100, seed: int = 1) -> Samples:
    """Stereo, shape (2, n)."""
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * rate)) / rate
    chord = sum(np.sin(2 * np.pi * root_hz * part * at) / part for part in (1, 1.5, 2, 3, 5))
    beat = at % 0.5
    drum = np.exp(-18 * beat) * np.sin(2 * np.pi * 60 * beat)
    hat = np.exp(-60 * ((at + 0.25) % 0.5)) * rng.standard_normal(len(at))
    left = 0.12 * chord + 0.4 * drum + 0.08 * hat
    right = 0.1 * np.roll(chord, 37) + 0.4 * drum + 0.08 * hat
    return np.stack([left, right]).astype(np.float32)


def write(
    path: Path, samples: Samples, rate: int, codec: str = "pcm_s16le", form: str = "s16"
) -> Path:
    """One file."""
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(samples)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = layout
        frame = av.AudioFrame.from_ndarray(packed(samples, form), form, layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def packed(samples: Samples, form: str) -> NDArray[np.float32] | NDArray[np.int16]:
    """As frames of that form want it."""
    if form == "fltp":
        return np.ascontiguousarray(samples)
    whole: NDArray[np.int16] = np.rint(samples.T.clip(-1, 1) * 32_767).astype(np.int16)
    return whole.reshape(1, -1)


def write_mp3(path: Path, samples: Samples, rate: int = 44_100) -> Path:
    return write(path, samples, rate, "libmp3lame", "fltp")
