"""Cues → segments: what is heard closer together than frames can keep apart is one of them."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from os import cpu_count
from typing import NamedTuple

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.clips import Clips, Progress
from audiocoach.mixing.settings import CELL_MS, FORMAT, identity
from audiocoach.mp3 import Cells
from audiocoach.store import Store
from audiocoach.timeline import PlacedCue, Sayable

POWER_MS = 4
"""Windows in which a segment's loudness is kept: whole ones both in a cell and in 100 ms."""

_BATCH = 32
"""Segments encoded, and kept, at a time: what bounds the memory of a long session."""
_TAIL_CELLS = 4
"""After the cell in which a sound ends: encoder and decoder lag by two, a frame fades over one."""


class Part(NamedTuple):
    """A clip's place in a segment, in milliseconds from the segment's first cell."""

    offset_ms: int
    sayable: Sayable


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a segment is made of, wherever it stands."""

    parts: tuple[Part, ...]
    cells: int

    def key(self, clips: Clips) -> str:
        """A hash of everything that can change the segment."""
        parts = "\n".join(f"{part.offset_ms} {clips.keys[part.sayable]}" for part in self.parts)
        return sha256(f"segment\n{identity()}\n{self.cells}\n{parts}".encode()).hexdigest()


class Spot(NamedTuple):
    """A segment at its place in the track."""

    first_cell: int
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class Encoded:
    """A segment as frames, and how loud it is: powers in windows of `POWER_MS`, a true peak."""

    cells: Cells
    powers: array  # type: ignore[type-arg]
    peak: float

    def to_bytes(self) -> bytes:
        """As the store keeps it."""
        return array("f", [self.peak, *self.powers]).tobytes() + self.cells.frames

    @classmethod
    def from_bytes(cls, body: bytes, cells: int) -> "Encoded":
        """What `to_bytes` wrote."""
        frames = body[-cells * FORMAT.frame_bytes :]
        figures = array("f", body[: len(body) - len(frames)])
        return cls(Cells(FORMAT, frames), figures[1:], figures[0])


def group(cues: Iterable[PlacedCue]) -> list[Spot]:
    """The segments of a track, in order, apart by as many cells as frames need."""
    spots: list[Spot] = []
    cluster: list[PlacedCue] = []
    stop = 0
    for cue in cues:
        if cluster and cue.start_ms // CELL_MS >= stop:
            spots.append(_spot(cluster, stop))
            cluster, stop = [], 0
        cluster.append(cue)
        stop = max(stop, cue.end_ms // CELL_MS + _TAIL_CELLS)
    return [*spots, _spot(cluster, stop)] if cluster else spots


def _spot(cluster: Sequence[PlacedCue], stop: int) -> Spot:
    first = cluster[0].start_ms // CELL_MS
    parts = tuple(Part(cue.start_ms - first * CELL_MS, cue.sayable) for cue in cluster)
    return Spot(first, Recipe(parts, stop - first))


def encode_all(
    recipes: Iterable[Recipe], clips: Clips, store: Store, progress: Progress
) -> tuple[dict[Recipe, Encoded], int]:
    """Every segment, and how many of them had to be encoded now."""
    keys = {recipe: recipe.key(clips) for recipe in recipes}
    kept = store.read(keys.values())
    fresh = [recipe for recipe, key in keys.items() if key not in kept]
    found = {
        recipe: Encoded.from_bytes(kept[key], recipe.cells)
        for recipe, key in keys.items()
        if key in kept
    }
    for first in range(0, len(fresh), _BATCH):
        batch = fresh[first : first + _BATCH]
        made = _encode(batch, clips, store)
        store.write({keys[recipe]: encoded.to_bytes() for recipe, encoded in made.items()})
        found |= made
        progress("Encoding", first + len(batch), len(fresh))
    return found, len(fresh)


def _encode(recipes: Sequence[Recipe], clips: Clips, store: Store) -> dict[Recipe, Encoded]:
    wanted = {part.sayable for recipe in recipes for part in recipe.parts}
    samples = clips.samples(sorted(wanted), store)
    by_sayable = {sayable: samples[clips.keys[sayable]] for sayable in wanted}
    with ThreadPoolExecutor(cpu_count()) as pool:
        results = pool.map(lambda recipe: _encoded(recipe, by_sayable), recipes)
        return dict(zip(recipes, results, strict=True))


def _encoded(recipe: Recipe, samples: Mapping[Sayable, bytes]) -> Encoded:
    import numpy as np

    from audiocoach.audio.loudness import powers, true_peak
    from audiocoach.audio.shaping import from_pcm
    from audiocoach.mixing.encoding import decode, encode

    mixed = np.zeros(recipe.cells * FORMAT.samples_per_frame, np.float32)
    for offset_ms, sayable in recipe.parts:
        clip = from_pcm(samples[sayable])
        start = offset_ms * SAMPLES_PER_MS
        mixed[start : start + len(clip)] += clip
    size = FORMAT.frame_bytes
    frames = encode(mixed)[: recipe.cells * size]
    heard = decode(frames)
    return Encoded(Cells(FORMAT, frames), array("f", powers(heard, POWER_MS)), true_peak(heard))
