"""A site served on loopback in this process, and requests to it as bytes on a connection."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse

from audiocoach.server.app import make_app
from audiocoach.server.run import LOOPBACK, Service
from audiocoach.site.model import SiteFile


@contextmanager
def served(files: Iterable[SiteFile], token: str) -> Iterator[int]:
    """Serves the files under the token; gives the port."""
    service = Service(make_app(files, token), LOOPBACK, 0)
    thread = threading.Thread(target=service.run)
    thread.start()
    try:
        yield service.port
    finally:
        service.stop()
        thread.join()


def ask(port: int, target: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    """The answer to a request, and its body; `if_range` is the header If-Range."""
    connection = HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers=named)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()
