"""Routines by name: which file a name or a path means, and how a new one is begun."""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError
from audiocoach.routine.extends import SUFFIXES
from audiocoach.routine.fields import NAME
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_file
from audiocoach.support.files import exists, is_file, is_folder, list_folder, write_atomic
from audiocoach.support.messages import did_you_mean, quote, slug
from audiocoach.support.ownership import Input, check_replaceable
from audiocoach.support.paths import read_bounded
from audiocoach.support.resources import shipped_folder

_LONGEST_SOUGHT = 100
_LONGEST_NEW = 60
_TITLE = "title: My routine\n"
_LISTED = "'audiocoach list' shows what there is, and a file is given by its path, ending in .yaml"


def folders() -> tuple[Path, ...]:
    """Where a name is looked up, nearest first: `routines` in the working folder, then our own."""
    return (Path("routines"), shipped_folder("routines"))


def names() -> list[str]:
    """Every name that `find` knows, sorted."""
    return sorted({path.stem for path in _files()})


def find(name: str) -> Routine:
    """The routine that `name` means: a file where it ends in .yaml, else one of the catalog's.

    Raises CoachError with the nearest name, RoutineError with everything wrong in the file.
    """
    if name.lower().endswith(SUFFIXES):
        return _read_path(Path(name))
    if name not in names() and (file := _in_working_folder(name)):
        message = f"no routine is named {quote(name)}"
        raise CoachError(message, f"did you mean the file '{file}'?")
    path = find_path(name)
    # Our own files are nobody's to edit; their folder would only be this installation's.
    return read_file(path, shown=str(path) if path.parent == folders()[0] else path.name)


def expand_folders(asked: Iterable[str]) -> list[str]:
    """What is `asked` for, with the routines in a folder, by their names, in place of the folder.

    Raises CoachError for a folder that holds none, or more than anybody builds at once.
    """
    expanded: list[str] = []
    for name in asked:
        is_here = is_folder(Path(name)) and not (NAME.fullmatch(name) and name in names())
        expanded += _routines_in(Path(name)) if is_here else [name]
    return expanded


def _routines_in(folder: Path) -> list[str]:
    files = [path for path in list_folder(folder) if path.suffix.lower() in SUFFIXES]
    found = sorted(str(path) for path in files if not path.name.startswith(".") and is_file(path))
    if not found:
        raise CoachError(f"{folder}: there is no routine in this folder", "they end in .yaml")
    if len(found) > LIMITS.count:
        message = f"{folder}: there are {len(found):,} routines in this folder"
        raise CoachError(message, f"{LIMITS.count:,} at most are built by one command")
    return found


def find_path(name: str) -> Path:
    """The file of the catalog's routine `name`; raises CoachError with the nearest name."""
    path = next((path for path in _files() if path.stem == name), None)
    if path:
        return path
    sought = slug(PurePath(name).stem)[:_LONGEST_SOUGHT]
    hint = did_you_mean(sought, names()) or _LISTED
    raise CoachError(f"no routine is named {quote(name)}", hint)


def _read_path(path: Path) -> Routine:
    if not path.parent.name and not exists(path):
        missing = f"{path}: there is no such file"
        if path.stem in names():
            raise CoachError(missing, f"did you mean '{path.stem}', without '{path.suffix}'?")
        if file := _in_working_folder(path.stem):
            raise CoachError(missing, f"did you mean '{file}'?")
    routine = read_file(path)
    return routine.named(slug(routine.slug) or "routine")


def _in_working_folder(stem: str) -> str | None:
    """The file of the working folder that `stem` may mean."""
    if len(stem) > _LONGEST_SOUGHT or not NAME.fullmatch(stem):
        return None
    files = (f"{stem}{suffix}" for suffix in SUFFIXES)
    return next((file for file in files if is_file(Path(file))), None)


def _files() -> Iterator[Path]:
    """Every routine with a name, the nearest of a name first."""
    for folder in folders():
        for path in sorted(list_folder(folder)):
            if path.suffix.lower() in SUFFIXES and NAME.fullmatch(path.stem) and is_file(path):
                yield path


def create_routine(name: str, out: Path | None, *, force: bool = False) -> Path:
    """Write a new routine called `name`, and return its file; raises CoachError.

    With `force` it replaces what is there.
    """
    path = _free_path(check_name(name), out, force=force)
    write_atomic(path, [template(name).encode()])
    return path


def copy_routine(name: str, new_name: str | None, out: Path | None, *, force: bool = False) -> Path:
    """Copy the routine `name` as it is written, comments and all, and return the new file."""
    source = find_path(name)
    path = _free_path(name if new_name is None else check_name(new_name), out, force=force)
    check_replaceable(path, [Input("the routine", source)], force=force)
    write_atomic(path, [read_bounded(source)])
    return path


def template(name: str) -> str:
    """The text of a new routine called `name`: it teaches by example, and builds as it stands."""
    text = Path(__file__).with_name("template.yaml").read_text("utf-8")
    title = name.replace("-", " ").capitalize()
    return text.replace(_TITLE, f"title: {title}\n", 1)


def check_name(name: str) -> str:
    """`name`, if a routine can be found by it; raises CoachError with a better one."""
    if NAME.fullmatch(name) and len(name) <= _LONGEST_NEW:
        return name
    last = PurePath(name.replace("\\", "/")).name
    stem = PurePath(last).stem if last.lower().endswith(SUFFIXES) else last
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    better = slug(plain)[:_LONGEST_NEW].strip("-")
    folder = ", and its folder as --out" if PurePath(name).name != name else ""
    example = "write small letters, digits and hyphens, like 'leg-day'"
    hint = f"write '{better}'{folder}" if better else example
    raise CoachError(f"{quote(name)} cannot be a routine's name", hint)


def _free_path(name: str, out: Path | None, *, force: bool) -> Path:
    """Where the routine is written: nowhere that something is, unless with `force`."""
    suffix = SUFFIXES[0]
    path = Path(name + suffix) if out is None else out
    if out is not None and (is_folder(out) or out.suffix.lower() not in SUFFIXES):
        if out.suffix and not is_folder(out):
            raise CoachError(f"{out}: a routine ends in {suffix}", "or give a folder")
        path = out / (name + suffix)
    if not force and (exists(path) or path.is_symlink()):
        hint = "choose another name, or replace it with --force"
        raise CoachError(f"{path} is there already", hint)
    return path
