"""A plain web host on loopback: files, whole or in ranges, as a player needs them."""

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from audiocoach.site.model import SiteFile


class RangedHandler(BaseHTTPRequestHandler):
    """Answers with bytes, whole or in part."""

    def send_part(self, kind: str, whole: bytes) -> None:
        """All of it, or the range that was asked for."""
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first = int(found[1]) if found else 0
        last = int(found[2]) if found and found[2] else len(whole) - 1
        span = f"bytes {first}-{last}/{len(whole)}"
        self.send(206 if found else 200, kind, whole[first : last + 1], span)

    def send(self, status: int, kind: str, body: bytes, span: str = "") -> None:
        """An answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Accept-Ranges", "bytes")
        if status == 206:
            self.send_header("Content-Range", span)
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:  # a player that has heard enough
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Prints nothing about requests."""


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler], port: int = 0) -> Iterator[int]:
    """Answers on loopback meanwhile; gives the port."""
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Host:
    """What is published under `/site/`; it can be published anew, and be out of reach."""

    files: dict[str, SiteFile] = field(default_factory=dict)
    is_down: bool = False
    port: int = 0

    def publish(self, files: Iterable[SiteFile]) -> None:
        """These files and no others."""
        self.files = {file.path: file for file in files}

    def address(self, path: str = "", name: str = "localhost") -> str:
        """Of a file, by a name of this machine."""
        return f"http://{name}:{self.port}/site/{path}"


@contextmanager
def hosted(files: Iterable[SiteFile]) -> Iterator[Host]:
    """A host of these files."""
    host = Host()
    host.publish(files)

    class Handler(RangedHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path.removeprefix("/site/") or "index.html"
            file = host.files.get(path)
            if host.is_down:
                self.close_connection = True
            elif file is None:
                self.send(404, "text/plain", b"")
            else:
                whole = (
                    file.content if isinstance(file.content, bytes) else file.content.read_bytes()
                )
                self.send_part(file.media_type, whole)

    with listening(Handler) as host.port:
        yield host
