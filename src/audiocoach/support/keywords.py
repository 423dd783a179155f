"""Keyword arguments that nobody knows, refused with the name that was meant."""

from collections.abc import Collection, Iterable

from audiocoach.errors import CoachError
from audiocoach.support.messages import quote, suggest


def check_keywords(owner: str, given: Iterable[str], known: Collection[str]) -> None:
    """Raise CoachError for the first of `given` that is not `known`; `owner` is what takes them."""
    for name in given:
        if name not in known:
            raise CoachError(f"{owner} has no {quote(name)}", suggest(name, known))
