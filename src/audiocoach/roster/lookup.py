"""What the cells of clients name: routines and programmes, each of which is looked up once."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from msgspec.structs import replace

from audiocoach.config.model import Config
from audiocoach.config.overrides import Overrides
from audiocoach.errors import CoachError, RoutineError
from audiocoach.programme.catalog import find as find_programme
from audiocoach.programme.course import Course, open_course
from audiocoach.programme.log import read_log
from audiocoach.programme.training import Known, TrainingPlan, plan_training
from audiocoach.roster.model import Client
from audiocoach.routine.catalog import find
from audiocoach.routine.extends import SUFFIXES
from audiocoach.routine.model import Routine
from audiocoach.support.messages import quote
from audiocoach.support.paths import is_within, leads_out

_MOST_KNOWN = 64
_SHOWN_BY = {"routine": "check", "programme": "plan"}
_Found = TypeVar("_Found")


class Lookup:
    """The routines and programmes of a roster, which rows share."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._routines: dict[str, Routine | CoachError] = {}
        self._courses: dict[str, Course | CoachError] = {}
        self._known: dict[tuple[str, Overrides], Known] = {}

    def routine(self, client: Client) -> Routine:
        """The routine of a client; raises RosterError."""
        return _looked_up(client, "routine", self._routines, find)

    def plan(self, client: Client) -> TrainingPlan:
        """The programme of a client, as far as they have come; raises CoachError."""
        course = _looked_up(client, "programme", self._courses, _open_course)
        log = read_log(course.programme.slug, client.id)
        plan = plan_training(course, log, self._config, client.overrides)
        return replace(plan, known=self._known_of(client))

    def _known_of(self, client: Client) -> Known:
        """What is known of the programme of all who ask the same of it; of many ways, the last."""
        key = client.programme, client.overrides
        known = self._known.pop(key, None) or Known()
        if len(self._known) >= _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[key] = known
        return known


def _looked_up(
    client: Client,
    column: Literal["routine", "programme"],
    known: dict[str, _Found | CoachError],
    look: Callable[[str], _Found],
) -> _Found:
    name: str = getattr(client, column)
    if name not in known:
        try:
            known[name] = look(path_of(client, column))
        except CoachError as error:
            known[name] = error
    found = known[name]
    if isinstance(found, RoutineError):
        message = f"the {column} has errors: {found.problems[0]}"
        raise client.wrong(column, message, f"see 'audiocoach {_SHOWN_BY[column]} {name}'")
    if isinstance(found, CoachError):
        raise client.wrong(column, found.message, found.hint)
    return found


def path_of(client: Client, column: Literal["routine", "programme"]) -> str:
    """The path of a file that lies beside the roster; what is no file is a name."""
    name: str = getattr(client, column)
    if not name.lower().endswith(SUFFIXES):
        return name
    folder = Path(client.where.file).parent
    if leads_out(name) or not is_within(folder / name, folder):
        hint = f"put the {column} beside the roster, or in '{column}s', and write its name"
        raise CoachError(f"{quote(name)} is outside the roster's own folder", hint)
    return str(folder / name)


def _open_course(name: str) -> Course:
    return open_course(find_programme(name))
