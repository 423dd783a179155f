"""What is asked of a programme besides what it says: each routine takes what changes it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from audiocoach.config.model import Config
from audiocoach.config.overrides import NUMBERS, Overrides
from audiocoach.config.resolve import resolve
from audiocoach.errors import CoachError
from audiocoach.programme.course import Course

_Change = tuple[str, object]
"""One value that is asked for, under its key."""
_EACH = ("places", "equipment")
"""What is asked for in several things, each of which may change something."""


def asked_of_each(course: Course, asked: Overrides, config: Config) -> dict[str, Overrides]:
    """What changes something in each routine; raises CoachError for what does in none."""
    routines = course.routines
    parts = dict.fromkeys(routines, replace(asked, mode=None, level=None))
    if len(routines) == 1:  # which tells by itself
        return parts
    for change in _changes(asked):
        refused = {
            name: error
            for name in routines
            if (error := _refused(course, name, asked.mode, change, config))
        }
        if len(refused) == len(routines):
            raise next(iter(refused.values()))
        for name in refused:
            parts[name] = _without(parts[name], change)
    return parts


def _changes(asked: Overrides) -> Iterator[_Change]:
    """Each change that a routine may refuse."""
    for key in (*NUMBERS, "seed"):
        if (value := getattr(asked, key)) is not None:
            yield key, value
    for key in _EACH:
        for value in getattr(asked, key):
            yield key, value


def _refused(
    course: Course, name: str, mode: str | None, change: _Change, config: Config
) -> CoachError | None:
    """Why a change does nothing in a routine, in that mode if it has it; None if it does."""
    key, value = change
    known = (name, key, value if key in _EACH else None)  # other values do no less
    if known not in course.refusals:
        routine = course.routines[name]
        given: Any = {key: (value,) if key in _EACH else value}
        given["mode"] = mode if mode in routine.modes else None
        course.refusals[known] = None
        try:
            resolve(routine, config, Overrides(**given), effects=key == "rest")
        except CoachError as error:
            course.refusals[known] = error
    return course.refusals[known]


def _without(asked: Overrides, change: _Change) -> Overrides:
    key, value = change
    kept: Any = None
    if key in _EACH:
        kept = tuple(each for each in getattr(asked, key) if each != value)
    less: Any = {key: kept}
    return replace(asked, **less)
