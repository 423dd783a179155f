"""Serves a site from this machine until it is told to stop."""

import asyncio
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from errno import EADDRNOTAVAIL
from secrets import token_urlsafe
from typing import Self

import uvicorn

from audiocoach.errors import CoachError
from audiocoach.server.address import is_loopback, lan_addresses
from audiocoach.server.app import SiteApp
from audiocoach.server.protocol import HEAD_BYTES, BoundedProtocol
from audiocoach.site.model import SiteFile
from audiocoach.site.policy import POLICY
from audiocoach.support.files import explain_os_error

LOOPBACK = "127.0.0.1"
ALONE_S = 30.0
"""How long nobody comes before that is told."""
_TOKEN_BYTES = 16
IDLE_S = 5
"""How long a connection is kept for another request."""
_STOPPING_S = 2
_HTTP_PORT = 80
_WAITING = 64
"""Connections that the system keeps until they are looked at."""
_SENT_BYTES = 256 * 1024
"""What the system holds of an answer until its client takes it."""
_SILENT = 100
"""A level above all: a log would hold the token."""
HEADERS = (
    ("content-security-policy", POLICY),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
)
"""Of every answer, refusals and failures too."""


def new_token() -> str:
    """128 random bits, as they stand in an address."""
    return token_urlsafe(_TOKEN_BYTES)


class Service:
    """The files of a site, which listens from the moment it is made; to be closed."""

    def __init__(
        self, files: Iterable[SiteFile], token: str, host: str = LOOPBACK, port: int = 0
    ) -> None:
        """Listen on the address `host` and on loopback; raises CoachError if that is impossible."""
        with ExitStack() as opened:
            self._sockets = [opened.enter_context(each) for each in _listen(host, port)]
            self.port = int(self._sockets[0].getsockname()[1])
            self.address = f"http://{_authority(host, self.port)}/{token}/"
            names = {_authority(name, self.port) for name in (host, LOOPBACK, "localhost")}
            app = opened.enter_context(SiteApp(files, token, names))
            self._opened = opened.pop_all()
        config = uvicorn.Config(
            app,
            http=BoundedProtocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level=_SILENT,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            headers=[*HEADERS],
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=_STOPPING_S,
            h11_max_incomplete_event_size=HEAD_BYTES,
            backlog=_WAITING,
        )
        self._server = uvicorn.Server(config)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def run(self, tell_alone: Callable[[], None] = lambda: None) -> None:
        """Answer until Ctrl-C, or until `stop` is called; `tell_alone` if nobody comes."""
        with suppress(KeyboardInterrupt):
            asyncio.run(self._serve(tell_alone))

    def stop(self) -> None:
        """End `run`, from another thread."""
        self._server.should_exit = True

    async def _serve(self, tell_alone: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)  # else it logs, as a client may provoke

        def look() -> None:
            if not self._server.server_state.total_requests:
                tell_alone()

        alone = loop.call_later(ALONE_S, look)
        try:
            await self._server.serve(self._sockets)
        finally:
            alone.cancel()


def _listen(host: str, port: int) -> Iterator[socket.socket]:
    try:
        first = _open(host, port)
    except OSError as error:
        where = _authority(host, port) if port else host
        # The system's own words; after them `create_server` tells the address a second time.
        told = explain_os_error(error).partition(" (while ")[0]
        message = f"nothing can be served at {where} ({told})"
        if error.errno == EADDRNOTAVAIL:
            hint = f"this computer has {', '.join([*lan_addresses(), LOOPBACK])}"
        else:
            hint = "choose another --port" if port else ""
        raise CoachError(message, hint) from error
    yield first
    if not is_loopback(host):
        with suppress(OSError):  # another program has that port here, and a phone does not mind
            yield _open(LOOPBACK, first.getsockname()[1])


def _open(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.create_server((host, port), family=family, backlog=_WAITING)
    # Its connections have the same. A system may take megabytes of what a client does not read.
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_BYTES)
    return opened


def _authority(host: str, port: int) -> str:
    """Both as they stand in an address, and in the header Host."""
    name = f"[{host}]" if ":" in host else host
    return name if port == _HTTP_PORT else f"{name}:{port}"
