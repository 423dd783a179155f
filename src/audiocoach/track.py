"""Timeline + clips → Track: the MP3 in pieces, ready to be written, and what can be said of it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.clips import Clips, Progress
from audiocoach.mixing.metering import integrated
from audiocoach.mixing.segments import Encoded, Recipe, Spot, encode_all, group
from audiocoach.mixing.settings import CELL_MS, FORMAT
from audiocoach.mp3 import (
    Cells,
    Info,
    Segment,
    Splice,
    TrackTags,
    cells_for,
    id3_tag,
    info_frame,
)
from audiocoach.store import Store
from audiocoach.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Track:
    """An MP3 file not written yet; as large in memory as what is heard in it, not as it is long."""

    head: bytes
    """ID3 tag and Info frame."""
    splice: Splice
    duration_ms: int
    chapters: int
    loudness_lufs: float
    true_peak_dbtp: float
    segments: int
    encoded: int
    """How many segments had to be encoded now; the others were kept."""

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes, in bounded pieces."""
        yield self.head
        yield from self.splice.chunks()


def render(timeline: Timeline, clips: Clips, store: Store, progress: Progress) -> Track:
    """The track that `timeline` describes."""
    spots = group(timeline.cues)
    encoded, made = encode_all(dict.fromkeys(spot.recipe for spot in spots), clips, store, progress)
    splice, padding = _splice(timeline.duration_ms, spots, encoded)
    info = Info(FORMAT, splice.length, padding, splice.audio_crc())
    powers = [(spot.first_cell * CELL_MS, encoded[spot.recipe].powers) for spot in spots]
    return Track(
        head=id3_tag(_tags(timeline)) + info_frame(info),
        splice=splice,
        duration_ms=timeline.duration_ms,
        chapters=len(timeline.chapters),
        loudness_lufs=integrated(powers, timeline.duration_ms),
        true_peak_dbtp=_dbtp(max(encoded[spot.recipe].peak for spot in spots)),
        segments=len(encoded),
        encoded=made,
    )


def _splice(
    duration_ms: int, spots: Sequence[Spot], encoded: dict[Recipe, Encoded]
) -> tuple[Splice, int]:
    segments = tuple(Segment(spot.first_cell, encoded[spot.recipe].cells) for spot in spots)
    length = cells_for(duration_ms * SAMPLES_PER_MS, FORMAT)
    # The last tone rings out in cells that players trim.
    cells = max(length.cells, segments[-1].stop_cell)
    padding = length.padding + (cells - length.cells) * FORMAT.samples_per_frame
    return Splice(cells, Cells.silence(FORMAT), segments), padding


def _tags(timeline: Timeline) -> TrackTags:
    artist = timeline.artist or "audiocoach"
    return TrackTags(timeline.title, timeline.duration_ms, timeline.chapters, artist)


def _dbtp(peak: float) -> float:
    return 20 * math.log10(peak) if peak > 0 else -math.inf
