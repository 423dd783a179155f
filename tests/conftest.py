"""Goldens: texts kept beside the tests, compared exactly, written anew with --update-goldens."""

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import settings

# A slow machine is no failure.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    help_ = "write the golden files anew instead of comparing with them"
    parser.addoption("--update-goldens", action="store_true", help=help_)


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Callable[[Path, str], None]:
    """`golden(path, text)` fails where `text` is not what the file holds; shows the difference."""
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
