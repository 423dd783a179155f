"""Which sessions of a programme are meant: one of them, the next, or all."""

from typing import TYPE_CHECKING, NamedTuple

from audiocoach.errors import CoachError

if TYPE_CHECKING:
    from audiocoach.programme.sessions import ProgrammeSession


class Choice(NamedTuple):
    """Sessions as they are asked for on the command line."""

    week: int | None = None
    day: int | None = None
    session: int | None = None
    next: bool | None = None
    all: bool | None = None

    @property
    def is_made(self) -> bool:
        """Whether any are asked for."""
        return any(asked is not None for asked in self)


_WAYS = "write --next, --session 7, --week 3 (and --day 2), or --all"


def choose(
    sessions: tuple["ProgrammeSession", ...], choice: Choice
) -> tuple["ProgrammeSession", ...]:
    """The sessions that are asked for; raises CoachError for what contradicts itself, or is not."""
    from audiocoach.programme.sessions import next_session, session_at

    ways = {
        "--week": choice.week,
        "--session": choice.session,
        "--next": choice.next or None,
        "--all": choice.all or None,
    }
    asked = [way for way, value in ways.items() if value is not None]
    if len(asked) > 1:
        raise CoachError(f"{asked[0]} and {asked[1]} ask for different sessions", "keep one")
    if choice.day is not None and choice.week is None:
        raise CoachError("--day has no effect without --week", "write --week 3 --day 2")
    if not asked:
        raise CoachError("nothing says which of its sessions", _WAYS)
    if choice.session is not None:
        return (session_at(sessions, choice.session),)
    if choice.next:
        if session := next_session(sessions):
            return (session,)
        raise CoachError("every session of it is done", "write which one: --session 7")
    if choice.all:
        return sessions
    return _of_week(sessions, choice)


def _of_week(
    sessions: tuple["ProgrammeSession", ...], choice: Choice
) -> tuple["ProgrammeSession", ...]:
    """The sessions of a week, or the one of a day in it."""
    week = tuple(each for each in sessions if each.week == choice.week)
    if not week:
        raise CoachError(f"there is no week {choice.week}", f"the last is {sessions[-1].week}")
    if choice.day is None:
        return week
    day = next((each for each in week if each.day == choice.day), None)
    if day is None:
        raise CoachError(f"there is no day {choice.day} in a week", f"there are {len(week)}")
    return (day,)
