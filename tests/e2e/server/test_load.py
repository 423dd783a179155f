"""Fifty clients at once, of every kind: nobody is harmed, and nothing grows."""

import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
import serving
from served import asking, connect, said, status_of

from audiocoach.server.run import LOOPBACK

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="has 127.0.0.2 and /proc")

TRACK = Random(2).randbytes(6_000_000)  # noqa: S311 (the same each time)
ADDRESSES = 16
GROWTH_MB = 8
SECONDS = [pytest.param(3, marks=pytest.mark.long), pytest.param(30, marks=pytest.mark.slow)]


class Server(NamedTuple):
    """A server in a process of its own."""

    process: "subprocess.Popen[str]"
    port: int
    path: str

    def rss_mb(self) -> float:
        """Its memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) / 1000

    def sockets(self) -> int:
        """How many it has open."""
        descriptors = [*Path(f"/proc/{self.process.pid}/fd").iterdir()]
        found = 0
        for each in descriptors:
            with suppress(OSError):
                found += str(each.readlink()).startswith("socket:")
        return found

    def ask(self, client: int, *lines: str) -> socket.socket:
        """A connection from a client's own address, on which it has asked for the track."""
        connection = connect(self.port, f"127.0.0.{2 + client % ADDRESSES}")
        connection.sendall(asking(self.port, self.path, *lines))
        return connection


@contextmanager
def started(track: Path) -> Iterator[Server]:
    command = [sys.executable, "-W", "always", serving.__file__, str(track)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            port, token = process.stdout.readline().split()
            yield Server(process, int(port), f"/{token}/track.mp3")
        finally:
            process.kill()


Done = Counter[str]


def take_parts(server: Server, client: int, done: Done) -> None:
    """A player: parts of the track, here and there, each as it is."""
    chance = Random(client)  # noqa: S311 (the same each time)
    first = chance.randrange(len(TRACK))
    last = min(first + chance.randrange(1, 2_000_000), len(TRACK)) - 1
    with server.ask(client, f"Range: bytes={first}-{last}", "Connection: close") as connection:
        assert body_of(said(connection)) == TRACK[first : last + 1]
    done["parts"] += 1
    done["bytes"] += last + 1 - first


def take_all(server: Server, client: int, done: Done) -> None:
    """Who has nothing more to ask, and closes that half of the connection."""
    with server.ask(client) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert body_of(said(connection)) == TRACK
    done["half-closed"] += 1
    done["bytes"] += len(TRACK)


def take_slowly(server: Server, client: int, done: Done) -> None:
    """A phone far away: a part of the track, at 400 kB a second."""
    with server.ask(client, "Range: bytes=0-999999", "Connection: close") as connection:
        answer = b""
        while chunk := connection.recv(20_000):
            answer += chunk
            time.sleep(0.05)
        assert body_of(answer) == TRACK[:1_000_000]
    done["slow"] += 1


def take_nothing(server: Server, client: int, done: Done) -> None:
    """Half a request, or no reading of what comes."""
    with connect(server.port, f"127.0.0.{2 + client % ADDRESSES}") as connection:
        request = asking(server.port, server.path)
        connection.sendall(request if client % 2 else request[:-2])
        time.sleep(0.7)
    done["idle"] += 1


def body_of(answer: bytes) -> bytes:
    assert status_of(answer) in (200, 206), answer[:100]
    return answer.partition(b"\r\n\r\n")[2]


CLIENTS = [
    *[take_parts] * 30,
    *[take_all] * 6,
    *[take_slowly] * 8,
    *[take_nothing] * 6,
]


def kill_one(server: Server, client: int) -> None:
    """A client that is killed: its system resets the connection, in the middle of an answer."""
    with server.ask(client) as connection:
        connection.recv(1000)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("seconds", SECONDS)
def test_fifty_clients_are_served_side_by_side(seconds: int, tmp_path: Path) -> None:
    assert len(CLIENTS) == 50
    (tmp_path / "track.mp3").write_bytes(TRACK)
    done, failed = Done(), list[BaseException]()
    over = threading.Event()

    def repeat(act: Callable[[], None]) -> None:
        while not over.is_set() and not failed:
            try:
                act()
            except BaseException as error:  # noqa: BLE001 (for the test to tell)
                failed.append(error)

    with started(tmp_path / "track.mp3") as server:
        threads = [
            threading.Thread(target=repeat, args=[partial(act, server, client, done)])
            for client, act in enumerate(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        rss_mb = []
        for second in range(seconds):
            kill_one(server, second)
            time.sleep(1)
            rss_mb.append(server.rss_mb())
        over.set()
        for thread in threads:
            thread.join()
        assert not failed, failed[0]
        assert all(done[kind] for kind in ("parts", "half-closed", "slow", "idle"))
        assert max(rss_mb) - rss_mb[0] < GROWTH_MB, rss_mb
        sys.stdout.write(f"{done}, MB: {[round(each) for each in rss_mb]}\n")
        end_in_the_middle(server)


def end_in_the_middle(server: Server) -> None:
    """Ctrl-C while a track is on its way: all is closed, and nothing is said."""
    with server.ask(0) as connection:
        assert connection.recv(1000)
        assert server.sockets() < 10
        server.process.send_signal(signal.SIGINT)
        server.process.wait(timeout=10)
        assert len(said(connection)) < len(TRACK)
    out, told = server.process.communicate(timeout=10)
    assert (server.process.returncode, out, told) == (0, "", "")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, server.port))
