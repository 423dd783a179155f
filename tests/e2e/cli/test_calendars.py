"""The command `calendar`: a file that is begun, renewed, and kept from what is not ours."""

from pathlib import Path

import pytest
from command_line import ok, refused

WEEKS = """\
programme: Quick weeks
start: 2027-03-22
weeks: 3
days: [mon]
at: "18:30"
routine: jamison-back
climb: [reps, rounds]
"""


@pytest.fixture(autouse=True)
def folder(working_folder: Path) -> Path:
    """A working folder with a programme, and a log of its own."""
    (working_folder / "weeks.yaml").write_text(WEEKS, "utf-8")
    return working_folder


def test_a_calendar_is_begun_renewed_and_left_alone_where_nothing_changed(folder: Path) -> None:
    path = Path("out", "weeks.ics")
    assert ok("calendar", "weeks") == f"{path}: 3 sessions\n"
    data, before = (folder / path).read_bytes(), (folder / path).stat()
    assert data.count(b"BEGIN:VEVENT") == 3
    assert ok("calendar", "weeks") == f"{path}: 3 sessions, nothing changed\n"
    assert (folder / path).stat().st_mtime_ns == before.st_mtime_ns
    (folder / "weeks.yaml").write_text(WEEKS.replace("weeks: 3", "weeks: 2"), "utf-8")
    assert ok("calendar", "weeks") == f"{path}: 2 sessions: 1 cancelled\n"
    assert ok("calendar", "weeks", "--force") == f"{path}: 2 sessions\n"
    assert b"CANCELLED" not in (folder / path).read_bytes()


def test_what_is_noted_as_done_changes_the_calendar() -> None:
    ok("calendar", "weeks", "-o", "back.ics")
    ok("done", "weeks", "1", "--again")
    assert ok("calendar", "weeks", "-o", "back.ics") == "back.ics: 3 sessions: 2 changed\n"


def test_a_calendar_goes_to_standard_output() -> None:
    assert ok("calendar", "weeks", "--out", "-").startswith("BEGIN:VCALENDAR")


def test_each_session_links_to_its_published_page() -> None:
    text = ok("calendar", "weeks", "-o", "-", "--base-url", "https://example.org/gym")
    for number in (1, 2, 3):
        assert text.count(f"URL:https://example.org/gym/weeks-{number:02}.html\n") == 1


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("yours.ics", [], "audiocoach did not make it"),
        ("weeks.yaml", ["--force"], "a calendar is no '.yaml'; end the name in .ics"),
    ],
)
def test_nobody_elses_file_is_replaced(
    folder: Path, name: str, arguments: list[str], said: str
) -> None:
    path = folder / name
    if not path.exists():
        path.write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//Example//\r\nEND:VCALENDAR\r\n")
    before = path.read_bytes()
    assert said in refused(1, "calendar", "weeks", "-o", name, *arguments)
    assert path.read_bytes() == before


def test_another_programmes_calendar_is_not_replaced(folder: Path) -> None:
    (folder / "other.yaml").write_text(WEEKS, "utf-8")
    ok("calendar", "other", "-o", "back.ics")
    assert "of another programme" in refused(1, "calendar", "weeks", "-o", "back.ics")
    ok("calendar", "weeks", "-o", "back.ics", "--force")


def test_a_calendar_is_a_file_of_its_own_kind_or_goes_into_a_folder(folder: Path) -> None:
    (folder / "data.d").mkdir()
    assert ok("calendar", "weeks", "-o", "data.d").startswith(str(Path("data.d", "weeks.ics")))
    assert ok("calendar", "weeks", "-o", "gym").startswith(str(Path("gym", "weeks.ics")))
    assert ok("calendar", "weeks", "-o", "BACK.ICS").startswith("BACK.ICS: ")
    for name in ("back.pdf", "back.mp3"):
        said = f"error: {name}: a calendar is no '{name[-4:]}'; end the name in .ics\n"
        assert refused(1, "calendar", "weeks", "-o", name) == said
        assert not (folder / name).exists()


def test_a_programme_is_not_lost_to_its_calendar(folder: Path) -> None:
    (folder / "weeks.ics").hardlink_to(folder / "weeks.yaml")
    said = refused(1, "calendar", "weeks", "-o", "weeks.ics", "--force")
    assert "made from this file" in said
    assert (folder / "weeks.yaml").read_text("utf-8") == WEEKS
