"""A session as an event: when it is, what it is called, and what is done in it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Event
from msgspec import Struct

from audiocoach.defaults import DEFAULTS
from audiocoach.i18n.phrases import load_phrases
from audiocoach.plan.moves import moves_of
from audiocoach.plan.unroll import unroll
from audiocoach.plan.wording import describe_length, describe_main_part
from audiocoach.programme.lengths import Lengths
from audiocoach.programme.sessions import ProgrammeSession
from audiocoach.programme.training import TrainingPlan
from audiocoach.programme.words import tell_news, title_of
from audiocoach.routine.model import Routine, language_of
from audiocoach.site.address import address_in
from audiocoach.site.names import session_name

_MOST_MOVES = 40
"""So many are listed in an event."""


class Owner(Struct, frozen=True):
    """Whose sessions they are: what tells the events of one calendar from those of others."""

    programme: str
    """The name of the programme's file."""
    client: str = ""

    def uid(self, *what: object) -> str:
        """An identity that is the same each time, and is nobody else's."""
        parts = ["urn:audiocoach", self.programme, self.client, *map(str, what)]
        return str(uuid5(NAMESPACE_URL, "\n".join(parts)))


def calendar_uid(owner: Owner) -> str:
    """The identity of a whole calendar: a client's own, which goes on with another programme."""
    return (Owner("", owner.client) if owner.client else owner).uid()


class Events(Struct, frozen=True, eq=False):
    """Makes the events of a programme's sessions."""

    plan: TrainingPlan
    owner: Owner
    base_url: str | None
    """Where the tracks are published."""
    has_pages: bool
    """Whether each session has a page of its own there."""
    lengths: Lengths

    @classmethod
    def of(
        cls, plan: TrainingPlan, client: str, base_url: str | None, *, has_pages: bool = True
    ) -> "Events":
        """Those of a programme, for a client if it is theirs."""
        owner = Owner(plan.course.programme.slug, client)
        return cls(plan, owner, base_url, has_pages, Lengths(plan))

    def event(self, session: ProgrammeSession) -> Event:
        """The event of a session, without what depends on former ones."""
        done = self.plan.done(session)
        summary = title_of(session, load_phrases(language_of(done)))
        event = Event()
        event.add("uid", self.owner.uid(session.number))
        event.add("summary", summary)
        starts = session.starts
        if starts is None:
            event.add("dtstart", session.date)
            event.add("dtend", session.date + timedelta(days=1))
            event.add("transp", "TRANSPARENT")  # nobody is busy all day
        else:
            event.add("dtstart", starts)
            event.add("dtend", _end(starts, timedelta(minutes=self.lengths.minutes(session))))
        lines = [*self._described(session, done)]
        if self.base_url is not None:
            page = f"{session_name(self.owner.programme, session.number)}.html"
            address = address_in(self.base_url, page) if self.has_pages else self.base_url
            event.add("url", address)
            lines += ["", address]  # many apps show no other link
        event.add("description", "\n".join(lines))
        if session.programme.alarm is not None:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", summary)
            alarm.add("trigger", -timedelta(milliseconds=session.programme.alarm))
            event.add_component(alarm)
        return event

    def _described(self, session: ProgrammeSession, done: Routine) -> Iterator[str]:
        """The whole session in a line, what is new in it, and each move with its dose."""
        phrases = load_phrases(language_of(done))
        told = self.plan.known.moves
        if id(done) not in told:
            told[id(done)] = tuple(_moves(done))
        work, *moves = told[id(done)]
        about = describe_length(self.lengths.minutes(session) * 60_000, phrases)
        yield phrases.say("opening", title=done.title, work=work, time=about)
        before, changed = self.plan.before(session), self.plan.changed(session)
        yield from tell_news(session, before, changed, phrases)
        yield from moves[:_MOST_MOVES]
        if len(moves) > _MOST_MOVES:
            yield phrases.say("more", n=len(moves) - _MOST_MOVES)


def _moves(done: Routine) -> Iterator[str]:
    """What the main part consists of; then each move: `- Bent-over row: 8 each side, 16 kg`."""
    workout = unroll(done, done.level or DEFAULTS.level)
    phrases = load_phrases(language_of(done))
    yield describe_main_part(workout, phrases)
    for move in moves_of(workout, phrases):
        yield f"- {move.name}: {move.dose}"


def _end(starts: datetime, length: timedelta) -> datetime:
    """When it is over; in UTC, where the clock on the wall shows that time twice.

    A calendar has no way to name the second one.
    """
    if starts.tzinfo is None:
        return starts + length
    ends = starts.astimezone(UTC) + length
    there = ends.astimezone(starts.tzinfo)
    return ends if there.fold else there
