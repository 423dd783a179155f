"""A training plan: the sessions of a programme, and each as a routine to build, with its words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace as replace_overrides
from os import PathLike, fspath

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.config.model import Config
from audiocoach.config.overrides import KEYWORDS, Overrides
from audiocoach.config.resolve import customise, has_ranges
from audiocoach.defaults import LIMITS
from audiocoach.i18n.phrases import load_phrases
from audiocoach.programme.asked import asked_of_each
from audiocoach.programme.catalog import find
from audiocoach.programme.course import Course, open_course
from audiocoach.programme.dose import Difference, Dose, difference, dose_of
from audiocoach.programme.log import Log, read_log
from audiocoach.programme.sessions import ProgrammeSession, plan_sessions
from audiocoach.programme.slots import Asked
from audiocoach.programme.words import tell_news, title_of
from audiocoach.routine.model import Block, Exercise, Item, Note, Routine, language_of
from audiocoach.routine.tree import Place, map_items, walk

_LEAST_DIGITS = 2
_DOSES = ("reps", "work", "hold", "sets")


class Known(Struct, frozen=True, eq=False):
    """What was found out of sessions: the same for all who ask the same of the same course."""

    done: dict[tuple[str, int], tuple[Overrides, Routine]] = field(default_factory=dict)
    """What is asked of a routine, and the routine with that."""
    doses: dict[int, Dose] = field(default_factory=dict)
    lengths: dict[int, tuple[int, int]] = field(default_factory=dict)
    """About how long, in milliseconds, and how many intervals."""
    moves: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """What is done in them, in words."""


class TrainingPlan(Struct, frozen=True, eq=False):
    """The sessions of a programme, as they are built with a config and with what is asked for."""

    course: Course
    sessions: tuple[ProgrammeSession, ...]
    config: Config = field(default_factory=Config)
    asked: Overrides = field(default_factory=Overrides)
    asked_of: Mapping[str, Overrides] = field(default_factory=dict)
    """What is asked of each routine, by its name, where that is not the same for all."""
    known: Known = field(default_factory=Known)

    def overrides(self, session: ProgrammeSession) -> Overrides:
        """What the programme asks of a session's routine, and what else is asked for."""
        return self._decided(session)[0]

    def done(self, session: ProgrammeSession) -> Routine:
        """The routine with all that is changed in it; sessions with the same changes share it."""
        return self._decided(session)[1]

    def _decided(self, session: ProgrammeSession) -> tuple[Overrides, Routine]:
        key = (session.routine, id(session.overrides))
        if key not in self.known.done:
            routine = self.course.routines[session.routine]
            tables = self.config.of(routine.slug)
            asked = self.asked_of.get(session.routine, self.asked)
            overrides = _with_asked(session.overrides, asked)
            if overrides.level and not asked.level and asked != Overrides():
                without = replace_overrides(overrides, level=None)
                if not has_ranges(customise(routine, without, tables)):
                    overrides = without  # what is asked for has left the planned one no range
            self.known.done[key] = overrides, customise(routine, overrides, tables)
        return self.known.done[key]

    def dose(self, session: ProgrammeSession) -> Dose:
        """How much a session is."""
        overrides, done = self._decided(session)
        if id(done) not in self.known.doses:
            is_fitted = bool(overrides.fit and not overrides.rounds)
            self.known.doses[id(done)] = dose_of(done, is_fitted=is_fitted)
        return self.known.doses[id(done)]

    def file_name(self, session: ProgrammeSession) -> str:
        """`02-jamison-back`: what a session's file is called, so that all of them are in order."""
        digits = max(_LEAST_DIGITS, len(str(len(self.sessions))))
        return f"{session.number:0{digits}}-{self.course.routines[session.routine].slug}"

    def before(self, session: ProgrammeSession) -> ProgrammeSession | None:
        """The session that one is compared with: the last one of its routine."""
        return self.sessions[session.before - 1] if session.before else None

    def changed(self, session: ProgrammeSession) -> Difference | None:
        """What has changed since the session of the same routine before; None for the first."""
        before = self.before(session)
        return difference(self.dose(session), self.dose(before)) if before else None

    def routine(self, session: ProgrammeSession) -> Routine:
        """The routine to build, with the session's words; its changes are those of `overrides`."""
        routine, done = self.course.routines[session.routine], self.done(session)
        phrases = load_phrases(language_of(done))
        said = list(tell_news(session, self.before(session), self.changed(session), phrases))
        if done.title != session.programme.programme:
            said.insert(0, phrases.say("today", title=done.title))
        where = session.programme.where
        notes = tuple(Note(where=where, say=text) for text in said[: LIMITS.listed])
        modes = {name: replace(mode, title=None) for name, mode in routine.modes.items()}
        routine = replace(
            routine,
            title=title_of(session, phrases),
            notes=(*notes, *routine.notes),
            modes=modes,
        )
        met = {
            place.item.name.casefold()
            for name in session.met
            for place in walk(self.course.routines[name])
            if isinstance(place.item, Exercise)
        }
        return _explaining(routine, lambda exercise: exercise.name.casefold() not in met)


def load_programme(
    programme: str | PathLike[str],
    overrides: Overrides | None = None,
    *,
    client: str = "",
    log: Log | None = None,
    config: Config | None = None,
) -> TrainingPlan:
    """Read the programme of that name, or in that file, and plan its sessions; raises CoachError.

    How far it has come the user's own log says, for a `client` if one is named, or another `log`.
    `overrides` hold for every session.
    """
    course = open_course(find(fspath(programme)))
    done = read_log(course.programme.slug, client) if log is None else log
    return plan_training(course, done, config or Config(), overrides or Overrides())


def plan_training(course: Course, log: Log, config: Config, asked: Overrides) -> TrainingPlan:
    """The sessions of a course after what was done, with what is asked of all of them.

    Raises CoachError for what changes nothing in any of its routines.
    """
    course = course.asked_for(Asked(asked.mode, asked.level))
    asked_of = asked_of_each(course, asked, config)
    return TrainingPlan(course, plan_sessions(course, log), config, asked, asked_of)


def _explaining(routine: Routine, is_new: Callable[[Exercise], bool]) -> Routine:
    """The routine with the explanations of those exercises alone."""

    def changed(place: Place) -> Item:
        item = place.item
        if isinstance(item, Block):
            return map_items(item, changed)
        if isinstance(item, Exercise) and item.how is not None and not is_new(item):
            return replace(item, how=None)
        return item

    return map_items(routine, changed)


def _with_asked(planned: Overrides, asked: Overrides) -> Overrides:
    """What is planned, but for what is asked for; that counts in every place of the routine."""
    if asked == Overrides():
        return planned
    given = {key: value for key in KEYWORDS if (value := getattr(asked, key)) not in (None, ())}
    if "fit" in given:  # which is reached by its rounds
        given.setdefault("rounds", None)
    gone = {*given, *(_DOSES if "mode" in given else ())}
    named = {(change.target, change.key) for change in asked.places}
    kept: Sequence[object] = [
        change
        for change in planned.places
        if change.key not in gone and (change.target, change.key) not in named
    ]
    return replace_overrides(planned, **{**given, "places": (*kept, *asked.places)})
