"""Which bytes of a file a Range header asks for: RFC 9110, with one range at a time."""

import re

_ONE_RANGE = re.compile(r"bytes=(\d{0,99})-(\d{0,99})", re.ASCII | re.IGNORECASE)


def asked_range(header: str, size: int) -> range | None:
    """The bytes to answer with, none where the file has none of them.

    None for a header that is to be ignored: one that means nothing, or asks for several ranges,
    for which a server may send the whole instead.
    """
    match = _ONE_RANGE.fullmatch(header.strip())
    if not match:
        return None
    first, last = match.groups()
    whole = range(size)
    if not first:
        return whole[max(size - int(last), 0) :] if last else None
    if not last:
        return whole[int(first) :]
    return whole[int(first) : int(last) + 1] if int(first) <= int(last) else None
