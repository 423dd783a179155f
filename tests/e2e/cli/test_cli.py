"""The command line as its users meet it."""

import json
import re
import shlex
from pathlib import Path

import pytest
from command_line import complained, ok, printed, refused, run, run_alone

from audiocoach.support.durations import round_to

SHORT = """\
title: Short one
rest: 3s
exercises:
  - {name: Row, reps: 2, pace: 1s, how: Pull.}
  - {name: Plank, hold: 2s}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.yaml").write_text(SHORT)
    return tmp_path


@pytest.mark.usefixtures("here")
def test_build_tells_what_it_made() -> None:
    said = ok("build", "short.yaml")
    first, *rest = said.splitlines()
    assert first == str(Path("out/short.mp3"))
    facts = dict(line.split(maxsplit=1) for line in rest)
    assert re.fullmatch(r"0:\d\d\.\d{3}", facts["length"])
    assert facts["chapters"] == "5"
    assert facts["size"].endswith(" MB")
    assert re.fullmatch(r"-\d\d\.\d LUFS, peak -\d\.\d dBTP", facts["loudness"])
    assert "clips" in facts["reused"]
    again = ok("build", "short.yaml")
    clips, segments = re.findall(r"(\d+) of (\d+)", again)
    assert clips[0] == clips[1]
    assert segments[0] == segments[1]


def test_build_writes_the_timeline_beside_the_track(here: Path) -> None:
    ok("build", "short.yaml", "--json", "--out", "tracks/mine.mp3")
    written = json.loads((here / "tracks/mine.json").read_text("utf-8"))
    shown = json.loads(ok("show", "short.yaml", "--json"))
    assert written == shown
    assert (here / "tracks/mine.mp3").exists()


def test_build_takes_several_routines_into_a_folder(here: Path) -> None:
    ok("build", "short.yaml", "jeffers-pull", "--out", "tracks")
    names = sorted(path.name for path in (here / "tracks").iterdir())
    assert names == ["jeffers-pull.mp3", "short.mp3"]


@pytest.mark.usefixtures("here")
def test_the_options_change_exactly_what_they_say() -> None:
    options = ("--reps", "8", "--rest", "45s", "--rounds", "2")
    shown = json.loads(ok("show", "jeffers-pull", *options, "--json"))
    rests = [i for i in shown["intervals"] if i["kind"] == "rest" and i["round"]]
    assert {round_to(i["end_ms"] - i["start_ms"], 1000) for i in rests} == {45_000}
    works = [i for i in shown["intervals"] if i["kind"] == "work"]
    assert [i["reps"] for i in works] == [8] * 4
    for work in works:
        counts = [
            cue["text"]
            for cue in shown["cues"]
            if cue["why"] == "count" and work["start_ms"] <= cue["start_ms"] < work["end_ms"]
        ]
        assert counts == [str(number) for number in range(1, 9)]


@pytest.mark.usefixtures("here")
def test_show_draws_the_session() -> None:
    said = ok("show", "jeffers-pull")
    head, _, strip, *_ = said.splitlines()
    assert re.fullmatch(r"Jeffers pull · Yusuf Jeffers · 16:\d\d", head)
    assert len(strip) == 72
    assert strip.count("█") > 30
    assert said.count("WORK") == 6
    assert "“Next: Bent-over row to march. 12 reps.”" in ok("show", "jeffers-pull", "--cues")


@pytest.mark.usefixtures("here")
def test_show_falls_back_where_the_terminal_cannot_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    strip = printed(run_alone("show", "short.yaml")).splitlines()[2]
    assert "#" in strip


@pytest.mark.usefixtures("here")
def test_list_names_every_routine() -> None:
    said = ok("list")
    assert re.search(r"^jeffers-pull +17 min +Jeffers pull", said, re.MULTILINE)
    assert re.search(r"^jamison-back +31 min", said, re.MULTILINE)


def test_list_has_the_routines_of_the_working_folder(here: Path) -> None:
    (here / "routines").mkdir()
    (here / "routines/mine.yaml").write_text(SHORT)
    (here / "routines/broken.yaml").write_text("title: [")
    said = ok("list")
    assert re.search(r"^mine +1 min", said, re.MULTILINE)
    assert re.search(
        r"^broken +cannot be read +\S*broken.yaml +\S*broken.yaml:\d+:\d+: ", said, re.MULTILINE
    )


def test_check_reports_every_file_and_every_problem(here: Path) -> None:
    (here / "bad.yaml").write_text(
        "title: x\nexercises:\n  - {name: a, rep: 3}\n  - {nam: b, reps: 3}\n"
    )
    done = run("check", "bad.yaml", "short.yaml")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "bad.yaml:3:15: unknown key 'rep'; did you mean 'reps'?",
        "bad.yaml:4:6: an item begins with what it is, not with 'nam'; did you mean 'name'?",
    ]
    assert done.stdout.startswith("short.yaml: 0:")


def test_check_advises_with_the_line_of_what_has_no_room(here: Path) -> None:
    long = "{name: A very long name for such a very short rest between two sets, reps: 3}"
    (here / "tight.yaml").write_text(
        f"title: Tight\nrest: 3s\nexercises:\n  - {{name: a, reps: 3}}\n  - {long}\n"
    )
    done = run("check", "tight.yaml")
    assert done.returncode == 0
    assert re.match(
        r"tight.yaml:5:5: advice: no room for 'A very long name .*' \(announce\): "
        r"needs \d\.\d s, slot is \d\.\d s; a longer rest makes room\n",
        done.stderr,
    )


@pytest.mark.usefixtures("here")
def test_a_typo_in_a_name_gets_a_suggestion() -> None:
    said = refused(1, "build", "jefers-pull")
    assert said == "error: no routine is named 'jefers-pull'; did you mean 'jeffers-pull'?\n"


@pytest.mark.parametrize("name", ["../jeffers-pull", "/etc/passwd", "...", "out/x", "Jeffers Pull"])
@pytest.mark.usefixtures("here")
def test_a_name_is_not_a_way_out(name: str) -> None:
    said = refused(1, "build", name)
    assert said.startswith(f"error: no routine is named '{name}'; ")


@pytest.mark.usefixtures("here")
def test_a_missing_voice_is_named_with_the_nearest() -> None:
    said = refused(1, "build", "short.yaml", "--voice", "en-uss")
    assert "en-uss" in said
    assert "did you mean 'en-us'?" in said
    assert "there is no engine 'espaek'" in refused(1, "show", "short.yaml", "--voice", "espaek:x")


@pytest.mark.parametrize("key", ["voice", "counter"])
def test_a_missing_voice_of_a_routine_is_told_with_its_file(here: Path, key: str) -> None:
    text = (here / "short.yaml").read_text("utf-8")
    (here / "voiced.yaml").write_text(f"{key}: samantha\n{text}", "utf-8")
    said = f"voiced.yaml:1:{len(key) + 3}: '{key}': espeak has no voice 'samantha'; "
    assert refused(1, "check", "voiced.yaml").startswith(said)
    assert not refused(1, "show", "voiced.yaml", f"--{key}", "nobody").startswith("error: voiced")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("build", "short.yaml", "--duck", "99"),
            "'99' is out of range; write a level from 0 to 60 dB",
        ),
        (["build", "x", "--reps", "ten"], "'ten' is not a whole number"),
        (["build", "x", "--rest", "soon"], "'soon' is not a duration"),
        (["build", "x", "--rounds", "5-3"], "the range '5-3' is upside down"),
        (["build"], "Missing argument"),
        (["bild"], "No such command 'bild'"),
        (["build", "x", "--rep", "3"], "No such option"),
    ],
)
@pytest.mark.usefixtures("here")
def test_wrong_usage_exits_with_two(words: list[str], said: str) -> None:
    assert said in refused(2, *words)


@pytest.mark.usefixtures("here")
def test_out_is_one_file_or_a_folder() -> None:
    two = refused(1, "build", "short.yaml", "jeffers-pull", "--out", "x.mp3")
    assert "give a folder" in two


@pytest.mark.usefixtures("here")
def test_an_error_leaves_nothing_behind() -> None:
    refused(1, "build", "short.yaml", "--voice", "xx")
    assert not Path("out").exists()


@pytest.mark.usefixtures("here")
def test_every_commands_example_runs() -> None:
    commands = re.findall(r"^  ([a-z]+)  ", ok("--help").split("Commands:")[1], re.MULTILINE)
    writing = ["new", "copy", "explain", "schema"]
    voices = ["say", "script", "voices"]
    read = ["build", "play", "show", "list", "check"]
    weeks, phone = ["plan", "done", "calendar", "sheet"], ["send", "publish"]
    assert commands == [*read, *writing, "sounds", *voices, *weeks, "batch", *phone, "cache"]
    Path("clients.toml").write_text('[clients.anna]\nroutine = "short.yaml"\n')
    for command in commands:
        if command in ("send", "play"):
            continue  # goes on until Ctrl-C, or needs a loudspeaker
        example = re.search(r"Example: audiocoach (.*)", ok(command, "--help"))
        assert example, command
        ok(*shlex.split(example[1]))


@pytest.mark.usefixtures("here")
def test_the_version_is_told() -> None:
    assert re.fullmatch(r"audiocoach \d+\.\d+\.\d+\n", ok("--version"))


def test_started_as_a_program_it_says_the_same(here: Path) -> None:
    assert printed(run_alone("show", "short.yaml")) == ok("show", "short.yaml")
    (here / "short.yaml").write_text("title: [")
    assert complained(run_alone("check", "short.yaml"), 1) == refused(1, "check", "short.yaml")
    lines = complained(run_alone("build"), 2).splitlines(), refused(2, "build").splitlines()
    assert lines[0][-1] == lines[1][-1]
