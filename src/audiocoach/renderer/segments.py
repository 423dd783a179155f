"""Cues → segments: what is heard closer together than frames can keep apart is one of them."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.cache import Store
from audiocoach.mp3.frames import FrameFormat
from audiocoach.mp3.splice import Frames
from audiocoach.renderer.clips import Clips, Progress
from audiocoach.renderer.levels import POWER_MS, dbtp
from audiocoach.renderer.noise import FADE_IN_MS, LOOP_FRAMES, fade_in, noise_floor
from audiocoach.renderer.settings import CEILING_DBTP, FORMAT, FRAME_MS, TRACK_PEAK_DBTP, Mix
from audiocoach.support.threads import spread
from audiocoach.timeline import ClipSpec, PlacedCue

if TYPE_CHECKING:
    from audiocoach.audio.filters import Samples

_BATCH = 16
"""Segments whose clips are read, and which are kept, at a time: what bounds memory."""
_READ = 32
"""Kept segments read at a time."""
_TAIL_FRAMES = 4
"""Frames after that in which a sound ends: two of lag, and one over which a frame fades."""
_RUN_UP_FRAMES = 4
"""Frames of noise encoded before a segment and left out: a frame begins with what came before."""
_QUIET_MS = 8_000
"""After so long without a sound, noise fades in before the next word, to wake earphones."""
_FADE_IN_FRAMES = -(-FADE_IN_MS // FRAME_MS)
_TRIES, _MARGIN_DB = 8, 0.05
"""Tries to bring a decoded peak under its limit: each lowers the ceiling by what it is over."""


class Part(NamedTuple):
    """A clip's place in a segment, in milliseconds from the segment's first frame."""

    offset_ms: int
    clip: ClipSpec


class SegmentSpec(Struct, frozen=True):
    """What a segment is made of, wherever it stands: equal specs are encoded once."""

    parts: tuple[Part, ...]
    frame_count: int
    fades_in: bool = False
    """Whether noise fades in before its first part."""

    def key(self, clips: Clips) -> str:
        """A hash of what it is made of; with it `Mix.key` makes the segment's key in the store."""
        parts = "\n".join(f"{part.offset_ms} {clips.keys[part.clip]}" for part in self.parts)
        return sha256(f"{self.frame_count} {self.fades_in}\n{parts}".encode()).hexdigest()


class PlacedSegment(NamedTuple):
    """A segment at its place in the track."""

    first_frame: int
    spec: SegmentSpec


class EncodedSegment(NamedTuple):
    """A segment as frames, and how loud it is when decoded."""

    frames: Frames
    powers: array  # type: ignore[type-arg]
    """In windows of `POWER_MS`, K-weighted."""
    peak: float
    """The true peak of one channel; 1.0 is full scale."""

    def to_bytes(self) -> bytes:
        """The segment as the store keeps it."""
        return array("f", [self.frames.crc, self.peak, *self.powers]).tobytes() + self.frames.data

    @classmethod
    def from_bytes(cls, body: bytes, frame_count: int, format_: FrameFormat) -> "EncodedSegment":
        """The segment that `to_bytes` wrote, of so many frames."""
        frames = body[-frame_count * format_.frame_bytes :]
        figures = array("f", body[: len(body) - len(frames)])
        return cls(Frames(format_, frames, int(figures[0])), figures[2:], figures[1])


def group(cues: Iterable[PlacedCue], *, fades_in: bool) -> list[PlacedSegment]:
    """The segments of a track in order; cues that frames cannot keep apart share one.

    With `fades_in`, noise fades in before a word after a long quiet.
    """
    placed: list[PlacedSegment] = []
    quiet_from = 0
    for cluster, stop in _clusters(cues):
        word = cluster[0]
        waits = word.play == "speech" and word.start_ms - quiet_from >= _QUIET_MS
        wakes = fades_in and waits
        first = word.start_ms // FRAME_MS - _FADE_IN_FRAMES * wakes
        parts = tuple(Part(cue.start_ms - first * FRAME_MS, cue.clip) for cue in cluster)
        placed.append(PlacedSegment(first, SegmentSpec(parts, stop - first, wakes)))
        quiet_from = max(cue.end_ms for cue in cluster)
    return placed


def _clusters(cues: Iterable[PlacedCue]) -> Iterator[tuple[list[PlacedCue], int]]:
    """Cues that frames cannot keep apart, and the frame after the last of their sound."""
    cluster: list[PlacedCue] = []
    stop = 0
    for cue in cues:
        if cluster and cue.start_ms // FRAME_MS >= stop:
            yield cluster, stop
            cluster, stop = [], 0
        cluster.append(cue)
        stop = max(stop, cue.end_ms // FRAME_MS + _TAIL_FRAMES)
    if cluster:
        yield cluster, stop


def encode_all(
    specs: Iterable[SegmentSpec], clips: Clips, store: Store, progress: Progress, mix: Mix
) -> tuple[dict[SegmentSpec, EncodedSegment], int]:
    """Every segment, encoded where the store has it not; and how many had to be encoded now."""
    keys = {spec: mix.key("segment", spec.key(clips)) for spec in specs}
    segments = _read_kept(keys, store, mix.format)
    fresh = [spec for spec in keys if spec not in segments]

    def encode(item: tuple[SegmentSpec, Mapping[ClipSpec, bytes]]) -> EncodedSegment:
        return _encode_segment(*item, mix)

    done: dict[str, bytes] = {}
    made = spread(encode, _with_samples(fresh, clips, store))
    for number, (spec, segment) in enumerate(zip(fresh, made, strict=True), 1):
        segments[spec], done[keys[spec]] = segment, segment.to_bytes()
        if len(done) == _BATCH or number == len(fresh):
            store.write(done)
            done.clear()
            progress("Encoding", number, len(fresh))
    return segments, len(fresh)


def _read_kept(
    keys: Mapping[SegmentSpec, str], store: Store, format_: FrameFormat
) -> dict[SegmentSpec, EncodedSegment]:
    """Those that the store has, some at a time: as it keeps them they are in memory twice."""
    specs, segments = [*keys], dict[SegmentSpec, EncodedSegment]()
    for first in range(0, len(specs), _READ):
        batch = specs[first : first + _READ]
        kept = store.read(keys[spec] for spec in batch)
        segments |= {
            spec: EncodedSegment.from_bytes(kept[keys[spec]], spec.frame_count, format_)
            for spec in batch
            if keys[spec] in kept
        }
    return segments


def _with_samples(
    specs: Sequence[SegmentSpec], clips: Clips, store: Store
) -> Iterator[tuple[SegmentSpec, Mapping[ClipSpec, bytes]]]:
    """Each segment with the clips of those of its batch, which are read when its turn comes."""
    for first in range(0, len(specs), _BATCH):
        batch = specs[first : first + _BATCH]
        wanted = {part.clip for spec in batch for part in spec.parts}
        samples = clips.samples(sorted(wanted), store)
        for spec in batch:
            yield spec, samples


def _encode_segment(
    spec: SegmentSpec, samples: Mapping[ClipSpec, bytes], mix: Mix
) -> EncodedSegment:
    """A segment, mixed under a lower ceiling where it would peak too high when decoded."""
    import numpy as np

    from audiocoach.renderer.encoding import encode

    run_up = noise_floor(-_RUN_UP_FRAMES, _RUN_UP_FRAMES, mix.floor_dbfs)
    noise, size = noise_under(spec, 0, mix), mix.format.frame_bytes
    ceiling = CEILING_DBTP
    for _ in range(_TRIES):
        sound = mix_clips(spec, samples, mix, ceiling) + noise
        frames = encode(np.concatenate([run_up, sound]), mix.format)[_RUN_UP_FRAMES * size :]
        encoded = _measure(frames[: spec.frame_count * size], mix.format)
        excess = dbtp(encoded.peak) - TRACK_PEAK_DBTP
        if excess <= 0:
            break
        ceiling -= excess + _MARGIN_DB
    return encoded


def _measure(frames: bytes, format_: FrameFormat) -> EncodedSegment:
    from audiocoach.audio.loudness import powers, true_peak
    from audiocoach.renderer.encoding import decode

    heard = decode(frames)[0]
    loud = array("f", format_.channels * powers(heard, POWER_MS))
    return EncodedSegment(Frames(format_, frames), loud, true_peak(heard))


def mix_clips(
    spec: SegmentSpec, samples: Mapping[ClipSpec, bytes], mix: Mix, ceiling_dbtp: float
) -> "Samples":
    """The clips of a segment at their places, limited; whole frames long, without the noise."""
    import numpy as np

    from audiocoach.audio.shaping import from_pcm, gain, limited

    mixed = np.zeros(spec.frame_count * FORMAT.samples_per_frame, np.float32)
    for offset_ms, clip in spec.parts:
        sound, start = from_pcm(samples[clip]), offset_ms * SAMPLES_PER_MS
        mixed[start : start + len(sound)] += sound * gain(mix.beats_db if clip.is_beat else 0)
    return limited(mixed * gain(mix.gain_db), ceiling_dbtp)


def noise_under(spec: SegmentSpec, first_frame: int, mix: Mix) -> "Samples":
    """The noise under a segment that begins at `first_frame`, with the fade-in before its word."""
    noise = noise_floor(first_frame, spec.frame_count, mix.floor_dbfs)
    if spec.fades_in:
        rising = fade_in(spec.parts[0].offset_ms)
        noise[: len(rising)] += rising
    return noise


def filler(mix: Mix, store: Store) -> EncodedSegment:
    """What is heard where no segment is: a loop of frames of noise, or a frame of silence."""
    if mix.silent:
        return EncodedSegment(Frames.silence(mix.format), array("f", [0.0]), 0.0)
    key = replace(mix, gain_db=0).key("floor", "")
    if kept := store.read([key]):
        return EncodedSegment.from_bytes(kept[key], LOOP_FRAMES, mix.format)
    from audiocoach.renderer.encoding import encode

    # The second of three turns, as it stands among its like.
    turn = LOOP_FRAMES * mix.format.frame_bytes
    frames = encode(noise_floor(0, 3 * LOOP_FRAMES, mix.floor_dbfs), mix.format)
    loop = _measure(frames[turn : 2 * turn], mix.format)
    store.write({key: loop.to_bytes()})
    return loop
