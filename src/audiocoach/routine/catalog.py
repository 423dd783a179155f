"""Which routine a name or a path means."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path, PurePath

from audiocoach.errors import CoachError
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_file
from audiocoach.routine.sources import NAME, SUFFIXES
from audiocoach.support.messages import quote, slug
from audiocoach.support.resources import shipped_folder

_LONGEST = 100


def folders() -> tuple[Path, ...]:
    """Where a name is looked up, nearest first: `routines` in the working folder, then our own."""
    return (Path("routines"), shipped_folder("routines"))


def find(name: str) -> Routine:
    """The routine that `name` means: a file where it ends in .yaml, else one of the catalog's."""
    if name.lower().endswith(SUFFIXES):
        return _read_path(Path(name))
    if name not in names() and (beside := _beside(name)):
        raise CoachError(f"no routine is named {quote(name)}", f"did you mean the file '{beside}'?")
    path = find_path(name)
    # Our own files are nobody's to edit; their folder would only be this installation's.
    return read_file(path, shown=str(path) if path.parent == folders()[0] else path.name)


def find_path(name: str) -> Path:
    """The file of the catalog's routine `name`; raises CoachError with the nearest name."""
    path = next((path for path in _files() if path.stem == name), None)
    if path is None:
        raise CoachError(_no_such(name))
    return path


def _read_path(path: Path) -> Routine:
    if path.stem in names() and not path.parent.name and not path.exists():
        hint = f"did you mean '{path.stem}', without '{path.suffix}'?"
        raise CoachError(f"{path}: there is no such file", hint)
    if not path.parent.name and (beside := _beside(path.stem)) and not path.exists():
        raise CoachError(f"{path}: there is no such file", f"did you mean '{beside}'?")
    routine = read_file(path)
    return routine.named(slug(routine.slug) or "routine")


def _beside(stem: str) -> str | None:
    """The file of the working folder that `stem` may mean."""
    if len(stem) > _LONGEST or not NAME.fullmatch(stem):
        return None
    files = (f"{stem}{suffix}" for suffix in SUFFIXES)
    return next((file for file in files if Path(file).is_file()), None)


def _no_such(name: str) -> str:
    wanted = slug(PurePath(name).stem)[:_LONGEST]
    near = get_close_matches(wanted, names(), n=1, cutoff=0.5)
    if near:
        return f"no routine is named {quote(name)}; did you mean '{near[0]}'?"
    hint = "'audiocoach list' shows what there is, and a file is given by its path, ending in .yaml"
    return f"no routine is named {quote(name)}; {hint}"


def names() -> list[str]:
    """Every name that `find` knows, sorted."""
    return sorted({path.stem for path in _files()})


def _files() -> Iterator[Path]:
    """Every routine with a name, the nearest of a name first."""
    for folder in folders():
        if folder.is_dir():
            yield from filter(_is_routine, sorted(folder.iterdir()))


def _is_routine(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and bool(NAME.fullmatch(path.stem)) and path.is_file()
