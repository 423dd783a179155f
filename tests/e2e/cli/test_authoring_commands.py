"""`new`, `copy`, `schema`, `explain` and `check`'s advice, as their users meet them."""

import json
import re
from pathlib import Path

import pytest
from command_line import ok, run

from audiocoach.routine.catalog import find_path
from audiocoach.routine.schema import schema_text

ODD = "title: Odd\nexercises:\n  - {name: Single-arm swing, reps: 3}\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(*words: str) -> str:
    done = run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_new_writes_a_routine_that_is_fine(here: Path) -> None:
    assert ok("new", "leg-day") == "leg-day.yaml\nTry it: audiocoach check leg-day.yaml\n"
    text = (here / "leg-day.yaml").read_text("utf-8")
    assert "\ntitle: Leg day\n" in text
    assert text.count("#") > 10
    assert ok("check", "--strict", "leg-day.yaml").endswith("everything fits\n")


@pytest.mark.parametrize(
    ("out", "file"),
    [("routines", "routines/legs.yaml"), ("a/b.yaml", "a/b.yaml"), ("b.yml", "b.yml")],
)
def test_new_writes_where_it_is_told(out: str, file: str) -> None:
    assert ok("new", "legs", "--out", out).splitlines()[0] == str(Path(file))
    assert Path(file).exists()


@pytest.mark.parametrize("words", [("new", "mine"), ("copy", "jeffers-pull", "mine")])
def test_nothing_is_overwritten(here: Path, words: tuple[str, ...]) -> None:
    (here / "mine.yaml").write_text("mine")
    said = "error: mine.yaml is there already; choose another name, or replace it with --force\n"
    assert refused(*words) == said
    assert (here / "mine.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Leg Day", "write 'leg-day'"),
        ("leg-day.yaml", "write 'leg-day'"),
        ("leg_day", "write 'leg-day'"),
        ("Übung", "write 'ubung'"),
        ("routines/legs", "write 'legs', and its folder as --out"),
        ("../legs", "write 'legs', and its folder as --out"),
        ("??", "write small letters, digits and hyphens, like 'leg-day'"),
        ("", "write small letters, digits and hyphens, like 'leg-day'"),
    ],
)
def test_a_bad_name_is_refused_with_a_better_one(here: Path, name: str, hint: str) -> None:
    for words in (("new", name), ("copy", "jeffers-pull", name)):
        assert refused(*words) == f"error: '{name}' cannot be a routine's name; {hint}\n"
    assert list(here.iterdir()) == []


def test_out_is_a_yaml_file_or_a_folder() -> None:
    said = "error: legs.txt: a routine ends in .yaml; or give a folder\n"
    assert refused("new", "legs", "--out", "legs.txt") == said


def test_a_folder_that_cannot_be_made_is_told(here: Path) -> None:
    (here / "file").touch()
    assert "a file is in the way" in refused("new", "legs", "--out", "file/deep")


@pytest.mark.parametrize(
    ("words", "file"),
    [(("jeffers-pull",), "jeffers-pull.yaml"), (("jeffers-pull", "mine"), "mine.yaml")],
)
def test_copy_keeps_every_byte(words: tuple[str, ...], file: str) -> None:
    assert ok("copy", *words).splitlines()[0] == file
    assert Path(file).read_bytes() == find_path("jeffers-pull").read_bytes()
    assert ok("check", file).startswith(f"{file}: 1")


def test_copy_knows_the_nearest_name() -> None:
    said = "error: no routine is named 'jefers'; did you mean 'jeffers-pull'?\n"
    assert refused("copy", "jefers") == said


def test_schema_is_printed_or_written(here: Path) -> None:
    assert ok("schema") == schema_text()
    assert ok("schema", "--out", "deep/s.json") == f"{Path('deep/s.json')}\n"
    assert json.loads((here / "deep/s.json").read_text("utf-8")) == json.loads(schema_text())


def test_advice_has_its_line_and_fails_only_when_strict(here: Path) -> None:
    (here / "odd.yaml").write_text(ODD)
    advice = (
        "odd.yaml:3:5: advice: the name says 'Single-arm', but there are no 'sides'; "
        "add 'sides: alternating' or 'sides: each'\n"
    )
    for options, code in (((), 0), (("--strict",), 1)):
        done = run("check", *options, "odd.yaml")
        assert (done.returncode, done.stderr) == (code, advice)
        assert done.stdout.endswith(", 1 piece of advice\n")


STAGES = ["routine", "defaults", "plan", "clips", "timeline", "segments", "frames"]


def test_explain_has_a_line_for_each_stage(here: Path) -> None:
    (here / "odd.yaml").write_text(ODD)
    said = ok("explain", "odd.yaml")
    assert [line.split()[0] for line in said.splitlines()] == STAGES
    assert re.search(r"^clips +\d+ texts and tones, \d+ of them new$", said, re.MULTILINE)
    again = ok("explain", "odd.yaml")
    assert "tones, 0 of them new" in again


@pytest.mark.parametrize(
    ("stage", "line"),
    [
        ("routine", r"^3:5 +EXERCISE$"),
        ("routine", r"^ +reps +3$"),
        ("defaults", r"^  transition +10s +The time to change over where a rest is 0"),
        ("defaults", r"^  leads.call +10s +How long before work its name is repeated"),
        ("plan", r"^  count +leads start\+12.000 +count +3$"),
        ("clips", r"^[0-9a-f]{12}  (kept|new ) +\d\.\d{3} +♪ pip$"),
        ("timeline", r"^0:\d\d\.\d{3} +WORK +12s +Single-arm swing, 3 × 4s$"),
        ("segments", r"^\d+ +0:\d\d\.\d{3} +\d+ ms +[0-9a-f]{12} +\+\d+ ♪ start"),
        ("frames", r"^ +\d+  silence$"),
        ("frames", r"^\+ +\d+  segment [0-9a-f]{12}$"),
    ],
)
def test_explain_prints_a_stage(here: Path, stage: str, line: str) -> None:
    (here / "odd.yaml").write_text(ODD)
    assert re.search(line, ok("explain", "odd.yaml", "--stage", stage), re.MULTILINE)


def test_explained_frames_are_the_track(here: Path) -> None:
    (here / "odd.yaml").write_text(ODD)
    runs = ok("explain", "odd.yaml", "--stage", "frames").splitlines()
    ok("build", "odd.yaml", "--cover", "none")
    frames = (here / "out/odd.mp3").stat().st_size // 192
    assert frames - 40 < sum(int(line[1:7]) for line in runs) <= frames


def test_what_a_routine_says_is_not_left_open(here: Path) -> None:
    (here / "odd.yaml").write_text("rest: 30s\ntempo: 2-0-2-0\n" + ODD)
    said = ok("explain", "odd.yaml", "--stage", "defaults").split("every routine")[0]
    keys = [line.split()[0] for line in said.splitlines()[1:] if line.startswith("  ")]
    assert not {"rest", "pace"} & {*keys}
    assert {"rounds", "transition", "first", "voice"} <= {*keys}


def test_an_unknown_stage_is_wrong_usage() -> None:
    done = run("explain", "jeffers-pull", "--stage", "soup")
    assert done.returncode == 2
    assert "'soup' is no stage; write one of routine, defaults, plan" in done.stderr


def test_defaults_fit_a_terminal_but_for_what_is_explained() -> None:
    lines = ok("explain", "jeffers-pull", "--stage", "defaults").splitlines()
    assert max(len(line) for line in lines) < 150


def test_check_knows_where_music_is_missing(here: Path) -> None:
    (here / "own.yaml").write_text(
        "title: Own\nmusic: song.mp3\nexercises: [{name: Row, reps: 2}]\n"
    )
    assert run("check", "own.yaml").stderr == (
        "own.yaml:2:8: advice: there is no music 'song.mp3' where this says; "
        "put it there, or play other with --music\n"
    )
    (here / "out.yaml").write_text(
        "title: Out\nmusic: ../a.mp3\nexercises: [{name: Row, reps: 2}]\n"
    )
    assert refused("check", "out.yaml").startswith("out.yaml:2:8: the music '../a.mp3' is outside")
