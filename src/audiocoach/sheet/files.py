"""The file of a sheet."""

from collections.abc import Iterable
from pathlib import Path

from audiocoach.errors import CoachError
from audiocoach.sheet.page import Sheet
from audiocoach.support.files import write_atomic
from audiocoach.support.messages import quote
from audiocoach.support.ownership import Input, check_replaceable

SUFFIXES = (".html", ".pdf")


def sheet_bytes(sheet: Sheet, suffix: str) -> bytes:
    """What a sheet's file of that kind holds; raises CoachError."""
    if suffix == ".pdf":
        from audiocoach.sheet.pdf import sheet_pdf

        return sheet_pdf(sheet)
    from audiocoach.sheet.html import sheet_html

    return sheet_html(sheet).encode()


def check_sheet(path: Path) -> None:
    """Raise CoachError for a file that is no sheet's by its name."""
    if path.suffix.lower() not in SUFFIXES:
        message = f"{path}: a sheet is no {quote(path.suffix or path.name)}"
        raise CoachError(message, "end the name in .html, or in .pdf")


def write_sheet(
    path: Path, sheet: Sheet, inputs: Iterable[Input] = (), *, force: bool = False
) -> None:
    """Write a sheet, as HTML or PDF by the file's name; raises CoachError."""
    check_sheet(path)
    check_replaceable(path, inputs, force=force)
    write_atomic(path, [sheet_bytes(sheet, path.suffix.lower())])
