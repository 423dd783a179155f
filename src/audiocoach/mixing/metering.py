"""How loud a spliced track is, from the powers of its segments: BS.1770-4 without the samples."""

import math
from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise

POWER_MS = 4
"""Windows in which loudness is kept: whole ones both in a cell and in 100 ms."""
_STEP_MS = 100
_PER_STEP = _STEP_MS // POWER_MS
_OFFSET = -0.691
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE_LU = 10.0


def integrated(
    segments: Iterable[tuple[int, "array[float]"]], duration_ms: int, floor: float = 0.0
) -> float:
    """LUFS of a track: segments as (start in ms, powers), over a floor of that power throughout."""
    return gated(blocks(steps_of(segments, duration_ms, floor)))


def steps_of(
    segments: Iterable[tuple[int, "array[float]"]], duration_ms: int, floor: float = 0.0
) -> list[float]:
    """The same as the power of each 100 ms, and of what is left at the end."""
    steps = [floor] * (duration_ms // _STEP_MS + 1)
    folded: dict[tuple[int, int], list[float]] = {}
    for start_ms, powers in segments:
        first, into = divmod(start_ms // POWER_MS, _PER_STEP)
        # The same segment comes often, and at few offsets from a step.
        if (sums := folded.get((id(powers), into))) is None:
            sums = folded[id(powers), into] = _per_step(powers, into)
        for index, power in enumerate(sums[: len(steps) - first], first):
            steps[index] += power
    return steps


def dbtp(peak: float) -> float:
    """A true peak in decibels."""
    return 20 * math.log10(peak) if peak > 0 else -math.inf


def _per_step(powers: "array[float]", into: int) -> list[float]:
    """A segment's powers by the 100 ms steps they fall in, the first of which began `into` ago."""
    bounds = [0, *range(_PER_STEP - into, len(powers), _PER_STEP), len(powers)]
    return [sum(powers[first:stop]) / _PER_STEP for first, stop in pairwise(bounds)]


def blocks(steps: Sequence[float]) -> list[float]:
    """Powers of the 400 ms blocks, one each 100 ms; none of the last, unfinished step."""
    whole = steps[:-1]
    return [sum(block) / 4 for block in zip(whole, whole[1:], whole[2:], whole[3:], strict=False)]


def gated(powers: Iterable[float]) -> float:
    """LUFS of the blocks that BS.1770's two gates let through; silence is -inf."""
    floor = _power(_ABSOLUTE_GATE)
    heard = [power for power in powers if power > floor]
    if not heard:
        return -math.inf
    gate = sum(heard) / len(heard) / 10 ** (_RELATIVE_GATE_LU / 10)
    loud = [power for power in heard if power > gate]
    return _lufs(sum(loud) / len(loud))


def _lufs(power: float) -> float:
    return _OFFSET + 10 * math.log10(power)


def _power(lufs: float) -> float:
    return 10 ** ((lufs - _OFFSET) / 10)
