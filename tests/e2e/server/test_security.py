"""What a stranger on the network cannot do to `send`: the table of docs/security.md, row by row."""

import logging
import re
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from paths import ROOT
from served import ask, asking, connect, exchange, said, served, status_of

from audiocoach.errors import CoachError
from audiocoach.server import offer, protocol, run
from audiocoach.server.protocol import BoundedProtocol
from audiocoach.server.run import HEADERS, LOOPBACK, Service, new_token
from audiocoach.site.model import SiteFile

SECRET = "zSqu6EuIiKAnGkJv7Y4wYA"  # noqa: S105
PAGE = b"the page"
LARGE = bytes(16_000_000)
"""More than the system takes of an answer that nobody reads."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    (folder / "0.mp3").write_bytes(b"the track")
    (folder / "private.txt").write_text("private")
    return folder


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    files = [
        SiteFile("index.html", "text/html; charset=utf-8", PAGE),
        SiteFile("legs.mp3", "audio/mpeg", folder / "0.mp3", is_immutable=True),
        SiteFile("large", "audio/mpeg", LARGE),
    ]
    with served(files, SECRET) as port:
        yield port


@pytest.fixture(name="unused")
def unused_port() -> Iterator[int]:
    """Of a server to which nobody has connected."""
    with served([SiteFile("index.html", "text/html", PAGE)], SECRET) as port:
        yield port


def status(port: int, *lines: str, path: str = f"/{SECRET}/index.html", method: str = "GET") -> int:
    return status_of(exchange(port, asking(port, path, "Connection: close", *lines, method=method)))


ELSEWHERE = (
    "../private.txt",
    "..%2fprivate.txt",
    "..%2Fprivate.txt",
    "%2e%2e/private.txt",
    "%2e%2e%2fprivate.txt",
    "..%252fprivate.txt",
    "%252e%252e%252fprivate.txt",
    "..\\private.txt",
    "..%5cprivate.txt",
    "..%255cprivate.txt",
    "..%c0%afprivate.txt",
    "..%e0%80%afprivate.txt",
    "%c0%ae%c0%ae/private.txt",
    "..%u2215private.txt",
    "....//private.txt",
    "./index.html",
    "x/../index.html",
    "index.html.",
    "index.html%20",
    "index.html%00",
    "index.html%00.mp3",
    "index.html::$DATA",
    "INDEX.HTML",
    "index.html/",
    "/index.html",
    "//index.html",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "file:///etc/passwd",
    "C:/Windows/win.ini",
    "0.mp3",
    "private.txt",
    "~/.ssh/id_rsa",
    "index.html;a=b",
    "%ff",
    "a" * 4000,
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_spelling_of_a_path_leads_to_another_file(port: int, folder: Path, path: str) -> None:
    for target in (f"/{SECRET}/{path}", f"/{SECRET}/{folder}/{path}", f"/{path}"):
        assert status(port, path=target) == 404


@pytest.mark.parametrize("target", ["http://other/", "*", f"{SECRET}/", "//other/", "?", "/\\"])
def test_what_is_no_path_is_no_file(port: int, target: str) -> None:
    assert status(port, path=target) == 404


def test_what_is_put_in_place_of_a_track_is_not_served(folder: Path, tmp_path: Path) -> None:
    track = tmp_path / "0.mp3"
    track.write_bytes(b"the track")
    with served([SiteFile("legs.mp3", "audio/mpeg", track)], SECRET) as port:
        if sys.platform != "win32":  # where a file that is open stays
            track.unlink()
            track.symlink_to(folder / "private.txt")
        assert ask(port, f"/{SECRET}/legs.mp3")[1] == b"the track"


@pytest.mark.parametrize(
    "token", ["", "x", SECRET[:-1], f"{SECRET}x", SECRET.lower(), "%C3%BC", "%00"]
)
def test_a_wrong_token_is_answered_as_a_missing_file_is(port: int, token: str) -> None:
    missing, nothing = ask(port, f"/{SECRET}/missing")
    for path in ("index.html", "missing", ""):
        answer, body = ask(port, f"/{token}/{path}")
        assert answer.status == missing.status == 404
        assert body == nothing == b""
        told, as_missing = (
            [name for name in each.getheaders() if name[0] != "date"] for each in (answer, missing)
        )
        assert told == as_missing


def test_each_token_is_new_and_has_128_bits() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[\w-]{22}", token) for token in tokens)


def test_tokens_are_compared_in_constant_time(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, token: bytes) -> bool:
        compared.append((given, token))
        return False

    monkeypatch.setattr("audiocoach.server.app.compare_digest", compare)
    assert status(port) == 404
    assert compared == [(SECRET.encode(), SECRET.encode())]


def test_nothing_is_logged(
    port: int, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for sent in (
            asking(port, f"/{SECRET}/index.html", "Connection: close"),
            asking(
                port, f"/{SECRET}/index.html", "Upgrade: websocket", "Connection: Upgrade, close"
            ),
            f"{SECRET} \x00\r\n\r\n".encode(),
            asking(port, f"/{SECRET}/x", "Connection: close"),
        ):
            assert exchange(port, sent)
    assert not [record for record in caplog.records if record.name != "asyncio"]
    assert SECRET not in caplog.text
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("LOCALHOST:{port}", 200),
        ("127.0.0.1", 421),
        ("localhost", 421),
        ("evil.example", 421),
        ("evil.example:{port}", 421),
        ("127.0.0.1:1", 421),
        ("127.0.0.1:{port}.evil.example", 421),
        ("evil.example#127.0.0.1:{port}", 400),
        ("127.0.0.1:{port}@evil.example", 400),
        ("2130706433:{port}", 421),
        ("0.0.0.0:{port}", 421),
        ("", 421),
    ],
)
def test_a_name_that_leads_here_by_dns_is_refused(port: int, host: str, wanted: int) -> None:
    found = status(port, f"Host: {host.format(port=port)}")
    assert found == wanted or (wanted == 400 and found == 421)


def test_a_request_without_a_host_or_with_two_is_refused(port: int) -> None:
    right = f"Host: {LOOPBACK}:{port}"
    assert status(port, right, right) == 400
    assert status_of(exchange(port, f"GET /{SECRET}/ HTTP/1.1\r\n\r\n".encode())) == 400
    assert status_of(exchange(port, f"GET /{SECRET}/ HTTP/1.0\r\n\r\n".encode())) == 421


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: audio"], 200),
        (["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"], 200),
        (
            ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"],
            200,
        ),
        (["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"], 403),
        (["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: audio"], 403),
        (["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"], 403),
        (["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"], 403),
        (["Sec-Fetch-Site: cross-site"], 403),
        (["Origin: http://127.0.0.1:{port}"], 200),
        (["Origin: http://evil.example"], 403),
        (["Origin: https://127.0.0.1:{port}"], 403),
        (["Origin: http://127.0.0.1:{port}.evil.example"], 403),
        (["Origin: null"], 403),
    ],
)
def test_a_page_of_another_site_gets_nothing(port: int, lines: list[str], wanted: int) -> None:
    assert status(port, *(line.format(port=port) for line in lines)) == wanted


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_other_site_is_allowed_to_read(port: int, method: str) -> None:
    answer, _ = ask(port, f"/{SECRET}/", method, origin=f"http://{LOOPBACK}:{port}")
    assert not [name for name, _ in answer.getheaders() if name.startswith("access-control")]


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND"]
)
def test_only_get_and_head_are_methods(port: int, method: str) -> None:
    for path in (f"/{SECRET}/", "/"):
        answer, body = ask(port, path, method)
        assert (answer.status, answer.headers["Allow"], body) == (405, "GET, HEAD", b"")


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("Content-Length: 5", b"hello"),
        ("Content-Length: 99999999999", b"x" * 4000),
        ("Transfer-Encoding: chunked", b"5\r\nhello\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked", b"fffffff\r\n" + b"x" * 4000),
    ],
)
@pytest.mark.parametrize("expecting", [[], ["Expect: 100-continue"]])
def test_no_body_is_read(port: int, line: str, body: bytes, expecting: list[str]) -> None:
    with connect(port) as connection:
        connection.sendall(asking(port, f"/{SECRET}/", line, *expecting))
        answer = connection.recv(1 << 16)
        assert status_of(answer) == 413
        assert b"connection: close" in answer.lower()
        try:
            connection.sendall(body)
            assert said(connection) == b""
        except ConnectionError:
            pass  # it ended while this was on its way


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Content-Length: -1", 400),
        ("Content-Length: 1, 2", 400),
        ("Content-Length: 0x1", 400),
        ("Content-Length: 0", 200),
        ("Transfer-Encoding: gzip", 400),
        ("No colon", 400),
        ("Bad name: x", 400),
        ("A: b\x00c", 400),
    ],
)
def test_what_is_no_request_is_refused(port: int, line: str, wanted: int) -> None:
    assert status(port, line) == wanted


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",  # a browser that tries https
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\r\n" * 5000,
        b"G" * 20_000,
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 4000,
        b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"b" * 20_000 + b"\r\n\r\n",
    ],
    ids=["tls", "http2", "short", "version", "bytes", "lines", "long", "headers", "header"],
)
def test_noise_and_large_requests_are_refused_at_once(port: int, sent: bytes) -> None:
    began = time.monotonic()
    assert status_of(exchange(port, sent)) in (0, 400, 421)
    assert time.monotonic() - began < BoundedProtocol.head_s / 2
    assert status(port) == 200


def test_large_headers_in_pieces_are_refused(port: int) -> None:
    pieces = [b"GET / HTTP/1.1\r\n", *[b"A: " + b"b" * 4000 + b"\r\n" for _ in range(6)]]
    assert status_of(exchange(port, *pieces)) in (0, 400)


def ends_within(connection: socket.socket, seconds: float, send: bytes = b"") -> bool:
    """Whether the server ends a connection, on which a byte comes now and then."""
    connection.settimeout(0.05)
    for _ in range(int(seconds / 0.05)):
        try:
            if send:
                connection.sendall(send)
            if not connection.recv(1 << 16):
                return True
        except TimeoutError:
            continue
        except ConnectionError:
            return True
    return False


@pytest.mark.parametrize("start", [b"", b"G", b"GET / HTTP/1.1\r\nHost: a\r\n"])
def test_a_request_that_comes_too_slowly_is_not_awaited(
    port: int, start: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedProtocol, "head_s", 0.3)
    with connect(port) as connection:
        connection.sendall(start)
        assert ends_within(connection, 5, b"a" if start else b"")


def test_a_second_request_that_comes_too_slowly_is_not_awaited(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedProtocol, "head_s", 0.3)
    with connect(port) as connection:
        connection.sendall(asking(port, f"/{SECRET}/"))
        assert connection.recv(1 << 16)
        assert ends_within(connection, 5, b"a")


def test_a_connection_without_a_further_request_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "IDLE_S", 0)
    files = [SiteFile("index.html", "text/html", folder / "0.mp3")]
    with served(files, SECRET) as port, connect(port) as connection:
        connection.sendall(asking(port, f"/{SECRET}/"))
        assert said(connection).endswith(b"the track")


def test_who_takes_nothing_of_an_answer_is_cut(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedProtocol, "stalled_s", 0.2)
    with connect(port) as connection:
        connection.sendall(asking(port, f"/{SECRET}/large"))
        time.sleep(1)
        assert len(said(connection)) < len(LARGE)


def test_who_takes_an_answer_slowly_gets_it_whole(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedProtocol, "stalled_s", 0.3)
    with connect(port) as connection:
        connection.sendall(asking(port, f"/{SECRET}/large", "Connection: close"))
        received = 0
        while chunk := connection.recv(1 << 19):
            received += len(chunk)
            time.sleep(0.02)
    assert received > len(LARGE)


def is_answered(connection: socket.socket, port: int) -> bool:
    """Whether a connection gets the page."""
    connection.sendall(asking(port, f"/{SECRET}/"))
    answer = b""
    while not answer.endswith(PAGE) and (chunk := connection.recv(1 << 16)):
        answer += chunk
    return status_of(answer) == 200


def await_status(port: int, wanted: int) -> bool:
    """Whether requests are answered so, once connections that ended are forgotten."""
    for _ in range(100):
        if status(port) == wanted:
            return True
        time.sleep(0.02)
    return False


def test_one_address_has_twenty_connections_and_is_told_of_more(unused: int) -> None:
    with ExitStack() as held:
        first = [held.enter_context(connect(unused)) for _ in range(protocol.CONNECTIONS)]
        assert await_status(unused, 503)
        more = exchange(unused, asking(unused, f"/{SECRET}/"))
        assert status_of(more) == 503
        assert b"retry-after: 1" in more
        assert b"x-content-type-options: nosniff" in more
        assert all(is_answered(connection, unused) for connection in first)
    assert await_status(unused, 200)


@pytest.mark.skipif(sys.platform != "linux", reason="has 127.0.0.2 and its like")
def test_sixteen_addresses_are_served_and_the_next_is_told(unused: int) -> None:
    with ExitStack() as held:
        clients = [
            held.enter_context(connect(unused, f"127.0.0.{number + 2}"))
            for number in range(protocol.CLIENTS)
        ]
        assert await_status(unused, 503)
        assert all(is_answered(connection, unused) for connection in clients)
    assert await_status(unused, 200)


def test_a_flood_of_connections_harms_nobody(unused: int) -> None:
    with connect(unused) as before:
        assert is_answered(before, unused)
        with ExitStack() as held:
            for _ in range(100):
                held.enter_context(connect(unused))
            assert is_answered(before, unused)
    assert await_status(unused, 200)


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ((), 200),
        (("Range: bytes=0-1",), 206),
        (("Range: bytes=99-",), 416),
        (("If-None-Match: *",), 304),
        (("Origin: null",), 403),
        (("Host: other",), 421),
        (("Content-Length: 1",), 413),
    ],
)
def test_every_answer_tells_browsers_what_they_may_do(
    port: int, sent: tuple[str, ...], wanted: int
) -> None:
    answer = exchange(port, asking(port, f"/{SECRET}/", "Connection: close", *sent))
    head = answer.split(b"\r\n\r\n")[0].decode().lower().splitlines()
    assert status_of(answer) == wanted
    for name, value in HEADERS:
        assert f"{name}: {value}".lower() in head
    named = dict(HEADERS)
    assert named["referrer-policy"] == "no-referrer"
    assert named["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in named["content-security-policy"]
    assert "frame-ancestors 'none'" in named["content-security-policy"]
    assert "unsafe" not in named["content-security-policy"]


def test_a_failure_tells_nothing(
    port: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(f"/home/me/{SECRET}")

    monkeypatch.setattr(offer.Offer, "read", fail)
    answer, body = ask(port, f"/{SECRET}/legs.mp3")
    assert (answer.status, body) == (500, b"Internal Server Error")
    assert "server" not in answer.headers
    assert capfd.readouterr() == ("", "")


def test_only_the_address_that_is_chosen_is_listened_to() -> None:
    with Service([], SECRET) as service:
        assert [each.getsockname()[0] for each in service._sockets] == [LOOPBACK]  # noqa: SLF001
        assert service.address == f"http://{LOOPBACK}:{service.port}/{SECRET}/"


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_an_address_of_ipv6_stands_in_brackets() -> None:
    try:
        service = Service([SiteFile("index.html", "text/html", PAGE)], SECRET, "::1")
    except CoachError:
        pytest.skip("needs IPv6 on this machine")
    with service:
        assert service.address == f"http://[::1]:{service.port}/{SECRET}/"


@pytest.mark.parametrize("open_one", [lambda: Service([], SECRET, "192.0.2.77"), None])
def test_where_nothing_can_be_served_that_is_told(open_one: Callable[[], Service] | None) -> None:
    with Service([], SECRET) as taken, pytest.raises(CoachError, match="nothing can be served at"):
        open_one() if open_one else Service([], SECRET, LOOPBACK, taken.port)


def test_every_row_of_the_table_names_a_test_that_is_here() -> None:
    section = (ROOT / "docs/security.md").read_text("utf-8").split("## The server")[1]
    rows = [line for line in section.split("\n## ")[0].splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 14
    here = globals()
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert all(name in here for name in named), row
