"""`python -m audiocoach` in a stranger's folder runs none of its modules."""

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import PROGRAM

THEIRS = "import sys\nsys.stderr.write('taken over')\nraise SystemExit(9)\n"


@pytest.mark.parametrize("command", [["list"], ["check", "jeffers-pull"], ["--help"]])
def test_no_module_of_the_working_folder_is_run(command: list[str], tmp_path: Path) -> None:
    names = (
        "yaml typing typer msgspec numpy av hibari platformdirs json csv sqlite3 tempfile shutil"
    )
    for name in names.split():
        (tmp_path / f"{name}.py").write_text(THEIRS)
    done = subprocess.run([*PROGRAM, *command], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_folder_on_the_path_by_choice_is_left_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chosen.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = subprocess.run([sys.executable, "-c", "import chosen, audiocoach"], check=False)
    assert done.returncode == 0
