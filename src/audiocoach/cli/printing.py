"""What the commands print: results on standard output, progress and warnings on standard error."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager, suppress
from functools import cache
from shutil import get_terminal_size
from typing import TYPE_CHECKING, BinaryIO, NoReturn, TextIO

from audiocoach.cli import colour
from audiocoach.cli.colour import Paint
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import CoachError, one_line, with_hint
from audiocoach.support.durations import format_clock
from audiocoach.support.files import explain_os_error
from audiocoach.support.messages import counted, printable
from audiocoach.support.tables import align_columns

if TYPE_CHECKING:
    from pathlib import Path

    from audiocoach.api import BuildReport
    from audiocoach.cli.bars import Bar
    from audiocoach.errors import Problem
    from audiocoach.report.catalog import CatalogEntry
    from audiocoach.site.publish import PublishReport
    from audiocoach.sounds import SoundKit
    from audiocoach.support.ownership import Input
    from audiocoach.timeline import Timeline

_MEGA = 1_000_000
_NOBODY_READS = 141
"""As a program ends that SIGPIPE stops."""


def out(text: str, paint: Paint = colour.plain) -> None:
    """Print a result; raises CoachError where that is not possible, SystemExit if nobody reads."""
    try:
        _print(sys.stdout, text, paint)
    except BrokenPipeError:
        end_unread()
    except OSError as error:
        _discard(sys.stdout)
        message = f"the result cannot be printed ({explain_os_error(error)})"
        raise CoachError(message) from error


def end_unread() -> NoReturn:
    """End as a program does whose result nobody reads any more."""
    _discard(sys.stdout)
    raise SystemExit(_NOBODY_READS) from None


def err(text: str) -> None:
    """Print a warning or an error, if that is possible."""
    try:
        _print(sys.stderr, text, colour.messages)
    except OSError:
        _discard(sys.stderr)


def failed(name: str, error: CoachError) -> None:
    """Print why one routine of several failed."""
    name, told = one_line(name), str(error)
    err(f"error: {told}\n" if told.startswith(name) else f"error: {name}: {told}\n")


def check_stream(tracks: int = 1) -> None:
    """Raise CoachError where standard output does not take the bytes of a track."""
    if tracks > 1:
        message = f"--out - is one stream for {tracks} tracks"
        raise CoachError(message, "give a folder as --out, or build them one by one")
    if is_terminal(sys.stdout):
        message = "a track is bytes, which no terminal shows"
        raise CoachError(message, "send them on: audiocoach build NAME --out - > track.mp3")


def is_terminal(stream: TextIO) -> bool:
    """Whether a person reads the stream."""
    return stream.isatty()


@contextmanager
def destination(path: "Path | None") -> Iterator["Path | BinaryIO"]:
    """Where a track goes: its file, or standard output where there is none.

    Raises CoachError where that takes no more, SystemExit if nobody reads.
    """
    if path is not None:
        yield path
        return
    stream = sys.stdout.buffer
    try:
        yield stream
        stream.flush()
    except BrokenPipeError:
        end_unread()


def _print(stream: TextIO, text: str, paint: Paint) -> None:
    """Print what others have written, too: what the stream cannot show, or should not, is replaced.

    Everything that the commands print goes through here; colour comes after cleaning.
    """
    encoding = stream.encoding or "utf-8"
    clean = printable(text).encode(encoding, "replace").decode(encoding)
    stream.write(paint(clean) if colour.is_wanted(stream) else clean)
    stream.flush()


def width() -> int | None:
    """How many characters a line of the terminal has; None where results go elsewhere."""
    return get_terminal_size().columns if is_terminal(sys.stdout) else None


def _discard(stream: TextIO) -> None:
    """Let the rest of a stream that fails go nowhere, as the interpreter tries again at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@cache
def warn(message: str) -> None:
    """Print what is amiss, once, however many tracks it concerns."""
    err(f"warning: {one_line(message)}\n")


def notes(messages: "Iterable[str]") -> None:
    """Print each thing to know of a session, once."""
    for message in messages:
        warn(message)


def ascii_only() -> bool:
    """Whether the terminal cannot draw blocks."""
    try:
        "█░▒×·“”".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return True
    return False


def out_or_file(
    text: str, path: "Path | None", inputs: "Iterable[Input]" = (), *, force: bool = False
) -> None:
    """Print a text, or write it to a file that may be replaced, and print where that is."""
    if path is None or str(path) == "-":
        out(text)
        return
    from audiocoach.support.files import write_atomic
    from audiocoach.support.ownership import check_replaceable

    check_replaceable(path, inputs, force=force)
    write_atomic(path, [text.encode()])
    out(f"{one_line(str(path))}\n")


@contextmanager
def progress(
    track: str = "", at: int = 1, of: int = 1, *, quiet: bool = False
) -> Iterator["Bar | None"]:
    """Show a bar on the terminal while a track is made, `at` of how many; None in other places."""
    if quiet or not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        yield None
        return
    from audiocoach.cli.bars import Bar

    bar = Bar(track, f"{at} of {of}" if of > 1 else "")
    try:
        yield bar
    finally:
        bar.close()


def cancelled(written: "Sequence[Path]" = ()) -> str:
    """What there is of a command that was ended."""
    there = ", ".join(map(str, written))
    return f"cancelled; {there} written before\n" if there else "cancelled, nothing written\n"


def path(report: "BuildReport") -> None:
    """Print where a track is, and no more; nothing of one that went to standard output."""
    if report.written_to:
        out(f"{report.written_to}\n")


def summary(report: "BuildReport") -> None:
    """Print where a track is, what it is like, and how much of it was made anew."""
    track, clips = report.track, report.clips
    reused = f"{len(clips.keys) - clips.made} of {len(clips.keys)} clips"
    if track.segments:
        reused += f", {track.segments - track.encoded} of {track.segments} segments"
    rows = [
        ("  length", format_clock(track.duration_ms)),
        ("  chapters", str(track.chapters)),
        ("  size", f"{report.size_bytes / _MEGA:.1f} MB"),
        ("  loudness", f"{track.loudness_lufs:.1f} LUFS, peak {track.true_peak_dbtp:.1f} dBTP"),
        ("  reused", reused),
    ]
    if tones := _tones(clips.source.kit):
        rows.append(("  sounds", tones))
    rows += [(f"  {kind}", one_line(str(path))) for kind, path in report.files.items()]
    if report.written_to is None:
        err(align_columns(rows))
    else:
        out(f"{one_line(str(report.path))}\n{align_columns(rows, width())}", colour.first_line)
    warnings(report.timeline)


def _tones(kit: "SoundKit") -> str:
    """The kit's name and what it borrows from others; empty for the default kit."""
    lenders = {tone.lender for tone in kit.tones.values() if tone.lender}
    if not lenders:
        return "" if kit.name == DEFAULTS.sounds else kit.name
    own = ", ".join(tone.name for tone in kit.tones.values() if not tone.lender)
    return f"{kit.name}: {own or 'its levels'}; from {', '.join(lenders)}: the rest"


def warnings(timeline: "Timeline") -> None:
    """Print what had no room, with its line in the routine; once, however often it comes."""
    if any(not gone.is_spare for gone in timeline.dropped):
        from audiocoach.report.lint import check_dropped

        advice(check_dropped(timeline))


def advice(problems: "Iterable[Problem]") -> None:
    """Print what is no error, but may not be meant."""
    for problem in problems:
        err(f"{problem.where}: advice: {with_hint(problem.message, problem.hint)}\n")


def checked(name: str, timeline: "Timeline", problems: "Sized") -> str:
    """One line for a routine without errors."""
    pieces = f"{counted(len(problems), 'piece')} of advice"
    fit = pieces if len(problems) else "everything fits"
    length = format_clock(timeline.duration_ms)
    return f"{one_line(name)}: {length}, {len(timeline.chapters)} chapters, {fit}\n"


def begun(path: "Path", command: str = "check") -> str:
    """Where a routine or a programme was written, and what to do with it."""
    written = one_line(str(path))
    return f"{written}\nTry it: audiocoach {command} {written}\n"


def catalog_json(entries: "list[CatalogEntry]") -> str:
    """The routines of the catalogue, for programs."""
    from json import dumps

    listed = [entry._asdict() for entry in entries]
    return dumps(listed, ensure_ascii=False, indent=2, default=str) + "\n"


def published(report: "PublishReport") -> None:
    """Print where a site is, and what was done to it."""
    changes = ((report.new, "new"), (report.rebuilt, "built anew"), (report.removed, "removed"))
    told = ", ".join(f"{len(names)} {how}" for names, how in changes if names)
    same = report.files - report.written
    rows = [
        ("  tracks", f"{report.tracks} ({told})" if told else str(report.tracks)),
        ("  files", f"{report.written} written, {same} as they were"),
    ]
    if report.address:
        rows += [("  address", report.address), ("  feed", report.feed)]
    else:
        rows.append(("  feed", "none: it needs the site's address, --base-url https://…"))
    out(f"{report.folder / 'index.html'}\n{align_columns(rows)}")
    for name, before, now in report.retitled:
        warn(f"{name}: this was '{before}', and is '{now}' now")
    notes(report.notes)


def catalog_text(entries: "list[CatalogEntry]") -> str:
    """The routines of the catalogue, a line each."""
    rows = [
        (
            entry.name,
            entry.length,
            entry.title,
            f"{entry.place}, hidden by {entry.hidden_by}" if entry.hidden_by else entry.place,
            entry.summary,
        )
        for entry in entries
    ]
    return align_columns(rows, width()) if rows else "no routines\n"


def kits_text(kits: "Iterable[SoundKit]") -> str:
    """The included kits, a line each."""
    rows = ((kit.name, kit.title, "comes with audiocoach") for kit in kits)
    return align_columns(rows, width())


def kit_text(kit: "SoundKit", lengths: Mapping[str, int]) -> str:
    """A kit, and a line for each of its tones: how long, how loud, of which kit, in which file."""
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
    return f"{kit.name}: {kit.title}\n{align_columns(rows, width())}"
