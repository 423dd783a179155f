"""One routine built on another: the keys of the extending file win, each as a whole."""

from pathlib import Path

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError, Problem, RoutineError
from audiocoach.routine.document import Mapping, Scalar
from audiocoach.routine.sources import Source, base_of, beginning

_TAKES = {"tempo": "pace", "pace": "tempo", "equipment": "substitutes"}
"""What would contradict a key of the extending file, and goes with it."""


def next_base(extends: Scalar, chain: tuple[Source, ...]) -> tuple[Source, bytes]:
    """The base that the last of `chain` names, and its text; raises RoutineError without one."""
    path, shown = base_of(extends, chain[-1])
    files = [source.path.resolve() for source in chain if source.path]
    if path.resolve() in files:
        names = " → ".join([*(source.shown for source in chain), shown])
        message = f"the routines extend each other: {names}"
        raise RoutineError([Problem(extends.where, message, "delete one of the 'extends'")])
    if len(chain) > LIMITS.bases:
        message = f"more than {LIMITS.bases} routines, each built on the next"
        raise RoutineError([Problem(extends.where, message, "extend one of the first of them")])
    return Source(path, shown), _opened(extends, path)


def _opened(extends: Scalar, path: Path) -> bytes:
    try:
        return beginning(path)
    except CoachError as error:
        raise RoutineError([Problem(extends.where, str(error), "extend another file")]) from error


def joined(root: Mapping, base: Mapping) -> Mapping:
    """`root` with what only `base` says."""
    taken = {*root.keys, *(_TAKES.get(key) for key in root.keys)}
    rest = [key for key in base.keys if key not in taken]
    values = root.values | {key: base.values[key] for key in rest}
    return Mapping(values, root.keys | {key: base.keys[key] for key in rest}, root.where)
