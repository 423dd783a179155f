"""A session on paper: one page, which nobody's text breaks."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from audiocoach.errors import CoachError
from audiocoach.routine import catalog
from audiocoach.routine.read import read_bytes
from audiocoach.sheet.files import sheet_bytes, write_sheet
from audiocoach.sheet.html import sheet_html
from audiocoach.sheet.page import Sheet, sheet_of
from audiocoach.support.ownership import is_ours

HOSTILE = (
    '</td><script>alert(1)</script> "&" #panic("x") $x$ \\\\ `raw` @ref *b* _i_ <label> // [x] {y}'
)
A4 = re.compile(rb"/MediaBox\s*\[0 0 595(\.\d+)? 841(\.\d+)?\]")


def a_sheet(text: str) -> Sheet:
    return sheet_of(read_bytes(text.encode(), "t.yaml"))


def hostile() -> Sheet:
    quoted = HOSTILE.replace("'", "''")
    return a_sheet(
        f"title: '{quoted}'\nexercises:\n  - {{name: '{quoted}', reps: 5, weight: '{quoted}'}}\n"
    )


def lines(sheet: Sheet) -> list[tuple[str, str, str, int]]:
    return [(line.name, line.dose, line.tempo, line.sets) for line in sheet.lines]


def test_it_has_each_move_with_dose_tempo_and_boxes_for_every_set() -> None:
    sheet = a_sheet(
        "title: T\nrounds: 2\nexercises:\n"
        "  - {name: Squat, sets: 2, reps: 5, tempo: 3-1-1-0, weight: 60 kg}\n"
        "  - {name: Row, reps: 8, sides: each, pace: 3s}\n"
    )
    assert lines(sheet) == [
        ("Squat", "2 sets of 5 reps, 60 kg", "3-1-1-0", 4),
        ("Row", "8 each side", "3s", 2),
    ]
    assert (sheet.about, sheet.columns) == ("2 rounds of 2 moves · 9 minutes", 4)


def test_warm_up_and_blocks_have_headings_and_only_the_work_has_boxes() -> None:
    routine = catalog.find("first-runs")
    assert lines(sheet_of(routine))[:5] == [
        ("Warm-up", "", "", 0),
        ("Brisk walk", "5 minutes", "", 0),
        ("8 rounds of 2 moves", "", "", 0),
        ("Run and walk", "", "", 0),
        ("Run", "1 minute", "", 8),
    ]


def test_its_words_are_those_of_the_coachs_language() -> None:
    text = sheet_html(sheet_of(catalog.find("jamison-back-de")))
    assert '<html lang="de">' in text
    assert "Gewicht" in text
    assert "Weight" not in text


class Texts(HTMLParser):
    """The names of the tags, and the text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onload"}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_whatever_an_author_wrote_is_text_in_html() -> None:
    sheet = hostile()
    read = Texts(sheet_html(sheet))
    assert "script" not in read.tags
    assert read.text.count(sheet.title) == 4


def test_html_needs_nothing_from_anywhere() -> None:
    text = sheet_html(sheet_of(catalog.find("jeffers-pull")))
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "http" not in text.replace("http-equiv", "")


@pytest.mark.parametrize("name", catalog.names())
def test_every_included_routine_is_one_page_the_same_each_time(name: str, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the extra 'pdf' has typst")
    sheet = sheet_of(catalog.find(name))
    data = sheet_bytes(sheet, ".pdf")
    assert data == sheet_bytes(sheet, ".pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    assert A4.search(data)
    (tmp_path / "sheet.pdf").write_bytes(data)
    assert is_ours(tmp_path / "sheet.pdf")


def test_many_moves_are_smaller_and_still_one_page() -> None:
    pytest.importorskip("typst", reason="the extra 'pdf' has typst")
    moves = "".join(f"  - {{name: Move number {n}, reps: 5}}\n" for n in range(30))
    sheet = a_sheet(f"title: Many\nexercises:\n{moves}")
    assert 4 < sheet.size_pt < 10
    assert len(re.findall(rb"/Type\s*/Page\b", sheet_bytes(sheet, ".pdf"))) == 1


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="there is no pdftotext")
def test_whatever_an_author_wrote_is_text_in_pdf(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the extra 'pdf' has typst")
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet_bytes(hostile(), ".pdf"))
    told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    assert '#panic("x")' in told.stdout.decode().replace("”", '"').replace("“", '"')


@pytest.mark.long
@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium")
def test_a_browser_prints_it_on_one_page(tmp_path: Path) -> None:
    for name in ("evening-flow", "jamison-back", "first-runs"):
        write_sheet(tmp_path / f"{name}.html", sheet_of(catalog.find(name)))
        printed = tmp_path / f"{name}.pdf"
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        page = (tmp_path / f"{name}.html").as_uri()
        subprocess.run(
            ["chromium", *flags, f"--print-to-pdf={printed}", page],
            capture_output=True,
            check=True,
            timeout=120,
        )
        assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == 1


def test_a_file_that_is_no_sheets_is_refused_and_nobody_elses_is_replaced(tmp_path: Path) -> None:
    sheet = a_sheet("title: T\nexercises: [{name: Row, reps: 8}]\n")
    with pytest.raises(CoachError, match=r"end the name in \.html, or in \.pdf"):
        write_sheet(tmp_path / "sheet.txt", sheet)
    path = tmp_path / "sheet.html"
    write_sheet(path, sheet)
    write_sheet(path, sheet)
    path.write_text("<!doctype html>\n<p>Mine")
    with pytest.raises(CoachError, match="audiocoach did not make it"):
        write_sheet(path, sheet)
    assert path.read_text() == "<!doctype html>\n<p>Mine"


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CoachError, match=r"typst.*is not installed"):
        sheet_bytes(a_sheet("title: T\nexercises: [{name: Row, reps: 8}]\n"), ".pdf")
