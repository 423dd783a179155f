"""Segments and the floor at their places: a track that is as loud as it is to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from audiocoach.cache import Store
from audiocoach.config.output import Sound
from audiocoach.mp3 import FrameFormat
from audiocoach.renderer.clips import Clips, Progress
from audiocoach.renderer.levels import integrated, predicted_gain, stepped
from audiocoach.renderer.segments import (
    Encoded,
    PlacedSegment,
    SegmentSpec,
    encode_all,
    filler,
    group,
)
from audiocoach.renderer.settings import CELL_MS, Mix
from audiocoach.timeline import Timeline

_TRIES = 5
_NEAR_LU = 0.3
"""So near its loudness a track stays as it is: steps of gain bring it no nearer for certain."""
_LIMITED = 1.5
"""By how much more a track is raised than it lacks: a limiter takes some of it."""


@dataclass(frozen=True, slots=True)
class AssembledTrack:
    """A track's segments where they begin, what is heard between them, and how it was mixed."""

    spots: Sequence[PlacedSegment]
    mix: Mix
    encoded: Mapping[SegmentSpec, Encoded]
    made: int
    """How many segments had to be encoded now."""
    filler: Encoded
    """A loop of cells."""
    duration_ms: int

    @property
    def loudness_lufs(self) -> float:
        """Of the whole, as it decodes."""
        heard = (
            (spot.first_cell * CELL_MS, self.encoded[spot.recipe].powers) for spot in self.spots
        )
        floor = sum(self.filler.powers) / len(self.filler.powers)
        return integrated(heard, self.duration_ms, floor)

    @property
    def peak(self) -> float:
        """The highest true peak of one channel, as it decodes."""
        return max(self.encoded[spot.recipe].peak for spot in self.spots)


@dataclass(frozen=True, slots=True)
class Studio:
    """What segments are made with."""

    clips: Clips
    store: Store
    progress: Progress


def assemble(
    timeline: Timeline, sound: Sound, frames: FrameFormat, studio: Studio
) -> AssembledTrack:
    """As loud as it is to be: raised again where limiting took more than foreseen."""
    target, length = sound.loudness_lufs, timeline.duration_ms
    gain_db = predicted_gain(timeline.cues, length, target, studio.clips, studio.store)
    mix = Mix(gain_db, sound.floor_dbfs, frames)
    spots = group(timeline.cues, swells=not mix.silent)
    tried: dict[float, AssembledTrack] = {}
    for _ in range(_TRIES):
        laid = _laid(spots, mix, length, studio)
        short = target - laid.loudness_lufs
        tried.setdefault(abs(short), laid)
        if abs(short) <= _NEAR_LU:
            break
        mix = replace(mix, gain_db=mix.gain_db + stepped(_LIMITED * short))
    return tried[min(tried)]


def _laid(
    spots: Sequence[PlacedSegment], mix: Mix, duration_ms: int, studio: Studio
) -> AssembledTrack:
    recipes = dict.fromkeys(spot.recipe for spot in spots)
    encoded, made = encode_all(recipes, studio.clips, studio.store, studio.progress, mix)
    return AssembledTrack(spots, mix, encoded, made, filler(mix, studio.store), duration_ms)
