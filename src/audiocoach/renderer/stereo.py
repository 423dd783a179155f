"""Sound in two channels at 48 kHz, in pieces: read by the sample, and run through filters."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from os import cpu_count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audiocoach.audio import filters
from audiocoach.audio.loudness import k_weighting
from audiocoach.audio.recipe import Filter
from audiocoach.mp3 import Cells, FrameFormat
from audiocoach.renderer.encoding import decode_planes, encode_planes
from audiocoach.renderer.settings import STEREO_RATE

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


CHUNK_CELLS = 400
"""9.6 s: whole steps of 100 ms, in which loudness is measured."""
_BEFORE, _AFTER = 4, 4
"""Frames around a chunk: what its filters, and its model of hearing, remember and foresee."""


class Chunk(NamedTuple):
    """Frames, and how they sound when decoded."""

    cells: Cells
    heard: Heard


class _Cut(NamedTuple):
    """The samples of a chunk and of the frames around it."""

    samples: Stereo
    before: int
    """Frames to drop."""
    cells: int


def encode_chunks(
    pieces: Iterable[Stereo], cells: int, format_: FrameFormat, workers: int | None = None
) -> Iterator[Chunk]:
    """`cells` frames of `pieces`, each (2, n) of any n; silence follows where they end earlier."""
    workers = workers or cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[Chunk]] = deque()
        try:
            for cut in _cuts(pieces, cells, format_.samples_per_frame):
                waiting.append(pool.submit(_encoded, cut, format_))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _cuts(pieces: Iterable[Stereo], cells: int, per_frame: int) -> Iterator[_Cut]:
    source, held = Reader(iter(pieces)), silence(0)
    for first in range(0, cells, CHUNK_CELLS):
        before, count = _BEFORE if first else 0, min(CHUNK_CELLS, cells - first)
        wanted = (before + count + _AFTER) * per_frame
        held = np.concatenate([held, source.read(wanted - held.shape[1])], axis=1)
        yield _Cut(held, before, count)
        held = held[:, (before + CHUNK_CELLS - _BEFORE) * per_frame :]


def _encoded(cut: _Cut, format_: FrameFormat) -> Chunk:
    frames = encode_planes(cut.samples, format_)
    per_frame, size = format_.samples_per_frame, format_.frame_bytes
    kept = frames[cut.before * size :][: cut.cells * size]
    sound = decode_planes(frames, format_)
    heard = hear(sound, cut.before * per_frame, cut.cells * per_frame)
    return Chunk(Cells(format_, kept), heard)
