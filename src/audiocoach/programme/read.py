"""YAML → Programme, or every problem of the file at once, in an author's words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from audiocoach.defaults import LIMITS
from audiocoach.errors import InvalidValueError, Problem, RoutineError, Where
from audiocoach.programme.fields import WEEKDAYS, Growth
from audiocoach.programme.model import Changes, Programme, Ranges
from audiocoach.routine.keys import keys_of, written
from audiocoach.routine.kinds import read_node
from audiocoach.routine.overrides import read_place_change
from audiocoach.support import yaml_nodes
from audiocoach.support.messages import quote
from audiocoach.support.paths import read_bounded
from audiocoach.support.yaml_nodes import MappingNode

_BEGIN = "begin with 'programme: …', the name of it"
_DELETE = "delete it"
_CHANGES = keys_of(Changes)


def read_file(path: Path, shown: str | None = None) -> Programme:
    """The programme in a file, named after the file; errors call the file `shown`.

    Raises RoutineError with everything that is wrong with it, CoachError for an unreadable file.
    """
    programme = read_bytes(read_bounded(path), shown or str(path))
    return replace(programme, slug=path.stem, file=path)


def read_bytes(data: bytes, file: str) -> Programme:
    """The programme in `data`, which errors call `file`; raises RoutineError with every problem."""
    root, problems = yaml_nodes.parse(data, file, _BEGIN)
    if root is None:
        raise RoutineError(problems)
    if not isinstance(root, MappingNode):
        message = "the file holds no keys, and a programme has some"
        raise RoutineError(problems or [Problem(root.where, message, _BEGIN)])
    programme: Programme = read_node(Programme, root, problems)
    programme = replace(programme, places=dict(_places(root)))
    if isinstance(programme.climb, Ranges):
        ranges = root.values["climb"]
        order = tuple(ranges.values) if isinstance(ranges, MappingNode) else ()
        programme = replace(programme, climb=replace(programme.climb, order=order))
    if not problems:
        problems += _contradictions(programme)
    if problems:
        raise RoutineError(problems)
    return programme


def _places(node: MappingNode, before: str = "") -> Iterator[tuple[str, Where]]:
    """Where each key stands, those within others after them: `week 3 level`."""
    for key, where in node.keys.items():
        yield before + key, where
        value = node.values.get(key)
        if isinstance(value, MappingNode):
            yield from _places(value, f"{before}{key} ")


def _contradictions(programme: Programme) -> Iterator[Problem]:
    """What its keys contradict or leave out, apart from their values."""
    yield from _check_routines(programme)
    yield from _check_days(programme)
    yield from _check_climb(programme)
    yield from _check_weeks(programme)
    yield from _check_set(programme)


def _check_routines(programme: Programme) -> Iterator[Problem]:
    if programme.routine and programme.rotate:
        where = programme.where_of("routine")
        yield Problem(where, "both 'routine' and 'rotate' say what is done", "keep one of them")
    elif not programme.routine and not programme.rotate:
        hint = "add 'routine: NAME', or 'rotate: [NAME, NAME]' for several in turn"
        yield Problem(programme.where, "nothing says what is done", hint)
    yield from _check_number(programme, "rotate", programme.rotate, LIMITS.rotated)


def _check_days(programme: Programme) -> Iterator[Problem]:
    days = programme.days
    for twice in (day for day, times in Counter(days).items() if times > 1):
        message = f"{WEEKDAYS[twice]} is there twice"
        yield Problem(programme.where_of("days"), message, "a day has one session; write it once")
    for key in ("zone", "alarm"):
        if getattr(programme, key) is not None and programme.at is None:
            hint = """add 'at: "18:30"', the time of the sessions"""
            yield Problem(programme.where_of(key), f"'{key}' has no effect without 'at'", hint)


def _check_climb(programme: Programme) -> Iterator[Problem]:
    climb = programme.climb
    keys = climb.order if isinstance(climb, Ranges) else climb or ()
    for key in dict.fromkeys(keys):
        if keys.count(key) > 1:
            message = f"'{key}' climbs twice"
            yield Problem(programme.where_of("climb"), message, "write it once")
        if getattr(programme, key, None) is not None:
            message = f"'{key}' has one value here, and 'climb' gives it others"
            yield Problem(programme.where_of(key), message, "keep one of them")
        span = getattr(climb, key) if isinstance(climb, Ranges) else None
        if span and span.low == span.high:
            hint = f"write a range, like '{span.low}-{span.low + 4}'"
            message = f"'{key}' cannot climb: it has one value"
            yield Problem(programme.where_of(f"climb {key}"), message, hint)
    if programme.each and not climb:
        message = "'each' has no effect: nothing climbs"
        yield Problem(programme.where_of("each"), message, "add 'climb: [reps]', or delete it")


def _check_weeks(programme: Programme) -> Iterator[Problem]:
    deload, weeks = programme.deload, programme.weeks
    if deload and deload.every > weeks:
        message = f"no week is the {deload.every}th: there are {weeks}"
        yield Problem(programme.where_of("deload every"), message, f"write {weeks} at most")
    if deload and not any(getattr(deload, key) is not None for key in _CHANGES):
        hint = "add how, like 'level: low' or 'rounds: -1'"
        yield Problem(programme.where_of("deload"), "'deload' does not say what is lighter", hint)
    for number, week in programme.week.items():
        where = programme.where_of(f"week {number}")
        if number > weeks:
            yield Problem(where, f"there is no week {number}", f"the last one is {weeks}")
        elif not written(week):
            yield Problem(where, f"nothing is otherwise in week {number}", "say what, or delete it")


def _check_set(programme: Programme) -> Iterator[Problem]:
    growths = {key: value for key, value in programme.set.items() if isinstance(value, Growth)}
    for key, value in programme.set.items():
        where = programme.where_of(f"set {key}")
        if isinstance(value, Growth):
            if not key.endswith(".weight"):
                hint = "write it of a 'weight', like 'single-arm-row.weight'"
                yield Problem(where, f"{quote(key)} cannot grow by a weight", hint)
            continue
        try:
            read_place_change(f"{key}={value}")
        except InvalidValueError as error:
            yield Problem(where, error.message, error.hint)
    if programme.plates and programme.bells:
        message = "weights are made of 'plates', or are 'bells'"
        yield Problem(programme.where_of("bells"), message, "keep one of them")
    for name in ("plates", "bells"):
        masses = getattr(programme, name)
        yield from _check_number(programme, name, masses, LIMITS.masses)
        where = programme.where_of(name)
        if masses and not growths:
            yield Problem(where, f"'{name}' has no effect: no weight grows in 'set'", _DELETE)
        for unit in sorted({growth.by.unit for growth in growths.values()}):
            if any(mass.unit != unit for mass in masses):
                hint = "write all of them in one unit"
                yield Problem(where, f"a weight grows in {unit}, and '{name}' do not", hint)


def _check_number(
    programme: Programme, key: str, values: Sequence[object], most: int
) -> Iterator[Problem]:
    if len(values) > most:
        message = f"there are {len(values)} in '{key}'"
        yield Problem(programme.where_of(key), message, f"{most} at most")
