"""The routines that can be built by name, as a list shows them."""

from dataclasses import dataclass

from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.errors import CoachError
from audiocoach.plan import plan_session
from audiocoach.routine.catalog import find, names
from audiocoach.support.durations import whole_minutes


@dataclass(frozen=True, slots=True)
class Entry:
    """A routine of the catalog, as a list shows it."""

    name: str
    title: str
    about: str
    summary: str


def catalog() -> list[Entry]:
    """Every routine that can be built by name; one that cannot be read says so."""
    return [_entry(name) for name in names()]


def _entry(name: str) -> Entry:
    try:
        routine = customise(find(name), Overrides())
        about_ms = plan_session(routine).about_ms
    except CoachError as error:
        return Entry(name, "cannot be read", "", str(error).splitlines()[0])
    return Entry(name, routine.title, f"{whole_minutes(about_ms)} min", routine.summary or "")
