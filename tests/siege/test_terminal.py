"""What others wrote cannot control a terminal, turn its text around, or calculate in a table."""

import shutil
import sys
from pathlib import Path

import pytest
from command_line import ok, run
from quick_build import ROUTINE

from audiocoach.report.recordings import ScriptLine, script_as_csv
from audiocoach.support.messages import printable

EVIL = "\x1b[31m\x07\x9b2J\u202eevil\u2066\u200f"


def assert_tame(text: str) -> None:
    unprintable = {letter for letter in text if not letter.isprintable()} - {"\n"}
    assert not unprintable, unprintable


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("quick.yaml").write_text(ROUTINE)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize(
    "words",
    [
        ("check", f"{EVIL}.yaml"),
        ("check", f"no{EVIL}.yaml"),
        ("build", "quick.yaml", "--out", f"{EVIL}.mp3"),
        ("build", "quick.yaml", "--reps", EVIL),
        ("build", "quick.yaml", "--music", EVIL),
        ("build", "quick.yaml", "--voice", EVIL),
        ("build", "quick.yaml", f"--{EVIL}"),
        ("show", "direction.yaml", "--cues"),
        ("show", "direction.yaml", "--json"),
        ("explain", "direction.yaml", "--stage", "plan"),
        (EVIL,),
    ],
)
def test_no_command_prints_what_controls_a_terminal(words: tuple[str, ...]) -> None:
    shutil.copy("quick.yaml", f"{EVIL}.yaml")
    Path("direction.yaml").write_text(ROUTINE.replace("March", "March \u202e\u2066back"), "utf-8")
    done = run(*words)
    assert_tame(done.stdout)
    assert_tame(done.stderr)


def test_settings_are_quoted_tamely() -> None:
    Path("audiocoach.toml").write_text('level = "\u202e"\n"\\u001b[31m" = 1\n', "utf-8")
    done = run("check", "quick.yaml")
    assert done.returncode == 1
    assert_tame(done.stderr)


def test_what_people_write_is_printed_as_it_is() -> None:
    text = "Zoë's 3×5 – “Über”, 🏋️‍♀️ 練習\n\tand so on\n"
    assert printable(text) == text
    assert printable("a\x1bb\u202ec\r") == "a\\u001bb\\u202ec\\u000d"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(begins: str) -> None:
    row = script_as_csv([ScriptLine("a.wav", f"{begins}1+1", "1", optional=False)]).splitlines()[1]
    assert row == f"a.wav,'{begins}1+1,"
    Path("f.yaml").write_text(ROUTINE.replace("Row", f"'{begins}Row'"), "utf-8")
    ok("build", "f.yaml", "--out", "f.mp3", "--sidecar", "csv")
    assert f",'{begins}Row," in Path("f.csv").read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize(
    "words",
    [
        ("check", "no\nforged.yaml"),
        ("check", "forged\nforged.yaml"),
        ("build", "quick.yaml", "--out", "out/a\nforged.mp3"),
        ("build", "quick.yaml", "--music", "no\nforged"),
        ("build", "forged\nforged.yaml", "nope\nforged"),
        ("schema", "--out", "a\nforged"),
    ],
)
def test_the_name_of_a_file_begins_no_line(words: tuple[str, ...]) -> None:
    Path("forged\nforged.yaml").write_text(ROUTINE)
    done = run(*words)
    lines = (done.stdout + done.stderr).splitlines()
    assert any("\\nforged" in line for line in lines), done
    assert not any(line.startswith("forged") and "\\n" not in line for line in lines), done
