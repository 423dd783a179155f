"""Measures the compiler alone, in this process: `python bench/compile.py`.

Text to Routine, Routine to Plan, Plan to Timeline; clip lengths are known, so nothing is spoken and
no disk is read. One thread does it all, so its processor time is what an idle machine takes. Each
figure is the best of some passes.
"""

import argparse
import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authors import in_rounds, of_exercises, written
from table import lined_up

from audiocoach.plan import Plan, plan_session
from audiocoach.renderer.clips import clips_of
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_bytes
from audiocoach.support.resources import shipped_folder
from audiocoach.timeline import Lengths, Timeline, lay_out

ROUTINES = 200
AIM_PER_S = 400
CUES = (100, 300, 1_000, 3_000, 10_000)
CUES_OF_ONE = 33
"""In a round, or of an exercise, of the routines that grow."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Some routines, and the best time of each stage over all of them."""

    routines: int
    minutes: float
    cues: int
    read_s: float
    plan_s: float
    compile_s: float
    """From Routine to Timeline."""

    def row(self, name: str, seconds: float, target: str = "") -> tuple[str, ...]:
        """A line of the table."""
        per_second, per_cue = self.routines / seconds, seconds * 1e6 / self.cues
        return name, f"{seconds * 1000:.0f} ms", f"{per_second:.0f}", f"{per_cue:.1f}", target


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passes", type=int, default=7, help="the best of how many (%(default)s)")
    parser.add_argument("--once", type=Path, metavar="FOLDER", help="compile its routines, no more")
    asked = parser.parse_args()
    if asked.once:
        compile_once(asked.once)
        return
    passes = asked.passes
    done = measured(texts(), passes)
    minutes, cues = done.minutes / done.routines, done.cues // done.routines
    print(f"{done.routines} routines, on average {minutes:.0f} minutes and {cues} cues:\n")
    print(lined_up(_stages(done)))
    print("\nOne routine that grows:\n")
    print(lined_up([_GROWTH_HEADS, *(_growth(cues, passes) for cues in CUES)]))


def compile_once(folder: Path) -> None:
    """All routines of a folder, for something else to measure."""
    for path in sorted(folder.glob("*.yaml")):
        routine = _read(path.read_bytes())
        _compile(routine, _lengths(plan_session(routine)))


def texts() -> list[str]:
    """The shipped routines, and others up to the number."""
    shipped = sorted(shipped_folder("routines").glob("*.yaml"))
    return [*(path.read_text("utf-8") for path in shipped), *written(ROUTINES - len(shipped))]


def measured(wanted: Sequence[str], passes: int) -> Measured:
    """Every stage over all of the texts, one routine after the other."""
    data = [text.encode() for text in wanted]
    routines = [_read(each) for each in data]
    lengths = [_lengths(plan_session(routine)) for routine in routines]
    timelines = [_compile(*each) for each in zip(routines, lengths, strict=True)]
    minutes = sum(timeline.duration_ms for timeline in timelines) / 60_000
    cues = sum(len(timeline.cues) for timeline in timelines)
    timelines.clear()
    gc.freeze()  # what is kept here for all of the passes is no part of compiling one routine
    return Measured(
        routines=len(wanted),
        minutes=minutes,
        cues=cues,
        read_s=_best(passes, _read, data),
        plan_s=_best(passes, plan_session, routines),
        compile_s=_best(passes, _compile, routines, lengths),
    )


def _best(passes: int, stage: Callable[..., object], *inputs: Iterable[Any]) -> float:
    """Seconds for all of them; nothing is kept of one when the next one's turn comes."""
    seconds = []
    for _ in range(passes):
        began = time.process_time()
        for each in zip(*inputs, strict=True):
            stage(*each)
        seconds.append(time.process_time() - began)
    return min(seconds)


def _read(data: bytes) -> Routine:
    return read_bytes(data, "made-up.yaml").named("made-up")


def _compile(routine: Routine, lengths: Lengths) -> Timeline:
    return lay_out(plan_session(routine), lengths)


def _lengths(plan: Plan) -> Lengths:
    """As if a voice had said it: a quarter of a second, and 60 ms a letter."""
    return {
        clip: 250 + (0 if clip.kind == "sound" else 60 * len(clip.text)) for clip in clips_of(plan)
    }


def _stages(done: Measured) -> list[tuple[str, ...]]:
    met = "met" if done.routines / done.compile_s >= AIM_PER_S else "NOT MET"
    return [
        ("", "time", "routines a second", "µs a cue", "target"),
        done.row("read: text to Routine", done.read_s),
        done.row("plan: Routine to Plan", done.plan_s),
        done.row("lay out: Plan to Timeline", done.compile_s - done.plan_s),
        done.row("plan and lay out", done.compile_s, f">= {AIM_PER_S} a second: {met}"),
    ]


_GROWTH_HEADS = (
    "more rounds: cues",
    "time",
    "µs a cue",
    "more exercises: cues",
    "time",
    "µs a cue",
)


def _growth(cues: int, passes: int) -> tuple[str, ...]:
    """One routine, grown in both ways to about so many cues."""
    count = round(cues / CUES_OF_ONE)
    grown = [measured([text], passes) for text in (in_rounds(count), of_exercises(count))]
    return tuple(cell for done in grown for cell in _grown(done))


def _grown(done: Measured) -> tuple[str, str, str]:
    per_cue = done.compile_s * 1e6 / done.cues
    return f"{done.cues:,}", f"{done.compile_s * 1000:.1f} ms", f"{per_cue:.1f}"


if __name__ == "__main__":
    main()
