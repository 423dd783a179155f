"""The addresses by which a phone reaches this machine. Nothing is sent to find them."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address

from audiocoach.errors import CoachError

_ANY_PORT = 9
_MOST_TOLD = 8


def lan_addresses() -> list[str]:
    """The addresses of this machine, the one by which it reaches others first."""
    # Which of ours an address would be reached from is looked up in a table of the system's.
    found = dict.fromkeys(filter(None, map(_own_address_to, _elsewhere())))
    return [*found] or [*filter(None, [_own_address_to("2001:db8::1")])]


def lan_address(wanted: str | None = None) -> tuple[str, list[str]]:
    """The address to serve at, `wanted` or the likeliest, and the others; raises CoachError."""
    addresses = lan_addresses()
    if wanted is None and not addresses:
        message = "this computer is on no network, so no phone can reach it"
        raise CoachError(message, "connect it to the Wi-Fi that the phone is on")
    chosen = wanted or addresses[0]
    return chosen, [each for each in addresses if each != chosen][:_MOST_TOLD]


def is_public(address: str) -> bool:
    """Whether the whole internet may reach an address, not the local network alone."""
    return ip_address(address).is_global


def is_loopback(address: str) -> bool:
    """Whether this machine alone can open an address."""
    return ip_address(address).is_loopback


def read_address(text: str) -> str:
    """An address that a phone can open; raises ValueError with why it is none."""
    try:
        address = ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        raise ValueError(f"'{text}' is no address like 192.168.1.20") from None
    if address.is_unspecified or address.is_multicast:
        raise ValueError(f"{address} is no address that a phone can open")
    if "%" in str(address):
        raise ValueError(f"{address} is known to this computer alone")
    return str(address)


def _elsewhere() -> Iterator[str]:
    """Addresses in the networks that this machine may be on: the internet, and private ones."""
    yield "203.0.113.1"  # of the documentation, nobody's
    for number in range(256):
        yield f"192.168.{number}.254"
    for number in range(256):
        yield f"10.0.{number}.254"
        yield f"10.{number}.0.254"
    for number in range(16, 32):
        yield f"172.{number}.0.254"


def _own_address_to(other: str) -> str | None:
    """Which of our addresses packets to another would come from; None if there is no way."""
    family = socket.AF_INET6 if ":" in other else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((other, _ANY_PORT))
        except OSError:
            return None
        found = str(probe.getsockname()[0])
    return None if is_loopback(found) or ip_address(found).is_link_local else found
