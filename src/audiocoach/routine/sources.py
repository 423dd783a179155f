"""Which files a routine is read from: regular, bounded, and in the folders it may look into."""

import re
from collections.abc import Iterator
from pathlib import Path

from audiocoach.defaults import LIMITS
from audiocoach.errors import Problem, RoutineError
from audiocoach.support.messages import nearest, quote
from audiocoach.support.paths import SourceFile, is_within, leads_out
from audiocoach.support.resources import shipped_folder
from audiocoach.support.yaml_nodes import ScalarNode

SUFFIXES = (".yaml", ".yml")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OUTSIDE = "{} is outside the routine's own folder"
_BESIDE = "write the name of a routine, or of a file beside this one"


def base_of(extends: ScalarNode, source: SourceFile) -> tuple[Path, str]:
    """The file that `extends`, written in `source`, means, and its name; raises RoutineError."""
    name = extends.text
    if name.lower().endswith(SUFFIXES):
        return _file(extends, source)
    if NAME.fullmatch(name):
        for folder, path in _named(name, source):
            if folder == source.folder:
                _check_within(extends, path, folder)
            return path, _shown(path.name, folder, source)
    raise _refused(extends, f"no routine is named {quote(name)}", _near(name, source))


def _named(name: str, source: SourceFile) -> Iterator[tuple[Path, Path]]:
    """The files of that name beside the source and among ours; it may bear the name itself."""
    for folder in filter(None, (source.folder, shipped_folder("routines"))):
        for path in (folder / (name + suffix) for suffix in SUFFIXES):
            itself = source.path and path.resolve() == source.path.resolve()
            if _exists(path) and not itself:
                yield folder, path


def _shown(file: str, folder: Path, source: SourceFile) -> str:
    """A file beside the source is shown like it; a shipped one without our folder."""
    return str(Path(source.shown).parent / file) if folder == source.folder else file


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _near(name: str, source: SourceFile) -> str:
    known = _names(shipped_folder("routines"))
    known += _names(source.folder) if source.folder else []
    near = nearest(name, known)
    return f"did you mean '{near}'?" if near else _BESIDE


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.stem for path in folder.iterdir() if path.suffix in SUFFIXES)
    except OSError:
        return []


def _file(extends: ScalarNode, source: SourceFile) -> tuple[Path, str]:
    name, folder = extends.text, source.folder
    if leads_out(name):
        raise _refused(extends, _OUTSIDE.format(quote(name)), _BESIDE)
    missing = f"there is no file {quote(name)} beside this one"
    if folder is None or len(name) > LIMITS.line:
        raise _refused(extends, missing, _BESIDE)
    _check_within(extends, folder / name, folder)
    if not _exists(folder / name):
        raise _refused(extends, missing, _BESIDE)
    return folder / name, _shown(name, folder, source)


def _check_within(extends: ScalarNode, path: Path, folder: Path) -> None:
    if not is_within(path, folder):
        raise _refused(extends, _OUTSIDE.format(quote(extends.text)), _BESIDE)


def _refused(extends: ScalarNode, message: str, hint: str) -> RoutineError:
    return RoutineError([Problem(extends.where, message, hint)])
