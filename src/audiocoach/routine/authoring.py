"""A routine's file begun: a new one that teaches by example, or a copy of one that there is."""

import unicodedata
from pathlib import Path, PurePath

from audiocoach.errors import CoachError
from audiocoach.routine.catalog import find_path
from audiocoach.routine.sources import NAME, SUFFIXES
from audiocoach.support.files import write_atomic
from audiocoach.support.messages import quote, slug

_SUFFIX = SUFFIXES[0]
_LONGEST = 60
_TITLE = "title: My routine\n"
_ANY = "write small letters, digits and hyphens, like 'leg-day'"


def create_routine(name: str, out: Path | None) -> Path:
    """Write a new routine called `name`, and say where; raises CoachError."""
    path = _free(checked_name(name), out)
    write_atomic(path, [template(name).encode()])
    return path


def template(name: str) -> str:
    """A commented routine that builds as it stands."""
    text = Path(__file__).with_name("template.yaml").read_text("utf-8")
    return text.replace(_TITLE, f"title: {title_of(name)}\n", 1)


def title_of(name: str) -> str:
    """The title of a routine called `name`: `leg-day` is `Leg day`."""
    return name.replace("-", " ").capitalize()


def copy_routine(name: str, new_name: str | None, out: Path | None) -> Path:
    """Copy the routine `name` as it is written, comments and all, and say where."""
    source = find_path(name)
    path = _free(name if new_name is None else checked_name(new_name), out)
    write_atomic(path, [source.read_bytes()])
    return path


def checked_name(name: str) -> str:
    """`name`, where it is one by which a routine can be found; raises CoachError."""
    if NAME.fullmatch(name) and len(name) <= _LONGEST:
        return name
    better = _better(name)
    hint = f"write '{better}'" if better else _ANY
    if PurePath(name).name != name and better:
        hint += ", and its folder as --out"
    raise CoachError(f"{quote(name)} cannot be a routine's name", hint)


def _better(name: str) -> str:
    last = PurePath(name.replace("\\", "/")).name
    stem = PurePath(last).stem if last.lower().endswith(SUFFIXES) else last
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return slug(plain)[:_LONGEST].strip("-")


def _free(name: str, out: Path | None) -> Path:
    """Where the routine is written: nowhere that something is."""
    path = Path(name + _SUFFIX) if out is None else out
    if out is not None and (out.is_dir() or out.suffix.lower() not in SUFFIXES):
        if out.suffix and not out.is_dir():
            raise CoachError(f"{out}: a routine ends in {_SUFFIX}", "or give a folder")
        path = out / (name + _SUFFIX)
    if path.exists() or path.is_symlink():
        raise CoachError(f"{path} is there already", "choose another name, or delete it first")
    return path
