"""The address at which a site will be found, as a person types it."""

import re
from urllib.parse import quote, urlsplit

from audiocoach.errors import InvalidValueError

_EXAMPLE = "write it like 'https://example.org/coach/'"
_LONGEST = 1000
_HOST = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|[0-9a-f:.]+"
_KEPT = "/%:@!$&'()*+,;=~"


def read_base_url(text: str) -> str:
    """The address of a site's folder, ASCII and with a slash at its end; InvalidValueError."""
    shown = repr(text[:60])
    if len(text) > _LONGEST:
        message = f"an address has {_LONGEST:,} characters at most, not {len(text):,}"
        raise InvalidValueError(message, _EXAMPLE)
    try:
        parts = urlsplit(text.strip())
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError as error:
        raise InvalidValueError(f"{shown} is no address", _EXAMPLE) from error
    if parts.scheme not in ("https", "http") or not host:
        raise InvalidValueError(f"{shown} is no address of a web site", _EXAMPLE)
    if parts.username is not None or parts.password is not None:
        raise InvalidValueError("the address has a name or a password in it", "leave them out")
    if parts.query or parts.fragment or re.search(r"[\s\\]", text.strip()):
        message = f"{shown} is not the address of a folder"
        raise InvalidValueError(message, "leave out '?', '#', spaces and backslashes")
    if {".", ".."} & set(parts.path.split("/")):
        raise InvalidValueError(f"{shown} leads elsewhere by its dots", _EXAMPLE)
    where = host if port is None else f"{host}:{port}"
    return f"{parts.scheme}://{where}{quote(parts.path.rstrip('/'), safe=_KEPT)}/"


def _host(name: str) -> str:
    """A host's name in ASCII, empty for what is none; raises ValueError."""
    ascii_name = name.encode("idna").decode() if not name.isascii() else name
    if not re.fullmatch(_HOST, ascii_name):
        return ""
    return f"[{ascii_name}]" if ":" in ascii_name else ascii_name


def address_in(base_url: str, path: str) -> str:
    """The address of a file of the site."""
    return base_url + quote(path)
