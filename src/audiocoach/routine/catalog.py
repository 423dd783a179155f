"""Which routine a name or a path means."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from audiocoach.errors import CoachError
from audiocoach.routine.fields import slug
from audiocoach.routine.model import Routine
from audiocoach.routine.reading import read_file
from audiocoach.shipped import shipped_folder

_SUFFIXES = (".yaml", ".yml")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def folders() -> tuple[Path, ...]:
    """Where a name is looked up, nearest first: `routines` in the working folder, then our own."""
    return (Path("routines"), shipped_folder("routines"))


def find(name: str) -> Routine:
    """The routine that `name` means: a file where it ends in .yaml, else one of the catalog's."""
    if name.lower().endswith(_SUFFIXES):
        return _read_path(Path(name))
    if not _NAME.fullmatch(name):
        raise CoachError(_no_such(name, slug(Path(name).stem)))
    for folder in folders():
        for suffix in _SUFFIXES:
            path = folder / f"{name}{suffix}"
            if path.is_file():
                return read_file(path, shown=path.name)
    raise CoachError(_no_such(name, name))


def _read_path(path: Path) -> Routine:
    if not path.is_file():
        raise CoachError(f"{path}: there is no such file")
    routine = read_file(path)
    return routine.named(slug(routine.slug) or "routine")


def _no_such(name: str, wanted: str) -> str:
    near = get_close_matches(wanted, names(), n=1, cutoff=0.5)
    if near:
        return f"no routine is named '{name}'; did you mean '{near[0]}'?"
    hint = "'audiocoach list' shows what there is, and a file is given by its path, ending in .yaml"
    return f"no routine is named '{name}'; {hint}"


def names() -> list[str]:
    """Every name that `find` knows, sorted."""
    return sorted({path.stem for path in _files()})


def _files() -> Iterator[Path]:
    for folder in folders():
        if folder.is_dir():
            files = (path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
            yield from (path for path in files if _NAME.fullmatch(path.stem))
