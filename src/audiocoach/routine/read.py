"""YAML → Routine, or every problem of the file at once."""

from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError, Problem, RoutineError
from audiocoach.routine import customise as modes
from audiocoach.routine import spelling
from audiocoach.routine import validate as checks
from audiocoach.routine import validate as voices
from audiocoach.routine.model import WHERE_KEY, Routine
from audiocoach.routine.refusals import explain
from audiocoach.routine.sources import base_of
from audiocoach.sounds import choice as kits
from audiocoach.sounds.choice import KitChoice
from audiocoach.support import yaml_nodes as document
from audiocoach.support.paths import SourceFile, read_bounded
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode


def read_file(path: Path, shown: str | None = None) -> Routine:
    """The routine in a file, named after the file; errors call the file `shown`."""
    return _read(read_bounded(path), SourceFile(path, shown or str(path))).found_at(path)


def read_bytes(data: bytes, file: str) -> Routine:
    """The routine in `data`; raises RoutineError with everything that is wrong with it."""
    return _read(data, SourceFile(None, file))


def _read(data: bytes, source: SourceFile) -> Routine:
    return _read_tree(_with_bases(data, (source,)))


class _Tree(NamedTuple):
    """A routine as it was probably meant, and what is wrong with how it is written."""

    root: MappingNode
    stages: list[list[Problem]]
    """What had to be changed to read it, as each stage found it."""
    contradictions: list[Problem]
    sounds: KitChoice | None
    """The kit that it names, found from the file that names it."""


def _with_bases(data: bytes, chain: tuple[SourceFile, ...]) -> _Tree:
    """The tree in `data` with what it is built on; `chain` leads to it, itself the last."""
    tree = _alone(data, chain[-1])
    extends = tree.root.values.get("extends")
    if not isinstance(extends, ScalarNode) or not extends.text:
        return tree
    try:
        source, written = next_base(extends, chain)
        base = _with_bases(written, (*chain, source))
    except RoutineError as error:
        raise RoutineError([*_first_at_each_place(tree.stages), *error.problems]) from error
    return _joined(tree, base)


def _joined(tree: _Tree, base: _Tree) -> _Tree:
    """Both; what makes no sense in the base only because of its extension is nobody's mistake."""
    root = joined(tree.root, base.root)
    contradictions = [
        problem
        for problem in _contradictions(root)
        if problem.where.file == root.where.file or problem in base.contradictions
    ]
    return _Tree(root, [*tree.stages, *base.stages], contradictions, tree.sounds or base.sounds)


def _contradictions(root: MappingNode) -> list[Problem]:
    return checks.check_routine(root) + modes.check_modes(root)


def _alone(data: bytes, source: SourceFile) -> _Tree:
    """The tree in `data`, whatever it may be built on."""
    text, problems = document.decode(data, source.shown)
    if problems:
        raise RoutineError(problems)
    root, problems = document.parse(text, source.shown)
    if root is None:
        raise RoutineError(problems)
    if not isinstance(root, MappingNode):
        raise RoutineError(problems or [_not_a_routine(root)])
    meant, misspelt = spelling.mend(root)
    sounds, missing = kits.read_kit_choice(meant.values.get("sounds"), source)
    outside = [*missing, *voices.check_voices(meant)]
    return _Tree(meant, [problems, misspelt, outside], _contradictions(meant), sounds)


def _not_a_routine(root: Node) -> Problem:
    kind = "a list" if isinstance(root, SequenceNode) else "only a text"
    hint = "begin with 'title: …' and put the list under 'exercises:'"
    return Problem(root.where, f"the file is {kind}, and a routine has keys", hint)


def _read_tree(tree: _Tree) -> Routine:
    routine = None
    values: list[Problem] = []
    effects: list[Problem] = []
    try:
        routine = Routine.model_validate(_plain(tree.root))
        effects = modes.check_effects(routine, tree.root)
    except ValidationError as error:
        told = (explain(detail, tree.root) for detail in error.errors(include_url=False))
        values = [problem for problem in told if problem]
    stages = [*tree.stages, values, tree.contradictions, effects]
    if routine is None or any(stages):
        raise RoutineError(_first_at_each_place(stages))
    return routine.model_copy(update={"sounds": tree.sounds})


def _first_at_each_place(stages: list[list[Problem]]) -> list[Problem]:
    """One mistake often trips several checks; the first stage to see it explains it best."""
    kept: list[Problem] = []
    for stage in stages:
        told = {problem.where for problem in kept}
        kept += [problem for problem in stage if problem.where not in told]
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


_TAKES = {"tempo": "pace", "pace": "tempo", "equipment": "substitutes"}
"""What would contradict a key of the extending file, and goes with it."""


def next_base(extends: ScalarNode, chain: tuple[SourceFile, ...]) -> tuple[SourceFile, bytes]:
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
    return SourceFile(path, shown), _opened(extends, path)


def _opened(extends: ScalarNode, path: Path) -> bytes:
    try:
        return read_bounded(path)
    except CoachError as error:
        raise RoutineError([Problem(extends.where, str(error), "extend another file")]) from error


def joined(root: MappingNode, base: MappingNode) -> MappingNode:
    """`root` with what only `base` says."""
    taken = {*root.keys, *(_TAKES.get(key) for key in root.keys)}
    rest = [key for key in base.keys if key not in taken]
    values = root.values | {key: base.values[key] for key in rest}
    return MappingNode(values, root.keys | {key: base.keys[key] for key in rest}, root.where)
