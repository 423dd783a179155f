"""YAML → Routine, or every problem of the file at once, in an author's words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from audiocoach.errors import InvalidValueError, Problem, RoutineError, Where
from audiocoach.routine.customise import idle_mode_keys
from audiocoach.routine.extends import join, open_base
from audiocoach.routine.model import BLOCK_KINDS, WHERE_KEY, Routine
from audiocoach.routine.spelling import correct_keys
from audiocoach.routine.validate import check_routine, check_voices
from audiocoach.sounds.choice import KitChoice, read_kit_choice
from audiocoach.support import yaml_nodes
from audiocoach.support.paths import SourceFile, read_bounded
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode

_REQUIRED = ("title", "name", *BLOCK_KINDS)
_KINDS = {ScalarNode: "text", SequenceNode: "a list", MappingNode: "'key: value' pairs"}
_EXERCISES = "write lines under it that begin with '- name: …'"
_LISTS = {
    "exercises": _EXERCISES,
    "ladder": "write it like '[21, 15, 9]'",
    "drops": "write it like '[20 kg, 16 kg, 12 kg]'",
}
_MODE = "{work: 40s, rest: 15s}"
_PAIRS = {
    "substitutes": "{kettlebell: dumbbell}",
    "pronounce": "{Jeffers: Jeff urz}",
    "modes": "{conditioning: " + _MODE + "}",
    "leads": "{prepare: 20s, countdown: 5}",
}
_UNWRITTEN = frozenset(
    (
        "value_error", "not_one_value", "tuple_type", "dict_type", "model_type", "empty_list",
        "extra_forbidden",
    )
)  # fmt: skip
"""What pydantic says when nothing is written, too, which is then the better message."""


def read_file(path: Path, shown: str | None = None) -> Routine:
    """The routine in a file, named after the file; errors call the file `shown`.

    Raises RoutineError with everything that is wrong with it, CoachError for an unreadable file.
    """
    routine = _read(read_bounded(path), SourceFile(path, shown or str(path)))
    return routine.model_copy(update={"slug": path.stem, "folder": path.parent})


def read_bytes(data: bytes, file: str) -> Routine:
    """The routine in `data`, which errors call `file`; raises RoutineError with every problem."""
    return _read(data, SourceFile(None, file))


def _read(data: bytes, source: SourceFile) -> Routine:
    tree = _with_bases(data, (source,))
    routine = None
    values: list[Problem] = []
    effects: list[Problem] = []
    try:
        routine = Routine.model_validate(_plain(tree.root))
        effects = [*_check_effects(routine, tree.root)]
    except ValidationError as error:
        explained = (explain(detail, tree.root) for detail in error.errors(include_url=False))
        values = [problem for problem in explained if problem]
    stages = [*tree.stages, values, tree.contradictions, effects]
    if routine is None or any(stages):
        raise RoutineError(_first_at_each_place(stages))
    return routine.model_copy(update={"sounds": tree.sounds})


class _Tree(NamedTuple):
    """A routine as it was probably meant, and what is wrong with how it is written."""

    root: MappingNode
    stages: list[list[Problem]]
    """What had to be changed to read it, as each stage found it."""
    contradictions: list[Problem]
    sounds: KitChoice | None
    """The kit that it names, found from the file that names it."""


def _with_bases(data: bytes, chain: tuple[SourceFile, ...]) -> _Tree:
    """The tree in `data` with what it is built on; `chain` leads to it, itself the last.

    What makes no sense in a base only because of its extension is nobody's mistake.
    """
    tree = _alone(data, chain[-1])
    extends = tree.root.values.get("extends")
    if not isinstance(extends, ScalarNode) or not extends.text:
        return tree
    try:
        source, written = open_base(extends, chain)
        base = _with_bases(written, (*chain, source))
    except RoutineError as error:
        raise RoutineError([*_first_at_each_place(tree.stages), *error.problems]) from error
    root = join(tree.root, base.root)
    contradictions = [
        problem
        for problem in check_routine(root)
        if problem.where.file == root.where.file or problem in base.contradictions
    ]
    return _Tree(root, [*tree.stages, *base.stages], contradictions, tree.sounds or base.sounds)


def _alone(data: bytes, source: SourceFile) -> _Tree:
    """The tree in `data`, whatever it may be built on."""
    root, problems = yaml_nodes.parse(data, source.shown)
    if root is None:
        raise RoutineError(problems)
    if not isinstance(root, MappingNode):
        kind = "a list" if isinstance(root, SequenceNode) else "only a text"
        message = f"the file is {kind}, and a routine has keys"
        hint = "begin with 'title: …' and put the list under 'exercises:'"
        raise RoutineError(problems or [Problem(root.where, message, hint)])
    meant, misspelt = correct_keys(root)
    sounds, missing = read_kit_choice(meant.values.get("sounds"), source)
    outside = [*missing, *check_voices(meant)]
    return _Tree(meant, [problems, misspelt, outside], check_routine(meant), sounds)


def _check_effects(routine: Routine, root: MappingNode) -> Iterator[Problem]:
    """What modes change that is not there; those of a base are for its own list."""
    for name, key, why in idle_mode_keys(routine):
        where = _find(("modes", name, key), root).key_where
        if where and where.file == root.where.file:
            yield Problem(where, f"'{key}' has no effect in this mode: {why}", "delete it")


def _first_at_each_place(stages: list[list[Problem]]) -> list[Problem]:
    """One mistake often trips several checks; the first stage to see it explains it best."""
    kept: list[Problem] = []
    for stage in stages:
        places = {problem.where for problem in kept}
        kept += [problem for problem in stage if problem.where not in places]
    return kept


def _plain(node: Node) -> Any:  # noqa: ANN401 (what pydantic takes)
    match node:
        case ScalarNode():
            return node.text
        case SequenceNode():
            return [_plain(item) for item in node.items]
        case MappingNode():
            values = {key: _plain(value) for key, value in node.values.items()}
            return values | {WHERE_KEY: node.where}


class _Place(NamedTuple):
    """What an error is about: a node, and the key under which it stands."""

    node: Node
    key: str
    key_where: Where | None
    in_list: bool

    @property
    def where(self) -> Where:
        """The value; its key, where nothing is written."""
        return self.key_where if self.key_where and self.is_empty else self.node.where

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written there."""
        return isinstance(self.node, ScalarNode) and not self.node.text.strip()


def explain(detail: ErrorDetails, root: MappingNode) -> Problem | None:
    """What pydantic refuses, with none of its own words; None where `correct_keys` told it."""
    place, kind = _find(detail["loc"], root), detail["type"]
    if kind == "missing":
        key = str(detail["loc"][-1])
        hint = f"add 'exercises:' and {_EXERCISES}" if key == "exercises" else f"add '{key}: …'"
        return Problem(place.node.where, f"'{key}' is missing", hint)
    if kind == "union_tag_not_found":
        if isinstance(place.node, MappingNode) and place.node.keys:
            return None
        hint = "begin it with 'name: …' for an exercise or 'superset: …' for a block"
        return Problem(place.where, "this is not an exercise or a block", hint)
    if place.is_empty and kind in _UNWRITTEN:
        return Problem(place.where, *_no_value(place))
    if kind == "value_error":
        error: InvalidValueError = detail["ctx"]["error"]
        return Problem(place.where, error.message, error.hint)
    return Problem(place.where, *_wrong_value(kind, place))


def _find(loc: tuple[int | str, ...], root: MappingNode) -> _Place:
    """The deepest node that `loc` names; a word after a number is a union's tag, and no key."""
    place = _Place(root, "", None, in_list=False)
    before: int | str = ""
    for step in loc:
        node = place.node
        if isinstance(step, int):
            item = node.items[step] if isinstance(node, SequenceNode) else node
            place = place._replace(node=item, in_list=isinstance(node, SequenceNode))
        elif not isinstance(before, int) and isinstance(node, MappingNode) and step in node.values:
            place = _Place(node.values[step], step, node.keys[step], in_list=False)
        before = step
    return place._replace(key_where=None) if place.in_list else place


def _no_value(place: _Place) -> tuple[str, str]:
    """Message and hint for a key, or an item of a list, after which nothing is written."""
    if place.in_list:
        return f"an item of '{place.key}' is empty", "write one or delete the line"
    if place.key == "exercises":
        return "'exercises' has no value", _EXERCISES
    hint = "write one" if place.key in _REQUIRED else "write one or delete the key"
    return f"'{place.key}' has no value", hint


def _wrong_value(kind: str, place: _Place) -> tuple[str, str]:
    """Message and hint for a value that is not of the kind that its key takes."""
    key, written = place.key, _KINDS[type(place.node)]
    match kind:
        case "not_one_value":
            subject = f"an item of '{key}'" if place.in_list else f"'{key}'"
            pairs = isinstance(place.node, MappingNode)
            in_quotes = "put a text that holds ': ' or '{' in quotes"
            hint = in_quotes if pairs else "write it without brackets or '- '"
            return f"{subject} is one value, not {written}", hint
        case "tuple_type":
            hint = _LISTS.get(key, "begin each line with '- '")
            return f"'{key}' is a list, not {written}", hint
        case "dict_type" | "model_type":
            hint = f"write it like '{_PAIRS.get(key, _MODE)}'"
            return f"'{key}' takes 'key: value' pairs, not {written}", hint
        case "empty_list":
            delete = "write something in it or delete the key"
            return f"the list '{key}' is empty", _EXERCISES if key == "exercises" else delete
        case "extra_forbidden":
            return f"unknown key '{key}'", "a reminder at a moment is '{at: half, say: …}'"
    subject = f"the value of '{key}'" if key else "the routine"
    return f"{subject} cannot be read", "compare it with a routine that 'audiocoach list' shows"
