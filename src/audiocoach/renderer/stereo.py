"""Sound in two channels at 48 kHz, in pieces: read by the sample, filtered, and measured."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
STRETCH_MS = 96 * STEP_MS
"""How much is mixed, and encoded, at a time: whole steps, and whole frames of an MP3."""
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

    def __init__(self, pieces: Iterable[Stereo], channels: int = CHANNELS) -> None:
        self._pieces = iter(pieces)
        self._channels = channels
        self._held = [np.zeros((channels, 0), np.float32)]
        self._length = 0

    def read(self, length: int) -> Stereo:
        """The next `length` samples, shape (channels, length)."""
        while self._length < length:
            piece = next(self._pieces, None)
            if piece is None:
                piece = np.zeros((self._channels, length - self._length), np.float32)
            self._held.append(piece)
            self._length += piece.shape[1]
        held = [piece for piece in self._held if piece.size] or self._held[:1]
        # A block that is read in parts is not copied for each.
        joined = held[0] if len(held) == 1 else np.concatenate(held, axis=1)
        self._held, self._length = [joined[:, length:]], self._length - length
        return joined[:, :length]


class Window(NamedTuple):
    """A stretch of sound, with what lies before and after it."""

    samples: Stereo
    before: int
    """How many of the samples lie before the stretch."""
    length: int
    """Of the stretch."""

    @property
    def place(self) -> slice:
        """Where the stretch lies in the samples."""
        return slice(self.before, self.before + self.length)

    @property
    def stretch(self) -> Stereo:
        """The stretch alone."""
        return self.samples[:, self.place]


Stretch = Callable[[], Window]
"""A window that is made by whoever calls."""


class Cut(NamedTuple):
    """Where sound is cut into stretches. Silence follows its end; nothing lies before it."""

    total_ms: int
    length_ms: int
    """Of each stretch but the last."""
    around_ms: int = 0
    """How much of what lies before and after is wanted, too."""

    def windows(self, sound: Reader, per_ms: int) -> Iterator[Window]:
        """Sound of so many samples a millisecond."""
        total, length, around = (each * per_ms for each in self)
        held = sound.read(0)
        for start in range(0, total, length):
            before, count = min(around, start), min(length, total - start)
            missing = before + count + around - held.shape[1]
            held = np.concatenate([held, sound.read(missing)], axis=1)
            yield Window(held, before, count)
            held = held[:, before + length - around :]


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


def hear(samples: Stereo, place: slice = slice(None)) -> Heard:
    """How loud the samples at a place are; what comes before it settles the filters."""
    first, stop, _ = place.indices(samples.shape[1])
    pieces = (samples[:, at : min(at + RATE, stop)] for at in range(0, stop, RATE))
    weighted = np.concatenate(list(filtered(pieces, K_WEIGHTED)), axis=1)
    whole = weighted[:, first : stop - (stop - first) % STEP]
    return Heard(step_powers(whole), _true_peak(samples[:, first:stop]))


def listen(stretch: Stretch) -> tuple[Stereo, Heard]:
    """Make a stretch, and tell how loud it is."""
    sound = stretch().stretch
    return sound, hear(sound)


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
