"""Sizes on disk: parse and print. A megabyte is 10⁶ bytes, as sellers of disks count."""

import re

from audiocoach.errors import InvalidValueError

MEGABYTE = 1_000_000
_UNITS = {"kb": 1_000, "mb": MEGABYTE, "gb": 1_000_000_000, "tb": 1_000_000_000_000}
_WRITTEN = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([kmgt]b)", re.IGNORECASE | re.ASCII)


def parse_size(text: str) -> int:
    """Bytes, at least one, of a size like `300 MB` or `1.5GB`; raises InvalidValueError."""
    written = _WRITTEN.fullmatch(text.strip())
    size = round(float(written[1]) * _UNITS[written[2].lower()]) if written else 0
    if not size:
        raise InvalidValueError(f"{text!r} is not a size", "write it like '300 MB' or '1.5 GB'")
    return size


def format_size(size: int) -> str:
    """A number of bytes for people: `12.3 MB`."""
    return f"{size / MEGABYTE:,.1f} MB"


def too_big(size: int, most: int) -> str:
    """Why a file of that size is not read; nothing where it is."""
    return f"has more than {most // MEGABYTE:,} MB" if size > most else ""
