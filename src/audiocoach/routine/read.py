"""YAML → Routine, or every problem of the file at once, in an author's words."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from audiocoach.errors import Problem, RoutineError
from audiocoach.routine.customise import idle_mode_keys, is_for_rounds
from audiocoach.routine.extends import join, open_base
from audiocoach.routine.kinds import read_node
from audiocoach.routine.model import Routine
from audiocoach.routine.spelling import Renamed, correct_keys
from audiocoach.routine.validate import check_routine, check_voices
from audiocoach.sounds.choice import KitChoice, read_kit_choice
from audiocoach.support import yaml_nodes
from audiocoach.support.messages import quote
from audiocoach.support.paths import SourceFile, read_bounded
from audiocoach.support.yaml_nodes import MappingNode, ScalarNode, SequenceNode

A_PROGRAMME = "is a programme, and not a routine"
PROGRAMME_HINT = "'audiocoach plan' shows it, and 'audiocoach build --next' builds from it"


def read_file(path: Path, shown: str | None = None) -> Routine:
    """The routine in a file, named after the file; errors call the file `shown`.

    Raises RoutineError with everything that is wrong with it, CoachError for an unreadable file.
    """
    routine = _read(read_bounded(path), SourceFile(path, shown or str(path)))
    return replace(routine, slug=path.stem, folder=path.parent)


def read_bytes(data: bytes, file: str) -> Routine:
    """The routine in `data`, which errors call `file`; raises RoutineError with every problem."""
    return _read(data, SourceFile(None, file))


def _read(data: bytes, source: SourceFile) -> Routine:
    tree = _with_bases(data, (source,))
    values: list[Problem] = []
    routine: Routine = read_node(Routine, tree.root, values)
    effects = [] if values else [*_check_effects(routine, tree.root)]
    stages = [*tree.stages, values, tree.contradictions, effects]
    if any(stages):
        problems = _first_at_each_place(stages)
        raise RoutineError(_in_the_authors_words(problem, tree.renamed) for problem in problems)
    places = {key: value.where for key, value in tree.root.values.items()}
    return replace(routine, sounds=tree.sounds, places=places, files=tree.files)


class _Tree(NamedTuple):
    """A routine as it was probably meant, and what is wrong with how it is written."""

    root: MappingNode
    stages: list[list[Problem]]
    """What had to be changed to read it, as each stage found it."""
    contradictions: list[Problem]
    renamed: Renamed
    """The keys that were read as others."""
    sounds: KitChoice | None
    """The kit that it names, found from the file that names it."""
    files: tuple[Path, ...]
    """Those that it was read from."""


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
    stages, renamed = [*tree.stages, *base.stages], {**tree.renamed, **base.renamed}
    sounds, files = tree.sounds or base.sounds, tree.files + base.files
    return _Tree(root, stages, contradictions, renamed, sounds, files)


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
    if "programme" in root.keys and "exercises" not in root.keys:
        message = f"this {A_PROGRAMME}"
        raise RoutineError([Problem(root.keys["programme"], message, PROGRAMME_HINT)])
    meant, misspelt, renamed = correct_keys(root)
    sounds, missing = read_kit_choice(meant.values.get("sounds"), source)
    outside = [*missing, *check_voices(meant)]
    stages, files = [problems, misspelt, outside], (source.path,) if source.path else ()
    return _Tree(meant, stages, check_routine(meant), renamed, sounds, files)


def _check_effects(routine: Routine, root: MappingNode) -> Iterator[Problem]:
    """What modes change that is not there; those of a base are for its own list."""
    modes = root.values.get("modes")
    for name, key, why in idle_mode_keys(routine):
        if is_for_rounds(routine, key):
            continue  # whoever sets 'rounds: 1' has not touched the mode, and is advised
        mode = modes.values[name] if isinstance(modes, MappingNode) else None
        where = mode.keys[key] if isinstance(mode, MappingNode) else None
        if where and where.file == root.where.file:
            yield Problem(where, f"'{key}' has no effect in this mode: {why}", "delete it")


def _in_the_authors_words(problem: Problem, renamed: Renamed) -> Problem:
    """What is wrong with a key, called as its author calls it."""
    ours, theirs = renamed.get(problem.where, ("", ""))
    message = problem.message.replace(f"'{ours}'", quote(theirs)) if ours else problem.message
    return problem._replace(message=message)


def _first_at_each_place(stages: list[list[Problem]]) -> list[Problem]:
    """One mistake often trips several checks; the first stage to see it explains it best."""
    kept: list[Problem] = []
    for stage in stages:
        places = {problem.where for problem in kept}
        kept += [problem for problem in stage if problem.where not in places]
    return kept
