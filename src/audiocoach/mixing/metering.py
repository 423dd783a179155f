"""How loud a spliced track is, from the powers of its segments: BS.1770-4 without the samples."""

import math
from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise

from audiocoach.mixing.segments import POWER_MS

_STEP_MS = 100
_STEPS_A_BLOCK = 4
_OFFSET = -0.691
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE_LU = 10.0


def integrated(segments: Iterable[tuple[int, "array[float]"]], duration_ms: int) -> float:
    """LUFS of a track: segments as (start in ms, powers); what is between them is silent."""
    steps = [0.0] * (duration_ms // _STEP_MS + 1)
    for start_ms, powers in segments:
        _add(steps, start_ms, powers)
    return _gated(_blocks(steps))


def _add(steps: list[float], start_ms: int, powers: "array[float]") -> None:
    """A segment's powers into the 100 ms steps they fall in."""
    per_step = _STEP_MS // POWER_MS
    step, into = divmod(start_ms // POWER_MS, per_step)
    bounds = [0, *range(per_step - into, len(powers), per_step), len(powers)]
    for index, (first, stop) in enumerate(pairwise(bounds), step):
        if index < len(steps):
            steps[index] += sum(powers[first:stop]) / per_step


def _blocks(steps: Sequence[float]) -> list[float]:
    """Powers of the 400 ms blocks, one each 100 ms; none of the last, unfinished step."""
    size = _STEPS_A_BLOCK
    whole = len(steps) - 1
    return [sum(steps[first : first + size]) / size for first in range(whole - size + 1)]


def _gated(blocks: Iterable[float]) -> float:
    heard = [power for power in blocks if power > _power(_ABSOLUTE_GATE)]
    if not heard:
        return -math.inf
    gate = sum(heard) / len(heard) / 10 ** (_RELATIVE_GATE_LU / 10)
    loud = [power for power in heard if power > gate]
    return _lufs(sum(loud) / len(loud))


def _lufs(power: float) -> float:
    return _OFFSET + 10 * math.log10(power)


def _power(lufs: float) -> float:
    return 10 ** ((lufs - _OFFSET) / 10)
