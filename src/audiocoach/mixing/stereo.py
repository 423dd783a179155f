"""Sound in two channels at 48 kHz, in pieces: read by the sample, and run through filters."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audiocoach.audio import filters
from audiocoach.audio.recipe import Filter
from audiocoach.mixing.settings import STEREO_RATE

RATE = STEREO_RATE
CHANNELS = 2
PER_MS = RATE // 1000
STEP_MS = 100
"""Windows in which loudness is measured."""
STEP = STEP_MS * PER_MS

Stereo = NDArray[np.float32]
"""Shape (channels, n), 1.0 at full scale; two channels unless said otherwise."""


def silence(length: int) -> Stereo:
    """That many samples of it."""
    return np.zeros((CHANNELS, length), np.float32)


class Reader:
    """Pieces of any length, read in lengths of one's own; silence after their end."""

    def __init__(self, pieces: Iterator[Stereo]) -> None:
        self._pieces = pieces
        self._held: list[Stereo] = []
        self._length = 0

    def read(self, length: int) -> Stereo:
        """The next `length` samples."""
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
