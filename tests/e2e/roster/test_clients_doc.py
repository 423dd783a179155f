"""What docs/clients.md shows is true: its commands run on its tables."""

import re
import shlex
from pathlib import Path

import pytest
from command_line import ok
from paths import DOCS

from audiocoach.roster import executor
from audiocoach.roster.columns import known_columns
from audiocoach.roster.read import read_roster

TEXT = (DOCS / "clients.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(executor, "Processes", lambda _: executor.Here())
    (tmp_path / "clients.csv").write_text(blocks("csv")[0], "utf-8")
    (tmp_path / "clients.toml").write_text(blocks("toml")[0], "utf-8")
    return tmp_path


@pytest.mark.long
def test_its_commands_run(here: Path) -> None:
    for line in blocks("sh")[0].splitlines():
        ok(*shlex.split(line)[1:])
    written = {path.name for path in (here / "tracks").iterdir()}
    assert written == {"anna.mp3", "bo.mp3", "cy.mp3", "receipt.json"}


def test_its_tables_are_fine(here: Path) -> None:
    assert "3 to build" in ok("batch", "clients.csv", "--dry-run")
    assert "2 to build" in ok("batch", "--dry-run")
    assert [client.id for client in read_roster(here / "clients.toml")] == ["anna", "bo"]


def test_it_names_every_option_and_the_columns_that_are_no_options() -> None:
    for option in set(re.findall(r"^  (--[a-z-]+)", ok("batch", "--help"), re.MULTILINE)):
        assert re.search(rf"^\| `{option}[ `]", TEXT, re.MULTILINE), option
    for name, column in known_columns().items():
        if column.owner is None:
            assert f"| `{name}`" in TEXT
