"""The tracks that a name means: that of a routine, or those of a programme's sessions."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audiocoach.cli import printing
from audiocoach.config.destinations import Named
from audiocoach.config.overrides import Overrides
from audiocoach.errors import CoachError
from audiocoach.programme import catalog as programmes
from audiocoach.programme.choice import Choice, choose
from audiocoach.routine import catalog as routines
from audiocoach.routine.extends import SUFFIXES
from audiocoach.routine.model import Routine

if TYPE_CHECKING:
    from audiocoach.api import Builder


_NOT_SAID = Choice()


class Wanted(NamedTuple):
    """A track to build."""

    name: str
    """What it was asked for by."""
    named: Named
    routine: Routine
    overrides: Overrides
    files: tuple[Path, ...] = ()
    """Files that say what it is, besides the routine's."""
    number: int = 0
    """Of a programme's session."""


def wanted_of(
    name: str,
    overrides: Overrides,
    sessions: Choice,
    builder: "Builder",
    usual: Choice = _NOT_SAID,
) -> Iterator[Wanted]:
    """The tracks that a name means; raises CoachError for a choice of sessions without any.

    Where none is chosen, the `usual` ones of a programme are meant.
    """
    if _is_programme(name, sessions):
        chosen = sessions if sessions.is_made else usual
        yield from _of_programme(name, overrides, chosen, builder)
        return
    routine = routines.find(name)
    if sessions.is_made:
        message = f"'{name}' is a routine, and only a programme has sessions to choose from"
        raise CoachError(message, "leave --week, --day, --session, --next and --all out")
    named = Named(name, builder.resolve(routine, overrides).words)
    yield Wanted(name, named, routine, overrides)


def _of_programme(
    name: str, overrides: Overrides, sessions: Choice, builder: "Builder"
) -> Iterator[Wanted]:
    from audiocoach.programme.training import load_programme

    plan = load_programme(name, overrides, config=builder.config)
    files = (plan.course.programme.file,) if plan.course.programme.file else ()
    slug = plan.course.programme.slug
    try:
        chosen = choose(plan.sessions, sessions)
    except CoachError as error:
        raise CoachError(f"'{name}' is a programme: {error.message}", error.hint) from error
    for session in chosen:
        routine, changes = plan.routine(session), plan.overrides(session)
        words = builder.resolve(routine, changes).words
        asked = f"{name}, session {session.number}"
        named = Named(asked, {**words, "name": plan.file_name(session), "folder": slug}, slug)
        yield Wanted(name, named, routine, changes, files, session.number)


def _is_programme(name: str, sessions: Choice) -> bool:
    """Whether a name means a programme; where it is a routine's, too, the choice decides."""
    if name.lower().endswith(SUFFIXES):
        return programmes.is_programme(Path(name))
    if not programmes.is_known(name):
        return False
    try:
        is_routine = not programmes.is_programme(routines.find_path(name))
    except CoachError:
        return True
    if is_routine and sessions.is_made:
        printing.warn(f"'{name}' is a routine, too; its sessions are the programme's")
    elif is_routine:
        printing.warn(f"'{name}' is a programme, too; --next builds its next session")
    return sessions.is_made or not is_routine
