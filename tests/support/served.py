"""A site served on loopback in this process, and requests to it as bytes on a connection."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse

from audiocoach.server.run import LOOPBACK, Service
from audiocoach.site.model import SiteFile

_TIMEOUT_S = 10


@contextmanager
def served(files: Iterable[SiteFile], token: str) -> Iterator[int]:
    """Serves the files under the token; gives the port."""
    with Service(files, token) as service, running(service):
        yield service.port


@contextmanager
def running(service: Service, tell_alone: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Lets a service answer, in a thread of its own."""
    thread = threading.Thread(target=service.run, args=[tell_alone])
    thread.start()
    try:
        yield
    finally:
        service.stop()
        thread.join()


def ask(port: int, target: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    """The answer to a request, and its body; `if_range` is the header If-Range."""
    connection = HTTPConnection(LOOPBACK, port, timeout=_TIMEOUT_S)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers=named)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def connect(port: int, source: str = "") -> socket.socket:
    """A connection, from an address of this machine."""
    address = (LOOPBACK, port)
    return socket.create_connection(address, _TIMEOUT_S, (source, 0) if source else None)


def asking(port: int, target: str, *lines: str, method: str = "GET") -> bytes:
    """A request as it is sent, with a Host that is right unless `lines` hold another."""
    hosts = (
        []
        if any(line.lower().startswith("host:") for line in lines)
        else [f"Host: {LOOPBACK}:{port}"]
    )
    return "\r\n".join([f"{method} {target} HTTP/1.1", *hosts, *lines, "", ""]).encode("latin-1")


def said(connection: socket.socket) -> bytes:
    """All that comes until the connection ends."""
    chunks = []
    with suppress(ConnectionError):
        while chunk := connection.recv(1 << 16):
            chunks.append(chunk)
    return b"".join(chunks)


def exchange(port: int, *sent: bytes) -> bytes:
    """What is answered to these bytes, until the server ends the connection."""
    with connect(port) as connection:
        with suppress(ConnectionError):
            for part in sent:
                connection.sendall(part)
        return said(connection)


def status_of(answer: bytes) -> int:
    """The status of an answer as it came; 0 where none came."""
    return int(answer.split(b" ", 2)[1]) if answer else 0
