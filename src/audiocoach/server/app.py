"""The files of a site as an ASGI application, under a token that only the address tells."""

from asyncio import sleep
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from hmac import compare_digest
from http import HTTPStatus
from typing import Self

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from audiocoach.server.offer import Offer
from audiocoach.server.ranges import asked_range
from audiocoach.site.model import SiteFile

_METHODS = ("GET", "HEAD")
_OWN_SITES = (None, "same-origin", "none")
"""From where a browser says that a request comes: it says nothing, our page, the person."""


class SiteApp:
    """Answers requests for `/TOKEN/PATH` with the file of that path, and refuses all others.

    A path is looked up among those of the site; none is ever opened.
    """

    def __init__(self, files: Iterable[SiteFile], token: str, hosts: Collection[str]) -> None:
        self._token = token
        self._hosts = hosts
        self._offers: dict[str, Offer] = {}
        with ExitStack() as opened:
            for file in files:
                self._offers[file.path] = offer = Offer(file)
                opened.callback(offer.close)
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        response = self._refuse(request) or self._find(request)
        await response(scope, receive, send)

    def _refuse(self, request: Request) -> Response | None:
        """What a request gets that is none of ours, whatever it asks for."""
        headers = request.headers
        if headers.get("host", "").lower() not in self._hosts:  # a name that leads here by DNS
            return _refused(HTTPStatus.MISDIRECTED_REQUEST)
        if _is_foreign(headers):
            return _refused(HTTPStatus.FORBIDDEN)
        if request.method not in _METHODS:
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, allow=", ".join(_METHODS))
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return None

    def _find(self, request: Request) -> Response:
        root, _, rest = str(request.scope["path"]).partition("/")
        given, slash, path = rest.partition("/")
        offer = self._offers.get(path or "index.html")
        is_known = compare_digest(given.encode(), self._token.encode())
        if root or not is_known or offer is None:
            return _refused(HTTPStatus.NOT_FOUND)
        if not slash:  # from an address that was typed
            return _refused(HTTPStatus.PERMANENT_REDIRECT, location=f"/{self._token}/")
        return _answer(request, offer)


class Content(Response):
    """A file, or a part of it, sent a chunk at a time, with a turn for others after each.

    Starlette's own would watch for the end of the connection in a task beside; here sending fails.
    """

    def __init__(
        self, chunks: Iterator[bytes], status: HTTPStatus, headers: Mapping[str, str]
    ) -> None:
        super().__init__(status_code=status, headers=headers)
        self._chunks = chunks

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        """Send it; raises ConnectionError once nobody takes it any more."""
        headers = {"type": "http.response.start", "status": self.status_code}
        await send({**headers, "headers": self.raw_headers})
        for chunk in self._chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await sleep(0)
        await send({"type": "http.response.body"})


def _refused(status: HTTPStatus, **headers: str) -> Response:
    """An answer without a text; the connection ends with it, whatever else is on its way."""
    ended = {"connection": "close", "cache-control": "no-store", **headers}
    return Response(status_code=status, headers=ended)


def _is_foreign(headers: Headers) -> bool:
    """Whether a page of another site asks; it may lead a person here, as a link does."""
    if headers.get("origin", f"http://{headers['host']}") != f"http://{headers['host']}":
        return True
    is_visit = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == (
        "navigate",
        "document",
    )
    return headers.get("sec-fetch-site") not in _OWN_SITES and not is_visit


def _answer(request: Request, offer: Offer) -> Response:
    """The file, as much of it as is asked for, or that it is what the browser has already."""
    known = ",".join(request.headers.getlist("if-none-match"))
    if any(tag.strip().removeprefix("W/") in ("*", offer.tag) for tag in known.split(",")):
        kept = {name: offer.headers[name] for name in ("etag", "cache-control")}
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
    if request.method == "HEAD":
        return Response(headers=offer.headers)
    wanted = _wanted(request.headers, offer)
    if wanted is None:
        return Content(offer.read(range(offer.size)), HTTPStatus.OK, offer.headers)
    if not wanted:
        outside = {"content-range": f"bytes */{offer.size}"}
        return Response(status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=outside)
    part = {
        **offer.headers,
        "content-length": str(len(wanted)),
        "content-range": f"bytes {wanted[0]}-{wanted[-1]}/{offer.size}",
    }
    return Content(offer.read(wanted), HTTPStatus.PARTIAL_CONTENT, part)


def _wanted(headers: Headers, offer: Offer) -> range | None:
    """The part that is asked for; None for the whole, as for who has a part of another file."""
    asked = headers.getlist("range")
    if len(asked) != 1 or headers.get("if-range", offer.tag) != offer.tag:
        return None
    return asked_range(asked[0], offer.size)
