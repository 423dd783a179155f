"""Whether there is enough time between sessions, by the clock on the wall."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from audiocoach.errors import Problem
from audiocoach.programme.course import Course
from audiocoach.programme.dates import show_date
from audiocoach.programme.sessions import ProgrammeSession
from audiocoach.routine.model import Routine
from audiocoach.support.durations import MS_PER_HOUR, format_duration

_SHOWN = 3
"""So many conflicts of a kind are told with their dates."""


def check_rests(course: Course, sessions: Sequence[ProgrammeSession]) -> Iterator[Problem]:
    """Advice where what a routine trains comes again sooner than it asks for (`repeat_after`)."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for index, session in enumerate(sessions):
        routine = course.routines[session.routine]
        if not routine.repeat_after or session.status == "missed":
            continue
        begins, wait = _wall(session), timedelta(milliseconds=routine.repeat_after)
        for later in sessions[index + 1 :]:
            if _wall(later) - begins >= wait:
                break
            if later.status != "ahead":
                continue  # nothing can be done about it
            what = _shared(session.routine, later.routine, routine, course.routines[later.routine])
            if what:
                when = f"{show_date(session.date)} and {show_date(later.date)}"
                found.setdefault((session.routine, later.routine, what), []).append(when)
    for (first, second, what), dates in found.items():
        asked = course.routines[first].repeat_after or 0
        wanted = f"{asked // MS_PER_HOUR} h" if asked % MS_PER_HOUR == 0 else format_duration(asked)
        more = f", and {len(dates) - _SHOWN} times more" if len(dates) > _SHOWN else ""
        again = f"its muscles work again, and '{second}' trains them, too ({what})"
        again = "it is done again" if first == second else again
        message = f"'{first}' asks for {wanted} before {again}: {'; '.join(dates[:_SHOWN])}"
        yield Problem(
            course.programme.where_of("days"), message + more, "choose days farther apart"
        )


def _wall(session: ProgrammeSession) -> datetime:
    """What the clock shows when it begins, whatever the zone does to it meanwhile."""
    return datetime.combine(session.date, session.programme.at or time())


def _shared(name: str, other_name: str, routine: Routine, other: Routine) -> str:
    """What both train: the routine itself, or muscles; empty for nothing."""
    if name == other_name:
        return name
    theirs = {*map(str.casefold, other.muscles)}
    return ", ".join(muscle for muscle in routine.muscles if muscle.casefold() in theirs)
