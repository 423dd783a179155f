"""Which of its addresses a machine is reached by."""

import socket

import pytest

from audiocoach.errors import CoachError
from audiocoach.server import address
from audiocoach.server.address import is_public, lan_address, lan_addresses, read_address

INTERNET, NOWHERE = "203.0.113.1", "2001:db8::1"


def routes(monkeypatch: pytest.MonkeyPatch, **table: str) -> None:
    """Lets this machine have these ways: the beginning of an address, and ours towards it."""
    named = {begin.removeprefix("to_").replace("_", "."): own for begin, own in table.items()}

    def own_address_to(other: str) -> str | None:
        ways = [begin for begin in named if other.startswith(begin)]
        return named[max(ways, key=len)] if ways else named.get("v6") if ":" in other else None

    monkeypatch.setattr(address, "_own_address_to", own_address_to)


def test_the_way_to_the_internet_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    routes(monkeypatch, to_203="10.8.0.2", to_192_168_178="192.168.178.20", to_10="10.8.0.2")
    assert lan_addresses() == ["10.8.0.2", "192.168.178.20"]
    assert lan_address() == ("10.8.0.2", ["192.168.178.20"])


def test_another_address_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    routes(monkeypatch, to_203="10.8.0.2", to_192_168_178="192.168.178.20")
    assert lan_address("192.168.178.20") == ("192.168.178.20", ["10.8.0.2"])


def test_a_network_without_the_internet_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    routes(monkeypatch, to_172_20="172.20.10.2")
    assert lan_addresses() == ["172.20.10.2"]


def test_ipv6_is_used_where_there_is_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    routes(monkeypatch, v6="fd00::2")
    assert lan_addresses() == ["fd00::2"]
    routes(monkeypatch, v6="fd00::2", to_203="10.0.0.2")
    assert lan_addresses() == ["10.0.0.2"]


def test_without_a_network_no_phone_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    routes(monkeypatch)
    with pytest.raises(CoachError, match="on no network"):
        lan_address()


def test_nothing_is_sent_to_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A datagram socket that is connected has sent nothing; no name is looked up."""

    def refuse(*_: object) -> None:
        raise AssertionError

    for name in ("getaddrinfo", "gethostbyname", "gethostname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    assert all(read_address(found) == found for found in lan_addresses())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("192.168.1.20", "192.168.1.20"),
        ("[fd00::2]", "fd00::2"),
        ("FD00:0::2", "fd00::2"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_an_address_is_read(text: str, found: str) -> None:
    assert read_address(text) == found


@pytest.mark.parametrize(
    "text",
    ["", "all", "localhost", "0.0.0.0", "::", "224.0.0.1", "fe80::1%eth0", "1.2.3", "010.1.1.1"],  # noqa: S104
)
def test_what_no_phone_can_open_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|known"):
        read_address(text)


def test_addresses_of_the_whole_internet_are_known() -> None:
    assert is_public("8.8.8.8")
    assert not any(
        map(is_public, ("192.168.1.2", "10.0.0.1", "fd00::2", "127.0.0.1", "169.254.0.1"))
    )
