"""A task → its files: a pure function, in whichever process, whose voices and cache stay open."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from audiocoach.api import Builder, BuildReport, Cancel
from audiocoach.config.model import Config
from audiocoach.config.output import Output
from audiocoach.errors import CancelledError, CoachError
from audiocoach.roster.beside import files_beside
from audiocoach.roster.fingerprints import program
from audiocoach.roster.model import TRACK, File, Result, Task
from audiocoach.roster.place import open_place
from audiocoach.support.files import file_sha256


def build_task(task: Task, cancel: Cancel | None = None) -> Result:
    """Build a task's track where it belongs, or tell why not; raises CancelledError alone."""
    try:
        return _built(task, cancel)
    except CancelledError:
        raise
    except CoachError as error:
        return Result(id=task.id, error=str(error))
    except Exception as error:  # noqa: BLE001 (one row is lost, and told of, whatever it was)
        return Result(id=task.id, error=f"{type(error).__name__}: {error}")


def _built(task: Task, cancel: Cancel | None) -> Result:
    if task.program != program():
        message = "the worker has another audiocoach, or other packages, than who asks it"
        raise CoachError(message, "install the same on all machines")
    place = open_place(task.to)
    with place.workspace() as folder:
        report = _write(task, folder / task.path, cancel)
        paths = [*_files_of(report), *files_beside(task, report, folder)]
        written = {what: file_of(path, folder) for what, path in paths}
        files = place.keep(task.id, folder, written)
    return Result(id=task.id, files=files, duration_ms=report.duration_ms, notes=report.notes)


def _write(task: Task, target: Path, cancel: Cancel | None) -> BuildReport:
    builder = _builder(task.cache_bytes)
    with builder.compiler(cancel=cancel) as compiler:
        session = compiler.compile(task.settings)
    return builder.render(
        session,
        target,
        _asked(task),
        music=task.music,
        force=task.force,
        cancel=cancel,
    )


@cache
def _builder(cache_bytes: int | None) -> Builder:
    """The Builder of this process, which stays open as long as it lives."""
    return Builder(config=Config(cache=cache_bytes))


def _asked(task: Task) -> Output:
    settings = task.output
    return Output(
        format=settings.format,
        bitrate=settings.bitrate,
        stereo=settings.stereo,
        cover=settings.cover,
        loudness=settings.sound.loudness_lufs,
        floor=settings.sound.floor_dbfs,
        sidecars=task.sidecars,
        timeline=task.timeline,
        split=task.split,
    )


def _files_of(report: BuildReport) -> Iterator[tuple[str, Path]]:
    """Every file that was written, by what it is; those of a split track by their names."""
    yield TRACK, report.path
    for what, path in report.files.items():
        if what != "split":
            yield what, path
            continue
        for part in sorted(path.parent.iterdir()):
            yield f"{what} {part.name}", part


def file_of(path: Path, folder: Path) -> File:
    """What a receipt tells of a file in that folder; raises OSError."""
    status = path.stat()
    return File(
        path=str(PurePosixPath(path.relative_to(folder))),
        size=status.st_size,
        sha256=file_sha256(path),
        modified=status.st_mtime_ns,
    )
