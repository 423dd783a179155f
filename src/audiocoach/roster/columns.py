"""The columns of a roster: a client's own, and every option of `build` by its name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from audiocoach.config.music import OFF, Music, read_music
from audiocoach.config.output import DRAWN, NO_COVER, Output, read_output
from audiocoach.config.overrides import KEYWORDS, Overrides, read_override
from audiocoach.defaults import LIMITS
from audiocoach.errors import InvalidValueError
from audiocoach.routine.fields import read_line
from audiocoach.sounds.choice import KitFolder, find_kit
from audiocoach.support.filenames import is_device
from audiocoach.support.messages import quote, slug, suggest
from audiocoach.support.paths import is_within, leads_out
from audiocoach.tts.registry import voice_paths

Reader = Callable[[str, Path], object]
"""Reads a cell; a path in it begins in the folder of the roster. Raises InvalidValueError."""

_FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "on", "x", "1"), True),
    **dict.fromkeys(("no", "n", "false", "off", "0"), False),
}
GREETINGS = {"morning": "good_morning", "evening": "good_evening"}
"""The phrase for each time at which somebody trains."""
_ID = re.compile(r"\w(?:[\w.-]*\w)?")
_RECEIPT = "receipt"
"""The name of our own file, which lies beside a client's."""
OPTION = re.compile(r"--([a-z-]+)")
"""An option in a message."""
_INSIDE = "write a path beside the roster, without '..'"


class Column(NamedTuple):
    """What a column fills: the `field` of a value of the kind `owner`, or of the client itself."""

    name: str
    owner: type[Overrides | Output | Music] | None
    field: str
    read: Reader
    extends: bool = False
    """Whether its values are added to those of other columns."""


def as_columns(message: str) -> str:
    """A message about options, in the words of the table, whose columns have the same names."""
    return OPTION.sub(r"\1", message)


def find_column(written: str) -> Column:
    """The column of that header, in any spelling; raises InvalidValueError with what there is."""
    name = "-".join(written.strip().lower().replace("_", "-").split())
    columns = known_columns()
    if name in columns:
        return columns[name]
    for word in ("set", "lead"):
        place = name.removeprefix(f"{word}-") if name.startswith(f"{word}-") else ""
        if place:
            column = columns[word]
            return column._replace(name=f"{word} {place}", read=partial(_read_place, column, place))
    raise InvalidValueError(f"there is no column {quote(written)}", suggest(written, columns, 60))


@cache
def known_columns() -> Mapping[str, Column]:
    """Every column by its name."""
    own = (
        Column("id", None, "id", _read_id),
        Column("name", None, "name", _read_text),
        Column("routine", None, "routine", _read_text),
        Column("programme", None, "programme", _read_text),
        Column("session", None, "session", _read_number),
        Column("greet", None, "greet", _read_greeting),
        Column("out", None, "out", _read_text),
    )
    flags = {"equipment": "with", "places": "set", "leads": "lead"}
    beside = {"sidecars": "sidecar", "timeline": "json"}
    music = {"path": "music", "rest": "music-rest", "shuffle": "music-shuffle", "duck_db": "duck"}
    columns = [
        *own,
        *(_option(Overrides, read_override, name, flags) for name in KEYWORDS),
        *(_option(Output, read_output, each.name, beside) for each in fields(Output)),
        *(_option(Music, read_music, name, music) for name in music),
    ]
    return {column.name: column for column in columns}


def _option(
    owner: type[Overrides | Output | Music],
    read: Callable[[str, object], object],
    field: str,
    flags: Mapping[str, str],
) -> Column:
    """The column of an option, which is named as the command line names it."""
    name = flags.get(field, field).replace("_", "-")
    special: Mapping[str, Callable[[str, Path], object]] = {
        "seed": _read_number,
        "music-shuffle": _read_number,
        **dict.fromkeys(("stereo", "json", "split"), _read_flag),
        **dict.fromkeys(("with", "set", "lead", "sidecar"), _read_list),
        **dict.fromkeys(("music", "music-rest", "cover"), _read_path),
        **dict.fromkeys(("voice", "counter"), _read_voice),
        "sounds": _read_kit,
    }
    prepare = special.get(name, _read_text)

    def read_cell(text: str, folder: Path) -> object:
        return read(field, prepare(text, folder))

    return Column(name, owner, field, read_cell, extends=name in ("with", "set", "lead", "sidecar"))


def _read_place(column: Column, place: str, text: str, folder: Path) -> object:
    return column.read(f"{place}={text}", folder)


def _read_text(text: str, _: Path) -> str:
    return read_line(" ".join(text.split()))


def _read_id(text: str, _: Path) -> str:
    """An id, with its accents in one form: the name of a file on every system."""
    id_ = normalize("NFC", text)
    if len(id_) > LIMITS.roster_id or not _ID.fullmatch(id_):
        better = slug(id_)[: LIMITS.roster_id].strip("-") or "anna"
        message = f"{quote(id_)} cannot be the name of a file"
        raise InvalidValueError(message, f"write letters, digits and hyphens, like '{better}'")
    if is_device(id_) or id_.lower() == _RECEIPT:
        raise InvalidValueError(f"{quote(id_)} is a name that systems keep", f"write '{id_}-1'")
    return id_


def _read_flag(text: str, _: Path) -> bool:
    if text.lower() not in _FLAGS:
        raise InvalidValueError(f"{quote(text)} is neither yes nor no", "write 'yes' or 'no'")
    return _FLAGS[text.lower()]


def _read_number(text: str, _: Path) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):  # noqa: PLR2004 (digits)
        raise InvalidValueError(f"{quote(text)} is no whole number", "write one like 3")
    return int(text)


def _read_list(text: str, _: Path) -> tuple[str, ...]:
    """Several things in one cell: `dumbbell; mat`."""
    return tuple(part.strip() for part in text.replace("\n", ";").split(";") if part.strip())


def _read_path(text: str, folder: Path) -> str:
    if text in (OFF, DRAWN, NO_COVER):
        return text
    return str(_inside(text, folder))


def _read_kit(text: str, folder: Path) -> object:
    kit = find_kit(text, folder)
    if isinstance(kit, KitFolder):
        _inside(text, folder)
        return KitFolder(kit.path, folder)
    return kit


def _read_voice(text: str, folder: Path) -> str:
    for path, runs in voice_paths(text):
        if runs:
            message = "a roster cannot name a voice's file"
            raise InvalidValueError(message, "put it among your voices, and write its name")
        _inside(path, folder)
    return text


def _inside(text: str, folder: Path) -> Path:
    """A path in the roster's folder: others fill in the tables that a roster comes from."""
    if leads_out(text) or not is_within(folder / text, folder):
        raise InvalidValueError(f"{quote(text)} is outside the roster's own folder", _INSIDE)
    return folder / text


def _read_greeting(text: str, _: Path) -> str | None:
    """The phrase with which the coach begins: by when they train, or whether at all."""
    word = text.lower()
    if word not in _FLAGS and word not in GREETINGS:
        hint = f"write 'yes', 'no', {' or '.join(map(quote, GREETINGS))}"
        raise InvalidValueError(f"{quote(text)} is no greeting", hint)
    return GREETINGS.get(word) or ("hello" if _FLAGS[word] else None)
