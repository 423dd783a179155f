"""Songs one after the other, for ever: each fades into the next, and the last into the first."""

from collections.abc import Iterator, Sequence
from itertools import cycle, pairwise

import numpy as np
from numpy.typing import NDArray

from audiocoach.defaults import MUSIC
from audiocoach.mixing.stereo import PER_MS, RATE, STEP_MS, Reader, Stereo, silence
from audiocoach.music.songs import Song

_PIECE = RATE


def played(songs: Sequence[Song]) -> Iterator[Stereo]:
    """The sound of it, without end."""
    faded = silence(0)
    for song, after in pairwise(cycle(songs)):
        reader = Reader(song.pieces())
        yield _crossfaded(faded, reader.read(faded.shape[1]))
        left = song.samples - faded.shape[1] - (fade := overlap(song, after))
        for start in range(0, left, _PIECE):
            yield reader.read(min(_PIECE, left - start))
        faded = reader.read(fade)


def powers(songs: Sequence[Song], steps: int) -> NDArray[np.float64]:
    """How loud that is in its first `steps` of 100 ms, near enough to level a track by."""
    heard = np.zeros(steps)
    start = 0
    for song, after in pairwise(cycle(songs)):
        first = round(start / PER_MS / STEP_MS)
        if first >= steps:
            return heard
        stretch = song.powers[: steps - first]
        part = heard[first : first + len(stretch)]
        # In a crossfade, one's power rises as the other's falls.
        np.maximum(part, stretch, out=part)
        start += song.samples - overlap(song, after)
    return heard


def overlap(song: Song, after: Song) -> int:
    """Samples of their crossfade; short songs are not all fades."""
    return min(MUSIC.crossfade_ms * PER_MS, song.samples // 3, after.samples // 3)


def _crossfaded(ending: Stereo, beginning: Stereo) -> Stereo:
    """Of equal power, for two songs know nothing of each other."""
    angle = np.linspace(0, np.pi / 2, ending.shape[1], dtype=np.float32)
    return ending * np.cos(angle) + beginning * np.sin(angle)
