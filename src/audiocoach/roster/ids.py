"""What a client's files are called: names that are a file of their own on every system."""

import re
from unicodedata import normalize

from audiocoach.defaults import LIMITS
from audiocoach.errors import InvalidValueError
from audiocoach.support.messages import quote, slug

_ID = re.compile(r"\w(?:[\w.-]*\w)?")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|receipt")
"""What Windows has other uses for; and our own file."""


def read_id(text: str) -> str:
    """An id, with its accents in one form; raises InvalidValueError for what is none."""
    id_ = normalize("NFC", text)
    if len(id_) > LIMITS.roster_id or not _ID.fullmatch(id_):
        better = slug(id_)[: LIMITS.roster_id].strip("-") or "anna"
        message = f"{quote(id_)} cannot be the name of a file"
        raise InvalidValueError(message, f"write letters, digits and hyphens, like '{better}'")
    if _RESERVED.fullmatch(id_.lower()):
        raise InvalidValueError(f"{quote(id_)} is a name that systems keep", f"write '{id_}-1'")
    return id_


def same_file(name: str) -> str:
    """A name as file systems compare it that know no case, and no forms of an accent."""
    return normalize("NFC", normalize("NFC", name).casefold())
