"""What the commands print: results on standard output, progress and warnings on standard error."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from audiocoach.defaults import DEFAULTS
from audiocoach.support.durations import format_clock

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import Progress, TaskID

    from audiocoach.api import BuildReport
    from audiocoach.errors import Problem
    from audiocoach.report.catalog import CatalogEntry
    from audiocoach.sounds import SoundKit
    from audiocoach.timeline import Timeline

_MEGA = 1_000_000


def out(text: str) -> None:
    """Print a result; what the terminal cannot show is replaced."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def err(text: str) -> None:
    """Print a warning or an error."""
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(text.encode(encoding, "replace").decode(encoding))


@cache
def warn(message: str) -> None:
    """Print what is amiss, once, however many tracks it concerns."""
    err(f"warning: {message}\n")


def ascii_only() -> bool:
    """Whether the terminal cannot draw blocks."""
    try:
        "█░▒×·“”".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return True
    return False


def silent(_what: str, _done: int, _of: int) -> None:
    """Nobody watches."""


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Bars on the terminal while work goes on; nothing where there is no terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    bars = _Bars()
    try:
        yield bars
    finally:
        bars.close()


class _Bars:
    """A bar a stage, drawn by rich, which is imported when there is something to draw."""

    def __init__(self) -> None:
        self._tasks: dict[str, TaskID] = {}
        self._drawn: Progress | None = None

    def __call__(self, what: str, done: int, of: int) -> None:
        """Show that `done` of `of` are made."""
        if self._drawn is None:
            self._drawn = _start()
        if what not in self._tasks:
            self._tasks[what] = self._drawn.add_task(what, total=of)
        self._drawn.update(self._tasks[what], completed=done)

    def close(self) -> None:
        """Take the bars away."""
        if self._drawn:
            self._drawn.stop()


def _start() -> "Progress":
    from rich.console import Console
    from rich.progress import Progress

    progress = Progress(console=Console(stderr=True), transient=True)
    progress.start()
    return progress


def summary(report: "BuildReport") -> None:
    """What was made, and where it is."""
    from audiocoach.support.messages import align_columns

    track, clips = report.track, report.clips
    rows = [
        ("  length", format_clock(track.duration_ms)),
        ("  chapters", str(track.chapters)),
        ("  size", f"{report.size_bytes / _MEGA:.1f} MB"),
        ("  loudness", f"{track.loudness_lufs:.1f} LUFS, peak {track.true_peak_dbtp:.1f} dBTP"),
        ("  reused", _reused(report)),
    ]
    if said := _tones(clips.source.kit):
        rows.append(("  sounds", said))
    rows += [(f"  {what}", str(path)) for what, path in report.files.items()]
    out(f"{report.path}\n{align_columns(rows)}")
    warnings(report.timeline)


def _tones(kit: "SoundKit") -> str:
    """Which kit it is, and what it borrows; nothing of the usual one."""
    lenders = {tone.lender for tone in kit.tones.values() if tone.lender}
    if not lenders:
        return "" if kit.name == DEFAULTS.sounds else kit.name
    own = ", ".join(tone.name for tone in kit.tones.values() if not tone.lender)
    return f"{kit.name}: {own or 'its levels'}; from {', '.join(lenders)}: the rest"


def _reused(report: "BuildReport") -> str:
    clips, track = report.clips, report.track
    spoken = f"{len(clips.keys) - clips.made} of {len(clips.keys)} clips"
    if not track.segments:
        return spoken
    return f"{spoken}, {track.segments - track.encoded} of {track.segments} segments"


def warnings(timeline: "Timeline") -> None:
    """What had no room, with its line in the routine; once, however often it comes."""
    from audiocoach.report.lint import check_dropped

    advice(check_dropped(timeline.dropped))


def advice(found: "Iterable[Problem]") -> None:
    """What is no error, but may not be meant."""
    for problem in found:
        hint = f"; {problem.hint}" if problem.hint else ""
        err(f"{problem.where}: advice: {problem.message}{hint}\n")


def checked(name: str, timeline: "Timeline", found: "Sized") -> str:
    """One line for a routine without errors."""
    pieces = f"{len(found)} piece{'' if len(found) == 1 else 's'} of advice"
    fit = pieces if len(found) else "everything fits"
    return (
        f"{name}: {format_clock(timeline.duration_ms)}, {len(timeline.chapters)} chapters, {fit}\n"
    )


def begun(path: "Path") -> str:
    """Where a routine was written, and what to do with it."""
    return f"{path}\nTry it: audiocoach check {path}\n"


def catalog_text(entries: "list[CatalogEntry]") -> str:
    """The routines, a line each, and what is wrong with those that cannot be read."""
    from audiocoach.support.messages import align_columns

    rows = [(entry.name, entry.length, entry.title, entry.summary) for entry in entries]
    return align_columns(rows) if rows else "no routines\n"


def kits_text(kits: "Iterable[SoundKit]") -> str:
    """Our kits, a line each."""
    from audiocoach.support.messages import align_columns

    return align_columns((kit.name, kit.title, "comes with audiocoach") for kit in kits)


def kit_text(kit: "SoundKit", lengths: Mapping[str, int]) -> str:
    """A kit, and a line for each of its tones: how long, how loud, of which kit, in which file."""
    from audiocoach.support.messages import align_columns

    rows = (
        (
            f"  {tone.name}",
            f"{lengths[tone.name]} ms",
            f"{tone.level_db:+g} dB",
            tone.lender or kit.name,
            tone.path.name,
        )
        for tone in kit.tones.values()
    )
    return f"{kit.name}: {kit.title}\n{align_columns(rows)}"
