"""The user's own file, `audiocoach.toml`: what holds wherever nothing else is asked for."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from audiocoach.errors import CoachError, Problem, Where
from audiocoach.output import Sound, read_floor, read_format, read_loudness
from audiocoach.routine import fields, leading
from audiocoach.routine.customising import Wishes
from audiocoach.routine.fields import quoted
from audiocoach.routine.guessing import among
from audiocoach.routine.kits import at_home, chosen
from audiocoach.routine.leading import Lead
from audiocoach.routine.overrides import Overrides
from audiocoach.routine.places import Change, read_change
from audiocoach.routine.sources import beginning
from audiocoach.sidecars import read_sidecars
from audiocoach.sizes import read_size
from audiocoach.speech.own import TIMEOUT_S, Own, Program

FILE_VARIABLE = "AUDIOCOACH_CONFIG"
_FILE = "audiocoach.toml"
_Table = Mapping[str, Any]
_Path = tuple[str, ...]
_T = TypeVar("_T")

_OVERRIDES: Mapping[str, Callable[[str], Any]] = {
    "reps": fields.read_count,
    "work": fields.read_positive_lengths,
    "sets": fields.read_count,
    "rest": fields.read_rest,
    "round-rest": fields.read_rest,
    "rounds": fields.read_count,
}
_WORDS: Mapping[str, Callable[[str], Any]] = {
    "level": fields.read_level_name,
    "profile": fields.read_profile,
    "language": fields.read_language,
    "voice": fields.read_line,
    "counter": fields.read_line,
    "mode": fields.read_line,
}
_OF_ONE = (*_OVERRIDES, *_WORDS, "sounds", "leads", "set")
KEYS = (
    *_OF_ONE,
    "out",
    "format",
    "music",
    "sidecar",
    "loudness",
    "floor",
    "cache",
    "routines",
    "voices",
)


@dataclass(frozen=True, slots=True)
class Habits:
    """What the file says; nothing where there is none."""

    every: Wishes = field(default_factory=Wishes)
    routines: Mapping[str, Wishes] = field(default_factory=dict)
    modes: Mapping[str, Wishes] = field(default_factory=dict)
    out: str | None = None
    """Where tracks go, as written: with a `/` at its end it is a folder."""
    format: str | None = None
    cache: int | None = None
    """How many bytes may be kept."""
    sidecars: tuple[str, ...] = ()
    sound: Sound = field(default_factory=Sound)
    music: Path | None = None
    """A file or a folder; what is written is relative to the file."""
    own: Own = field(default_factory=Own)
    """The programs that speak; never those of a working folder, which may be a stranger's."""

    def of(self, name: str) -> tuple[Wishes, ...]:
        """What holds for the routine `name`, the most general first."""
        own = (table[name] for table in (self.modes, self.routines) if name in table)
        return (self.every, *own)


def read_habits() -> Habits:
    """The user's file, if there is one; raises CoachError with everything that is wrong with it."""
    path = _found()
    if path is None:
        return Habits()
    home = path if FILE_VARIABLE in os.environ else _home()
    trusted = path.absolute() == home.absolute()
    habits = _read(path, lambda reader, table: reader.habits(table, trusted=trusted))
    if trusted or not home.exists():
        return habits
    return replace(habits, own=_read(home, _Reader.own))


def _read(path: Path, read: Callable[["_Reader", _Table], _T]) -> _T:
    text = _text(path)
    reader = _Reader(str(path), text)
    found = read(reader, _parsed(path, text))
    if reader.problems:
        raise CoachError("\n".join(map(str, sorted(reader.problems, key=lambda p: p.where))))
    return found


def _found() -> Path | None:
    """The file that AUDIOCOACH_CONFIG names, else that of the working folder, else the user's."""
    named = os.environ.get(FILE_VARIABLE)
    if named is not None:
        return Path(named) if named else None
    here, home = Path(_FILE), _home()
    return here if here.exists() else home if home.exists() else None


def _home() -> Path:
    from platformdirs import user_config_path

    return user_config_path("audiocoach", appauthor=False) / _FILE


def _text(path: Path) -> str:
    try:
        return beginning(path).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise CoachError(f"{path}: this is not UTF-8 text; save the file as UTF-8") from error


def _parsed(path: Path, text: str) -> _Table:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = re.sub(r" \(at (.*)\)$", "", str(error))
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        end = text.count("\n") + 1
        where = Where(str(path), *(map(int, place.groups()) if place else (end, 1)))
        problem = Problem(where, f"this is not TOML: {said}", "write 'key = \"value\"'")
        raise CoachError(str(problem)) from error


@dataclass(slots=True)
class _Reader:
    """Reads tables, and notes what is wrong in them."""

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)

    def habits(self, table: _Table, *, trusted: bool) -> Habits:
        """All of it; programs are named only in a file that no stranger has put there."""
        self._check_known(table, KEYS, ())
        music = self._read(table, "music", fields.read_line, ())
        return Habits(
            every=self._wishes({key: table[key] for key in table if key != "mode"}, ()),
            routines={
                name: self._routine(routine, ("routines", name))
                for name, routine in self._table(table, "routines", ()).items()
            },
            modes={
                name: Wishes(
                    mode=self._value(mode, fields.read_line, ("mode", name)), file=self.file
                )
                for name, mode in self._table(table, "mode", ()).items()
            },
            out=self._read(table, "out", fields.read_line, ()),
            format=self._read(table, "format", read_format, ()),
            sound=Sound().changed(
                self._read(table, "loudness", read_loudness, ()),
                self._read(table, "floor", read_floor, ()),
            ),
            cache=self._read(table, "cache", read_size, ()),
            sidecars=self._read(_joined(table, "sidecar"), "sidecar", read_sidecars, ()) or (),
            music=Path(self.file).parent / at_home(music) if music else None,
            own=self.own(table) if trusted else self._no_own(table),
        )

    def own(self, table: _Table) -> Own:
        """The programs that are voices."""
        voices = self._table(table, "voices", ())
        read = {name: self._program(voice, ("voices", name)) for name, voice in voices.items()}
        return Own({name: program for name, program in read.items() if program})

    def _no_own(self, table: _Table) -> Own:
        if "voices" in table:
            hint = f"write them in {_home()}, or name this file in {FILE_VARIABLE}"
            self._problem(("voices",), "a working folder's file cannot name programs", hint)
        return Own()

    def _program(self, table: object, at: _Path) -> Program | None:
        if not isinstance(table, dict):
            self._problem(at, f"{quoted(at[-1])} is one voice's table", "write it in '[ ]'")
            return None
        self._check_known(table, ("command", "timeout"), at)
        words = table.get("command")
        if not isinstance(words, list) or not words or not all(map(_is_word, words)):
            hint = """write it like 'command = ["say", "-o", "{wav}"]'"""
            self._problem((*at, "command"), "'command' is a program and its arguments", hint)
            return None
        timeout_ms = self._read(table, "timeout", fields.read_cap, at)
        timeout_s = timeout_ms / 1000 if timeout_ms else TIMEOUT_S
        return Program(tuple(words), Path(self.file).absolute().parent, timeout_s)

    def _routine(self, table: object, at: _Path) -> Wishes:
        if not isinstance(table, dict):
            self._problem(at, f"{quoted(at[-1])} is one routine's table", "write it in '[ ]'")
            return Wishes()
        self._check_known(table, _OF_ONE, at)
        return self._wishes(table, at)

    def _wishes(self, table: _Table, at: _Path) -> Wishes:
        overrides = {
            key.replace("-", "_"): self._read(table, key, read, at)
            for key, read in _OVERRIDES.items()
        }
        words = {key: self._read(table, key, read, at) for key, read in _WORDS.items()}
        kit = partial(chosen, base=Path(self.file).parent)
        places = tuple(self._places(self._table(table, "set", at), (*at, "set")))
        leads = tuple(self._leads(self._table(table, "leads", at), (*at, "leads")))
        return Wishes(
            overrides=Overrides(**overrides),
            places=places,
            leads=leads,
            sounds=self._read(table, "sounds", kit, at),
            file=self.file,
            of_one=bool(at),
            **words,
        )

    def _places(self, table: _Table, at: _Path, target: str = "") -> Iterator[Change]:
        """`{"halo.reps" = 8}`, or `{halo = {reps = 8}}`, which TOML makes of `halo.reps = 8`."""
        for key, value in table.items():
            name, place = target + key, (*at, key)
            if isinstance(value, dict):
                yield from self._places(value, place, f"{name}.")
            elif change := self._value(value, partial(_change, name), place):
                yield change

    def _leads(self, table: _Table, at: _Path) -> Iterator[Lead]:
        self._check_known(table, leading.KEYS, at)
        for key in leading.KEYS:
            value = self._read(table, key, partial(leading.read_value, key), at)
            if value is not None:
                yield Lead(key, value)

    def _check_known(self, table: _Table, known: tuple[str, ...], at: _Path) -> None:
        for key in table:
            if key in known:
                continue
            elsewhere = key in KEYS and known is not leading.KEYS
            hint = "write it above the first table" if elsewhere else among(key, known)
            self._problem((*at, key), f"unknown key {quoted(key)}", hint)

    def _table(self, table: _Table, key: str, at: _Path) -> _Table:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        example = {
            "set": '{"halo.reps" = 8}',
            "mode": '{jeffers-pull = "conditioning"}',
            "leads": '{call = "15s"}',
            "voices": '{mine = {command = ["say", "-o", "{wav}"]}}',
        }
        hint = f"write it like '{key} = {example.get(key, '{}')}'"
        self._problem((*at, key), f"'{key}' is a table", hint)
        return {}

    def _read(self, table: _Table, key: str, read: Callable[[str], Any], at: _Path) -> Any:  # noqa: ANN401 (as many types as keys)
        return self._value(table[key], read, (*at, key)) if key in table else None

    def _value(self, value: object, read: Callable[[str], Any], at: _Path) -> Any:  # noqa: ANN401
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self._problem(at, f"'{at[-1]}' is one value", "write it like '\"45s\"' or 8")
            return None
        try:
            return read(str(value))
        except ValueError as error:
            message, _, hint = str(error).rpartition("; ")
            self._problem(at, f"'{at[-1]}': {message or hint}", hint if message else None)
            return None

    def _problem(self, at: _Path, message: str, hint: str | None) -> None:
        self.problems.append(Problem(self._where(at), message, hint))

    def _where(self, at: _Path) -> Where:
        """The line that says the most of the path; TOML's parser remembers none."""
        table: _Path = ()
        best, place = 0, (1, 1)
        for number, line in enumerate(self.text.split("\n"), 1):
            header = _HEADER.match(line)
            table = _parts(header[1]) if header else table
            key = None if header else _KEY.match(line)
            here = table + (_parts(key[1]) if key else ())
            if (header or key) and best < len(here) and at[: len(here)] == here:
                best, place = len(here), (number, len(line) - len(line.lstrip()) + 1)
        return Where(self.file, *place)


def _joined(table: _Table, key: str) -> _Table:
    """With the key's list as one text: `["lrc", "vtt"]` is `"lrc, vtt"`."""
    value = table.get(key)
    return {**table, key: ", ".join(map(str, value))} if isinstance(value, list) else table


def _is_word(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value and bool(value.strip())


def _change(place: str, value: str) -> Change:
    return read_change(f"{place}={value}")


_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:[\w.-]|"[^"]*"|'[^']*')+)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def _parts(key: str) -> _Path:
    return tuple(part.strip("\"'") for part in _PART.findall(key))
