"""One client of a table on the command line: their weeks, with their options and their log."""

import json
import re
import shlex
from pathlib import Path

import pytest
from command_line import ok, refused, run
from paths import DOCS
from rosters import receipt_of
from weeks import QUICK, WEEKS

from audiocoach.roster import executor

CLIENTS = """\
id;name;greet;programme;routine;set hop.weight;profile;json
anna;Anna;morning;weeks;;7 kg;minimal;yes
bo;;;weeks.yaml;;;minimal;
cy;;;;quick.yaml;;;
"""


@pytest.fixture(autouse=True)
def folder(working_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a programme and a table of clients, and a log of its own."""
    monkeypatch.setattr(executor, "Processes", lambda _: executor.Here())
    for name, text in (("quick.yaml", QUICK), ("weeks.yaml", WEEKS), ("clients.csv", CLIENTS)):
        (working_folder / name).write_text(text, "utf-8")
    return working_folder


def intervals(timeline: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(timeline.read_text("utf-8"))["intervals"]
    return found


def uids(calendar: Path) -> list[str]:
    return re.findall(r"^UID:.*", calendar.read_text("utf-8"), re.MULTILINE)


def test_plan_shows_their_weeks_with_their_options_and_their_log(folder: Path) -> None:
    assert ok("done", "--client", "anna").startswith("anna: session 1, ")
    hers = ok("plan", "--client", "anna")
    assert "2 reps  " not in ok("plan", "weeks").splitlines()[3]
    assert hers.splitlines()[2].endswith("quick.yaml  2 reps, hop 7 kg            1 min  done")
    for others in (ok("plan", "weeks"), ok("plan", "weeks.yaml", "--client", "bo")):
        assert "done" not in others
        assert "7 kg" not in others
    assert ok("plan", "weeks", "--client", "anna", "--clients", "clients.csv") == hers
    (folder / "clients.csv").rename(folder / "gym.csv")
    assert ok("plan", "--client", "anna", "--clients", "gym.csv") == hers
    sessions = json.loads(ok("plan", "--client", "anna", "--clients", "gym.csv", "--json"))
    assert sessions["sessions"][1]["dose"] == "3 reps, hop 7 kg"


def test_a_clients_level_is_how_much_of_the_climb_is_theirs(folder: Path) -> None:
    (folder / "clients.csv").write_text(
        "id;programme;level\nanna;weeks;low\nbo;weeks;high\n", "utf-8"
    )
    hers, his = (ok("plan", "--client", id_).splitlines()[2:] for id_ in ("anna", "bo"))
    assert all("quick.yaml  2 reps  " in line for line in hers)
    assert his == ok("plan", "weeks").splitlines()[2:]
    assert "2 to build" in ok("batch", "--dry-run")
    ok("build", "weeks", "--session", "3", "--level", "low", "--json", "--profile", "minimal")
    reps = [
        each["reps"] for each in intervals(folder / "out/weeks/03-quick.json") if "reps" in each
    ]
    assert [*filter(None, reps)] == [2]


def test_an_option_of_a_row_that_does_nothing_in_the_programme_is_told(folder: Path) -> None:
    (folder / "quick.yaml").write_text("title: Q\nexercises: [{name: Hop, reps: 2}]\n", "utf-8")
    (folder / "weeks.yaml").write_text(WEEKS.partition("climb")[0], "utf-8")
    (folder / "clients.csv").write_text("id;programme;level\nanna;weeks;low\n", "utf-8")
    told = "level changes nothing in 'weeks' (quick.yaml: there is no range in it)"
    assert f"clients.csv:2:12: {told}" in refused(2, "batch", "--dry-run")
    assert told in refused(1, "plan", "--client", "anna")
    assert f"--{told}" in refused(1, "build", "weeks", "--all", "--level", "high")


def test_done_takes_a_number_with_or_without_the_name() -> None:
    assert "session 2, week 2" in ok("done", "--client", "anna", "2")
    assert "session 3, week 3" in ok("done", "weeks", "3", "--client", "anna", "--again")
    assert "was not noted" in refused(1, "done", "3", "--undo", "--client", "bo")
    assert "not done" in ok("done", "3", "--undo", "--client", "anna")
    ok("done", "3", "--client", "anna")
    assert "every session of 'weeks' is done" in refused(1, "done", "--client", "anna")


@pytest.mark.parametrize("command", ["plan", "done", "calendar", "build"])
def test_who_is_not_in_the_table_is_told(folder: Path, command: str) -> None:
    which = ["--next"] if command == "build" else []
    told = refused(2, command, "--client", "ana", *which)
    assert "there is no client 'ana'; did you mean 'anna'?" in told
    told = refused(1, command, "stronger-back", "--client", "anna", *which)
    assert "the programme of 'anna' is 'weeks'; leave 'stronger-back' out" in told
    told = refused(1, command, "--client", "cy", *which)
    assert "'cy' has the routine 'quick.yaml', and no programme" in told
    assert "without --client" in refused(2, command, "--clients", "clients.csv", *which)
    (folder / "clients.csv").write_text("id;programme\nanna;wekks\n", "utf-8")
    told = refused(2, command, "--client", "anna", *which)
    assert "clients.csv:2:6: 'programme': no programme is named 'wekks'" in told
    (folder / "clients.csv").unlink()
    told = refused(2, command, "--client", "anna", *which)
    assert "no clients.csv; write one, with a line 'id;routine' or 'id;programme'" in told
    assert not (folder / "data").exists()
    assert not (folder / "out").exists()


def test_sessions_are_built_as_a_batch_does_and_beside_its_track(folder: Path) -> None:
    ok("batch", "--only", "anna")
    before, entry = (folder / "out/anna.mp3").read_bytes(), receipt_of(folder / "out")
    said = ok("build", "--client", "anna", "--all").splitlines()
    paths = [Path("out/weeks/anna", f"0{number}-quick.mp3") for number in (1, 2, 3)]
    assert said == list(map(str, paths))
    assert paths[0].read_bytes() == before
    assert (folder / "out/anna.mp3").read_bytes() == before
    assert receipt_of(folder / "out") == entry
    ok("done", "--client", "anna")
    ok("batch", "--only", "anna")
    assert paths[1].read_bytes() == (folder / "out/anna.mp3").read_bytes()
    assert paths[1].with_suffix(".json").read_bytes() == (folder / "out/anna.json").read_bytes()
    assert ok("build", "weeks", "--client", "bo", "--week", "2", "--day", "1", "-o", "gym") == (
        f"{Path('gym/weeks/bo/02-quick.mp3')}\n"
    )


def test_a_clients_kind_of_file_is_kept_for_sessions(folder: Path) -> None:
    text = "id;programme;out;profile\nanna;weeks;monday/her.opus;minimal\n"
    (folder / "clients.csv").write_text(text, "utf-8")
    assert ok("build", "--client", "anna", "--next") == (
        f"{Path('out/weeks/anna/01-quick.opus')}\n"
    )


def test_any_name_of_a_programme_is_a_folder_and_what_is_left_is_told_once(folder: Path) -> None:
    hops = "exercises: [{name: Hop, reps: 1}, {name: Step, reps: 1}]\n"
    text = f"title: Rests\nrounds: 2\nrest: 1s\nround_rest: 2s\n{hops}"
    (folder / "rests.yaml").write_text(text, "utf-8")
    text = WEEKS.partition("climb")[0].replace("quick", "rests")
    (folder / "my weeks; spring.yaml").write_text(text, "utf-8")
    text = 'id,programme,rest,profile\nanna,"my weeks; spring.yaml",3s,minimal\n'
    (folder / "clients.csv").write_text(text, "utf-8")
    done = run("build", "--client", "anna", "--week", "1")
    assert done.stdout == f"{Path('out/my weeks; spring/anna/01-rests.mp3')}\n"
    assert done.stderr.startswith("warning: anna: rest 3s leaves the rests between")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--week", "9"], "anna, 'weeks': there is no week 9; the last is 3"),
        (["--next", "--all"], "anna, 'weeks': --next and --all ask for different sessions"),
    ],
)
def test_sessions_that_are_not_are_told(words: list[str], told: str) -> None:
    assert told in refused(1, "build", "--client", "anna", *words)


def test_a_session_that_cannot_be_built_costs_no_other(folder: Path) -> None:
    (folder / "none.png").write_text("no picture", "utf-8")
    text = "id;programme;cover;profile\nanna;weeks;none.png;minimal\n"
    (folder / "clients.csv").write_text(text, "utf-8")
    told = refused(1, "build", "--client", "anna", "--all")
    assert told.count("error: anna, session ") == 3
    assert told.endswith("0 of 3 tracks built\n")


def test_their_calendar_goes_on_with_that_of_a_batch(folder: Path) -> None:
    path = Path("out", "anna.ics")
    assert ok("calendar", "--client", "anna") == f"{path}: 3 sessions\n"
    first = path.read_bytes()
    assert ok("calendar", "weeks", "--client", "anna", "-o", "-").encode() in (
        first,
        first.replace(b"\r\n", b"\n"),
    )
    ok("batch", "--only", "anna", "--calendar")
    assert path.read_bytes() == first
    assert "of another client" in refused(1, "calendar", "--client", "bo", "-o", str(path))
    ok("calendar", "--client", "bo", "--base-url", "https://example.org/bo/site/x/")
    assert b"URL:https://example.org/bo/site/x/\r\n" in (folder / "out/bo.ics").read_bytes()
    assert not {*uids(path)} & {*uids(folder / "out/bo.ics")}
    assert b"7 kg" in first


def test_the_commands_of_the_page_run(folder: Path) -> None:
    (folder / "clients.csv").write_text("id;programme;profile\nanna;stronger-back;minimal\n")
    page = (DOCS / "clients.md").read_text("utf-8")
    section = page.partition("## One client")[2].partition("\n## ")[0]
    for line in section.partition("```sh\n")[2].partition("```")[0].splitlines():
        words = shlex.split(line)[1:]
        ok(*words, *(["--day", "1"] if words[0] == "build" else []))
