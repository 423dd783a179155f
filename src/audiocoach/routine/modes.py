"""Ways to do a routine: a mode's keys are changes to the whole of it."""

from typing import TypeVar

from audiocoach.errors import CoachError, Problem
from audiocoach.routine.checks import check_pacing
from audiocoach.routine.document import Mapping
from audiocoach.routine.fields import Span, quoted
from audiocoach.routine.guessing import among
from audiocoach.routine.kinds import HELD
from audiocoach.routine.model import Block, Exercise, Item, Routine
from audiocoach.routine.overrides import KEYS, Overrides, applied, uncounted, without_effect
from audiocoach.routine.settings import Mode
from audiocoach.routine.sources import NAME

_NAMING = "write small letters, digits and hyphens, like 'conditioning'"
_Group = TypeVar("_Group", Routine, Block)


def in_mode(routine: Routine, name: str | None) -> Routine:
    """The routine done the way `name`, else its first; raises CoachError for one it has not."""
    if name is None:
        return _done(routine, next(iter(routine.modes.values()), None))
    if name not in routine.modes:
        raise CoachError(_no_such(routine, name))
    return _done(routine, routine.modes[name])


def _no_such(routine: Routine, name: str) -> str:
    if not routine.modes:
        return f"'{routine.slug}' has no modes, and so none named {quoted(name)}"
    return f"'{routine.slug}' has no mode {quoted(name)}; {among(name, routine.modes)}"


def _done(routine: Routine, mode: Mode | None) -> Routine:
    if mode is None:
        return routine
    return applied(_timed(routine, mode.work) if mode.work else routine, _changes(mode))


def _changes(mode: Mode) -> Overrides:
    return Overrides(**{key: getattr(mode, key) for key in KEYS})


def _timed(group: _Group, work: Span) -> _Group:
    """With timed exercises in the place of counted ones; what has a clock of its own keeps it."""
    items = tuple(_timed_item(item, work) for item in group.exercises)
    return group.model_copy(update={"exercises": items})


def _timed_item(item: Item, work: Span) -> Item:
    if isinstance(item, Block):
        return item if item.kind in HELD else _timed(item, work)
    if not isinstance(item, Exercise) or item.reps is None:
        return item
    sets = item.sets if isinstance(item.reps, Span) else Span(len(item.reps), len(item.reps))
    return item.model_copy(update=uncounted(item) | {"work": work, "sets": sets})


def check_modes(root: Mapping) -> list[Problem]:
    """What modes are called, and what contradicts itself in them."""
    modes = root.values.get("modes")
    if not isinstance(modes, Mapping):
        return []
    problems = [
        Problem(where, f"{quoted(name)} is no name for a mode", _NAMING)
        for name, where in modes.keys.items()
        if not NAME.fullmatch(name)
    ]
    for mode in modes.values.values():
        if isinstance(mode, Mapping):
            problems += _check_timed(mode) if "work" in mode.keys else check_pacing(mode)
    return problems


def _check_timed(mode: Mapping) -> list[Problem]:
    message = "'{}' has no effect beside 'work', which makes timed exercises of counted ones"
    return [
        Problem(mode.keys[key], message.format(key), "keep one of them")
        for key in ("reps", "tempo", "pace")
        if key in mode.keys
    ]


def check_effects(routine: Routine, root: Mapping) -> list[Problem]:
    """What modes change that is not there; those of a base are for its own list."""
    return [
        Problem(where, f"'{key}' has no effect in this mode: {why}", "delete it")
        for name, mode in routine.modes.items()
        for key, why in _idle(routine, mode).items()
        if (where := _written(root, name).keys[key]).file == root.where.file
    ]


def _idle(routine: Routine, mode: Mode) -> dict[str, str]:
    alone = routine.model_copy(update={"modes": {}})
    return without_effect(_timed(alone, mode.work) if mode.work else alone, _changes(mode))


def _written(root: Mapping, name: str) -> Mapping:
    modes = root.values["modes"]
    assert isinstance(modes, Mapping)  # noqa: S101 (the routine was made of it)
    mode = modes.values[name]
    assert isinstance(mode, Mapping)  # noqa: S101
    return mode
