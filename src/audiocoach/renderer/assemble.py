"""Segments and what lies between them, at their places: a track that is as loud as it is to be."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.cache import Store
from audiocoach.config.output import Sound
from audiocoach.mp3.frames import FrameFormat
from audiocoach.renderer.clips import Clips, Progress
from audiocoach.renderer.levels import integrated, placed_powers, stepped
from audiocoach.renderer.noise import noise_floor
from audiocoach.renderer.segments import (
    EncodedSegment,
    PlacedSegment,
    encode_all,
    filler,
    group,
    mix_clips,
    noise_under,
)
from audiocoach.renderer.settings import CEILING_DBTP, FORMAT, FRAME_MS, Mix
from audiocoach.timeline import Timeline

if TYPE_CHECKING:
    from audiocoach.audio.filters import Samples

_TRIES = 5
_NEAR_LU = 0.3
"""A track this near its target loudness stays: another step of gain may bring it no nearer."""
_LIMITED = 1.5
"""A track is raised by so many times what it lacks, for a limiter takes some of it."""
_PIECE_FRAMES = 40
"""About a second: what lies between segments comes in pieces no longer than this."""


class AssembledTrack(NamedTuple):
    """A track's segments where they begin, what is heard between them, and how it was mixed."""

    placed: Sequence[PlacedSegment]
    segments: Sequence[EncodedSegment]
    """What stands at each of those places."""
    mix: Mix
    different: int
    """How many segments there are, each counted once."""
    fresh: int
    """How many of them had to be encoded now."""
    filler: EncodedSegment
    """The loop of frames that is heard between segments."""
    duration_ms: int
    loudness_lufs: float
    """Integrated loudness of the whole, as it decodes."""

    @property
    def peak(self) -> float:
        """The highest true peak of one channel, as it decodes; 1.0 is full scale."""
        return max(segment.peak for segment in self.segments)


def assemble(  # noqa: PLR0913, PLR0917 (what is heard, how, and what it is made with)
    timeline: Timeline,
    sound: Sound,
    format_: FrameFormat,
    clips: Clips,
    store: Store,
    progress: Progress,
) -> AssembledTrack:
    """The track in frames of `format_`, as loud as `sound` wants it.

    It is raised and encoded again where limiting took more of its loudness than foreseen.
    """
    target, length_ms = sound.loudness_lufs, timeline.duration_ms
    unraised = integrated(placed_powers(timeline.cues, clips, store), length_ms)
    mix = Mix(stepped(target - unraised), sound.floor_dbfs, format_)
    placed = group(timeline.cues, fades_in=not mix.silent)
    specs = dict.fromkeys(segment.spec for segment in placed)
    tried: dict[float, AssembledTrack] = {}
    for _ in range(_TRIES):
        encoded, fresh = encode_all(specs, clips, store, progress, mix)
        segments, between = [encoded[spec] for _, spec in placed], filler(mix, store)
        powers = (
            (at.first_frame * FRAME_MS, segment.powers)
            for at, segment in zip(placed, segments, strict=True)
        )
        loudness = integrated(powers, length_ms, sum(between.powers) / len(between.powers))
        track = AssembledTrack(
            placed, segments, mix, len(encoded), fresh, between, length_ms, loudness
        )
        short_lu = target - loudness
        tried.setdefault(abs(short_lu), track)
        if abs(short_lu) <= _NEAR_LU:
            break
        mix = replace(mix, gain_db=mix.gain_db + stepped(_LIMITED * short_lu))
    return tried[min(tried)]


def coach_samples(
    placed: Sequence[PlacedSegment], duration_ms: int, mix: Mix, clips: Clips, store: Store
) -> "Iterator[Samples]":
    """The coach's part of a track, 24 kHz mono, to the sample: for what cannot be spliced.

    It comes in pieces of a segment, or of at most a second of what lies between two.
    """
    left = duration_ms * SAMPLES_PER_MS
    for piece in _pieces(placed, -(-left // FORMAT.samples_per_frame), mix, clips, store):
        yield piece[:left]
        left -= len(piece[:left])


def _pieces(
    placed: Sequence[PlacedSegment], frame_count: int, mix: Mix, clips: Clips, store: Store
) -> "Iterator[Samples]":
    ceiling_dbtp = CEILING_DBTP - mix.headroom_db
    frame = 0
    for first_frame, spec in placed:
        yield from _between(frame, first_frame, mix)
        samples = clips.samples(sorted({part.clip for part in spec.parts}), store)
        sound = mix_clips(spec, samples, mix, ceiling_dbtp)
        yield sound + noise_under(spec, first_frame, mix)
        frame = first_frame + spec.frame_count
    yield from _between(frame, frame_count, mix)


def _between(first_frame: int, stop_frame: int, mix: Mix) -> "Iterator[Samples]":
    for start in range(first_frame, stop_frame, _PIECE_FRAMES):
        yield noise_floor(start, min(_PIECE_FRAMES, stop_frame - start), mix.floor_dbfs)
