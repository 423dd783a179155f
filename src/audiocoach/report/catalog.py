"""The routines that can be built by name, as a list shows them."""

from typing import NamedTuple

from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.errors import CoachError
from audiocoach.plan import plan_session
from audiocoach.routine import catalog
from audiocoach.routine.catalog import Listed
from audiocoach.support.durations import whole_minutes
from audiocoach.support.paths import shown_path


class CatalogEntry(NamedTuple):
    """A routine that can be built by name."""

    name: str
    """How it is asked for."""
    title: str
    length: str
    """About how long its track lasts: `32 min`."""
    summary: str
    place: str
    """Its file, or that it is included."""
    hidden_by: str = ""
    """The file that its name means instead."""


def list_catalog() -> tuple[list[CatalogEntry], list[str]]:
    """Every routine that can be built by name, and what to know of the list.

    One that cannot be read says so.
    """
    listing = catalog.list_routines()
    notes = [
        f"{folder.absolute()}: only the first {catalog.MOST_LISTED} routines of a folder are "
        "listed; the others can be named, too"
        for folder in listing.cut
    ]
    return [*filter(None, map(_describe, listing.routines))], notes


def _describe(listed: Listed) -> CatalogEntry | None:
    """What a list says of a file; None for one that is probably no routine."""
    place = "included" if listed.is_included else shown_path(listed.path)
    hidden_by = shown_path(listed.hidden_by) if listed.hidden_by else ""
    try:
        routine = customise(catalog.find(listed.asked), Overrides())
        length = f"{whole_minutes(plan_session(routine).about_ms)} min"
    except CoachError as error:
        if not listed.is_surely_one:
            return None
        title, length, summary = "cannot be read", "", str(error).splitlines()[0]
        return CatalogEntry(listed.asked, title, length, summary, place, hidden_by)
    return CatalogEntry(
        listed.asked, routine.title, length, routine.summary or "", place, hidden_by
    )
