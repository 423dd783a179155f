"""What one more track takes in a Builder that runs, as JSON: `python running.py FILE`.

The cache (AUDIOCOACH_CACHE) must hold a build of the file by VOICE. Seconds; of the first two rows
the median. The others are of a variant, where one or two processes make many.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from audiocoach.api import Builder, parse

VOICE = "espeak"
_RESTS = tuple(f"{seconds}s" for seconds in range(61, 70))
_SAID = "Chest proud"
"""A reminder of the routine, to which a name is added."""
_NAMES = ("Anna", "Bruno", "Clara", "David", "Emma", "Frida", "Gustav", "Hanna", "Igor")
_VARIANTS = tuple(product((6, 8, 10, 12), ("45s", "60s", "75s", "90s", "2m")))
"""Reps and rests, each of which was built before."""


def main() -> None:
    """Measure, and print."""
    routine = Path(sys.argv[1])
    found = {
        "rest": _rest(routine),
        "phrase": _phrase(routine),
        "variants": 1 / _variants_per_s(routine, processes=1),
        "variants-two": 1 / _variants_per_s(routine, processes=2),
    }
    sys.stdout.write(json.dumps(found))


def _rest(routine: Path) -> float:
    """All rests are others, of lengths that were said before: segments around them are new."""
    with Builder() as builder, TemporaryDirectory() as folder:
        build = partial(builder.build, routine, Path(folder, "track.mp3"), voice=VOICE)
        build()
        for rest in _RESTS:
            builder.compile(routine, voice=VOICE, rest=rest)
        return _median(lambda rest: build(rest=rest), _RESTS)


def _phrase(routine: Path) -> float:
    """A reminder has other words: a phrase is new, and the segments that it is in."""
    text = routine.read_text("utf-8")
    first, *others = (parse(text.replace(_SAID, f"{_SAID}, {name}")) for name in _NAMES)
    with Builder() as builder, TemporaryDirectory() as folder:
        out = Path(folder, "track.mp3")
        builder.build(first, out, voice=VOICE)
        return _median(lambda other: builder.build(other, out, voice=VOICE), others)


def _median(call: Callable[[Any], object], each: Iterable[object]) -> float:
    return median(_timed(partial(call, one)) for one in each)


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _variants_per_s(routine: Path, processes: int) -> float:
    """By processes that work at once, each with a Builder of its own."""
    context = get_context("spawn")
    together = context.Barrier(processes)
    with ProcessPoolExecutor(processes, context, _meet_at, (together,)) as pool:
        seconds = pool.map(_seconds_for_variants, [routine] * processes)
        return sum(len(_VARIANTS) / each for each in seconds)


def _meet_at(barrier: Barrier) -> None:
    global _together  # noqa: PLW0603 (the one way to hand it to the workers of a pool)
    _together = barrier


_together: Barrier


def _seconds_for_variants(routine: Path) -> float:
    """All of them, once more."""
    with Builder() as builder, TemporaryDirectory() as folder:
        out = Path(folder, "track.mp3")

        def build_all() -> None:
            for reps, rest in _VARIANTS:
                builder.build(routine, out, voice=VOICE, reps=reps, rest=rest)

        build_all()
        _together.wait()
        return _timed(build_all)


if __name__ == "__main__":
    main()
