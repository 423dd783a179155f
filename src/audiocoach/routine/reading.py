"""YAML → Routine, or every problem of the file at once."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from audiocoach.errors import CoachError, Problem, RoutineError, Where
from audiocoach.routine import checks, document
from audiocoach.routine.document import Items, Mapping, Node, Scalar
from audiocoach.routine.model import ITEM_WORDS, WHERE_KEY, Block, Exercise, Routine


def read_file(path: Path, shown: str | None = None) -> Routine:
    """The routine in a file, named after the file; errors call the file `shown`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CoachError(f"{path}: cannot be read ({error.strerror})") from error
    return read_bytes(data, shown or str(path)).named(path.stem)


def read_bytes(data: bytes, file: str) -> Routine:
    """The routine in `data`; raises RoutineError with everything that is wrong with it."""
    text, problems = document.decode(data, file)
    if problems:
        raise RoutineError(problems)
    root, problems = document.parse(text, file)
    if root is None:
        raise RoutineError(problems)
    if not isinstance(root, Mapping):
        hint = "begin with 'title: …'"
        raise RoutineError([*problems, Problem(root.where, "this is not a routine", hint)])
    return _read_root(root, problems)


def _read_root(root: Mapping, problems: list[Problem]) -> Routine:
    routine = None
    found = list(problems)
    try:
        routine = Routine.model_validate(_plain(root))
    except ValidationError as error:
        found += [_problem(detail, root) for detail in error.errors(include_url=False)]
    found += checks.check_routine(root)
    if routine is None or found:
        raise RoutineError(_first_at_each_place(found))
    return routine


def _first_at_each_place(problems: list[Problem]) -> list[Problem]:
    """One mistake often trips several checks; the first to see it explains it best."""
    return list({problem.where: problem for problem in reversed(problems)}.values())


def _plain(node: Node) -> Any:  # noqa: ANN401 (what pydantic takes)
    match node:
        case Scalar():
            return node.text
        case Items():
            return [_plain(item) for item in node.items]
        case Mapping():
            values = {key: _plain(value) for key, value in node.values.items()}
            return values | {WHERE_KEY: node.where}


def _problem(detail: ErrorDetails, root: Mapping) -> Problem:
    node, key_where = _find(detail["loc"], root)
    key = str(detail["loc"][-1])
    if detail["type"] == "extra_forbidden":
        hint = _meant(key, _allowed(detail["loc"]))
        return Problem(key_where or node.where, f"unknown key '{key}'", hint)
    written = isinstance(node, Scalar) and node.text
    where = node.where if written else key_where or node.where
    match detail["type"]:
        case "missing":
            return Problem(where, f"'{key}' is missing", f"add '{key}: …'")
        case "union_tag_not_found":
            return _unknown_item(node)
        case "value_error":
            message, _, hint = str(detail["ctx"]["error"]).partition("; ")
            return Problem(where, message, hint or None)
        case "tuple_type":
            return Problem(where, "a list is wanted here", "begin each line of it with '- '")
    return Problem(where, "a mapping is wanted here", "write 'key: value' lines")


def _find(loc: tuple[int | str, ...], root: Mapping) -> tuple[Node, Where | None]:
    """The deepest node that `loc` names, and the key that led there; tags of unions are no keys."""
    node: Node = root
    key_where = None
    for step in loc:
        if isinstance(node, Mapping) and step in node.values:
            key_where, node = node.keys[str(step)], node.values[str(step)]
        elif isinstance(node, Items) and isinstance(step, int):
            key_where, node = None, node.items[step]
        elif isinstance(node, Mapping) and step not in ("exercise", "block"):
            key_where = None
    return node, key_where


def _allowed(loc: tuple[int | str, ...]) -> list[str]:
    kind = next((step for step in reversed(loc[:-1]) if step in ("exercise", "block")), "")
    models: dict[int | str, type[BaseModel]] = {"exercise": Exercise, "block": Block}
    model = models.get(kind, Routine)
    return [name for name, field in model.model_fields.items() if field.alias is None]


def _meant(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(sorted(known))}"


def _unknown_item(node: Node) -> Problem:
    if not isinstance(node, Mapping) or not node.keys:
        hint = "begin it with 'name: …' for an exercise or 'superset: …' for a block"
        return Problem(node.where, "this is not an exercise or a block", hint)
    first = next(iter(node.keys))
    message = f"an item begins with what it is, not with '{first}'"
    early = next((word for word in ITEM_WORDS if word in node.keys), None)
    hint = f"put '{early}: …' first" if early else _meant(first, list(ITEM_WORDS))
    return Problem(node.keys[first], message, hint)
