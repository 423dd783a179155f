"""What a person sees in a terminal, and what a pipe gets."""

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ok, printed, refused, run
from quick_build import ROUTINE, routine_in
from terminal import Terminal, needs_terminal, shown

from audiocoach.cli import bars, printing

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@needs_terminal
def test_a_terminal_has_colour_and_folded_tables() -> None:
    seen = shown("show", "jeffers-pull", columns=50)
    assert seen.returncode == 0
    assert "\x1b[32m████\x1b[0m" in seen.text
    assert "\x1b[1;32mWORK\x1b[0m" in seen.text
    overview = COLOUR.sub("", seen.text[seen.text.index("\x1b[1mJeffers") :])
    lines = overview.splitlines()
    assert max(map(len, lines)) <= 50
    letters = "".join(overview.split())
    assert "WORK80sAlternatingsingle-armbent-overrow,alternating,10×4s,round1/3" in letters


@needs_terminal
@pytest.mark.parametrize("words", [("list",), ("sounds",), ("voices",)])
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
    assert found["length"] == "17 min"
    assert found["summary"]
    assert "\x1b" not in ok("list", "--json")


def test_a_quiet_build_prints_where_its_tracks_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    routine_in(tmp_path)
    Path("other.yaml").write_text(ROUTINE.replace("cues: Stand tall", "cues: Aufrecht stehen"))
    done = run("build", "quick.yaml", "other.yaml", "-q")
    assert printed(done).split() == [str(Path("out/quick.mp3")), str(Path("out/other.mp3"))]
    assert refused(1, "build", "nix", "--quiet").startswith("error: no routine")


class Screen:
    """What is drawn of a bar, in place of rich."""

    def __init__(self) -> None:
        self.began: list[tuple[str, str]] = []
        self.seen: list[int] = []

    def start(self) -> None:
        pass

    stop = start

    def add_task(self, title: str, *, place: str, **_: object) -> int:
        self.began.append((title, place))
        return len(self.began)

    def remove_task(self, task: int) -> None:
        assert task == len(self.began)

    def update(self, task: int, *, completed: int, **_: object) -> None:
        assert task == len(self.began)
        self.seen.append(completed)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(bars, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    screen = Screen()
    monkeypatch.setattr(bars, "_drawn", lambda: screen)
    monkeypatch.setattr(printing, "is_terminal", lambda _: True)
    monkeypatch.setenv("TERM", "xterm")
    return screen


def test_a_bar_names_the_track_and_its_place_among_others(
    clock: list[float], screen: Screen
) -> None:
    with printing.progress("jeffers-pull", 2, 3) as bar:
        assert bar
        clock[0] = 1.0
        for stage, done in (("Speaking", 1), ("Speaking", 2), ("Encoding", 1)):
            bar(stage, done, 9)
    stages = [("jeffers-pull: Speaking", "2 of 3"), ("jeffers-pull: Encoding", "2 of 3")]
    assert screen.began == stages
    assert screen.seen == [1, 2, 1]
    with printing.progress("one") as bar:
        assert bar
        clock[0] = 2.0
        bar("Speaking", 1, 1)
    assert screen.began[-1] == ("one: Speaking", "")


def test_what_is_done_at_once_shows_no_bar(clock: list[float], screen: Screen) -> None:
    with printing.progress("jeffers-pull") as bar:
        assert bar
        clock[0] = 0.2
        bar("Speaking", 1, 1)
        bar("Encoding", 1, 1)
    assert screen.began == []
    with printing.progress("jeffers-pull", quiet=True) as bar:
        assert bar is None


SLOW = """\
import signal, sys, time
from audiocoach import api, cli

built = api.Builder.build

def build(self, routine, *args, **kwargs):
    if routine.slug == "slow":
        print("slow", file=sys.stderr, flush=True)
        time.sleep(60)
    return built(self, routine, *args, **kwargs)

api.Builder.build = build
sys.argv[0] = "audiocoach"
cli.main()
"""


@pytest.fixture
def interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    routine_in(tmp_path)
    Path("slow.yaml").write_text(ROUTINE)
    Path("slow.py").write_text(SLOW)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child inherits "ignored"
    yield tmp_path / "slow.py"
    signal.signal(signal.SIGINT, before)


@needs_terminal
@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("slow.yaml",), "cancelled, nothing written"),
        (("quick.yaml", "slow.yaml"), "cancelled; out/quick.mp3 written before"),
    ],
)
def test_ctrl_c_tells_what_there_is(interrupted: Path, names: tuple[str, ...], told: str) -> None:
    terminal = Terminal("build", *names, program=(str(interrupted),))
    terminal.read_until("slow\r\n")
    os.killpg(terminal.child.pid, signal.SIGINT)
    done = terminal.finish()
    assert done.returncode == 130
    assert done.text.splitlines()[-1] == told
    assert Path("out/quick.mp3").exists() == (len(names) > 1)
