"""What all tests share: goldens, and one cache of clips for a whole run."""

import os
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import settings

from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.programme.log import FOLDER_VARIABLE as DATA_VARIABLE

# A slow machine is no failure.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    help_ = "write the golden files anew instead of comparing with them"
    parser.addoption("--update-goldens", action="store_true", help=help_)


@pytest.fixture(scope="session", autouse=True)
def warm_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One cache for all workers of this run, so that no phrase is spoken twice.

    Every test has it that sets no other; those whose point is a cache, or an empty one, do.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(folder / "warm-cache"))
        patch.setenv(DATA_VARIABLE, str(tmp_path_factory.mktemp("data")))
        yield folder / "warm-cache"


@pytest.fixture
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a log of its own of what was done."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Callable[[Path, str], None]:
    """Compares a text with the file that keeps it: `golden(path, text)` fails with a diff.

    With --update-goldens it writes the file anew instead.
    """
    update = bool(pytestconfig.getoption("--update-goldens"))

    def compare(path: Path, text: str) -> None:
        if update:
            path.write_bytes(text.encode())
            return
        held = path.read_bytes().decode() if path.exists() else ""
        if held != text:
            lines = held.splitlines(keepends=True), text.splitlines(keepends=True)
            pytest.fail("".join(unified_diff(*lines, path.name, "now")), pytrace=False)

    return compare
