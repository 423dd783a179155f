"""Stretches of stereo, as loud as they are heard: what makes up the figures of a track."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audiocoach.audio.loudness import k_weighting
from audiocoach.mixing.stereo import RATE, STEP, Stereo, filtered

K_WEIGHTED = k_weighting(RATE)
"""What is filtered so has the powers that loudness is made of."""
_LOUDEST = 8
"""Steps in which a peak between samples is looked for: it is beside one of the highest."""
_AROUND = STEP // 10
_OVERSAMPLED = 4 * RATE


class Heard(NamedTuple):
    """Powers of the K-weighted sound, and its highest absolute value, between samples, too."""

    powers: NDArray[np.float64]
    """Of each whole step of 100 ms."""
    peak: float


def hear(samples: Stereo, first: int = 0, length: int | None = None) -> Heard:
    """How loud `length` samples are from `first` on; what is before them settles the filters."""
    stop = samples.shape[1] if length is None else first + length
    pieces = (samples[:, at : min(at + RATE, stop)] for at in range(0, stop, RATE))
    weighted = np.concatenate(list(filtered(pieces, K_WEIGHTED)), axis=1)
    whole = weighted[:, first : stop - (stop - first) % STEP]
    return Heard(step_powers(whole), _true_peak(samples[:, first:stop]))


def whole_steps(pieces: Iterator[Stereo], steps: int = 96) -> Iterator[Stereo]:
    """The same in pieces of so many steps, but for the last."""
    held: list[Stereo] = []
    for piece in pieces:
        held.append(piece)
        joined = np.concatenate(held, axis=1)
        if joined.shape[1] >= steps * STEP:
            yield joined[:, : steps * STEP]
            joined = joined[:, steps * STEP :]
        held = [joined]
    yield from held


def step_powers(weighted: Stereo) -> NDArray[np.float64]:
    """The power of each step, both channels added (BS.1770-4, annex 1); whole steps only."""
    squares = weighted.reshape(len(weighted), -1, STEP).astype(np.float64) ** 2
    return np.asarray(squares.mean(axis=2).sum(axis=0))


def _true_peak(samples: Stereo) -> float:
    """Four times oversampled around the highest samples (BS.1770-4, annex 2)."""
    level = np.abs(samples).max(axis=0)
    steps = np.pad(level, (0, -len(level) % STEP)).reshape(-1, STEP).max(axis=1)
    starts = [max(0, step * STEP - _AROUND) for step in np.argsort(steps)[-_LOUDEST:]]
    parts = (samples[:, start : start + STEP + 2 * _AROUND] for start in starts)
    pieces = (piece for part in parts for piece in filtered([part], (), out_rate=_OVERSAMPLED))
    return max((float(np.abs(piece).max()) for piece in pieces), default=0.0)
