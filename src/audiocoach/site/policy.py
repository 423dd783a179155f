"""What a page may do: its content security policy, which nothing inline passes."""

from collections.abc import Mapping
from types import MappingProxyType

_OWN = "'self'"
_DIRECTIVES: Mapping[str, str] = MappingProxyType(
    {
        "default-src": "'none'",
        "script-src": _OWN,
        "style-src": _OWN,
        "img-src": _OWN,
        "media-src": f"{_OWN} blob:",
        "connect-src": _OWN,
        "manifest-src": _OWN,
        "worker-src": _OWN,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
)
PAGE_POLICY = "; ".join(f"{name} {value}" for name, value in _DIRECTIVES.items())
"""As a page states it itself, wherever it is published."""
POLICY = f"{PAGE_POLICY}; frame-ancestors 'none'"
"""As a server sends it; only there can a page forbid to be framed."""
