"""What a person sees in a terminal, and what a pipe gets."""

import json
import re

import pytest
from command_line import ok, refused
from terminal import needs_terminal, shown

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@needs_terminal
def test_a_terminal_has_colour_and_folded_tables() -> None:
    seen = shown("show", "jeffers-pull", columns=50)
    assert seen.returncode == 0
    assert "\x1b[32m████\x1b[0m" in seen.text
    assert "\x1b[1;32mWORK\x1b[0m" in seen.text
    lines = COLOUR.sub("", seen.text).splitlines()
    assert max(map(len, lines)) <= 50
    words = " ".join(COLOUR.sub("", seen.text).split())
    assert "WORK 80s Alternating single-arm bent-over row, alternating, 10 × 4s" in words


@needs_terminal
@pytest.mark.parametrize("words", [("list",), ("sounds",), ("cache", "info"), ("voices",)])
def test_no_table_is_cut(words: tuple[str, ...]) -> None:
    plain = shown(*words, columns=50, NO_COLOR="1")
    assert "\x1b" not in plain.text
    letters = sorted("".join(plain.text.split()))
    assert letters == sorted("".join(ok(*words).split()))


@needs_terminal
def test_an_error_is_marked() -> None:
    assert shown("build", "nix").text.startswith("\x1b[1;31merror\x1b[0m: no routine")
    assert shown("build", "nix", TERM="dumb").text.startswith("error: no routine")


def test_a_pipe_gets_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in ok("show", "jeffers-pull") + ok("list") + refused(1, "build", "nix")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31merror\x1b[0m: " in refused(1, "build", "nix")


def test_an_option_is_suggested_that_is_near() -> None:
    assert "Did you mean --voice?" in refused(2, "build", "jeffers-pull", "--voise", "x")
    assert "Did you mean" not in refused(2, "build", "jeffers-pull", "--colours")
    assert "(Possible" not in refused(2, "build", "jeffers-pull", "--colours")


def test_help_is_a_command_too() -> None:
    assert ok("help") == ok("--help")
    assert ok("help", "build") == ok("build", "--help")
    assert ok("help", "cache", "info") == ok("cache", "info", "--help")
    assert "No such command 'biuld'. Did you mean 'build'?" in refused(2, "help", "biuld")


def test_the_list_as_json() -> None:
    listed = json.loads(ok("list", "--json"))
    found = next(entry for entry in listed if entry["name"] == "jeffers-pull")
    assert found["title"] == "Jeffers pull"
    assert found["minutes"] == 17
    assert found["summary"]
    assert "\x1b" not in ok("list", "--json")
