"""A file of music, heard through once: how long it is, how loud, and by how much to change that."""

import math
from array import array
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import file_digest
from os import cpu_count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiocoach.defaults import MUSIC
from audiocoach.errors import MusicError
from audiocoach.mixing.hearing import K_WEIGHTED, step_powers
from audiocoach.mixing.metering import blocks, gated
from audiocoach.mixing.stereo import RATE, STEP, Stereo, filtered
from audiocoach.music.decoding import decoded
from audiocoach.music.files import unreadable
from audiocoach.packages import source_digest, version
from audiocoach.store import Store, key

_CODE = (
    "audio/filters",
    "audio/loudness",
    "music/decoding",
    "mixing/hearing",
    "music/songs",
    "mixing/stereo",
)


@dataclass(frozen=True, slots=True, eq=False)
class Song:
    """One file: its length, and the power of its K-weighted sound in each 100 ms, levelled."""

    path: Path
    samples: int
    gain: float
    powers: NDArray[np.float64]

    def pieces(self) -> Iterator[Stereo]:
        """Its sound at its level, in pieces; MusicError if it changed since it was measured."""
        for piece in decoded(self.path):
            yield piece * np.float32(self.gain)


def songs(paths: Sequence[Path], needed_ms: int, store: Store) -> tuple[Song, ...]:
    """As many of the files as play in `needed_ms`; measured where `store` knows them not.

    MusicError names the file that is no music, or silent, or shorter than a second.
    """
    found: list[Song] = []
    with ThreadPoolExecutor(cpu_count()) as pool:
        for first in range(0, len(paths), workers := cpu_count() or 1):
            batch = paths[first : first + workers]
            keys = dict(zip(batch, pool.map(_key, batch), strict=True))
            kept = store.read(keys.values())
            fresh = [path for path in batch if keys[path] not in kept]
            made = dict(zip(fresh, pool.map(_measured, fresh), strict=True))
            store.write({keys[path]: body for path, body in made.items()})
            found += [_song(path, kept.get(keys[path]) or made[path]) for path in batch]
            if _lasting_ms(found) >= needed_ms:
                break
    return tuple(found)


def _lasting_ms(found: Sequence[Song]) -> float:
    return sum(song.samples * 1000 / RATE - MUSIC.crossfade_ms for song in found)


def _key(path: Path) -> str:
    """A hash of the file's content, and of what measures it."""
    try:
        with path.open("rb") as file:
            content = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error
    code = f"{source_digest(*_CODE)} av {version('av')}"
    return key("song", f"{code}\n{content}")


def _measured(path: Path) -> bytes:
    """Its length in samples, then its powers, as the store keeps them."""
    lengths: list[int] = []
    powers, rest = array("d"), np.zeros((2, 0), np.float32)
    for piece in filtered(_counted(decoded(path), lengths), K_WEIGHTED):
        joined = np.concatenate([rest, piece], axis=1)
        whole = joined.shape[1] // STEP * STEP
        powers.extend(step_powers(joined[:, :whole]))
        rest = joined[:, whole:]
    powers.extend(step_powers(np.pad(rest, ((0, 0), (0, -rest.shape[1] % STEP)))))
    return array("d", [sum(lengths), *powers]).tobytes()


def _counted(pieces: Iterator[Stereo], lengths: list[int]) -> Iterator[Stereo]:
    for piece in pieces:
        lengths.append(piece.shape[1])
        yield piece


def _song(path: Path, body: bytes) -> Song:
    figures = np.frombuffer(body, np.float64)
    samples, powers = int(figures[0]), figures[1:]
    if samples < MUSIC.shortest_ms * RATE // 1000:
        raise MusicError(f"{path}: this is shorter than a second; give a longer piece of music")
    loudness = gated(blocks([*powers, 0.0]))
    if loudness == -math.inf:
        raise MusicError(f"{path}: there is nothing to hear in this file; give another")
    gain = 10 ** (min(MUSIC.bed_lufs - loudness, MUSIC.most_gain_db) / 20)
    return Song(path, samples, gain, powers * gain**2)
