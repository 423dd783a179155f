"""The command `sheet`: a routine or a programme's sessions, each as a page."""

from pathlib import Path

import pytest
from command_line import ok, refused

from audiocoach.support.headers import PDF_SHEET

WEEKS = "programme: W\nstart: 2027-03-22\nweeks: 2\ndays: [mon]\nroutine: jamison-back\n"


@pytest.fixture(autouse=True)
def folder(working_folder: Path) -> Path:
    """A working folder with a programme, and a log of its own."""
    (working_folder / "weeks.yaml").write_text(WEEKS, "utf-8")
    return working_folder


def test_a_routine_is_put_on_paper_as_it_is_customised(folder: Path) -> None:
    assert ok("sheet", "jamison-back", "--reps", "9") == f"{Path('out', 'jamison-back.html')}\n"
    text = (folder / "out" / "jamison-back.html").read_text("utf-8")
    assert "<span>9 reps, 20-35 lb</span>" in text


def test_every_session_of_a_programme_has_its_sheet() -> None:
    printed = ok("sheet", "weeks", "--all", "-o", "paper")
    paths = [Path("paper", "weeks", f"0{n}-jamison-back.html") for n in (1, 2)]
    assert printed.splitlines() == list(map(str, paths))
    assert "W, week 2, day 1" in paths[1].read_text("utf-8")


def test_several_sheets_are_not_one_file(folder: Path) -> None:
    assert "one file for 2 sheets" in refused(1, "sheet", "weeks", "--all", "-o", "x.html")
    assert "end the name in .html" in refused(1, "sheet", "jamison-back", "-o", "x.txt")
    assert sorted(path.name for path in folder.iterdir()) == ["weeks.yaml"]


def test_a_long_sheet_in_pdf_is_replaced_as_a_short_one(folder: Path) -> None:
    pytest.importorskip("typst", reason="the extra 'pdf' has typst")
    letters = "".join(map(chr, (*range(0x391, 0x3A1), *range(0x410, 0x44F))))  # a large font
    moves = "".join(f"  - {{name: {letters} {n}, reps: 2, pace: 1s}}\n" for n in range(90))
    (folder / "long.yaml").write_text(f"title: Long\nrest: none\nexercises:\n{moves}", "utf-8")
    ok("sheet", "long.yaml", "-o", "long.pdf")
    assert (folder / "long.pdf").read_bytes().find(PDF_SHEET.encode()) > 1 << 16
    ok("sheet", "long.yaml", "-o", "long.pdf")
    (folder / "long.pdf").write_bytes(b"%PDF-1.7\n" + bytes(1 << 17) + b"/Keywords(letters)")
    assert "did not make it" in refused(1, "sheet", "long.yaml", "-o", "long.pdf")
