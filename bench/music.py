"""Measures a build with music beside other ways to mix the same: `python bench/music.py`.

Nothing is asserted: ratios are printed beside their targets.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from machine import machine
from measuring import ChildError, Cost, middle, run
from run import HALF_HOUR, LONG, NEURAL

RIVALS = Path(__file__).resolve().with_name("music_rivals.py")
_COACH = (sys.executable, "-m", "audiocoach", "build")
_TARGETS = {"single": 1.8, "ffmpeg": 3.0, "pydub": 10.0}
_MOST_S, _MOST_MB = 10, 250
_GRAPH = (
    "[0:a]aresample=48000,pan=stereo|c0=0.71*c0|c1=0.71*c0,asplit[said][key];"
    "[1:a]aresample=48000,aformat=channel_layouts=stereo,volume=-5dB[bed];"
    "[bed][key]sidechaincompress=threshold=0.01:ratio=8:attack=100:release=600[ducked];"
    "[ducked][said]amix=inputs=2:duration=shortest:normalize=0,alimiter=limit=0.75:level=disabled"
)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure a build with music beside its rivals.")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each row but pydub's [3]")
    parser.add_argument("--no-pydub", action="store_true", help="without it: it takes an hour")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as root:
        rows = _Bench(Path(root), max(1, asked.repeat)).rows(with_pydub=not asked.no_pydub)
    print(f"{machine()}\n")
    print(_table(rows))


class _Bench:
    """A folder with songs and clips; every run has an output folder of its own."""

    def __init__(self, root: Path, repeat: int) -> None:
        self._root, self._repeat = root, repeat
        self._songs, self._clips = root / "songs", root / "clips"
        self._cache = {"AUDIOCOACH_CACHE": str(root / "cache")}

    def rows(self, *, with_pydub: bool) -> dict[str, tuple[str, Cost | str]]:
        """What was measured, or why not, by key."""
        self._child("songs", self._songs)
        self._child("prepare", HALF_HOUR, self._clips)
        music = ("--music", str(self._songs))
        half = (*_COACH, str(HALF_HOUR), "--out", "track.mp3", *music)
        three_hours = (*_COACH, str(LONG), "--out", "track.mp3", *music)
        rows = {
            "first": ("audiocoach, songs never heard before", self._measured(1, half)),
            "ours": ("audiocoach, the same songs again", self._measured(self._repeat, half)),
            "single": ("its mix, encoded in one thread", self._rival("single", HALF_HOUR)),
            "ffmpeg": ("one ffmpeg filter graph", self._ffmpeg()),
            "long": ("audiocoach, three hours", self._measured(1, three_hours)),
        }
        if with_pydub:
            rows["pydub"] = "pydub: overlay, export", self._rival("pydub", self._clips, times=1)
        return rows

    def _rival(self, part: str, source: Path, times: int = 0) -> Cost | str:
        words = (sys.executable, str(RIVALS), part, str(source), str(self._songs), "track.mp3")
        return self._measured(times or self._repeat, words)

    def _ffmpeg(self) -> Cost | str:
        if not shutil.which("ffmpeg"):
            return "skipped: no ffmpeg"
        songs = self._root / "songs.txt"
        names = [f"file '{path}'" for path in sorted(self._songs.glob("*.mp3"))]
        songs.write_text("\n".join(names * 9), "utf-8")
        inputs = ("-i", str(self._clips / "voice.wav"), "-f", "concat", "-safe", "0")
        return self._measured(
            self._repeat,
            ("ffmpeg", "-v", "error", "-nostdin", *inputs, "-i", str(songs),
             "-filter_complex", _GRAPH, "-c:a", "libmp3lame", "-b:a", "160k", "track.mp3"),
        )  # fmt: skip

    def _measured(self, times: int, words: tuple[str, ...]) -> Cost | str:
        sys.stderr.write(f"{' '.join(words)[:100]} …\n")
        try:
            cost = middle([self._once(words) for _ in range(times)])
        except ChildError as error:
            return f"failed: {error}"
        sys.stderr.write(f"  {cost}\n")
        return cost

    def _once(self, words: tuple[str, ...]) -> Cost:
        folder = Path(tempfile.mkdtemp(dir=self._root))
        cost = run(words, folder, self._cache)
        shutil.rmtree(folder)
        return cost

    def _child(self, part: str, *paths: Path) -> None:
        self._once((sys.executable, str(RIVALS), part, *map(str, paths)))


def _table(rows: dict[str, tuple[str, Cost | str]]) -> str:
    ours = rows["ours"][1]
    lines = [
        f"| half an hour, {NEURAL} | wall | processor | peak memory | ours is faster by | target |"
    ]
    lines.append("|---|---|---|---|---|---|")
    for key, (name, cost) in rows.items():
        if isinstance(cost, str) or isinstance(ours, str):
            lines.append(f"| {name} | {cost} | | | | |")
            continue
        ratio = cost.wall_s / ours.wall_s
        target, met = _verdict(key, cost, ratio)
        shown = f"{ratio:.2f}x" if key in _TARGETS else ""
        cells = (f"{cost.wall_s:.1f} s", _figure(cost.cpu_s, "s"), _figure(cost.peak_mb, "MB"))
        lines.append(f"| {name} | {' | '.join(cells)} | {shown} | {target}{met} |")
    return "\n".join(lines)


def _verdict(key: str, cost: Cost, ratio: float) -> tuple[str, str]:
    if key in _TARGETS:
        return f">= {_TARGETS[key]}x", _said(holds=ratio >= _TARGETS[key])
    if key == "ours":
        return f"<= {_MOST_S} s", _said(holds=cost.wall_s <= _MOST_S)
    if key == "long" and cost.peak_mb is not None:
        return f"<= {_MOST_MB} MB", _said(holds=cost.peak_mb <= _MOST_MB)
    return "", ""


def _said(*, holds: bool) -> str:
    return ": met" if holds else ": NOT MET"


def _figure(value: float | None, unit: str) -> str:
    return "n/a" if value is None else f"{value:.0f} {unit}"


if __name__ == "__main__":
    main()
