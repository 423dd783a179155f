"""What a routine is built on: which file its `extends` means, and how the two are joined.

A routine may be a stranger's: only regular files of bounded size are read, in its own folder or
among the shipped routines.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError, Problem, RoutineError
from audiocoach.routine.fields import NAME
from audiocoach.support.files import exists
from audiocoach.support.messages import did_you_mean, quote
from audiocoach.support.paths import SourceFile, is_within, leads_out, read_bounded, real
from audiocoach.support.resources import shipped_folder
from audiocoach.support.yaml_nodes import MappingNode, ScalarNode

SUFFIXES = (".yaml", ".yml")
"""How the name of a routine's file ends."""
INCLUDED = "included:"
"""How the name of a routine begins that comes with audiocoach, whatever else has that name."""
_BESIDE = "write the name of a routine, or of a file beside this one"
_REPLACED = {"tempo": "pace", "pace": "tempo", "equipment": "substitutes"}
"""What a key of the extending file takes away from the base, which would contradict it."""


def join(root: MappingNode, base: MappingNode) -> MappingNode:
    """`root` with the keys that only `base` has."""
    taken = {*root.keys, *(_REPLACED.get(key) for key in root.keys)}
    rest = [key for key in base.keys if key not in taken]
    values = root.values | {key: base.values[key] for key in rest}
    return MappingNode(values, root.keys | {key: base.keys[key] for key in rest}, root.where)


def open_base(extends: ScalarNode, chain: tuple[SourceFile, ...]) -> tuple[SourceFile, bytes]:
    """The file that `extends` names in the last file of `chain`, and its bytes.

    `chain` leads there from the routine that is read. Raises RoutineError at `extends`.
    """
    path, shown = _find_base(extends, chain[-1])
    files = [real(source.path) for source in chain if source.path]
    if real(path) in files:
        names = " → ".join([*(source.shown for source in chain), shown])
        message = f"the routines extend each other: {names}"
        raise _refused(extends, message, "delete one of the 'extends'")
    if len(chain) > LIMITS.bases:
        message = f"more than {LIMITS.bases} routines, each built on the next"
        raise _refused(extends, message, "extend one of the first of them")
    try:
        return SourceFile(path, shown), read_bounded(path)
    except CoachError as error:
        raise _refused(extends, str(error), "extend another file") from error


def _find_base(extends: ScalarNode, source: SourceFile) -> tuple[Path, str]:
    """The file that `extends`, written in `source`, means, and its name for messages."""
    name, folder = extends.text, source.folder
    outside = _refused(extends, f"{quote(name)} is outside the routine's own folder", _BESIDE)
    if name.lower().endswith(SUFFIXES):
        if leads_out(name) or (folder and not is_within(folder / name, folder)):
            raise outside
        if folder is None or not exists(folder / name):
            raise _refused(extends, f"there is no file {quote(name)} beside this one", _BESIDE)
        return folder / name, _shown(name, source)
    ours = shipped_folder("routines")
    plain = name.removeprefix(INCLUDED)
    if NAME.fullmatch(plain):
        beside = (folder, folder / "routines") if folder and plain == name else ()
        for place, path in _named(plain, source, (*beside, ours)):
            if place == ours:
                return path, path.name
            if folder and not is_within(path, folder):
                raise outside
            return path, _shown(str(path.relative_to(folder)) if folder else path.name, source)
    known = _names(ours) + (_names(folder) if folder else [])
    hint = did_you_mean(plain, known) or _BESIDE
    raise _refused(extends, f"no routine is named {quote(name)}", hint)


def _named(name: str, source: SourceFile, places: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """The files of that name, nearest first, each with its place; the source may bear it, too."""
    for folder in places:
        for path in (folder / (name + suffix) for suffix in SUFFIXES):
            itself = source.path and real(path) == real(source.path)
            if exists(path) and not itself:
                yield folder, path


def _shown(file: str, source: SourceFile) -> str:
    """A file beside the source is shown like it."""
    return str(Path(source.shown).parent / file)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.stem for path in folder.iterdir() if path.suffix in SUFFIXES)
    except OSError:
        return []


def _refused(extends: ScalarNode, message: str, hint: str) -> RoutineError:
    return RoutineError([Problem(extends.where, message, hint)])
