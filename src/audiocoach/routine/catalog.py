"""Routines by name: which file a name or a path means, and how a new one is begun.

A name means a file in the working folder, else one in its folder `routines`, else one in the user's
own folder, else one that comes with audiocoach.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path, PurePath
from typing import NamedTuple

from msgspec.structs import replace

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError
from audiocoach.routine.extends import INCLUDED, SUFFIXES
from audiocoach.routine.fields import NAME
from audiocoach.routine.lookup import (
    LONGEST_SOUGHT,
    files_in,
    files_named,
    folders_of,
    has_key,
)
from audiocoach.routine.model import Routine
from audiocoach.routine.read import A_PROGRAMME, PROGRAMME_HINT, read_file
from audiocoach.routine.synonyms import SAME
from audiocoach.support.files import exists, is_file, is_folder, list_folder, write_atomic
from audiocoach.support.messages import did_you_mean, quote, slug
from audiocoach.support.ownership import Input, check_replaceable
from audiocoach.support.paths import read_bounded
from audiocoach.support.resources import shipped_folder

MOST_LISTED = 200
"""Of each folder: so many routines are listed, and any can be named."""
_MOST_OPENED = 1_000
"""Of the files in the working folder: so many are opened, to see whether they may be routines."""
_LONGEST_NEW = 60
_TITLE = "title: My routine\n"
_LISTED = "'audiocoach list' shows what there is, and a file is given by its path, ending in .yaml"


class Listed(NamedTuple):
    """A routine's file in one of the folders that names are looked up in."""

    asked: str
    """What names it: its name, or where another file has that name first, what else does."""
    path: Path
    is_included: bool
    hidden_by: Path | None = None
    """The file that its name means instead."""

    @property
    def is_surely_one(self) -> bool:
        """Whether it is where routines are kept, or is written like one."""
        return self.path.parent != Path() or has_key(self.path, _lists())


class Listing(NamedTuple):
    """What there is to build by name."""

    routines: list[Listed]
    """Sorted by name; after the first of a name those that it hides."""
    cut: list[Path]
    """The folders of which only a part is listed."""


def folders() -> tuple[Path, ...]:
    """Where a name is looked up, nearest first; no folder twice, as in one of ours."""
    return folders_of("routines")


def names() -> list[str]:
    """Every name of a routine, sorted; in the working folder any file may be none."""
    return sorted({path.stem for folder in folders() for path in files_in(folder)})


def list_routines() -> Listing:
    """Every routine with a name: of the working folder the files that are written like one."""
    found: dict[str, list[Path]] = {}
    cut = []
    for folder in folders():
        files = files_in(folder)
        kept = filter(_may_be_routine, islice(files, _MOST_OPENED)) if folder == Path() else files
        for path in islice(kept, MOST_LISTED):
            found.setdefault(path.stem, []).append(path)
        cut += [folder for _ in islice(files, 1)]
    routines = [
        _listed(path, paths[0] if path is not paths[0] else None)
        for _, paths in sorted(found.items())
        for path in _without_copies(paths)
    ]
    return Listing(routines, cut)


def _listed(path: Path, hidden_by: Path | None) -> Listed:
    is_included = path.parent == shipped_folder("routines")
    asked = path.stem
    if hidden_by:
        asked = INCLUDED + path.stem if is_included else str(path)
    return Listed(asked, path, is_included, hidden_by)


def find(name: str) -> Routine:
    """The routine that `name` means: a file where it ends in .yaml, else one of the catalog's.

    Raises CoachError with the nearest name, RoutineError with everything wrong in the file.
    """
    if name.lower().endswith(SUFFIXES):
        return _read_path(Path(name))
    path = find_path(name)
    # Our own files are nobody's to edit; their folder would only be this installation's.
    is_included = path.parent == shipped_folder("routines")
    routine = read_file(path, shown=path.name if is_included else str(path))
    return replace(routine, found=note_hidden(name))


def find_path(name: str) -> Path:
    """The file of the catalog's routine `name`; raises CoachError with the nearest name."""
    plain = name.removeprefix(INCLUDED)
    ours = [shipped_folder("routines")]
    path = next(files_named(plain, folders() if plain == name else ours), None)
    if path:
        return path
    # A programme in the working folder is a file of that name, and told when it is read.
    programmes = [folder for folder in folders_of("programmes") if folder != Path()]
    if any(files_named(name, programmes)):
        raise CoachError(f"{quote(name)} {A_PROGRAMME}", PROGRAMME_HINT)
    sought = slug(PurePath(plain).stem)[:LONGEST_SOUGHT]
    known = {*names(), *(path.stem for folder in programmes for path in files_in(folder))}
    hint = did_you_mean(sought, sorted(known)) or _LISTED
    raise CoachError(f"no routine is named {quote(name)}", hint)


def is_known(name: str) -> bool:
    """Whether there is a file of that name."""
    return any(files_named(name, folders()))


def note_hidden(name: str) -> str:
    """Which file a name means where it hides another of that name; empty where it hides none."""
    files = [*files_named(name, folders())]
    if len(files) <= 1:
        return ""
    nearest, *others = _without_copies(files)
    if not others:
        return ""
    ways = [_listed(path, nearest) for path in others]
    hidden = " and ".join(
        f"the included routine, which is '{way.asked}'" if way.is_included else way.asked
        for way in ways
    )
    return f"'{name}' is {nearest} here; it hides {hidden}"


def _without_copies(files: Sequence[Path]) -> list[Path]:
    """The first of these files, and those that hold something else: a copy hides nothing."""
    nearest, *others = files
    return [nearest, *(path for path in others if not _is_copy(path, nearest))]


def _is_copy(path: Path, other: Path) -> bool:
    try:
        return read_bounded(path) == read_bounded(other)
    except CoachError:
        return False


def _read_path(path: Path) -> Routine:
    if (
        not path.parent.name
        and not exists(path)
        and (meant := next(files_named(path.stem, folders()), None))
    ):
        missing = f"{path}: there is no such file"
        if meant.parent == Path():
            raise CoachError(missing, f"did you mean '{meant}'?")
        raise CoachError(missing, f"did you mean '{path.stem}', without '{path.suffix}'?")
    routine = read_file(path)
    return routine.named(slug(routine.slug) or "routine")


def _may_be_routine(path: Path) -> bool:
    """Whether a file in the working folder is written like a routine; others' are YAML, too."""
    return has_key(path, (*_lists(), "extends"))


def _lists() -> tuple[str, ...]:
    """How a routine's list of exercises may be called."""
    return "exercises", *SAME[Routine]["exercises"]


def expand_folders(asked: Iterable[str]) -> list[str]:
    """What is `asked` for, with the routines in a folder, by their names, in place of the folder.

    Raises CoachError for a folder that holds none, or more than anybody builds at once.
    """
    expanded: list[str] = []
    for name in asked:
        is_here = is_folder(Path(name)) and not is_known(name)
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


def create_routine(name: str, out: Path | None, *, force: bool = False) -> Path:
    """Write a new routine called `name`, and return its file; raises CoachError.

    With `force` it replaces what is there.
    """
    path = _free_path(check_name(name), out, force=force)
    write_atomic(path, [template(name).encode()])
    return path


def copy_routine(name: str, new_name: str | None, out: Path | None, *, force: bool = False) -> Path:
    """Copy the routine `name` as it is written, comments and all, and return the new file."""
    return copy_file(find_path(name), new_name, out, force=force)


def copy_file(source: Path, new_name: str | None, out: Path | None, *, force: bool = False) -> Path:
    """Copy a file with a name, and return the new one; raises CoachError."""
    named = source.stem if new_name is None else check_name(new_name)
    path = _free_path(named, out, force=force)
    check_replaceable(path, [Input("the file that is copied", source)], force=force)
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
