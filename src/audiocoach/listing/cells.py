"""What a track is put together from: its clips, its segments, and its cells in order."""

from collections.abc import Iterator, Sequence

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.clips import Clips
from audiocoach.listing.columns import Row, aligned
from audiocoach.listing.dumps import heard_as
from audiocoach.mixing.segments import Part, Spot
from audiocoach.mixing.settings import CELL_MS, FORMAT
from audiocoach.mp3 import cells_for
from audiocoach.times import MS_PER_SECOND, clock

_SHOWN = 12
"""Digits of a key, enough to tell one from another."""


def clips_text(clips: Clips) -> str:
    """Every clip: what it is kept under, whether it was, how long it is, and what is heard."""
    return aligned(
        (
            key.rpartition("-")[2][:_SHOWN],
            "new" if key in clips.new else "kept",
            f"{clips.lengths[sayable] / MS_PER_SECOND:.3f}",
            heard_as(*sayable),
        )
        for sayable, key in clips.keys.items()
    )


def segments_text(spots: Sequence[Spot], clips: Clips) -> str:
    """Every segment in order: its cell, time and length, and the clips in it where they begin."""
    return aligned(_segment(spot, clips) for spot in spots)


def _segment(spot: Spot, clips: Clips) -> Row:
    recipe = spot.recipe
    parts = " | ".join(_part(part) for part in recipe.parts)
    cell, time = str(spot.first_cell), clock(spot.first_cell * CELL_MS)
    return cell, time, f"{recipe.cells * CELL_MS} ms", recipe.key(clips)[:_SHOWN], parts


def _part(part: Part) -> str:
    return f"+{part.offset_ms} {heard_as(*part.sayable)}"


def cells_text(spots: Sequence[Spot], clips: Clips, duration_ms: int) -> str:
    """The track as runs of cells: silence, and segments."""
    keys = {spot.recipe: spot.recipe.key(clips)[:_SHOWN] for spot in spots}
    lines = []
    for spot, cells in runs(spots, duration_ms):
        what = f"segment {keys[spot.recipe]}" if spot else "silence"
        lines.append(f"{'+' if spot else ' '}{cells:>6}  {what}\n")
    return "".join(lines)


def runs(spots: Sequence[Spot], duration_ms: int) -> Iterator[tuple[Spot | None, int]]:
    """Cells in order: a segment and how many it has, or None and how many are silent."""
    stop = 0
    for spot in spots:
        if spot.first_cell > stop:
            yield None, spot.first_cell - stop
        yield spot, spot.recipe.cells
        stop = spot.first_cell + spot.recipe.cells
    total = cells_for(duration_ms * SAMPLES_PER_MS, FORMAT).cells
    if total > stop:
        yield None, total - stop
