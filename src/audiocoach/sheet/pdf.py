"""A sheet as PDF, set by typst: an extra."""

from pathlib import Path
from typing import Any

import msgspec

from audiocoach.errors import CoachError
from audiocoach.sheet.page import Sheet
from audiocoach.support.messages import pip_install


def sheet_pdf(sheet: Sheet) -> bytes:
    """The page, in fonts that it carries; raises CoachError where typst is not installed."""
    try:
        import typst
    except ImportError as error:
        hint = f"{pip_install('pdf')}, or write an .html, which prints as well"
        raise CoachError("typst, which sets PDF, is not installed", hint) from error
    template = Path(__file__).with_name("sheet.typ").read_bytes()
    data: Any = typst.compile(
        template,
        format="pdf",
        sys_inputs={"sheet": msgspec.json.encode(sheet).decode()},
        ignore_system_fonts=True,
    )
    return bytes(data)
