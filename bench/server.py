"""What `send` takes to serve a track, beside Python's own `http.server`: `python bench/server.py`.

Both serve the same file from the same folder, each in a process of its own; one after the other,
in turns. Each figure is the best of all: what others on the machine take is no part of it. Memory
is that of the process after it has served, in 10^6 bytes.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from machine import machine
from table import lined_up

_TRACK_BYTES = 14_000_000
"""Half an hour."""
_TURNS = 9
_ASKED = 60
"""Requests for a time."""
_WHOLE = 40
"""Tracks that are taken for a throughput."""
_PHONES = 8
_OURS = """
import sys
from pathlib import Path
from audiocoach.server.run import Service
from audiocoach.site.model import SiteFile
with Service([SiteFile("track.mp3", "audio/mpeg", Path("track.mp3"), True)], "token") as service:
    print(service.port, flush=True)
    service.run()
"""
_THEIRS = """
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_):
        pass
with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
    print(server.server_port, flush=True)
    server.serve_forever()
"""
_SERVERS = {"audiocoach send": (_OURS, "/token/track.mp3"), "http.server": (_THEIRS, "/track.mp3")}


class Taken(NamedTuple):
    """What a server took; times in seconds, throughput in 10^6 bytes a second."""

    first_byte_s: float
    again_s: float
    one: float
    many: float
    processor_s: float
    """For a track."""
    memory_mb: float


def main() -> None:
    """Measure, and print a table."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    taken: dict[str, list[Taken]] = {name: [] for name in _SERVERS}
    with TemporaryDirectory() as name:
        folder = Path(name)
        track = Random(1).randbytes(_TRACK_BYTES)  # noqa: S311 (the same each time)
        (folder / "track.mp3").write_bytes(track)
        for _ in range(_TURNS):
            for server, (program, path) in _SERVERS.items():
                with _started(program, folder) as (process, port):
                    taken[server].append(_measure(process, port, path))
    print(machine())
    print(lined_up([*_lines(*(_best(turns) for turns in taken.values()))]))


def _best(turns: Sequence[Taken]) -> Taken:
    first_s, again_s, one, many, processor_s, memory_mb = zip(*turns, strict=True)
    return Taken(min(first_s), min(again_s), max(one), max(many), min(processor_s), max(memory_mb))


@contextmanager
def _started(program: str, folder: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    command = [sys.executable, "-c", program]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield process, int(process.stdout.readline() if process.stdout else 0)
        finally:
            process.kill()


def _measure(process: "subprocess.Popen[str]", port: int, path: str) -> Taken:
    _take(port, path)
    first_s = min(_first_byte_s(port, path) for _ in range(_ASKED))
    connection = HTTPConnection("127.0.0.1", port)
    again_s = min(_head_s(connection, path) for _ in range(_ASKED))
    connection.close()
    before_s = _processor_s(process.pid)
    one = max(_throughput(lambda: [_take(port, path)]) for _ in range(_WHOLE))
    processor_s = (_processor_s(process.pid) - before_s) / _WHOLE
    with ThreadPoolExecutor(_PHONES) as phones:
        many = _throughput(lambda: [*phones.map(lambda _: _take(port, path), range(_WHOLE))])
    return Taken(first_s, again_s, one, many, processor_s, _memory_mb(process.pid))


def _first_byte_s(port: int, path: str) -> float:
    """Of the track, on a new connection."""
    began = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read(1)
    taken = time.perf_counter() - began
    connection.close()
    return taken


def _head_s(connection: HTTPConnection, path: str) -> float:
    """A request without a body, on a connection that is there."""
    began = time.perf_counter()
    connection.request("HEAD", path)
    connection.getresponse().read()
    return time.perf_counter() - began


def _take(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    answer = connection.getresponse()
    buffer = memoryview(bytearray(1 << 20))
    total = 0
    while count := answer.readinto(buffer):
        total += count
    connection.close()
    if total != _TRACK_BYTES:
        raise RuntimeError(f"{total} bytes came, status {answer.status}")
    return total


def _throughput(take: Callable[[], list[int]]) -> float:
    began = time.perf_counter()
    return sum(take()) / (time.perf_counter() - began) / 1_000_000


def _processor_s(pid: int) -> float:
    """So far; not known but on Linux."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return float("nan")
    user, system = stat.read_text("utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    """Not known but on Linux."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return float("nan")
    return int(status.read_text("utf-8").split("VmRSS:")[1].split()[0]) / 1000


def _lines(ours: Taken, theirs: Taken) -> Iterator[tuple[str, ...]]:
    yield ("", *_SERVERS, "times", "target")
    for name, own, other in (
        ("a new connection, first byte", ours.first_byte_s, theirs.first_byte_s),
        ("the same connection, headers", ours.again_s, theirs.again_s),
        ("processor for a whole track", ours.processor_s, theirs.processor_s),
    ):
        yield (name, f"{own * 1000:.2f} ms", f"{other * 1000:.2f} ms", *_verdict(other / own))
    for name, own, other in (
        ("whole tracks, one after the other", ours.one, theirs.one),
        (f"whole tracks, {_PHONES} phones at once", ours.many, theirs.many),
    ):
        yield (name, f"{own:.0f} MB/s", f"{other:.0f} MB/s", *_verdict(own / other))
    yield ("memory", f"{ours.memory_mb:.0f} MB", f"{theirs.memory_mb:.0f} MB", "", "")


def _verdict(times: float) -> tuple[str, str]:
    return f"{times:.2f}x", f">= 1x: {'met' if times >= 1 else 'NOT MET'}"


if __name__ == "__main__":
    main()
