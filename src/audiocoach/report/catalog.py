"""The routines that can be built by name, as a list shows them."""

from typing import NamedTuple

from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.errors import CoachError
from audiocoach.plan import plan_session
from audiocoach.routine.catalog import find, names
from audiocoach.support.durations import whole_minutes


class CatalogEntry(NamedTuple):
    """A routine that can be built by name."""

    name: str
    title: str
    length: str
    """About how long its track lasts: `32 min`."""
    summary: str


def list_catalog() -> list[CatalogEntry]:
    """Every routine that can be built by name; one that cannot be read says so."""
    return [_describe_routine(name) for name in names()]


def _describe_routine(name: str) -> CatalogEntry:
    try:
        routine = customise(find(name), Overrides())
        length = f"{whole_minutes(plan_session(routine).about_ms)} min"
    except CoachError as error:
        return CatalogEntry(name, "cannot be read", "", str(error).splitlines()[0])
    return CatalogEntry(name, routine.title, length, routine.summary or "")
