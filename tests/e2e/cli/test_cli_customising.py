"""Customising a routine on the command line, as its users meet it."""

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import refused, run

from audiocoach.config.load import FILE_VARIABLE
from audiocoach.support.durations import round_to

Shown = dict[str, Any]

MINE = """\
title: Mine
rounds: 2
rest: 5s
shuffle: true
equipment: kettlebell
substitutes: {kettlebell: dumbbell}
exercises:
  - {name: Halo, reps: 2-4, pace: 1s}
  - {name: Row, reps: 2, pace: 1s}
  - {name: Row, reps: 3, pace: 1s}
  - {name: Plank, hold: 4s}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(MINE)
    return tmp_path


def shown(*words: str) -> Shown:
    done = run("show", *words, "--json")
    assert done.returncode == 0, done.stderr
    data: Shown = json.loads(done.stdout)
    return data


def works(data: Shown) -> list[Shown]:
    return [interval for interval in data["intervals"] if interval["kind"] == "work"]


def lengths(data: Shown, kind: str) -> list[int]:
    """As they are written: a pause lasts less than a frame more or less."""
    found = [i for i in data["intervals"] if i["kind"] == kind]
    return [round_to(interval["end_ms"] - interval["start_ms"], 1000) for interval in found]


# Level


@pytest.mark.parametrize(("level", "rounds", "reps"), [("low", 3, 6), ("high", 5, 10)])
def test_a_level_chooses_in_every_range(level: str, rounds: int, reps: int) -> None:
    data = shown("jamison-back", "--level", level)
    assert {work["reps"] for work in works(data)} == {reps}
    assert {work["rounds"] for work in works(data)} == {rounds}
    rests = lengths(data, "rest")
    assert sorted(set(rests)) == [90_000, 120_000]
    assert (rests.count(90_000), rests.count(120_000)) == (rounds, rounds - 1)


def test_a_level_in_the_file_is_overridden() -> None:
    Path("mine.yaml").write_text(MINE + "level: high\n")
    assert max(work["reps"] or 0 for work in works(shown("mine.yaml"))) == 4
    assert max(work["reps"] or 0 for work in works(shown("mine.yaml", "--level", "0%"))) == 3


# Modes


def test_jeffers_conditioning_is_each_move_on_the_clock() -> None:
    data = shown("jeffers-pull", "--mode", "conditioning", "--work", "45s", "--rest", "15s")
    assert lengths(data, "work") == [45_000] * 6
    assert lengths(data, "rest") == [15_000] * 5
    assert {work["reps"] for work in works(data)} == {None}


@pytest.mark.parametrize(("level", "work"), [("low", 30_000), ("mid", 45_000), ("high", 60_000)])
def test_jeffers_conditioning_is_thirty_to_sixty_seconds(level: str, work: int) -> None:
    data = shown("jeffers-pull", "--mode", "conditioning", "--level", level)
    assert set(lengths(data, "work")) == {work}


def test_jeffers_as_it_is_is_its_first_mode() -> None:
    assert shown("jeffers-pull") == shown("jeffers-pull", "--mode", "strength")


def test_an_unknown_mode_lists_those_there_are() -> None:
    assert refused(1, "build", "jeffers-pull", "--mode", "conditoning") == (
        "error: 'jeffers-pull' has no mode 'conditoning'; did you mean 'conditioning'? "
        "there is: strength, conditioning\n"
    )


# One place


def test_one_place_changes_and_nothing_else() -> None:
    changes = ("--set", "halo.reps=8", "--set", "superset-2.rest=60s")
    before, after = works(shown("jamison-back")), works(shown("jamison-back", *changes))
    assert {work["reps"] for work in after if work["exercise"] == "Halo"} == {8}
    others = [work["reps"] for work in after if work["exercise"] != "Halo"]
    assert others == [work["reps"] for work in before if work["exercise"] != "Halo"]
    assert 60_000 in lengths(shown("jamison-back", *changes), "rest")


def test_two_of_a_name_are_numbered() -> None:
    done = works(shown("mine.yaml", "--set", "row-2.reps=7"))
    assert sorted(work["reps"] for work in done if work["exercise"] == "Row") == [2, 2, 7, 7]
    said = refused(1, "check", "mine.yaml", "--set", "row.reps=7")
    assert "nothing in 'mine' is called 'row' alone; there are: row-1, row-2" in said


def test_what_cannot_be_set_is_refused() -> None:
    said = refused(1, "show", "mine.yaml", "--set", "hallo.reps=3")
    assert "nothing in 'mine' is called 'hallo'; did you mean 'halo'? there is: halo, " in said
    assert "unknown key 'rep'; did you mean 'reps'?" in refused(
        2, "show", "mine.yaml", "--set", "halo.rep=3"
    )
    assert "'x' is not a whole number" in refused(2, "show", "mine.yaml", "--set", "halo.reps=x")
    assert "changes no place" in refused(2, "show", "mine.yaml", "--set", "halo")


# The whole routine


def test_sets_and_work_are_options() -> None:
    assert {work["sets"] for work in works(shown("mine.yaml", "--sets", "2"))} == {2}
    said = refused(1, "show", "jeffers-pull", "--work", "40s")
    assert "no exercise is timed; they are with '--mode conditioning'" in said


def test_equipment_is_what_stands_in() -> None:
    data = shown("mine.yaml", "--with", "dumbbell")
    said = " ".join(cue["text"] for cue in data["cues"] if cue["why"] == "intro" and cue["text"])
    assert "dumbbell" in said
    assert "kettlebell" not in said
    assert "there is: dumbbell" in refused(1, "show", "mine.yaml", "--with", "barbell")


def test_the_same_seed_is_the_same_session() -> None:
    one, two = shown("mine.yaml", "--seed", "1"), shown("mine.yaml", "--seed", "2")
    assert one == shown("mine.yaml", "--seed", "1")
    assert one != two
    assert shown("mine.yaml") == shown("mine.yaml", "--seed", "0")


def test_options_that_change_nothing_are_refused() -> None:
    assert "no range in it" in refused(
        1, "check", "jeffers-pull", "--level", "high", "--round-rest", "9s"
    )
    assert "nothing in it is shuffled" in refused(1, "check", "jeffers-pull", "--seed", "3")


# A length


@pytest.mark.parametrize("target", ["25m", "20:00.123", "47m11s"])
def test_a_track_lasts_as_long_as_is_asked(target: str) -> None:
    from audiocoach.support.durations import parse_duration

    assert shown("jeffers-pull", "--fit", target)["duration_ms"] == parse_duration(target)


def test_a_fit_is_what_is_built(here: Path) -> None:
    done = run("build", "mine.yaml", "--fit", "2m", "--json")
    assert done.returncode == 0, done.stderr
    assert "length    2:00.000" in done.stdout
    assert json.loads((here / "out/mine.json").read_text("utf-8"))["duration_ms"] == 120_000


def test_a_length_that_cannot_be_names_the_nearest() -> None:
    said = refused(1, "check", "jeffers-pull", "--fit", "3m")
    assert said.startswith("--fit 3m cannot be met by its rounds and rests; the nearest is 4:")
    said = refused(1, "check", "jeffers-pull", "--fit", "40m", "--rounds", "3-4")
    assert "the nearest is 3" in said


# One routine on another


def test_a_routine_is_built_on_another(here: Path) -> None:
    (here / "quick.yaml").write_text("extends: jeffers-pull\ntitle: Quick\nrounds: 1\n")
    data = shown("quick.yaml")
    assert (data["title"], len(works(data))) == ("Quick", 2)
    assert works(data)[0]["where"].startswith("jeffers-pull.yaml:")
    (here / "bad.yaml").write_text("extends: ../secret.yaml\n")
    assert refused(1, "check", "bad.yaml").startswith("bad.yaml:1:10: '../secret.yaml' is outside")


# The user's file


def test_the_users_file_holds_where_nothing_else_is_asked(here: Path) -> None:
    text = 'reps = 2\nlevel = "high"\nout = "tracks"\nset = {"halo.reps" = 5}\n'
    text += '[mode]\njeffers-pull = "conditioning"\n[routines.jeffers-pull]\nrest = "7s"\n'
    (here / "audiocoach.toml").write_text(text)
    reps = {work["exercise"]: work["reps"] for work in works(shown("mine.yaml"))}
    assert reps == {"Halo": 5, "Row": 2, "Plank": None}
    flags = works(shown("mine.yaml", "--reps", "3"))
    assert {work["reps"] for work in flags} == {3, None}
    jeffers = shown("jeffers-pull")
    assert (set(lengths(jeffers, "work")), lengths(jeffers, "rest")[0]) == ({60_000}, 7_000)
    assert run("build", "mine.yaml").returncode == 0
    assert (here / "tracks/mine.mp3").exists()


def test_a_mistake_in_the_users_file_is_told(here: Path) -> None:
    (here / "audiocoach.toml").write_text("rounds = 2\nret = 3\n")
    for command in ("build", "show", "check"):
        said = refused(1, command, "mine.yaml")
        assert "audiocoach.toml:2:1: unknown key 'ret'; did you mean 'rest'?" in said


def test_the_file_of_the_variable_is_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "other.toml").write_text("rounds = 1\n")
    monkeypatch.setenv(FILE_VARIABLE, "other.toml")
    assert {work["rounds"] for work in works(shown("mine.yaml"))} == {1}


# The help


@pytest.mark.parametrize("command", ["build", "show", "check"])
def test_every_command_takes_every_option(command: str) -> None:
    said = run(command, "--help").stdout
    for option in ("reps", "work", "sets", "rest", "round-rest", "rounds", "level", "mode"):
        assert f"--{option} " in said
    for option in ("with", "set", "fit", "seed", "voice"):
        assert f"--{option} " in said
    assert ("--out " in said) == (command == "build")


# Profile


def test_a_profile_says_how_much_is_said() -> None:
    data = shown("mine.yaml", "--profile", "minimal")
    assert {cue["play"] for cue in data["cues"]} == {"sound"}
    assert {cue["play"] for cue in shown("mine.yaml")["cues"]} == {"sound", "speech"}
    assert "write 'minimal' or 'standard' or 'coach'" in refused(
        2, "show", "mine.yaml", "--profile", "loud"
    )


def test_a_profile_may_be_a_habit(here: Path) -> None:
    (here / "audiocoach.toml").write_text('profile = "minimal"\n')
    assert {cue["play"] for cue in shown("mine.yaml")["cues"]} == {"sound"}
    coached = shown("jeffers-pull", "--profile", "coach")
    assert "encourage" in {cue["why"] for cue in coached["cues"]}


@pytest.mark.parametrize("command", ["check", "show"])
def test_another_language_says_what_stays_as_it_is(command: str) -> None:
    done = run(command, "jeffers-pull", "--language", "fr")
    assert done.returncode == 0
    assert done.stderr == (
        "warning: the coach speaks French, and these words of 'Jeffers pull' stay as they are: "
        "title (1), name (2), short (2), phases (4), how (2), cues (6), equipment (1); write them "
        "in French in a routine that extends it\n"
    )
    assert run(command, "jeffers-pull").stderr == ""
