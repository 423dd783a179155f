"""The decoded sound of songs in blocks of 16 bits a sample, which are kept for the next build."""

from collections.abc import Iterable, Iterator
from itertools import islice
from threading import Lock

import numpy as np

from audiocoach.cache import Store
from audiocoach.renderer.stereo import CHANNELS, Stereo

_PIECES = 10
"""Pieces of a song, a second each, in a block."""
_HIGHEST = 32_767


def packed(pieces: Iterable[Stereo]) -> Iterator[bytes]:
    """The sound in blocks, each on a scale of its own: nothing clips, and what is soft is fine."""
    rest = iter(pieces)
    while block := list(islice(rest, _PIECES)):
        samples = np.concatenate(block, axis=1)
        scale = np.abs(samples).max() / np.float32(_HIGHEST) or np.float32(1)
        yield scale.astype("<f4").tobytes() + np.rint(samples / scale).astype("<i2").tobytes()


def unpacked(block: bytes, gain: float = 1.0) -> Stereo:
    """The sound of a block, by a factor louder."""
    scale = np.frombuffer(block, "<f4", 1)[0] * np.float32(gain)
    samples = np.frombuffer(block, "<i2", offset=4).reshape(CHANNELS, -1)
    return np.asarray(samples * scale, np.float32)


def length_of(block: bytes) -> int:
    """The number of its samples in each channel."""
    return (len(block) - 4) // (2 * CHANNELS)


class KeptSound:
    """Blocks in the cache, as many as one build may keep there; several threads may share it."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, Lock()
        self._written = 0

    def read(self, key: str) -> bytes | None:
        """The block, if it is kept."""
        with self._lock:
            return self._store.read([key]).get(key)

    def keep(self, key: str, block: bytes) -> None:
        """Keep the block, if there is room."""
        with self._lock:
            if self._written + len(block) <= self._store.bulk_bytes:
                self._written += len(block)
                self._store.write({key: block})
