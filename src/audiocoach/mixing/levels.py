"""How much the clips of a track are raised, so that all of it is as loud as it is to be."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count

from audiocoach.clips import Clips
from audiocoach.mixing.metering import POWER_MS, integrated
from audiocoach.packages import source_digest, version
from audiocoach.store import Store, key
from audiocoach.timeline import PlacedCue, Sayable

STEP_DB = 0.5
"""Gains come in these: a track that changes a little has the gain it had, and the same segments."""
_BATCH = 32
"""Clips in memory at a time."""
_CODE = ("audio/loudness", "mixing/levels")


def predicted_gain(
    cues: Sequence[PlacedCue], duration_ms: int, target_lufs: float, clips: Clips, store: Store
) -> float:
    """Decibels that bring the track to its loudness, if nothing has to be limited much."""
    return stepped(target_lufs - integrated(placed_powers(cues, clips, store), duration_ms))


def placed_powers(
    cues: Sequence[PlacedCue], clips: Clips, store: Store
) -> list[tuple[int, "array[float]"]]:
    """The powers of every cue's clip, and when it begins."""
    powers = _powers({cue.sayable for cue in cues}, clips, store)
    return [(cue.start_ms, powers[cue.sayable]) for cue in cues]


def stepped(gain_db: float) -> float:
    """The nearest whole number of steps."""
    return round(gain_db / STEP_DB) * STEP_DB


def _powers(
    wanted: Iterable[Sayable], clips: Clips, store: Store
) -> Mapping[Sayable, "array[float]"]:
    """The powers of each clip in windows of `POWER_MS`; measured once, then kept."""
    keys = {sayable: _key(clips.keys[sayable]) for sayable in sorted(wanted)}
    kept = store.read(keys.values())
    missing = [sayable for sayable, key in keys.items() if key not in kept]
    for first in range(0, len(missing), _BATCH):
        made = _measured(missing[first : first + _BATCH], clips, store)
        fresh = {keys[sayable]: body for sayable, body in made.items()}
        store.write(fresh)
        kept |= fresh
    return {sayable: array("f", kept[key]) for sayable, key in keys.items()}


def _key(clip: str) -> str:
    return key("level", f"{POWER_MS} {source_digest(*_CODE)} av {version('av')}\n{clip}")


def _measured(sayables: Sequence[Sayable], clips: Clips, store: Store) -> dict[Sayable, bytes]:
    from audiocoach.audio.loudness import powers
    from audiocoach.audio.shaping import from_pcm

    samples = clips.samples(sayables, store)

    def measure(sayable: Sayable) -> bytes:
        heard = from_pcm(samples[clips.keys[sayable]])
        return array("f", powers(heard, POWER_MS)).tobytes()

    with ThreadPoolExecutor(cpu_count()) as pool:
        return dict(zip(sayables, pool.map(measure, sayables), strict=True))
