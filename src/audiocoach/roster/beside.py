"""What lies beside a client's track on request: a sheet, a site of their own, a calendar."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiocoach.api import BuildReport
    from audiocoach.roster.model import File, Task

SHEET, CALENDAR, SITE = "sheet", "calendar", "site"
_LEDGER = f"{SITE} site.json"


def sheet_name(path: str) -> str:
    """The file of the sheet beside a track."""
    return str(PurePosixPath(path).with_suffix(".html"))


def calendar_name(path: str) -> str:
    """The file of the calendar beside a track."""
    return str(PurePosixPath(path).with_suffix(".ics"))


def files_beside(task: "Task", report: "BuildReport", folder: Path) -> Iterator[tuple[str, Path]]:
    """Write what a task asks for beside its track: every file, by what it is; CoachError."""
    if task.beside.sheet:
        from audiocoach.sheet.files import write_sheet
        from audiocoach.sheet.page import sheet_of

        path = folder / sheet_name(task.path)
        sheet = sheet_of(report.session.routine, task.person)
        write_sheet(path, sheet, force=task.force)
        yield SHEET, path
    if task.beside.site:
        yield from _publish(task, report, folder)


def _publish(task: "Task", report: "BuildReport", folder: Path) -> Iterator[tuple[str, Path]]:
    """Publish the track on the client's own site, at an address that nobody guesses."""
    from audiocoach.site.address import address_in
    from audiocoach.site.ledger import LEDGER, read_ledger
    from audiocoach.site.model import make_episode
    from audiocoach.site.place import Publishing
    from audiocoach.site.publish import publish

    summary = report.session.routine.summary or ""
    episode = make_episode(report.path, report.timeline, summary, report.cover)
    base_url = task.beside.base_url and address_in(task.beside.base_url, f"{task.id}/{SITE}/")
    settings = Publishing(base_url=base_url, is_private=True)
    told = publish([episode], folder / task.id / SITE, settings)
    ledger = read_ledger(told.folder)
    for name in sorted([*(ledger.files if ledger else ()), LEDGER]):
        if (path := told.folder / name).is_file():
            yield f"{SITE} {name}", path
    if (robots := told.folder.parent / "robots.txt").is_file():
        yield f"{SITE} {robots.name}", robots


def site_address(files: Mapping[str, "File"], base_url: str | None) -> str | None:
    """The address of the site that a client's files are of; None where it is not known."""
    if base_url is None or _LEDGER not in files:
        return None
    from audiocoach.site.address import address_in

    return address_in(base_url, f"{PurePosixPath(files[_LEDGER].path).parent}/")
