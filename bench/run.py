"""Measures audiocoach beside what it replaces, in one run: `python bench/run.py`.

Every command runs in a process of its own, with a cache and an output folder of its own. Nothing is
asserted: figures are printed beside their targets.
"""

import argparse
import importlib.util
import json
import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from instructions import KEPT, Kept, count_all, counters, tabulated
from machine import machine
from measuring import ChildError, Cost, middle, run
from table import (
    Row,
    Target,
    faster_than_script,
    peak_as,
    peak_at_most,
    per_second_at_least,
    plain,
    printed,
    wall_at_most,
)

HERE = Path(__file__).resolve().parent
TONES = HERE.parent / "sounds" / "default"
HALF_HOUR, LONG, FEW = (HERE / f"{name}.yaml" for name in ("half-hour", "long", "few-cues"))
TRACK = "track.mp3"
NEURAL, ESPEAK = "hibari:heart", "espeak:en-us"
"""The voice of English, and the one that is quickest: what the script speaks with, too."""

TARGETS: tuple[Target, ...] = (
    wall_at_most("help", 0.1),
    wall_at_most("voices", 0.5),
    wall_at_most("readme", 4),
    wall_at_most("cold", 3),
    peak_at_most("cold", 230),
    wall_at_most("rest", 0.9),
    peak_at_most("rest", 230),
    wall_at_most("warm", 0.22),
    wall_at_most("cold-espeak", 1.5),
    peak_at_most("cold-espeak", 110),
    wall_at_most("rest-espeak", 0.4),
    wall_at_most("warm-espeak", 0.22),
    peak_at_most("warm-espeak", 50),
    peak_as("long-cold", "cold", 1.1),
    peak_as("long-cold-espeak", "cold-espeak", 1.1),
    peak_as("long-warm-espeak", "warm-espeak", 1.1),
    faster_than_script("few-cold-espeak", 12),
    faster_than_script("few-rest-espeak", 45),
    wall_at_most("render", 0.02),
    wall_at_most("assemble", 0.02),
    wall_at_most("builder-rest", 0.12),
    wall_at_most("builder-phrase", 0.2),
    per_second_at_least("builder-variants", 25),
    per_second_at_least("builder-variants-two", 45),
)


NAMES = {HALF_HOUR: "half an hour", LONG: "three hours", FEW: "few cues"}
SCRIPTS = {HALF_HOUR: "script", FEW: "few-script"}
"""The rows of the scripts that make the same."""
HOW = {"cold": "cold", "rest": "a rest changed", "warm": "nothing changed"}


class Build(NamedTuple):
    """A routine, how much of it was built before, and the voice."""

    routine: Path
    how: str
    voice: str

    @property
    def key(self) -> str:
        """Of its row."""
        before = {HALF_HOUR: "", LONG: "long-", FEW: "few-"}[self.routine]
        return before + self.how + ("" if self.voice == NEURAL else "-espeak")


BUILDS = (
    *(Build(HALF_HOUR, how, voice) for voice in (NEURAL, ESPEAK) for how in HOW),
    *(Build(FEW, how, ESPEAK) for how in HOW),
    Build(LONG, "cold", NEURAL),
    Build(LONG, "cold", ESPEAK),
    Build(LONG, "warm", ESPEAK),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for."""

    repeat: int
    script_repeat: int
    both_scripts: bool
    json: Path | None


@dataclass(slots=True)
class Bench:
    """A folder to work in, and the rows so far. `kept` are caches after a build, by routine."""

    root: Path
    rows: dict[str, Row] = field(default_factory=dict)
    kept: dict[Path, Path] = field(default_factory=dict)

    def measure(
        self, key: str, name: str, times: int, once: Callable[[], Cost], script: str = ""
    ) -> None:
        """Add a row: the median of `times` runs, or why there is none."""
        sys.stderr.write(f"{name} …\n")
        try:
            cost = middle([once() for _ in range(times)])
            self.rows[key] = Row(key, name, cost, script=script)
        except ChildError as error:
            self.rows[key] = Row(key, name, None, f"failed: {error}")

    def skip(self, key: str, name: str, why: str) -> None:
        """Add a row that says why nothing was measured."""
        self.rows[key] = Row(key, name, None, f"skipped: {why}")

    def folder(self) -> Path:
        """An empty folder of its own for each call."""
        return Path(tempfile.mkdtemp(dir=self.root))

    def coach(self, *words: str, known: Path | None = None) -> Cost:
        """Run audiocoach with an empty cache, or with that left by the routine `known`."""
        folder = self.folder()
        if known:
            shutil.copytree(self.kept[known], folder / "cache")
        cost = run([_command(), *words], folder, _cache(folder))
        shutil.rmtree(folder)
        return cost

    def build(self, routine: Path, voice: str, *words: str, known: Path | None = None) -> Cost:
        """Build a track."""
        spoken = ("--voice", voice, "--out", TRACK)
        return self.coach("build", str(routine), *spoken, *words, known=known)

    def keep(self, routine: Path, *voices: str) -> Path:
        """Build once in each voice, unmeasured, for the caches of what follows.

        Returns the folder of the last one's result.
        """
        folder = self.folder()
        for voice in voices:
            spoken = ("--voice", voice, "--out", TRACK)
            run([_command(), "build", str(routine), *spoken, "--json"], folder, _cache(folder))
        self.kept[routine] = folder / "cache"
        return folder


def _command() -> str:
    found = shutil.which("audiocoach", path=sysconfig.get_path("scripts"))
    return found or sys.exit("audiocoach is not installed for this Python: pip install .")


def _cache(folder: Path) -> dict[str, str]:
    return {"AUDIOCOACH_CACHE": str(folder / "cache")}


def main() -> None:
    """Measure, print, and write JSON where asked."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="bench-") as root:
        bench = Bench(Path(root))
        _measure_all(bench, asked)
    sys.stderr.write("instructions …\n")
    using = [*counters()]
    counts = count_all(using)
    print(f"{machine()}\n")
    print(printed(bench.rows, TARGETS))
    print("\nInstructions, and how they changed from those kept in `instructions.json`:\n")
    print(tabulated(counts, Kept(KEPT).comparable(using)))
    if asked.json:
        rows = plain(bench.rows, TARGETS)
        found = {"machine": machine(), "rows": rows, "instructions": counts}
        asked.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def _asked() -> Asked:
    parser = argparse.ArgumentParser(description="Measure audiocoach beside what it replaces.")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each row [5]")
    parser.add_argument("--script-repeat", type=int, default=1, help="runs of the script [1]")
    parser.add_argument(
        "--both-scripts", action="store_true", help="the script of half an hour, too: minutes"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    found = parser.parse_args()
    repeats = (max(1, found.repeat), max(1, found.script_repeat))
    return Asked(*repeats, found.both_scripts, found.json)


def _measure_all(bench: Bench, asked: Asked) -> None:
    half = bench.keep(HALF_HOUR, NEURAL, ESPEAK)
    few = bench.keep(FEW, ESPEAK)
    bench.keep(LONG, ESPEAK)
    for key, name, words in (
        ("help", "audiocoach --help", ("--help",)),
        ("voices", "audiocoach voices", ("voices",)),
        ("readme", f"jeffers-pull, cold, {NEURAL}", ("build", "jeffers-pull")),
    ):
        bench.measure(key, name, asked.repeat, partial(bench.coach, *words))
    for build in BUILDS:
        _measure_build(bench, build, asked.repeat)
    _measure_encoders(bench, half / TRACK, asked.repeat)
    _measure_script(bench, SCRIPTS[FEW], few / "track.json", asked.script_repeat)
    if asked.both_scripts:
        _measure_script(bench, SCRIPTS[HALF_HOUR], half / "track.json", asked.script_repeat)
    _measure_stages(bench)
    _measure_running(bench)


def _measure_build(bench: Bench, build: Build, times: int) -> None:
    name = f"{NAMES[build.routine]}, {HOW[build.how]}, {build.voice}"
    known = None if build.how == "cold" else build.routine
    rest = ("--rest", "60s") if build.how == "rest" else ()
    once = partial(bench.build, build.routine, build.voice, *rest, known=known)
    bench.measure(build.key, name, times, once, SCRIPTS.get(build.routine, ""))


def _measure_script(bench: Bench, key: str, timeline: Path, times: int) -> None:
    cues = len(json.loads(timeline.read_text("utf-8"))["cues"])
    name = f"weekend script of {cues} cues (pyttsx3, pydub)"
    if not shutil.which("ffmpeg"):
        bench.skip(key, name, "no ffmpeg")
        return
    words = [sys.executable, str(HERE / "weekend_script.py"), str(timeline), str(TONES), TRACK]
    bench.measure(key, name, times, lambda: run(words, bench.folder(), _espeak()), key)


def _espeak() -> dict[str, str]:
    """Lets pyttsx3 find an espeak on Linux; elsewhere it speaks with the system's voices."""
    spec = importlib.util.find_spec("espeakng_loader")
    if not sys.platform.startswith("linux") or spec is None or spec.origin is None:
        return {}
    folder = str(Path(spec.origin).parent)
    paths = [folder, *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
    return {"LD_LIBRARY_PATH": os.pathsep.join(paths), "ESPEAK_DATA_PATH": folder}


def _measure_encoders(bench: Bench, track: Path, times: int) -> None:
    wav = track.with_suffix(".wav")
    lame = [sys.executable, str(HERE / "lame.py")]
    run([*lame, "decode", str(track), str(wav)], bench.folder(), {})
    words = [*lame, "encode", str(wav), TRACK]
    script = SCRIPTS[HALF_HOUR]
    name = "only encoding half an hour, PyAV"
    bench.measure("lame", name, times, lambda: run(words, bench.folder(), {}), script)
    name = "only encoding half an hour, ffmpeg"
    if not shutil.which("ffmpeg"):
        bench.skip("ffmpeg", name, "no ffmpeg")
        return
    options = ["-c:a", "libmp3lame", "-b:a", "64k"]
    encode = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(wav), *options, TRACK]
    bench.measure("ffmpeg", name, times, lambda: run(encode, bench.folder(), {}), script)


def _measure_stages(bench: Bench) -> None:
    """Rows from one process; it repeats by itself, and its memory is no single stage's."""
    found = _child(bench, "inside.py")
    for key, name in (
        ("compile", "read, plan, lay out"),
        ("clips", "read, plan, look up clips"),
        ("render", "render, all in the cache"),
        ("assemble", "assemble, all in memory"),
    ):
        bench.rows[key] = Row(key, f"in process: {name}, {NEURAL}", Cost(found[key] / 1000))


def _measure_running(bench: Bench) -> None:
    found = _child(bench, "running.py")
    for key, name in (
        ("rest", "a rest changed"),
        ("phrase", "one new phrase"),
        ("variants", "a variant, made before"),
        ("variants-two", "a variant, made before, two processes"),
    ):
        row = f"builder-{key}"
        bench.rows[row] = Row(row, f"in a running Builder: {name}, {ESPEAK}", Cost(found[key]))


def _child(bench: Bench, script: str) -> dict[str, float]:
    folder = bench.folder()
    shutil.copytree(bench.kept[HALF_HOUR], folder / "cache")
    run([sys.executable, str(HERE / script), str(HALF_HOUR)], folder, _cache(folder))
    found: dict[str, float] = json.loads((folder / "stdout").read_text("utf-8"))
    return found


if __name__ == "__main__":
    main()
