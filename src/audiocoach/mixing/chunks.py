"""A long programme → MP3 frames, in chunks on all cores, the same whatever their number.

Each chunk is encoded for itself, together with a little of what is around it, so that its first
frame is as if nothing had been cut; the frames of what is around it are dropped.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from os import cpu_count
from typing import NamedTuple

import numpy as np

from audiocoach.mixing.encoding import decode_planes, encode_planes
from audiocoach.mixing.hearing import Heard, hear
from audiocoach.mixing.stereo import Reader, Stereo, silence
from audiocoach.mp3 import Cells, FrameFormat

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
