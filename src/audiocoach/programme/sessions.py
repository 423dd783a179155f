"""Number and log in, session out: a pure function, computed for all of a programme in one pass."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Literal

from msgspec import Struct

from audiocoach.config.overrides import Overrides
from audiocoach.errors import CoachError
from audiocoach.programme.course import Course
from audiocoach.programme.dates import at_wall_time
from audiocoach.programme.log import NOTHING_DONE, Log
from audiocoach.programme.model import Programme
from audiocoach.programme.regime import Progress
from audiocoach.programme.slots import Slot

Status = Literal["done", "again", "missed", "ahead"]


class ProgrammeSession(Struct, frozen=True, kw_only=True, eq=False):
    """One session of a programme: when it is, and which routine is done how."""

    programme: Programme
    number: int
    """From 1, through the whole programme."""
    week: int
    day: int
    """Of its week, from 1."""
    date: date
    routine: str
    """The name of the routine, as the programme has it."""
    overrides: Overrides
    """What is asked of the routine."""
    status: Status
    """`done`; to come `again` at the same dose; `missed`; or still `ahead`."""
    is_light: bool
    """Whether its week is lighter than the others."""
    before: int | None
    """The number of the session of the same routine that it is compared with, if there is one."""
    after_light: bool
    """Whether a lighter week lies between them."""
    met: frozenset[str]
    """The routines that were done in earlier sessions."""

    @property
    def starts(self) -> datetime | None:
        """When it begins, by the clock on the wall; None where the programme says no time."""
        at = self.programme.at
        return at_wall_time(self.date, at, self.programme.zone) if at else None


def plan_sessions(course: Course, log: Log = NOTHING_DONE) -> tuple[ProgrammeSession, ...]:
    """Every session of a programme, in order; what was done decides how far one has come."""
    return tuple(_sessions(course, log))


def next_session(
    sessions: tuple[ProgrammeSession, ...],
) -> ProgrammeSession | None:
    """The first that is still ahead; None where none is."""
    return next((session for session in sessions if session.status == "ahead"), None)


def _sessions(course: Course, log: Log) -> Iterator[ProgrammeSession]:
    programme = course.programme
    by_week = programme.each != "session"
    weeks = 0
    """Those that count in the climb, before this one."""
    sessions: dict[str, int] = defaultdict(int)
    """The same, of each routine."""
    reached: dict[str, Progress] = {}
    """How far each routine was climbed, which other weeks stay at."""
    last: dict[str, int] = {}
    last_light = 0
    met: frozenset[str] = frozenset()
    for _, slots in groupby(course.slots, lambda slot: slot.when.week):
        week = [(slot, log.status(slot.when.number)) for slot in slots]
        for slot, status in week:
            name = slot.routine
            progress = Progress(weeks if by_week else sessions[name], weeks, sessions[name])
            if slot.climbs:
                reached[name] = progress
            else:
                progress = reached.get(name) or Progress(*(max(0, n - 1) for n in progress))
            yield ProgrammeSession(
                programme=programme,
                number=slot.when.number,
                week=slot.when.week,
                day=slot.when.day,
                date=slot.when.date,
                routine=name,
                overrides=slot.regime.overrides(progress),
                status=status,
                is_light=slot.is_light,
                before=last.get(name),
                after_light=last_light > last.get(name, 0),
                met=met,
            )
            if status == "missed":
                continue
            if name not in met:
                met |= {name}
            if slot.is_light:
                last_light = slot.when.number
            else:
                last[name] = slot.when.number
            if slot.climbs and status != "again":
                sessions[name] += 1
        weeks += _counts(week)


def _counts(week: list[tuple[Slot, Status]]) -> bool:
    """Whether a week counts: nothing of it comes again, and not more was missed than done."""
    if not all(slot.climbs for slot, _ in week):
        return False
    statuses = [status for _, status in week]
    return "again" not in statuses and 2 * statuses.count("missed") <= len(statuses)


def session_at(sessions: tuple[ProgrammeSession, ...], number: int) -> ProgrammeSession:
    """The session of that number; raises CoachError for one that there is not."""
    if not 1 <= number <= len(sessions):
        raise CoachError(f"there is no session {number}", f"there are {len(sessions)}")
    return sessions[number - 1]
