"""The server answers for the files of its site, under its token."""

from collections.abc import Iterator

import pytest
from served import ask, served

from audiocoach.site.model import SiteFile

SECRET = "a-secret"  # noqa: S105


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    files = [SiteFile("index.html", "text/html", b"page"), SiteFile("a.vtt", "text/vtt", b"words")]
    with served(files, SECRET) as port:
        yield port


@pytest.mark.parametrize(("path", "content"), [("", b"page"), ("a.vtt", b"words")])
def test_files_are_served_under_the_token(port: int, path: str, content: bytes) -> None:
    answer, body = ask(port, f"/{SECRET}/{path}")
    assert (answer.status, body) == (200, content)


@pytest.mark.parametrize("path", ["/", "/a.vtt", f"/{SECRET}x/a.vtt", f"/{SECRET}/b.vtt"])
def test_nothing_else_is_served(port: int, path: str) -> None:
    assert ask(port, path)[0].status == 404
