"""YAML → Routine, or every problem of the file at once."""

from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from pydantic import ValidationError

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError, Problem, RoutineError
from audiocoach.routine import checks, document, spelling
from audiocoach.routine.document import Items, Mapping, Node, Scalar
from audiocoach.routine.explaining import explain
from audiocoach.routine.model import WHERE_KEY, Routine


def read_file(path: Path, shown: str | None = None) -> Routine:
    """The routine in a file, named after the file; errors call the file `shown`."""
    try:
        data = _beginning(path)
    except FileNotFoundError as error:
        raise CoachError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise CoachError(f"{path}: the file cannot be read ({why})") from error
    return read_bytes(data, shown or str(path)).named(path.stem)


def _beginning(path: Path) -> bytes:
    """As much of the file as shows whether it is too large; a pipe would keep us waiting."""
    mode = path.stat().st_mode
    if not S_ISREG(mode):
        raise CoachError(f"{path}: this is a {'folder' if S_ISDIR(mode) else 'device'}, not a file")
    with path.open("rb") as file:
        return file.read(LIMITS.file_bytes + 1)


def read_bytes(data: bytes, file: str) -> Routine:
    """The routine in `data`; raises RoutineError with everything that is wrong with it."""
    text, problems = document.decode(data, file)
    if problems:
        raise RoutineError(problems)
    root, problems = document.parse(text, file)
    if root is None:
        raise RoutineError(problems)
    if not isinstance(root, Mapping):
        raise RoutineError(problems or [_not_a_routine(root)])
    return _read_root(root, problems)


def _not_a_routine(root: Node) -> Problem:
    kind = "a list" if isinstance(root, Items) else "only a text"
    hint = "begin with 'title: …' and put the list under 'exercises:'"
    return Problem(root.where, f"the file is {kind}, and a routine has keys", hint)


def _read_root(root: Mapping, problems: list[Problem]) -> Routine:
    routine = None
    meant, misspelt = spelling.mend(root)
    stages = [problems, misspelt]
    try:
        routine = Routine.model_validate(_plain(meant))
    except ValidationError as error:
        told = (explain(detail, meant) for detail in error.errors(include_url=False))
        stages.append([problem for problem in told if problem])
    stages.append(checks.check_routine(meant))
    if routine is None or any(stages):
        raise RoutineError(_first_at_each_place(stages))
    return routine


def _first_at_each_place(stages: list[list[Problem]]) -> list[Problem]:
    """One mistake often trips several checks; the first stage to see it explains it best."""
    kept: list[Problem] = []
    for stage in stages:
        told = {problem.where for problem in kept}
        kept += [problem for problem in stage if problem.where not in told]
    return kept


def _plain(node: Node) -> Any:  # noqa: ANN401 (what pydantic takes)
    match node:
        case Scalar():
            return node.text
        case Items():
            return [_plain(item) for item in node.items]
        case Mapping():
            values = {key: _plain(value) for key, value in node.values.items()}
            return values | {WHERE_KEY: node.where}
