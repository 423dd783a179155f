"""A connection from a phone: HTTP by uvicorn and h11, with bounds on what it may take."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_BYTES = 8 * 1024
"""Of a request: browsers send one kilobyte."""
CLIENTS = 16
"""Addresses that are answered at once."""
CONNECTIONS = 20
"""Of one address: a browser has six, and six that end as others begin; its player has some more."""
_TOLD = 48
"""Connections that may wait to be told that there are too many; those beyond are cut."""

_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_FULL = Response(
    status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"connection": "close", "retry-after": "1"}
)


class BoundedProtocol(H11Protocol):
    """One connection, which ends when its client takes too long, or too much."""

    head_s = 10.0
    """How long a request may take to arrive."""
    stalled_s = 30.0
    """How long a client may take nothing of its answer; one that plays on asks for the rest."""

    is_admitted = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request."""
        others: Collection[Any] = [*self.connections]
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # whatever waits to be taken is watched
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None
        self.is_admitted = self._has_room_beside(others)
        if self.is_admitted:
            self._app, self.app = self.app, self._answer
            self._await_head()
        elif sum(not other.is_admitted for other in others) < _TOLD:
            self.app = _FULL
            self._await_head()
        else:
            transport.abort()

    def _has_room_beside(self, others: Collection[Any]) -> bool:
        clients = [other.client[0] for other in others if other.is_admitted and other.client]
        own = self.client[0] if self.client else ""
        return clients.count(own) < CONNECTIONS and len({own, *clients}) <= CLIENTS

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 (ASGI)
        """Run the application, whose `send` fails when the connection has ended."""

        async def send_on(message: Any) -> None:  # noqa: ANN401
            if self.transport.is_closing():
                raise ConnectionAbortedError
            await send(message)

        with suppress(ConnectionError):
            await self._app(scope, receive, send_on)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._stop_awaiting_head()
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request, or a whole one."""
        if len(data) > HEAD_BYTES:
            self.send_400_response("")
            return
        last = self.cycle
        super().data_received(data)
        if self.cycle is not last:
            self._stop_awaiting_head()
        elif self._is_between_requests() and self._head_timer is None:
            self._await_head()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Go on answering who has nothing more to ask; else the connection ends."""
        if self._is_between_requests():
            return False
        self.cycle.keep_alive = False
        return True

    def pause_writing(self) -> None:
        """Watch whether what is sent is taken."""
        super().pause_writing()
        self._watch(None)

    def resume_writing(self) -> None:
        """Stop watching: all is taken."""
        self._stop_watching()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (which nobody needs to know)
        """Refuse what is no request, in the middle of an answer by ending it."""
        if self._is_between_requests():
            self.transport.write(_BAD_REQUEST)
        self.transport.close()

    def shutdown(self) -> None:
        """End now: who has half of a track asks again when there is something to ask."""
        self.transport.abort()

    def _is_between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_s, self.transport.close)

    def _stop_awaiting_head(self) -> None:
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None

    def _watch(self, left: int | None) -> None:
        """Cut the connection if as much is `left` to be taken as some time ago."""
        now = self.transport.get_write_buffer_size()
        if left is not None and now >= left:
            self.transport.abort()
            return
        self._stall_timer = self.loop.call_later(self.stalled_s, self._watch, now)

    def _stop_watching(self) -> None:
        if self._stall_timer:
            self._stall_timer.cancel()
            self._stall_timer = None
