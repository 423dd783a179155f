"""Where colour is wanted, and what it marks."""

import io
from collections.abc import Callable

import pytest

from audiocoach.cli.colour import first_column, first_line, is_wanted, messages, overview


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "on_screen", "in_pipe"),
    [
        ({"TERM": "xterm"}, True, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
        ({"TERM": "xterm", "FORCE_COLOR": "0"}, False, False),
        ({"TERM": "xterm", "FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    ],
)
def test_colour_is_for_terminals_unless_it_is_asked_for_or_refused(
    environment: dict[str, str], *, on_screen: bool, in_pipe: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert is_wanted(Screen()) is on_screen
    assert is_wanted(io.StringIO()) is in_pipe


def test_windows_has_colour_where_its_terminal_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "TERM_PROGRAM", "ANSICON", "ConEmuANSI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("WT_SESSION", raising=False)
    monkeypatch.setattr("sys.platform", "win32")
    assert not is_wanted(Screen())
    monkeypatch.setenv("WT_SESSION", "1")
    assert is_wanted(Screen())


def marked(paint: Callable[[str], str], text: str) -> str:
    """Colour as brackets around what it marks; all the rest of the text has to be the same."""
    painted = paint(text)
    for code in ("1;31", "1;33", "1;36", "1;32", "1", "2", "32", "33", "34"):
        painted = painted.replace(f"\x1b[{code}m", "<")
    painted = painted.replace("\x1b[0m", ">")
    assert painted.replace("<", "").replace(">", "") == text
    return painted


def test_messages_begin_with_what_they_are() -> None:
    assert marked(messages, "error: no note: x\n") == "<error>: no note: x\n"
    assert marked(messages, "Usage: x\n\nError: No such") == "Usage: x\n\n<Error>: No such"
    assert marked(messages, "a b.yaml:3:1: advice: rest") == "a b.yaml:3:1: <advice>: rest"
    assert marked(messages, "warning: a\nwarning: b") == "<warning>: a\n<warning>: b"
    assert marked(messages, "errors: 3, an error: x\n") == "errors: 3, an error: x\n"


def test_results_have_a_head_and_names() -> None:
    assert marked(first_line, "a.mp3\n  last used  now\n             and\n") == (
        "<a.mp3>\n<  last used>  now\n             and\n"
    )
    assert marked(first_column, "pull  16 min  A\n              B\nx\n") == (
        "<pull>  16 min  A\n              B\n<x>\n"
    )


def test_an_overview_shows_work_and_rest() -> None:
    text = "Pull · 5:00\n\n·▒██░░██\n0:00\n█ work   ░ rest\n\n0:15  WORK  5s  WORK\n"
    assert marked(overview, text) == (
        "<Pull · 5:00>\n\n<·><▒><██><░░><██>\n0:00\n<█> work   <░> rest\n\n0:15  <WORK>  5s  WORK\n"
    )
