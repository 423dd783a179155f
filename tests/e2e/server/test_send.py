"""`audiocoach send`, as it is started: what it says, what it serves, and how it ends."""

import os
import re
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
import segno
from command_line import PROGRAM, Done, refused, start
from command_line import run as audiocoach
from quick_build import routine_in
from served import ask, running

from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.cli.qr import draw
from audiocoach.programme.log import FOLDER_VARIABLE as LOG_VARIABLE
from audiocoach.server import address, run
from audiocoach.server.run import LOOPBACK, Service
from audiocoach.site import files
from audiocoach.site.model import Episode, SiteFile

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)(/[\w-]{22}/)\n")
LAN = "192.168.1.20"


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to a child")
@pytest.mark.parametrize("end", ["SIGINT", "SIGTERM"])
def test_it_serves_until_it_is_ended_and_leaves_nothing(tmp_path: Path, end: str) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = (*PROGRAM, "send", str(routine_in(tmp_path)))
    with start(command, tmp_path, Path(os.environ[FOLDER_VARIABLE]), temporary) as child:
        assert child.stdout
        found = ADDRESS.fullmatch(child.stdout.readline())
        assert found
        port, path = int(found[1]), found[2]
        answer, page = ask(port, path)
        assert (answer.status, b"Quick pull" in page) == (200, True)
        track = re.search(rb'"(quick\.[0-9a-f]{8}\.mp3)"', page)
        assert track
        answer, part = ask(port, path + track[1].decode(), range="bytes=0-2")
        assert (answer.status, part) == (206, b"ID3")
        child.send_signal(getattr(signal, end))
        out, told = child.communicate(timeout=20)
    assert (child.returncode, out) == (0, "")
    assert told.splitlines()[-2:] == ["Ctrl-C stops sending.", "stopped"]
    assert "add --lan" in told
    assert not [*temporary.iterdir()]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, port))


@pytest.fixture
def send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs the command in this process, where it ends at once, and may have any address."""
    monkeypatch.chdir(tmp_path)
    routine_in(tmp_path)
    monkeypatch.setattr(Service, "run", lambda *_: None)
    monkeypatch.setattr(run, "_listen", lambda _, port: [socket.create_server((LOOPBACK, port))])
    monkeypatch.setattr(address, "lan_addresses", lambda: [LAN, "10.0.0.7"])
    return lambda *words: audiocoach("send", "quick.yaml", *words)


def test_only_this_computer_is_served_unless_a_phone_may_connect(
    send: Callable[..., Done],
) -> None:
    done = send()
    assert ADDRESS.fullmatch(done.stdout)
    assert done.stderr.splitlines()[0].endswith("For a phone on this Wi-Fi, add --lan.")


def test_with_lan_the_address_is_one_that_a_phone_opens(send: Callable[..., Done]) -> None:
    done = send("--lan")
    assert done.returncode == 0
    assert re.fullmatch(rf"http://{LAN}:\d+/[\w-]{{22}}/\n", done.stdout)
    assert done.stderr.splitlines() == [
        "On your phone, on the same Wi-Fi, open this address:",
        "If it does not open, try --host 10.0.0.7.",
        "Ctrl-C stops sending.",
        "stopped",
    ]


@pytest.mark.usefixtures("send")
def test_of_a_programme_the_next_session_is_sent_unless_others_are_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[set[str]] = []

    def site_files(episodes: Sequence[Episode]) -> list[SiteFile]:
        offered.append({episode.name for episode in episodes})
        return []

    monkeypatch.setattr(files, "site_files", site_files)
    monkeypatch.setenv(LOG_VARIABLE, str(tmp_path / "data"))
    text = "programme: P\nstart: 2027-03-22\nweeks: 2\ndays: [mon]\nroutine: quick.yaml\n"
    (tmp_path / "weeks.yaml").write_text(text, "utf-8")
    for words in (("weeks",), ("weeks", "--all")):
        assert audiocoach("send", *words).returncode == 0
    assert offered == [{"weeks-01"}, {"weeks-01", "weeks-02"}]


def test_another_address_is_chosen(send: Callable[..., Done]) -> None:
    assert send("--host", "10.0.0.7").stdout.startswith("http://10.0.0.7:")
    assert send("--host", "fd00::2", "--lan").stdout.startswith("http://[fd00::2]:")
    assert "add --lan" in send("--host", LOOPBACK).stderr


def test_a_public_address_is_told(send: Callable[..., Done]) -> None:
    assert "warning: 8.8.8.8 is a public address" in send("--host", "8.8.8.8").stderr
    assert "warning" not in send("--lan").stderr


def test_what_is_amiss_with_a_track_is_told(send: Callable[..., Done]) -> None:
    done = send("--language", "de", "--voice", "de")
    assert done.stderr.startswith("warning: the coach speaks German, and these words")


def test_the_options_of_a_build_hold_here(
    send: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def offer(files: Iterable[SiteFile], *_: object) -> Service:
        (words,) = (file.content for file in files if file.path.endswith(".vtt"))
        assert isinstance(words, bytes)
        said.append(words.decode())
        return Service([], "token")

    monkeypatch.setattr(run, "Service", offer)
    for reps in ("2", "3"):
        assert send("--reps", reps, "--music", "off").returncode == 0
    assert ["3 reps" in each for each in said] == [False, True]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name what to send; here are quick.yaml; 'audiocoach list' shows"),
        (("quick.yaml", "--host", "localhost"), "'localhost' is no address like 192.168.1.20"),
        (("quick.yaml", "--host", "0.0.0.0"), "no address that a phone can open"),  # noqa: S104
        (("quick.yaml", "--port", "70000"), "70000"),
    ],
)
@pytest.mark.usefixtures("send")
def test_what_cannot_be_is_told_before_anything_is_built(words: tuple[str, ...], told: str) -> None:
    assert told in refused(2, "send", *words)


def test_a_port_that_is_taken_and_an_address_of_another_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    routine_in(tmp_path)
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = str(taken.getsockname()[1])
        told = refused(1, "send", "quick.yaml", "--port", port)
    assert told.startswith(f"error: nothing can be served at {LOOPBACK}:{port} (")
    assert "attempting" not in told
    assert "choose another --port" in told
    told = refused(1, "send", "quick.yaml", "--host", "192.0.2.77")
    assert "nothing can be served at 192.0.2.77" in told
    assert "this computer has " in told


@pytest.mark.parametrize("is_visited", [False, True])
def test_that_nobody_comes_is_told_once(
    is_visited: bool,  # noqa: FBT001 (a case)
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "ALONE_S", 0.5)
    told: list[str] = []
    page = SiteFile("index.html", "text/html", b"page")
    with Service([page], "token") as service, running(service, lambda: told.append("alone")):
        if is_visited:
            ask(service.port, "/token/")
        time.sleep(1)
    assert told == ([] if is_visited else ["alone"])


class Terminal(StringIO):
    """What is printed on a terminal."""

    encoding = "utf-8"

    def draw(self, text: str) -> str:
        with redirect_stdout(self):
            return draw(text)

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 80 columns and 40 lines, which has colours."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "COLUMNS": "80",
        "LINES": "40",
    }.items():
        monkeypatch.setenv(name, value)
    return Terminal()


LINK = f"http://{LAN}:41234/zSqu6EuIiKAnGkJv7Y4wYA/"


def test_the_code_is_dark_on_light_with_its_border(terminal: Terminal) -> None:
    assert terminal.draw(LINK) == ""
    lines = terminal.getvalue().splitlines()
    assert all(line.startswith("\x1b[38;2;255;255;255;48;2;0;0;0m") for line in lines)
    light = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}
    drawn = [[light[mark] for mark in re.sub(r"\x1b\[[\d;]*m", "", line)] for line in lines]
    rows = [[pair[half] for pair in line] for line in drawn for half in (0, 1)]
    wanted = [[1 - dark for dark in row] for row in segno.make_qr(LINK).matrix_iter(border=4)]
    assert rows[: len(wanted)] == wanted


def test_without_colours_the_code_is_drawn_in_the_terminals_own(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert terminal.draw(LINK) == ""
    assert set(terminal.getvalue()) == {*"█▀▄ \n"}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("COLUMNS", "36", "A code to scan needs a window of 37 columns and 24 lines."),
        ("LINES", "23", "A code to scan needs a window of 37 columns and 24 lines."),
        ("TERM", "dumb", "This terminal cannot draw a code."),
    ],
)
def test_where_there_is_no_room_for_a_code_that_is_told(
    terminal: Terminal, name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert terminal.draw(LINK) == told


def test_a_terminal_without_blocks_gets_no_code(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "encoding", "ascii")
    assert terminal.draw(LINK) == "This terminal cannot draw a code."
    assert terminal.getvalue() == ""
