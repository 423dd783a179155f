"""A programme with its routines, checked: what its sessions are made of."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.errors import CoachError, Problem, RoutineError
from audiocoach.programme.model import Programme
from audiocoach.programme.slots import Asked, Slot, SlotMaker
from audiocoach.routine.catalog import find
from audiocoach.routine.extends import SUFFIXES
from audiocoach.routine.model import Routine
from audiocoach.support.messages import quote
from audiocoach.support.paths import is_within, leads_out


class Course(Struct, frozen=True, eq=False):
    """A programme that has been checked, with its routines."""

    programme: Programme
    routines: Mapping[str, Routine]
    """By their names, as the programme has them."""
    slots: tuple[Slot, ...]
    """Its sessions, in order."""
    advice: tuple[Problem, ...]
    """What is no error, but may not be meant."""
    known: dict[Asked, "Course"] = field(default_factory=dict)
    refusals: dict[object, CoachError | None] = field(default_factory=dict)
    """Why changes do nothing in its routines, as far as somebody has asked."""

    def asked_for(self, asked: Asked) -> "Course":
        """The course in a mode and at a level; raises CoachError where one of them does nothing."""
        if asked == Asked():
            return self
        if asked not in self.known:
            maker = SlotMaker(self.programme, self.routines, asked=asked)
            slots = tuple(maker.slots())
            if maker.problems:
                raise CoachError(str(maker.problems[0]))
            maker.check_asked()
            self.known[asked] = replace(self, slots=slots, known={}, refusals={})
        return self.known[asked]


def open_course(programme: Programme, load: Callable[[str], Routine] = find) -> Course:
    """Read what a programme is made of; raises RoutineError with everything that is wrong.

    `load` finds a routine by its name; one in a file lies beside the programme.
    """
    routines: dict[str, Routine] = {}
    problems: list[Problem] = []
    for key, name in _named(programme):
        if name not in routines:
            try:
                routines[name] = _load(programme, name, load)
            except CoachError as error:
                problems.append(Problem(programme.where_of(key), error.message, error.hint))
    if problems:
        raise RoutineError(problems)
    maker = SlotMaker(programme, routines)
    slots = tuple(maker.slots())
    maker.check_effects()
    if maker.problems:
        raise RoutineError(maker.problems)
    return Course(programme, routines, slots, tuple(maker.advice))


def _named(programme: Programme) -> Iterator[tuple[str, str]]:
    """The routines that it names, each with the key."""
    if programme.routine:
        yield "routine", programme.routine
    for name in programme.rotate:
        yield "rotate", name
    for number, week in programme.week.items():
        if week.routine:
            yield f"week {number} routine", week.routine


def _load(programme: Programme, name: str, load: Callable[[str], Routine]) -> Routine:
    if not name.lower().endswith(SUFFIXES):
        return load(name)
    folder = programme.file.parent if programme.file else None
    if leads_out(name) or (folder and not is_within(folder / name, folder)):
        message = f"{quote(name)} is outside the programme's own folder"
        raise CoachError(message, "write the name of a routine, or of a file beside this one")
    if folder is None:
        raise CoachError(f"there is no file {quote(name)} beside the programme", "write a name")
    return find(str(folder / name))
