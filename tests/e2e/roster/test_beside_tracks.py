"""What a batch writes beside the tracks: sheets, calendars, and a site for each client."""

import json
from pathlib import Path

import pytest
from command_line import ok, refused, run
from rosters import receipt_of, write_roster

WEEKS = """\
programme: Quick weeks
start: 2027-03-22
weeks: 2
days: [mon]
at: "18:30"
routine: quick.yaml
set: {row.weight: "+2.5 kg each session"}
"""
HEADER = "id;name;routine;programme;session"
ADDRESS = "https://example.org/clients/"


@pytest.fixture(autouse=True)
def folder(working_folder: Path) -> Path:
    """A working folder with a roster of a programme and of a routine, and a log of its own."""
    (working_folder / "weeks.yaml").write_text(WEEKS, "utf-8")
    write_roster(working_folder, "anna;Anna;;weeks.yaml;", "bo;<b>Bo;quick.yaml;;", header=HEADER)
    return working_folder


def files_in(folder: Path) -> dict[str, int]:
    """When each file in `folder` was written, without the receipt."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and path.name != "receipt.json"
    }


def batch(*words: str) -> str:
    return ok("batch", "clients.csv", "--sheet", "--calendar", "--site", *words)


def test_everything_lies_beside_the_tracks_and_in_the_receipt_and_is_left_alone_if_the_same(
    folder: Path,
) -> None:
    batch()
    written = files_in(folder / "out")
    assert {"anna.mp3", "anna.html", "anna.ics", "bo.mp3", "bo.html"} <= {*written}
    assert "bo.ics" not in written
    entries = receipt_of(folder / "out").values()
    listed = [file["path"] for entry in entries for file in entry["files"].values()]
    assert sorted(listed) == sorted(written)
    assert "Anna" in (folder / "out" / "anna.html").read_text("utf-8")
    assert "&lt;b&gt;Bo" in (folder / "out" / "bo.html").read_text("utf-8")
    assert batch() == f"0 built, 2 unchanged, 0 failed: {Path('out', 'receipt.json')}\n"
    assert files_in(folder / "out") == written


def test_what_a_client_has_done_renews_their_session_calendar_and_site_alone(folder: Path) -> None:
    batch()
    before = files_in(folder / "out")
    ok("done", "weeks", "--client", "anna")
    assert "1 built, 1 unchanged" in batch()
    after = files_in(folder / "out")
    assert {path for path in before if path.startswith("bo")} <= {
        path for path, time in before.items() if after.get(path) == time
    }
    assert "12.5 kg" in (folder / "out" / "anna.html").read_text("utf-8")
    assert len([*(folder / "out" / "anna" / "site").glob("*/site.json")]) == 1


def test_with_an_address_each_has_a_feed_that_the_calendar_links_to(folder: Path) -> None:
    done = run("batch", "clients.csv", "--site", "--calendar", "--base-url", ADDRESS)
    assert done.returncode == 0
    (feed,) = (folder / "out" / "anna" / "site").glob("*/feed.xml")
    address = f"{ADDRESS}anna/site/{feed.parent.name}/"
    track = Path("out/anna.mp3")
    assert f"{track}\n  feed  {address}feed.xml\n" in done.stdout
    assert done.stderr == ""
    again = ("batch", "clients.csv", "--site", "--calendar", "--base-url", ADDRESS, "--json")
    told = json.loads(ok(*again))["anna"]
    assert (told["status"], told["feed"]) == ("unchanged", f"{address}feed.xml")
    text = (folder / "out" / "anna.ics").read_bytes().replace(b"\r\n ", b"").decode()
    assert text.count(f"URL:{address}\r\n") == 2
    assert (feed.parent / "index.html").exists()


def test_a_session_is_chosen_by_its_number(folder: Path) -> None:
    write_roster(folder, "anna;Anna;;weeks.yaml;2", header=HEADER)
    ok("batch", "clients.csv", "--sheet")
    assert "Quick weeks, week 2, day 1" in (folder / "out" / "anna.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("anna;;quick.yaml;weeks.yaml;", "clients.csv:2:18: a routine is here, too"),
        ("anna;;quick.yaml;;2", "clients.csv:2:19: only a programme has sessions"),
        ("anna;;;;", "there is no 'routine'"),
        ("anna;;;weeks.yaml;9", "'session': there is no session 9"),
        ("anna;;;../weeks.yaml;", "'programme': '../weeks.yaml' is outside"),
        ("anna;;;wekks.yaml;", "'programme'"),
    ],
)
def test_rows_with_no_such_session_are_told(folder: Path, row: str, said: str) -> None:
    write_roster(folder, row, header=HEADER)
    assert said in refused(2, "batch", "clients.csv")
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--base-url", ADDRESS], "has no effect without --site"),
        (["--calendar", "--only", "bo"], "no client has a programme"),
        (["--calendar", "--to", "s3://bucket/x"], "are renewed in a folder"),
    ],
)
def test_options_that_would_do_nothing_are_told(words: list[str], said: str) -> None:
    assert said in " ".join(refused(2, "batch", "clients.csv", *words).split())


def test_a_site_is_for_mp3_and_nobody_elses_file_is_replaced(folder: Path) -> None:
    write_roster(folder, "anna;quick.yaml;opus", header="id;routine;format")
    assert "plays MP3" in refused(2, "batch", "clients.csv", "--site")
    write_roster(folder, "anna;quick.yaml", header="id;routine")
    (folder / "out").mkdir()
    (folder / "out" / "anna.html").write_text("mine", "utf-8")
    assert "audiocoach did not make it" in refused(2, "batch", "clients.csv", "--sheet")
    assert (folder / "out" / "anna.html").read_text("utf-8") == "mine"


def test_the_calendar_of_a_client_goes_on_with_another_programme(folder: Path) -> None:
    ok("batch", "--calendar", "--only", "anna")
    (folder / "more.yaml").write_text(WEEKS.replace("Quick weeks", "More weeks"), "utf-8")
    write_roster(folder, "anna;Anna;;more.yaml;", header=HEADER)
    assert "1 built" in ok("batch", "--calendar")
    data = (folder / "out" / "anna.ics").read_bytes()
    assert (data.count(b"BEGIN:VEVENT"), data.count(b"CANCELLED")) == (4, 2)
    assert ok("calendar", "--client", "anna").endswith("2 sessions, nothing changed\n")


def test_a_client_whose_programme_is_done_fails_alone_and_keeps_what_there_is(folder: Path) -> None:
    batch()
    before = files_in(folder / "out")
    for _ in range(2):
        ok("done", "weeks", "--client", "anna")
    row = "anna;Anna;;weeks.yaml;"
    write_roster(folder, row, "bo;Bo;quick.yaml;;", "cy;;quick.yaml;;", header=HEADER)
    why = (
        "clients.csv:2:1: anna: every session of 'weeks.yaml' is done; "
        "give them another programme, or fill in 'session'\n"
    )
    dry = run("batch", "--dry-run")
    assert (dry.returncode, dry.stderr) == (1, why)
    assert dry.stdout.endswith("2 to build, 0 unchanged, 1 failed\n")
    told = json.loads(run("batch", "--dry-run", "--json").stdout)
    assert [told[id_]["status"] for id_ in ("anna", "bo", "cy")] == ["failed", *2 * ["planned"]]
    entry = receipt_of(folder / "out")["anna"]
    done = run("batch")
    assert (done.returncode, done.stderr) == (1, why)
    assert "2 built, 0 unchanged, 1 failed: " in done.stdout
    assert receipt_of(folder / "out")["anna"] == entry
    after = files_in(folder / "out")
    assert all(after[path] == at for path, at in before.items() if path.startswith("anna"))
    again = json.loads(run("batch", "--json").stdout)
    assert (again["anna"]["status"], again["anna"]["path"]) == ("failed", "anna.mp3")
    assert "every session of 'weeks.yaml' is done" in again["anna"]["reason"]
    assert run("build", "--client", "anna").returncode == 1
    write_roster(folder, row, "bo;Bo;quick.yaml;;anna.mp3", header=HEADER.replace("session", "out"))
    assert "anna.mp3 would be written for 'anna', too" in refused(2, "batch")
    write_roster(folder, f"{row}2", header=HEADER)
    assert "1 built" in ok("batch")
