"""Measures audiocoach beside what it replaces, in one run: `python bench/run.py`.

Every command runs in a process of its own, with a cache and an output folder of its own. Nothing is
asserted: figures are printed beside their targets.
"""

import argparse
import importlib.util
import json
import os
import platform
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

from measuring import ChildError, Cost, middle, run
from table import (
    SCRIPT,
    Row,
    Target,
    faster_than_script,
    peak_as,
    peak_at_most,
    plain,
    printed,
    wall_at_most,
)

HERE = Path(__file__).resolve().parent
TONES = HERE.parent / "sounds" / "default"
HALF_HOUR, LONG = HERE / "half-hour.yaml", HERE / "long.yaml"
TRACK = "track.mp3"
ESPEAK = ("--voice", "espeak")

TARGETS: tuple[Target, ...] = (
    wall_at_most("help", 0.15),
    wall_at_most("voices", 0.5),
    wall_at_most("readme", 4),
    peak_at_most("readme", 230),
    faster_than_script("cold", 10),
    peak_at_most("cold", 230),
    faster_than_script("cold-espeak", 10),
    peak_at_most("cold-espeak", 120),
    wall_at_most("warm", 0.3),
    peak_at_most("warm", 120),
    faster_than_script("rest", 40),
    peak_at_most("rest", 230),
    faster_than_script("rest-espeak", 40),
    peak_at_most("rest-espeak", 120),
    peak_at_most("long-cold", 230),
    peak_as("long-cold", "cold", 1.1),
    peak_at_most("long-warm", 120),
    peak_as("long-warm", "warm", 1.1),
    wall_at_most("render", 0.02),
    wall_at_most("assemble", 0.02),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for."""

    repeat: int
    script_repeat: int
    json: Path | None


@dataclass(slots=True)
class Bench:
    """A folder to work in, and the rows so far. `kept` are caches after a build, by routine."""

    root: Path
    rows: dict[str, Row] = field(default_factory=dict)
    kept: dict[Path, Path] = field(default_factory=dict)

    def measure(self, key: str, name: str, times: int, once: Callable[[], Cost]) -> None:
        """Add a row: the median of `times` runs, or why there is none."""
        sys.stderr.write(f"{name} …\n")
        try:
            self.rows[key] = Row(key, name, middle([once() for _ in range(times)]))
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

    def build(self, routine: Path, *words: str, known: Path | None = None) -> Cost:
        """Build a track."""
        return self.coach("build", str(routine), "--out", TRACK, *words, known=known)

    def keep(self, routine: Path) -> Path:
        """Build once in each voice, unmeasured, for the caches of what follows.

        Returns the folder of the result in the default voice.
        """
        folder = self.folder()
        run([_command(), "build", str(routine), "--out", TRACK, *ESPEAK], folder, _cache(folder))
        run([_command(), "build", str(routine), "--out", TRACK, "--json"], folder, _cache(folder))
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
    print(f"{machine()}\n")
    print(printed(bench.rows, TARGETS))
    if asked.json:
        found = {"machine": machine(), "rows": plain(bench.rows, TARGETS)}
        asked.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def _asked() -> Asked:
    parser = argparse.ArgumentParser(description="Measure audiocoach beside what it replaces.")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each row [5]")
    parser.add_argument("--script-repeat", type=int, default=1, help="runs of the script [1]")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    found = parser.parse_args()
    return Asked(max(1, found.repeat), max(1, found.script_repeat), found.json)


def _measure_all(bench: Bench, asked: Asked) -> None:
    result = bench.keep(HALF_HOUR)
    bench.keep(LONG)
    _measure_commands(bench, asked.repeat)
    _measure_script(bench, result / "track.json", asked.script_repeat)
    _measure_encoders(bench, result / TRACK, asked.repeat)
    _measure_stages(bench)


def _measure_commands(bench: Bench, times: int) -> None:
    half, long = HALF_HOUR, LONG
    bench.measure("help", "audiocoach --help", times, lambda: bench.coach("--help"))
    bench.measure("voices", "audiocoach voices", times, lambda: bench.coach("voices"))
    name = "jeffers-pull, cold"
    bench.measure("readme", name, times, lambda: bench.coach("build", "jeffers-pull"))
    for key, name, words in (("", "", ()), ("-espeak", ", espeak", ESPEAK)):
        bench.measure(
            f"cold{key}", f"half an hour, cold{name}", times, partial(bench.build, half, *words)
        )
        bench.measure(
            f"rest{key}",
            f"half an hour, a rest changed{name}",
            times,
            partial(bench.build, half, "--rest", "60s", *words, known=half),
        )
    bench.measure(
        "warm", "half an hour, nothing changed", times, lambda: bench.build(half, known=half)
    )
    bench.measure("long-cold", "three hours, cold", times, lambda: bench.build(long))
    bench.measure(
        "long-warm", "three hours, nothing changed", times, lambda: bench.build(long, known=long)
    )


def _measure_script(bench: Bench, timeline: Path, times: int) -> None:
    name = "weekend script (pyttsx3, pydub)"
    if not shutil.which("ffmpeg"):
        bench.skip(SCRIPT, name, "no ffmpeg")
        return
    words = [sys.executable, str(HERE / "weekend_script.py"), str(timeline), str(TONES), TRACK]
    bench.measure(SCRIPT, name, times, lambda: run(words, bench.folder(), _espeak()))


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
    script = [sys.executable, str(HERE / "lame.py")]
    run([*script, "decode", str(track), str(wav)], bench.folder(), {})
    words = [*script, "encode", str(wav), TRACK]
    bench.measure("lame", "only encoding it, PyAV", times, lambda: run(words, bench.folder(), {}))
    name = "only encoding it, ffmpeg"
    if not shutil.which("ffmpeg"):
        bench.skip("ffmpeg", name, "no ffmpeg")
        return
    options = ["-c:a", "libmp3lame", "-b:a", "64k"]
    encode = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(wav), *options, TRACK]
    bench.measure("ffmpeg", name, times, lambda: run(encode, bench.folder(), {}))


def _measure_stages(bench: Bench) -> None:
    """Rows from one process; it repeats by itself, and its memory is no single stage's."""
    folder = bench.folder()
    shutil.copytree(bench.kept[HALF_HOUR], folder / "cache")
    run([sys.executable, str(HERE / "inside.py"), str(HALF_HOUR)], folder, _cache(folder))
    found = json.loads((folder / "stdout").read_text("utf-8"))
    for key, name in (
        ("compile", "in process: read, plan, lay out"),
        ("clips", "in process: read, plan, look up clips"),
        ("render", "in process: render, all in the cache"),
        ("assemble", "in process: assemble, all in memory"),
    ):
        bench.rows[key] = Row(key, name, Cost(found[key] / 1000))


def machine() -> str:
    """What it ran on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("audiocoach", "av", "numpy"))
    model = next(_cpu_models(), platform.processor() or platform.machine())
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores ({model}), "
        f"Python {platform.python_version()}, {packages}"
    )


def _cpu_models() -> Iterator[str]:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.is_file() else []
    return (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))


if __name__ == "__main__":
    main()
