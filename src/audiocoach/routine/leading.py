"""When the coach tells of what comes: as the routine, a user's file and options say."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import NamedTuple

from audiocoach.defaults import LEADS
from audiocoach.defaults import Leads as Times
from audiocoach.routine.fields import quoted, read_lead, read_pips
from audiocoach.routine.guessing import among
from audiocoach.routine.model import Routine
from audiocoach.routine.settings import Leads
from audiocoach.routine.values import WHERE_KEY

KEYS = tuple(key for key, field in Leads.model_fields.items() if field.alias is None)
_FIELDS = {field.name.removesuffix("_ms"): field.name for field in fields(Times)}


class Lead(NamedTuple):
    """One key of a routine's `leads`, and its value."""

    key: str
    value: int


def read_change(text: str) -> Lead:
    """`call=15s`; raises ValueError with what to write."""
    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        raise ValueError(f"{quoted(text)} has no value; write it like 'call=15s'")
    if key not in KEYS:
        raise ValueError(f"{quoted(key)} is not known here; {among(key, KEYS)}")
    try:
        return Lead(key, read_value(key, value))
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from error


def read_value(key: str, text: str) -> int:
    """The value of one of `KEYS`, as the language reads it."""
    return read_pips(text) if key == "countdown" else read_lead(text)


def with_leads(routine: Routine, changes: Iterable[Lead]) -> Routine:
    """The routine with `changes` in the place of its own; the last of each key counts."""
    update = dict(changes)
    if not update:
        return routine
    own = routine.leads or Leads.model_validate({WHERE_KEY: routine.where})
    return routine.model_copy(update={"leads": own.model_copy(update=update)})


def leads_of(routine: Routine) -> Times:
    """Every lead time of a session, in milliseconds."""
    said = {key: getattr(routine.leads, key) for key in KEYS} if routine.leads else {}
    return replace(
        LEADS, **{_FIELDS[key]: value for key, value in said.items() if value is not None}
    )
