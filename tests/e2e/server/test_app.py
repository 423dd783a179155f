"""The server answers for the files of its site: whole, in parts, or not again."""

from collections.abc import Iterator
from hashlib import sha256
from http.client import HTTPResponse
from pathlib import Path
from random import Random

import pytest
from served import ask, asking, connect, exchange, said, served, status_of

from audiocoach.site.model import SiteFile

SECRET = "a-secret"  # noqa: S105
TRACK = Random(1).randbytes(700_000)  # noqa: S311 (the same each time)
"""Longer than a chunk, and no multiple of one."""
PAGE = "<p>für dich".encode()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    path = tmp_path_factory.mktemp("tracks") / "0.mp3"
    path.write_bytes(TRACK)
    files = [
        SiteFile("index.html", "text/html; charset=utf-8", PAGE),
        SiteFile("über.vtt", "text/vtt; charset=utf-8", b"words", is_immutable=True),
        SiteFile("legs.0123abcd.mp3", "audio/mpeg", path, is_immutable=True),
        SiteFile("nothing", "text/plain", b""),
    ]
    with served(files, SECRET) as port:
        yield port


def ask_track(port: int, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    return ask(port, f"/{SECRET}/legs.0123abcd.mp3", method, **headers)


@pytest.mark.parametrize(
    ("path", "content", "media_type"),
    [
        ("", PAGE, "text/html; charset=utf-8"),
        ("index.html?from=here", PAGE, "text/html; charset=utf-8"),
        ("%C3%BCber.vtt", b"words", "text/vtt; charset=utf-8"),
        ("legs.0123abcd.mp3", TRACK, "audio/mpeg"),
        ("nothing", b"", "text/plain"),
    ],
)
def test_files_are_served_under_the_token(
    port: int, path: str, content: bytes, media_type: str
) -> None:
    answer, body = ask(port, f"/{SECRET}/{path}")
    assert (answer.status, body) == (200, content)
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["ETag"] == f'"{sha256(content).hexdigest()}"'
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Last-Modified"] is None


def test_an_address_without_its_last_slash_leads_to_the_page(port: int) -> None:
    answer, body = ask(port, f"/{SECRET}")
    assert (answer.status, answer.headers["Location"], body) == (308, f"/{SECRET}/", b"")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("legs.0123abcd.mp3", "private, max-age=31536000, immutable"),
        ("index.html", "no-store"),
        ("none", "no-store"),
    ],
)
def test_only_what_never_changes_is_kept(port: int, path: str, kept: str) -> None:
    assert ask(port, f"/{SECRET}/{path}")[0].headers["Cache-Control"] == kept


@pytest.mark.parametrize("path", ["", "legs.0123abcd.mp3", "nothing", "missing"])
def test_head_tells_what_get_would_without_the_content(port: int, path: str) -> None:
    whole, _ = ask(port, f"/{SECRET}/{path}")
    head, body = ask(port, f"/{SECRET}/{path}", "HEAD")
    assert body == b""
    assert head.status == whole.status
    told = [
        [(name, value) for name, value in answer.getheaders() if name != "date"]
        for answer in (head, whole)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, 699_999),
        ("bytes=-1", 699_999, 699_999),
        ("bytes=1000-600000", 1000, 600_000),
        ("bytes=699990-9999999", 699_990, 699_999),
    ],
)
def test_a_part_is_told_and_sent(port: int, asked: str, first: int, last: int) -> None:
    answer, body = ask_track(port, range=asked)
    assert answer.status == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/700000"
    assert answer.headers["Content-Length"] == str(last - first + 1)
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert body == TRACK[first : last + 1]


def test_what_is_in_memory_is_served_in_parts_too(port: int) -> None:
    answer, body = ask(port, f"/{SECRET}/%C3%BCber.vtt", range="bytes=1-2")
    assert (answer.status, body) == (206, b"or")


@pytest.mark.parametrize("asked", ["bytes=700000-", "bytes=-0"])
def test_a_part_outside_is_refused_with_the_length(port: int, asked: str) -> None:
    answer, body = ask_track(port, range=asked)
    assert (answer.status, body) == (416, b"")
    assert answer.headers["Content-Range"] == "bytes */700000"


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "bytes=5-1", "pages=1-2", "bytes=x"])
def test_what_asks_for_no_one_part_gets_the_whole(port: int, asked: str) -> None:
    answer, body = ask_track(port, range=asked)
    assert (answer.status, body) == (200, TRACK)


def test_two_headers_that_ask_for_parts_are_ignored(port: int) -> None:
    asked = asking(port, f"/{SECRET}/nothing", "Range: bytes=0-1", "Range: bytes=3-4")
    with connect(port) as connection:
        connection.sendall(asked)
        assert status_of(connection.recv(1 << 16)) == 200


def test_head_has_no_parts(port: int) -> None:
    answer, _ = ask_track(port, "HEAD", range="bytes=0-1")
    assert (answer.status, answer.headers["Content-Length"]) == (200, "700000")


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        (f'"{sha256(TRACK).hexdigest()}"', 206),
        (f'W/"{sha256(TRACK).hexdigest()}"', 200),
        (f'"{sha256(PAGE).hexdigest()}"', 200),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 200),
    ],
)
def test_the_rest_of_another_file_is_not_sent(port: int, seen: str, status: int) -> None:
    answer, body = ask_track(port, range="bytes=10-", if_range=seen)
    assert answer.status == status
    assert body == (TRACK[10:] if status == 206 else TRACK)


@pytest.mark.parametrize(
    "seen", ['"{}"', 'W/"{}"', '"other", "{}"', "*"], ids=["same", "weak", "one of two", "any"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_a_browser_has_is_not_sent_again(port: int, seen: str, method: str) -> None:
    tag = seen.format(sha256(TRACK).hexdigest())
    answer, body = ask_track(port, method, if_none_match=tag, range="bytes=0-1")
    assert (answer.status, body) == (304, b"")
    assert answer.headers["ETag"] == f'"{sha256(TRACK).hexdigest()}"'
    assert answer.headers["Cache-Control"].endswith("immutable")
    assert ask_track(port, method, if_none_match='"other"')[0].status == 200


def test_a_connection_serves_one_request_after_the_other(port: int) -> None:
    part = asking(port, f"/{SECRET}/legs.0123abcd.mp3", "Range: bytes=0-9")
    last = asking(port, f"/{SECRET}/index.html", "Connection: close")
    answers = exchange(port, part + part, last)
    assert answers.count(b"HTTP/1.1 206 ") == 2
    assert answers.endswith(PAGE)


def test_who_has_nothing_more_to_ask_is_answered_whole(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(asking(port, f"/{SECRET}/legs.0123abcd.mp3"))
        connection.shutdown(1)
        assert said(connection).endswith(TRACK)


def test_a_track_can_be_asked_for_by_many_at_once(port: int) -> None:
    """Each reads a part in turn from the one open file."""
    target = f"/{SECRET}/legs.0123abcd.mp3"
    connections = [connect(port) for _ in range(8)]
    for place, connection in enumerate(connections):
        connection.sendall(asking(port, target, f"Range: bytes={place * 7}-", "Connection: close"))
    for place, connection in enumerate(connections):
        with connection:
            assert said(connection).endswith(TRACK[place * 7 :])


def test_a_file_that_is_gone_is_told_before_anything_is_served(tmp_path: Path) -> None:
    files = [SiteFile("a", "text/plain", b""), SiteFile("b", "audio/mpeg", tmp_path / "none")]
    with pytest.raises(FileNotFoundError), served(files, SECRET):
        pass
