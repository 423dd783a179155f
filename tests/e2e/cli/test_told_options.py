"""Options and settings that change nothing, or only a part: each says so."""

import re
from pathlib import Path

import pytest
from command_line import ok, refused, run

import audiocoach as ac
from audiocoach.support.resources import shipped_folder

QUICK = ("--profile", "minimal")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def warned(*words: str) -> list[str]:
    """Runs a command that must succeed; returns what it warns of."""
    done = run(*words, *QUICK)
    assert done.returncode == 0, done.stderr
    lines = done.stderr.splitlines()
    return [line.removeprefix("warning: ") for line in lines if line.startswith("warning: ")]


# Rests


def test_a_rest_says_that_it_leaves_the_rests_between_rounds() -> None:
    said = "--rest 45s leaves the rests between rounds at 90s; --round-rest changes them"
    for command in ("show", "check", "build"):
        assert warned(command, "jeffers-pull", "--rest", "45s") == [said]
    assert warned("show", "jeffers-pull", "--rest", "45s", "--rounds", "1") == []
    assert warned("show", "jeffers-pull", "--rest", "30s", "--round-rest", "30s") == []


def test_a_rest_between_rounds_that_follows_it_is_not_told() -> None:
    text = "title: A\nrounds: 2\nrest: 60s\nexercises: [{name: Row, reps: 2}, {name: Dip, reps: 2}]"
    assert warned("show", write("a.yaml", text), "--rest", "30s") == []


def test_rests_that_sets_and_lists_have_alone_are_told() -> None:
    text = """\
title: A
rest: 60s
warmup: [{name: March, work: 20s, rest: 15s}, {name: Squat, reps: 2}]
exercises:
  - {name: Row, reps: 2, sets: 3, set_rest: 20s}
  - {name: Dip, reps: 2}
"""
    assert warned("show", write("a.yaml", text), "--rest", "30s") == [
        f"--rest 30s leaves the rests {which}; --set changes them one by one"
        for which in (
            "of the warm-up and the cool-down at 15s",
            "that sets and blocks have alone at 20s",
        )
    ]


@pytest.mark.parametrize("name", ["emom-twelve", "tabata-swings"])
def test_a_rest_where_a_clock_gives_the_rests_is_refused(name: str) -> None:
    assert refused(1, "show", name, "--rest", "30s", *QUICK) == (
        f"error: --rest changes nothing in '{name}': no exercises in it rest in between; "
        "in an EMOM or a tabata the clock gives the rests\n"
    )


# Exercises


MIXED = """\
title: Mixed
rest: 10s
exercises:
  - {name: Row, reps: 2}
  - {name: Plank, hold: 10s}
  - {name: March, work: 10s}
  - {name: Dip, reps: [3, 2, 1]}
"""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--reps", "4"),
            "--reps 4 leaves 'Plank', 'March' as they were (without counted reps)",
        ),
        (
            ("--work", "20s"),
            "--work 20s leaves 'Row', 'Plank', 'Dip' as they were (without 'work' of its own)",
        ),
        (
            ("--sets", "2"),
            "--sets 2 leaves 'Dip' as it was (sets are listed, or there are none)",
        ),
    ],
)
def test_an_option_for_all_exercises_names_those_it_leaves(
    words: tuple[str, str], said: str
) -> None:
    assert warned("show", write("mixed.yaml", MIXED), *words) == [said]


def test_many_exercises_are_not_all_named() -> None:
    names = ", ".join(f"{{name: Hold {n}, hold: 5s}}" for n in "ABCDEFG")
    text = f"title: A\nexercises: [{{name: Row, reps: 2}}, {names}]\n"
    (said,) = warned("show", write("a.yaml", text), "--reps", "3")
    assert said.startswith("--reps 3 leaves 'Hold A', 'Hold B', 'Hold C', 'Hold D' and 3 more as ")


def test_the_library_tells_it_too() -> None:
    notes = ac.Builder().resolve("jeffers-pull", rest="45s").notes
    assert notes == ["--rest 45s leaves the rests between rounds at 90s; --round-rest changes them"]


def test_a_counter_without_counts_is_told() -> None:
    text = "title: A\nexercises: [{name: Plank, hold: 10s}]\n"
    said = "the counter 'en-us+f2' is not heard: nothing is counted aloud"
    assert warned("show", write("a.yaml", text), "--counter", "en-us+f2") == [said]
    assert warned("build", "a.yaml", "--counter", "en-us+f2") == [said]


def test_music_goes_down_only_where_there_is_some() -> None:
    text = "title: A\nexercises: [{name: Plank, hold: 10s}]\n"
    for db in ("9", "15"):
        said = refused(1, "build", write("a.yaml", text), "--duck", db)
        assert "there is no music to duck" in said


# Settings


def test_settings_for_a_name_that_is_nearly_this_one_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = '[routines.jefers-pull]\nreps = 5\n[mode]\njefers-pull = "conditioning"\n'
    monkeypatch.setenv("AUDIOCOACH_CONFIG", write("mine.toml", text))
    assert warned("show", "jeffers-pull") == [
        f"mine.toml: '{table}.jefers-pull' names no routine here; did you mean 'jeffers-pull'?"
        for table in ("routines", "mode")
    ]
    assert warned("show", "box-breathing") == []


def test_settings_for_another_routine_of_a_similar_name_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "[routines.jeffers-pull-de]\nreps = 5\n[routines.anna]\nreps = 5\n"
    monkeypatch.setenv("AUDIOCOACH_CONFIG", write("mine.toml", text))
    assert warned("show", "jeffers-pull") == []


@pytest.mark.parametrize("key", ["round-rest", "round_rest", "round rest", "Round Rest"])
def test_a_key_is_spelt_alike_in_both_languages(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"title: A\nrounds: 2\n{key}: 33s\nexercises: [{{name: Row, reps: 2}}]\n"
    assert "rest     33s" in ok("show", write("a.yaml", text), *QUICK)
    settings = f'"{key}" = "44s"\n[routines.a]\n"{key}" = "55s"\n'
    monkeypatch.setenv("AUDIOCOACH_CONFIG", write("mine.toml", settings))
    assert "rest     55s" in ok("show", "a.yaml", *QUICK)
    assert "rest     44s" in ok("show", write("b.yaml", text), *QUICK)


def test_a_key_in_two_spellings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'reps = 3\nround-rest = "1s"\nround_rest = "2s"\n'
    monkeypatch.setenv("AUDIOCOACH_CONFIG", write("mine.toml", text))
    assert refused(1, "show", "jeffers-pull") == (
        "error: mine.toml:2:1: 'round_rest' is there twice, in other spellings; "
        "delete one of them\n"
    )


# A given length


def test_a_bare_number_asks_whether_minutes_are_meant() -> None:
    said = refused(2, "show", "jeffers-pull", "--fit", "25")
    assert "'25' would be seconds; did you mean '25 min'? or write '25s'" in said
    with pytest.raises(ac.CoachError, match="did you mean '25 min'"):
        ac.Overrides(fit=25)
    assert ac.Overrides(fit=1500).fit == ac.Overrides(fit="25 min").fit


@pytest.mark.parametrize(
    ("name", "fit"), [("jeffers-pull", "7m"), ("core-circuit", "3m"), ("emom-twelve", "20m")]
)
def test_the_nearest_lengths_can_be_had(name: str, fit: str) -> None:
    """With words: the coach tells the minutes, which takes longer for some."""
    spoken = ("--voice", "espeak")
    said = refused(1, "show", name, "--fit", fit, *spoken)
    near = re.findall(r"([\d:.]+) with", said)
    assert near
    for length in near:
        assert run("show", name, "--fit", length, *spoken).returncode == 0, length


# A copy with one round


@pytest.mark.parametrize("name", sorted(p.stem for p in shipped_folder("routines").glob("*.yaml")))
def test_a_copy_with_one_round_is_no_error(name: str) -> None:
    text = (shipped_folder("routines") / f"{name}.yaml").read_text("utf-8")
    one = re.sub(r"^rounds:.*\n", "", text, flags=re.MULTILINE) + "\nrounds: 1\n"
    routine = ac.load(write("copy.yaml", one))
    assert routine.rounds == ac.Span(1, 1)


def test_what_waits_for_more_rounds_is_advice() -> None:
    text = """\
title: A
rest: 30s
rounds: 1
modes:
  slow: {}
  fast: {rest: 15s, round_rest: 15s}
exercises: [{name: Row, reps: 2}, {name: Dip, reps: 2}]
"""
    done = run("check", write("a.yaml", text), *QUICK)
    assert done.returncode == 0
    assert done.stderr.startswith(
        "a.yaml:5:3: advice: 'round_rest' of the mode 'fast' waits for more rounds than one; "
    )
    without = text.replace("rounds: 1\n", "")
    assert "'round_rest' has no effect in this mode" in refused(
        1, "check", write("b.yaml", without)
    )
