"""Files with a name, in the folders where names are looked up: routines, and programmes of them."""

import os
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice, product
from pathlib import Path

from audiocoach.errors import CoachError
from audiocoach.routine.extends import SUFFIXES
from audiocoach.routine.fields import NAME
from audiocoach.support.files import is_file
from audiocoach.support.paths import read_bounded, real, settings_folder
from audiocoach.support.resources import shipped_folder

LONGEST_SOUGHT = 100
_MOST_SEEN = 10_000
"""Of the files in a folder: so many are looked at for a list."""


def folders_of(kind: str) -> tuple[Path, ...]:
    """Where the name of a kind of file is looked up, nearest first; no folder twice."""
    all_ = (Path(), Path(kind), settings_folder() / kind, shipped_folder(kind))
    return tuple({real(folder): folder for folder in reversed(all_)}.values())[::-1]


def files_named(name: str, places: Iterable[Path]) -> Iterator[Path]:
    """The files of that name, one of each folder, the nearest first."""
    if len(name) > LONGEST_SOUGHT or not NAME.fullmatch(name):
        return
    for folder in places:
        spelt = (folder / (name + suffix) for suffix in _suffixes())
        if path := next(filter(is_file, spelt), None):
            yield path


def _suffixes() -> Iterator[str]:
    """How the name of a file may end: as we write it first, then with capital letters."""
    yield from SUFFIXES
    for suffix in SUFFIXES:
        pairs = ((letter, letter.upper()) for letter in suffix[1:])
        yield from ("." + "".join(letters) for letters in islice(product(*pairs), 1, None))


def files_in(folder: Path) -> Iterator[Path]:
    """The files in a folder that have the name of a routine, one of each name, sorted."""
    try:
        with os.scandir(folder) as entries:
            seen = [entry.name for entry in islice(entries, _MOST_SEEN)]
    except OSError:
        return
    last = ""
    for path in map(partial(Path, folder), sorted(seen)):
        if path.suffix.lower() not in SUFFIXES or path.stem == last:
            continue
        if NAME.fullmatch(path.stem) and is_file(path):
            last = path.stem
            yield path


def has_key(path: Path, keys: Iterable[str]) -> bool:
    """Whether a file is written like one with any of these keys."""
    try:
        data = read_bounded(path)
    except CoachError:
        return False
    spelt = "|".join(keys).replace("_", "[ _-]").encode()
    return bool(re.search(rb"(?mi)^[\"']?(?:%b)[\"']?[ \t]*:" % spelt, data))
