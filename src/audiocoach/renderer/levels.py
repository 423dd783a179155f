"""How much the clips of a track are raised, so that all of it is as loud as it is to be."""

import math
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from operator import add

from audiocoach.audio import POWER_LUFS, lufs
from audiocoach.cache import Store
from audiocoach.renderer.clips import Clips, Measure
from audiocoach.support.resources import version
from audiocoach.timeline import PlacedCue

STEP_DB = 0.5
"""Gains come in these: a track that changes a little has the gain it had, and the same segments."""
EACH_OF_TWO = 0.5**0.5
"""Two equal channels are as loud as one at this factor (BS.1770 adds their powers)."""
POWER_MS = 4
"""Windows in which loudness is kept: whole ones both in a frame and in 100 ms."""
_STEP_MS = 100
_PER_STEP = _STEP_MS // POWER_MS
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE_LU = 10.0


def stepped(gain_db: float) -> float:
    """The gain rounded to whole steps of `STEP_DB`."""
    return round(gain_db / STEP_DB) * STEP_DB


def placed_powers(
    cues: Sequence[PlacedCue], clips: Clips, store: Store
) -> list[tuple[int, "array[float]"]]:
    """When each cue begins, and the powers of its clip in windows of `POWER_MS`, which are kept."""
    measure = Measure("level", f"{POWER_MS} av {version('av')}", _find_powers)
    placed = [(cue.start_ms, cue.clip) for cue in cues]
    kept = clips.measured(measure, (clip for _, clip in placed), store)
    powers = {clip: array("f", body) for clip, body in kept.items()}
    return [(start_ms, powers[clip]) for start_ms, clip in placed]


def _find_powers(samples: bytes) -> bytes:
    from audiocoach.audio.loudness import powers
    from audiocoach.audio.shaping import from_pcm

    return array("f", powers(from_pcm(samples), POWER_MS)).tobytes()


def integrated(
    segments: Iterable[tuple[int, "array[float]"]], duration_ms: int, noise: float = 0.0
) -> float:
    """LUFS of a track: segments as (start in ms, powers), over noise of that power throughout."""
    return gated(steps_of(segments, duration_ms, noise))


def steps_of(
    segments: Iterable[tuple[int, "array[float]"]], duration_ms: int, noise: float = 0.0
) -> "array[float]":
    """The power of each 100 ms of such a track, and of what is left at its end."""
    steps = array("d", [noise]) * (duration_ms // _STEP_MS + 1)
    stop, folded = len(steps), dict[tuple[int, int], tuple[float, ...]]()
    for start_ms, powers in segments:
        first, into = divmod(start_ms // POWER_MS, _PER_STEP)
        # The same segment comes often, and at few offsets from a step.
        if (sums := folded.get((id(powers), into))) is None:
            sums = folded[id(powers), into] = _per_step(powers.tobytes(), into)
        for index, power in enumerate(sums, first):
            if index >= stop:  # the last one rings out after the end
                break
            steps[index] += power
    return steps


def dbtp(peak: float) -> float:
    """A true peak, 1.0 at full scale, in decibels (dBTP); silence is -inf."""
    return 20 * math.log10(peak) if peak > 0 else -math.inf


@lru_cache(maxsize=1024)  # the next track of a Builder has most of them again
def _per_step(body: bytes, into: int) -> tuple[float, ...]:
    """Powers by the 100 ms steps they fall in; the first step began `into` windows earlier."""
    powers = array("f", body)
    bounds = [0, *range(_PER_STEP - into, len(powers), _PER_STEP), len(powers)]
    return tuple(sum(powers[first:stop]) / _PER_STEP for first, stop in pairwise(bounds))


def gated(steps: Sequence[float]) -> float:
    """LUFS of what has such powers in steps of 100 ms, the last of them unfinished.

    Of the blocks of 400 ms that begin with each step, those count that BS.1770's two gates let
    through; silence is -inf.
    """
    pairs = array("d", map(add, steps, islice(steps, 1, len(steps) - 1)))
    gate = 4 * 10 ** ((_ABSOLUTE_GATE - POWER_LUFS) / 10)
    relative = _mean_above(gate, pairs) / 10 ** (_RELATIVE_GATE_LU / 10)
    mean = _mean_above(max(gate, relative), pairs)
    return lufs(mean / 4) if mean else -math.inf


def _mean_above(gate: float, pairs: "array[float]") -> float:
    """The mean of those sums of four steps that are above the gate, else 0; keeps none of them."""
    total, count = 0.0, 0
    for four in map(add, pairs, islice(pairs, 2, None)):
        if four > gate:
            total += four
            count += 1
    return total / count if count else 0.0
