"""What was probably meant by a name that is not there."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that comes close to `word`, if any does."""
    return next(iter(get_close_matches(word.lower(), [*known], n=1, cutoff=0.5)), None)


def among(word: str, known: Iterable[str], most: int = 30) -> str:
    """A hint: what was meant, and what there is."""
    names = [*known]
    near = nearest(word, names)
    listed = ", ".join(names[:most])
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (f"did you mean '{near}'? " if near else "") + f"there is: {listed}{more}"
