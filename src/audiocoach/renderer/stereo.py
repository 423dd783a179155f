"""Sound in two channels at 48 kHz, in pieces: read by the sample, filtered, and measured."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audiocoach.audio import filters
from audiocoach.audio.loudness import k_weighting
from audiocoach.audio.recipe import Filter
from audiocoach.renderer.settings import STEREO_RATE

RATE = STEREO_RATE
CHANNELS = 2
PER_MS = RATE // 1000
STEP_MS = 100
"""Windows in which loudness is measured."""
STEP = STEP_MS * PER_MS
K_WEIGHTED = k_weighting(RATE)
"""What is filtered so has the powers that loudness is made of."""
_LOUDEST = 8
"""Steps in which a peak between samples is looked for: it is beside one of the highest."""
_AROUND = STEP // 10
_OVERSAMPLED = 4 * RATE

Stereo = NDArray[np.float32]
"""Shape (channels, n), 1.0 at full scale; two channels unless said otherwise."""


def silence(length: int) -> Stereo:
    """`length` samples of silence in two channels."""
    return np.zeros((CHANNELS, length), np.float32)


class Reader:
    """Reads pieces of any length in lengths of the caller's; after their end, silence."""

    def __init__(self, pieces: Iterator[Stereo]) -> None:
        self._pieces = pieces
        self._held: list[Stereo] = []
        self._length = 0

    def read(self, length: int) -> Stereo:
        """The next `length` samples, shape (channels, length)."""
        while self._length < length:
            piece = next(self._pieces, None)
            if piece is None:
                piece = silence(length - self._length)
            self._held.append(piece)
            self._length += piece.shape[1]
        joined = np.concatenate(self._held, axis=1) if self._held else silence(0)
        self._held, self._length = [joined[:, length:]], self._length - length
        return joined[:, :length]


def filtered(
    pieces: Iterable[Stereo], chain: Sequence[Filter], rate: int = RATE, out_rate: int = RATE
) -> Iterator[Stereo]:
    """`pieces`, one or two channels at `rate`, through `chain`, in two channels at `out_rate`."""
    return filters.filtered(pieces, chain, rate, out_rate, CHANNELS)


class Heard(NamedTuple):
    """How loud a stretch of sound is."""

    powers: NDArray[np.float64]
    """The power of the K-weighted sound in each whole step of 100 ms."""
    peak: float
    """The highest absolute value, also between samples; 1.0 is full scale."""


def hear(samples: Stereo, first: int = 0, length: int | None = None) -> Heard:
    """How loud `length` samples from `first` on are; what comes before settles the filters."""
    stop = samples.shape[1] if length is None else first + length
    pieces = (samples[:, at : min(at + RATE, stop)] for at in range(0, stop, RATE))
    weighted = np.concatenate(list(filtered(pieces, K_WEIGHTED)), axis=1)
    whole = weighted[:, first : stop - (stop - first) % STEP]
    return Heard(step_powers(whole), _true_peak(samples[:, first:stop]))


def whole_steps(pieces: Iterator[Stereo], steps: int = 96) -> Iterator[Stereo]:
    """The sound in pieces of `steps` steps of 100 ms; the last one may be shorter."""
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
