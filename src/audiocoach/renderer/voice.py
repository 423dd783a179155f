"""The coach's part of a track as samples, in pieces: for what cannot be spliced from frames."""

from collections.abc import Iterator, Sequence

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.audio.filters import Samples
from audiocoach.cache import Store
from audiocoach.renderer.clips import Clips
from audiocoach.renderer.noise import floor
from audiocoach.renderer.segments import PlacedSegment, beneath, mixed
from audiocoach.renderer.settings import CEILING_DBTP, FORMAT, Mix

_PIECE_CELLS = 40
"""About a second: what lies between segments comes in pieces no longer than this."""


def voice(
    spots: Sequence[PlacedSegment], duration_ms: int, mix: Mix, clips: Clips, store: Store
) -> Iterator[Samples]:
    """The whole track, 24 kHz mono, to the sample; a segment or a second of floor at a time."""
    left = duration_ms * SAMPLES_PER_MS
    for piece in _pieces(spots, -(-left // FORMAT.samples_per_frame), mix, clips, store):
        yield piece[:left]
        left -= len(piece[:left])


def _pieces(
    spots: Sequence[PlacedSegment], cells: int, mix: Mix, clips: Clips, store: Store
) -> Iterator[Samples]:
    cell = 0
    for spot in spots:
        yield from _between(cell, spot.first_cell, mix)
        yield _segment(spot, mix, clips, store)
        cell = spot.first_cell + spot.recipe.cells
    yield from _between(cell, cells, mix)


def _segment(spot: PlacedSegment, mix: Mix, clips: Clips, store: Store) -> Samples:
    first_cell, recipe = spot
    sayables = {part.clip for part in recipe.parts}
    found = clips.samples(sorted(sayables), store)
    said = {sayable: found[clips.keys[sayable]] for sayable in sayables}
    return mixed(recipe, said, mix.gain_db, CEILING_DBTP - mix.headroom_db) + beneath(
        recipe, first_cell, mix
    )


def _between(first_cell: int, stop_cell: int, mix: Mix) -> Iterator[Samples]:
    for start in range(first_cell, stop_cell, _PIECE_CELLS):
        yield floor(start, min(_PIECE_CELLS, stop_cell - start), mix.floor_dbfs)
