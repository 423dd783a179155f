"""Programmes on the command line: plan, done, and build of their sessions."""

import json
import re
import shlex
import sqlite3
from pathlib import Path

import pytest
from command_line import ok, refused, run
from paths import DOCS, PROGRAMMES
from weeks import QUICK, WEEKS

from audiocoach.audio import player
from audiocoach.programme.course import open_course
from audiocoach.programme.log import log_file
from audiocoach.programme.model import Changes, Deload, Programme, WeekChanges
from audiocoach.programme.read import read_bytes, read_file
from audiocoach.routine.keys import keys_of

PAGE = (DOCS / "programmes.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(autouse=True)
def folder(working_folder: Path) -> Path:
    """A working folder with a programme and its routine, and a log of its own."""
    (working_folder / "quick.yaml").write_text(QUICK, "utf-8")
    (working_folder / "weeks.yaml").write_text(WEEKS, "utf-8")
    return working_folder


def test_plan_shows_when_what_and_how_much() -> None:
    assert ok("plan", "weeks") == (
        "Quick weeks · 3 weeks, 3 sessions\n\n"
        "week 1    1  Mon 2027-03-22  quick.yaml  2 reps            1 min\n"
        "week 2    2  Mon 2027-03-29  quick.yaml  3 reps            1 min  1 more rep\n"
        "week 3    3  Mon 2027-04-05  quick.yaml  2 rounds, 2 reps  2 min"
        "  1 more round, 1 rep less\n"
    )
    sessions = json.loads(ok("plan", "weeks.yaml", "--json"))["sessions"]
    assert [(each["date"], each["dose"], each["status"]) for each in sessions] == [
        ("2027-03-22", "2 reps", "ahead"),
        ("2027-03-29", "3 reps", "ahead"),
        ("2027-04-05", "2 rounds, 2 reps", "ahead"),
    ]


def test_plan_alone_lists_what_there_is(folder: Path) -> None:
    (folder / "programmes").mkdir()
    (folder / "programmes/bad.yaml").write_text("programme: [", "utf-8")
    lines = ok("plan").splitlines()
    assert [re.split(r"  +", line)[:3] for line in lines] == [
        ["bad", "cannot be read", lines[0].partition("cannot be read")[2].strip()],
        ["stronger-back", "8 weeks", "Stronger back"],
        ["weeks", "3 weeks", "Quick weeks"],
    ]
    assert "programmes/bad.yaml:2:1" in lines[0].replace("\\", "/")


def test_what_was_done_is_kept_and_climbed_from() -> None:
    assert ok("done", "weeks") == (
        "session 1, week 1, day 1, Mon 2027-03-22: quick.yaml, 2 reps: done\n"
        "next: session 2, week 2, day 1, Mon 2027-03-29: quick.yaml, 3 reps\n"
    )
    assert "session 2, week 2" in ok("done", "weeks", "--again")
    last = "quick.yaml, 3 reps: done\nevery session of 'weeks' is done\n"
    assert ok("done", "weeks", "3").endswith(last)
    assert "every session of 'weeks' is done" in refused(1, "done", "weeks")
    ok("done", "weeks", "2", "--undo")
    assert "was not noted as done" in refused(1, "done", "weeks", "2", "--undo")
    assert "there is no session 4; there are 3" in refused(1, "done", "weeks", "4")


def test_a_damaged_log_is_told_and_stays() -> None:
    ok("done", "weeks")
    log_file().write_bytes(b"no database, " * 100)
    for words in (("plan", "weeks"), ("done", "weeks"), ("build", "weeks", "--next")):
        assert f"{log_file()}: the log of what was done cannot be used" in refused(1, *words)
    assert log_file().read_bytes().startswith(b"no database")


def test_the_log_of_a_newer_version_is_not_touched() -> None:
    ok("done", "weeks")
    with sqlite3.connect(log_file()) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "a newer audiocoach wrote this log; upgrade" in refused(1, "done", "weeks")


def test_a_session_says_which_it_is_what_is_new_and_explains_moves_once(folder: Path) -> None:
    ok("build", "weeks", "--all", "--json", "--voice", "espeak")
    names = ("01-quick", "02-quick", "03-quick")
    timelines = [json.loads((folder / f"out/weeks/{name}.json").read_text()) for name in names]
    said = [[cue["text"] for cue in each["cues"] if cue["play"] == "speech"] for each in timelines]
    titles = [each["title"] for each in timelines]
    assert titles == [f"Quick weeks, week {week}, day 1" for week in (1, 2, 3)]
    assert [("Jump on the spot." in texts) for texts in said] == [True, False, False]
    assert all("Today: Quick." in texts for texts in said)
    assert "1 more rep than last week." in said[1]
    assert "1 more round and 1 rep less than last week." in said[2]
    before = (folder / "out/weeks/02-quick.mp3").read_bytes()
    ok("build", "weeks", "--week", "2", "--day", "1", "--voice", "espeak")
    assert (folder / "out/weeks/02-quick.mp3").read_bytes() == before


def test_the_next_session_is_the_first_that_is_not_done(folder: Path) -> None:
    ok("done", "weeks")
    ok("build", "weeks", "--next", "--reps", "1", "--profile", "minimal", "-o", "next.mp3")
    assert (folder / "next.mp3").exists()


def test_advice_is_given_with_the_plan_alone(folder: Path) -> None:
    (folder / "quick.yaml").write_text(f"{QUICK}repeat_after: 9 days\n", "utf-8")
    assert "advice" in run("plan", "weeks").stderr
    ok("build", "weeks", "--next", "--profile", "minimal")
    ok("calendar", "weeks")


@pytest.mark.parametrize("place", ["gym/{folder}/{name}.mp3", "gym/{folder}", "gym"])
def test_the_folder_of_a_session_is_its_programmes(folder: Path, place: str) -> None:
    (folder / "routines").mkdir()
    (folder / "quick.yaml").rename(folder / "routines/quick.yaml")
    (folder / "weeks.yaml").write_text(WEEKS.replace("quick.yaml", "quick"), "utf-8")
    ok("build", "weeks", "--next", "--profile", "minimal", "-o", place)
    assert [path.name for path in (folder / "gym/weeks").iterdir()] == ["01-quick.mp3"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("weeks", "'weeks' is a programme: nothing says which of its sessions; write --next"),
        ("weeks --day 1", "--day has no effect without --week"),
        ("weeks --next --all", "--next and --all ask for different sessions"),
        ("weeks --week 4", "there is no week 4; the last is 3"),
        ("weeks --week 1 --day 2", "there is no day 2 in a week; there are 1"),
        ("weeks --session 9", "there is no session 9; there are 3"),
        ("quick.yaml --next", "'quick.yaml' is a routine, and only a programme has sessions"),
    ],
)
def test_a_choice_that_means_nothing_is_told(words: str, told: str) -> None:
    assert told in refused(1, "build", *words.split())


def test_a_name_of_both_is_told(folder: Path) -> None:
    (folder / "routines").mkdir()
    (folder / "programmes").mkdir()
    (folder / "routines/both.yaml").write_text(QUICK, "utf-8")
    (folder / "programmes/both.yaml").write_text(WEEKS.replace("quick.yaml", "both"), "utf-8")
    done = run("build", "both", "--next", "--profile", "minimal")
    assert (done.returncode, done.stderr) == (
        0,
        "warning: 'both' is a routine, too; its sessions are the programme's\n",
    )
    assert (folder / "out/both/01-both.mp3").exists()
    done = run("build", "both", "--profile", "minimal")
    assert "'both' is a programme, too; --next builds its next session" in done.stderr
    assert (folder / "out/both.mp3").exists()


def test_too_little_time_between_sessions_is_advice_with_the_dates(folder: Path) -> None:
    (folder / "often.yaml").write_text(
        "programme: Often\nstart: 2027-03-22\nweeks: 5\ndays: [mon, tue]\nroutine: jamison-back\n"
    )
    done = run("plan", "often.yaml")
    assert done.returncode == 0
    assert done.stderr == (
        "often.yaml:4:1: advice: 'jamison-back' asks for 48 h before it is done again: "
        "Mon 2027-03-22 and Tue 2027-03-23; Mon 2027-03-29 and Tue 2027-03-30; "
        "Mon 2027-04-05 and Tue 2027-04-06, and 2 times more; choose days farther apart\n"
    )


def test_muscles_wait_in_other_routines_too(folder: Path) -> None:
    for name, muscles in (("a", "[Back, legs]"), ("b", "[arms, back]"), ("c", "arms")):
        text = f"repeat_after: 48 h\nmuscles: {muscles}\n{QUICK}"
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    text = "programme: P\nstart: 2027-03-22\nweeks: 1\ndays: [mon, tue, wed]\n"
    (folder / "p.yaml").write_text(f"{text}rotate: [a.yaml, b.yaml, c.yaml]\n", "utf-8")
    assert [line.partition(": advice: ")[2] for line in run("plan", "p").stderr.splitlines()] == [
        f"'{first}.yaml' asks for 48 h before its muscles work again, and '{second}.yaml' trains "
        f"them, too ({what}): {dates}; choose days farther apart"
        for first, second, what, dates in (
            ("a", "b", "Back", "Mon 2027-03-22 and Tue 2027-03-23"),
            ("b", "c", "arms", "Tue 2027-03-23 and Wed 2027-03-24"),
        )
    ]


def test_the_wall_clock_counts_over_a_change_of_it(folder: Path) -> None:
    """From Saturday to Monday there are 47 hours, and 48 on the wall."""
    (folder / "p.yaml").write_text(
        "programme: P\nstart: 2027-03-27\nweeks: 1\ndays: [sat, mon]\nat: '18:30'\n"
        "zone: Europe/Berlin\nroutine: jamison-back\n"
    )
    assert run("plan", "p").stderr == ""


@pytest.mark.parametrize("path", sorted(PROGRAMMES.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_comes_with_audiocoach_has_no_advice(path: Path) -> None:
    assert open_course(read_file(path)).advice == ()
    ok("plan", path.stem)  # on standard error is nothing


def test_included_routines_for_the_same_muscles_wait_and_others_do_not(folder: Path) -> None:
    text = "programme: P\nstart: 2027-03-22\nweeks: 2\ndays: [mon, tue, thu]\n"
    (folder / "p.yaml").write_text(f"{text}rotate: [five-by-five, first-runs, core-circuit]\n")
    ok("plan", "p.yaml")
    (folder / "p.yaml").write_text(f"{text}rotate: [jamison-back, jeffers-pull, core-circuit]\n")
    assert "trains them, too (back): Mon 2027-03-22 and Tue 2027-03-23;" in run("plan", "p").stderr


def test_what_is_over_or_was_missed_is_no_advice(folder: Path) -> None:
    text = "programme: P\nstart: 2027-03-22\nweeks: 2\ndays: [mon, tue, fri]\n"
    (folder / "p.yaml").write_text(f"{text}routine: jamison-back\n")
    monday, tuesday, later = "2027-03-22", "2027-03-23", "2027-03-29 and Tue 2027-03-30"
    assert f"Mon {monday} and Tue {tuesday}; Mon {later};" in run("plan", "p").stderr
    ok("done", "p", "2")
    told = run("plan", "p").stderr
    assert monday not in told
    assert f"done again: Mon {later};" in told
    ok("done", "p", "5")
    assert run("plan", "p").stderr == ""


def test_the_pages_examples_are_programmes_and_its_commands_run(folder: Path) -> None:
    first, *others = blocks("yaml")
    for example in others:
        open_course(read_bytes(example.encode(), "example.yaml"))
    (folder / "stronger-back.yaml").write_text(first, "utf-8")
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    for line in lines:
        words = shlex.split(line)[1:]
        quickly = {"build": ["--profile", "minimal"]}
        quickly["publish"] = [*quickly["build"], "--session", "1"]
        ok(*words, *quickly.get(words[0], []))


def test_every_key_is_documented() -> None:
    for key in keys_of(Programme):
        assert re.search(rf"^\| `{key}` \||`{key}`", PAGE, re.MULTILINE), key
    for type_ in (Changes, Deload, WeekChanges):
        assert all(f"`{key}`" in PAGE or f"{key}:" in PAGE for key in keys_of(type_))


def test_the_one_that_comes_with_it_is_copied_to_begin_with() -> None:
    assert ok("copy", "stronger-back", "my-back") == (
        "my-back.yaml\nTry it: audiocoach plan my-back.yaml\n"
    )
    assert ok("plan", "my-back.yaml").startswith("Stronger back · 8 weeks, 24 sessions\n")
    assert "my-back.yaml is there already" in refused(1, "copy", "stronger-back", "my-back")


def test_a_programme_where_a_routine_is_asked_for_is_told_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(player, "check", lambda _: None)  # there may be none here
    said = "error: 'stronger-back' is a programme, and not a routine; 'audiocoach plan' shows it"
    for command in ("show", "explain", "play"):
        assert refused(1, command, "stronger-back").startswith(said)
    hint = "no routine is named 'strnger-back'; did you mean 'stronger-back'?"
    assert hint in refused(1, "build", "strnger-back", "--next")


def test_a_routine_where_a_programme_is_asked_for_is_told_as_one() -> None:
    for command in ("plan", "done", "calendar"):
        assert refused(1, command, "jeffers-pull") == (
            "error: 'jeffers-pull' is a routine, and not a programme; "
            "'audiocoach show jeffers-pull' shows it\n"
        )
