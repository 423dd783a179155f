"""docs/authoring.md is true: its commands run, and print what stands below them."""

import re
import shlex
from pathlib import Path

import pytest
from command_line import run
from paths import DOCS

from audiocoach.routine.read import read_bytes

AUTHORING = (DOCS / "authoring.md").read_text("utf-8")
COMMANDS = re.findall(
    r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", AUTHORING, re.MULTILINE | re.DOTALL
)
ROUTINES = re.findall(r"^```yaml\n(.*?)^```", AUTHORING, re.MULTILINE | re.DOTALL)
SAVED = dict(
    re.findall(r"Save this as `(.*?)`:\n\n```yaml\n(.*?)^```", AUTHORING, re.MULTILINE | re.DOTALL)
)


def said(line: str) -> str:
    done = run(*shlex.split(line)[1:])
    assert done.returncode == 0, (line, done.stderr)
    return done.stderr + done.stdout


def pattern(shown: str) -> str:
    """What is printed, `…` standing for anything."""
    return re.sub(r" +", " +", re.escape(shown).replace(r"\ ", " ")).replace("…", ".*?")


@pytest.mark.long
def test_its_commands_print_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert SAVED.keys() == {"doubtful.yaml", "anna.yaml"}
    for name, routine in SAVED.items():
        (tmp_path / name).write_text(routine, "utf-8")
    assert len(COMMANDS) >= 6
    for block, shown in COMMANDS:
        printed = "".join(said(line) for line in block.splitlines())
        if shown:
            assert re.fullmatch(pattern(shown), printed, re.DOTALL), printed


def test_its_routines_are_routines() -> None:
    for routine in ROUTINES:
        assert read_bytes(routine.encode(), "example.yaml").exercises
