"""The files of a site as an ASGI application, under a token that only the address tells."""

from collections.abc import Iterable
from hmac import compare_digest
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from audiocoach.site.model import SiteFile


def make_app(files: Iterable[SiteFile], token: str) -> Starlette:
    """Answer requests for `/TOKEN/PATH` with the file of that path; all else is 404."""
    offered = {file.path: file for file in files}

    async def answer(request: Request) -> Response:
        given, _, path = request.path_params["path"].partition("/")
        found = offered.get(path or "index.html")
        if not compare_digest(given.encode(), token.encode()) or found is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        if isinstance(found.content, bytes):
            return Response(found.content, media_type=found.media_type)
        return FileResponse(found.content, media_type=found.media_type)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "HEAD"])])
