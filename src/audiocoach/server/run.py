"""Serves an application from this machine until it is told to stop."""

import socket
from secrets import token_urlsafe
from typing import Any

import uvicorn

from audiocoach.errors import CoachError
from audiocoach.support.files import explain_os_error

LOOPBACK = "127.0.0.1"
_TOKEN_BYTES = 16


def new_token() -> str:
    """128 random bits, as they stand in an address."""
    return token_urlsafe(_TOKEN_BYTES)


class Service:
    """An application that listens from the moment it is made; raises CoachError if it cannot."""

    def __init__(self, app: Any, host: str, port: int) -> None:  # noqa: ANN401 (any ASGI callable)
        try:
            self._socket = socket.create_server((host, port))
        except (OSError, OverflowError) as error:
            told = explain_os_error(error) if isinstance(error, OSError) else str(error)
            message = f"nothing can be served on port {port} ({told})"
            raise CoachError(message, "choose another --port") from error
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", server_header=False
        )
        self._server = uvicorn.Server(config)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._socket.getsockname()[1])

    def run(self) -> None:
        """Answer until Ctrl-C, or until `stop` is called."""
        with self._socket:
            self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """End `run`, from another thread."""
        self._server.should_exit = True
