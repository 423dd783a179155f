"""`audiocoach.toml` → Config, or everything that is wrong with it."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from audiocoach.config.model import Config
from audiocoach.config.output import (
    DRAWN,
    NO_COVER,
    OutputSettings,
    Sound,
    format_of,
    read_bitrate,
    read_floor,
    read_format,
    read_loudness,
    read_sidecars,
)
from audiocoach.config.overrides import NUMBERS, Overrides, UserOverrides, reader_of
from audiocoach.config.toml_values import At, EnoughError, Table, Tables, read_toml
from audiocoach.defaults import LIMITS
from audiocoach.errors import MOST_SHOWN, CoachError, SeveralError
from audiocoach.routine import fields
from audiocoach.routine.customise import LEAD_KEYS, LeadChange
from audiocoach.routine.keys import KEYS
from audiocoach.routine.overrides import PlaceChange, read_place_change
from audiocoach.sounds.choice import KitChoice, KitFolder, find_kit
from audiocoach.support.files import exists, expand_home
from audiocoach.support.messages import quote, suggest
from audiocoach.support.paths import is_within, leads_out, settings_folder
from audiocoach.support.sizes import format_size, parse_size
from audiocoach.tts.base import PROGRAM_TIMEOUT_S, Program, UserVoices
from audiocoach.tts.registry import voice_paths

_T = TypeVar("_T")

FILE_VARIABLE = "AUDIOCOACH_CONFIG"
_FILE = "audiocoach.toml"

_WORDS = (*NUMBERS, "level", "profile", "language", "mode")
_VOICES = ("voice", "counter")
_OF_ONE = (*(key.replace("_", "-") for key in _WORDS), *_VOICES, "sounds", "leads", "set")
FILE_KEYS = (
    *_OF_ONE, "out", "format", "bitrate", "stereo", "cover", "music", "sidecar", "loudness",
    "floor", "cache", "routines", "voices",
)  # fmt: skip


def load_config(path: str | PathLike[str] | None = None) -> Config:
    """What a file like `audiocoach.toml` says: that of `path`, else the user's, if there is one.

    The user's is what AUDIOCOACH_CONFIG names, else the one of the working folder, else the one of
    their settings. Raises CoachError with everything that is wrong with it.
    """
    named = path is not None or FILE_VARIABLE in os.environ
    file = find_config() if path is None else Path(path)
    if file is None:
        return Config()
    trusted = named or file.absolute() == home_config().absolute()
    config = _read(file, _Reader.config, trusted=trusted)
    if trusted or not exists(home_config()):
        return config
    own = home_config()
    user_voices = _read(own, _Reader.user_voices)
    return replace(config, user_voices=user_voices, files=(*config.files, own))


def find_config() -> Path | None:
    """The file that AUDIOCOACH_CONFIG names, else that of the working folder, else the user's."""
    named = os.environ.get(FILE_VARIABLE)
    if named is not None:
        return Path(named) if named else None
    here, own = Path(_FILE), home_config()
    return here if exists(here) else own if exists(own) else None


def config_places() -> tuple[Path, ...]:
    """Where the user's file may be, whether it is there or not."""
    named = os.environ.get(FILE_VARIABLE)
    if named is not None:
        return (Path(named),) if named else ()
    return Path(_FILE), home_config()


def home_config() -> Path:
    """The file of the user's settings, whether it is there or not."""
    return settings_folder() / _FILE


def _read(path: Path, read: Callable[["_Reader", Table], _T], *, trusted: bool = True) -> _T:
    text, table = read_toml(path)
    reader = _Reader(str(path), text, trusted=trusted)
    with suppress(EnoughError):
        config = read(reader, table)
        if not reader.problems:
            return config
    told = [str(problem) for problem in sorted(reader.problems, key=lambda p: p.where)]
    if len(told) >= MOST_SHOWN:
        told.append("and perhaps more")
    raise SeveralError(told)


class _Reader(Tables):
    """Reads every key of the file, and notes each problem with the line that holds it."""

    trusted: bool = True
    """Whether the user put it there: a stranger's file names nothing outside of its folder."""

    @property
    def folder(self) -> Path:
        """Where the file lies, and what it names."""
        return Path(self.file).parent

    def config(self, table: Table) -> Config:
        """All of it."""
        table = self._known(table, FILE_KEYS, ())
        music = self._place(table, "music")
        return Config(
            every=self._overrides({key: table[key] for key in table if key != "mode"}, ()),
            routines={
                name: self._routine(routine, ("routines", name))
                for name, routine in self.tables(table, "routines")
            },
            modes={
                name: UserOverrides(
                    Overrides(mode=self.value(mode, reader_of("mode"), ("mode", name))),
                    file=self.file,
                )
                for name, mode in self.table(table, "mode", ()).items()
            },
            out=self._place(table, "out"),
            format=self.read(table, "format", read_format, ()),
            bitrate=self._fitting("bitrate", table, read_bitrate),
            stereo=self.flag(table, "stereo") or False,
            cover=self._cover(table),
            sound=Sound().changed(
                self.read(table, "loudness", read_loudness, ()),
                self.read(table, "floor", read_floor, ()),
            ),
            cache=self._cache(table),
            sidecars=self.read(_joined(table, "sidecar"), "sidecar", read_sidecars, ()) or (),
            music=self.folder / expand_home(music) if music else None,
            within=None if self.trusted else self.folder,
            user_voices=self.user_voices(table),
            files=(Path(self.file),),
        )

    def _place(self, table: Table, key: str) -> str | None:
        """A file or a folder as it is written; one outside is noted as a problem."""
        written: str | None = self.read(table, key, fields.read_line, ())
        return written and self._inside(written, (key,))

    def _inside(self, written: str, at: At) -> str | None:
        """A path as it is written, None where this file may not name it, which is noted."""
        path = expand_home(written)
        leads = leads_out(str(path)) or not is_within(self.folder / path, self.folder)
        if self.trusted or not leads:
            return written
        message = f"'{at[-1]}': a working folder's file cannot name what is outside it"
        self.problem(at, message, self._own_file())
        return None

    def _cache(self, table: Table) -> int | None:
        """The bound of the one cache that all folders share."""
        bound: int | None = self.read(table, "cache", parse_size, ())
        if bound is None or self.trusted or bound >= LIMITS.least_cache_bytes:
            return bound
        least = format_size(LIMITS.least_cache_bytes)
        message = f"'cache': a working folder's file cannot make it smaller than {least}"
        self.problem(("cache",), message, self._own_file())
        return None

    def _own_file(self) -> str:
        return f"write it in {home_config()}, or name this file in {FILE_VARIABLE}"

    def _cover(self, table: Table) -> str:
        cover: str = self._fitting("cover", table, fields.read_line) or DRAWN
        if cover in (DRAWN, NO_COVER) or not self._inside(cover, ("cover",)):
            return cover
        return str(self.folder / expand_home(cover))

    def _fitting(self, key: str, table: Table, read: Callable[[str], Any]) -> Any:  # noqa: ANN401
        """The value of a key; a problem is noted if the usual format does not support it."""
        value = self.read(table, key, read, ())
        if value is None:
            return None
        try:
            OutputSettings(format=_usual_format(table), **{key: value})
        except CoachError as error:
            self.problem((key,), error.message, (error.hint or "").replace("--", ""))
            return None
        return value

    def user_voices(self, table: Table) -> UserVoices:
        """The programs that are voices."""
        table = self.spelt(table, FILE_KEYS, ())
        if "voices" in table and not self.trusted:
            message = "a working folder's file cannot name programs"
            self.problem(("voices",), message, self._own_file())
            return UserVoices()
        voices = self.tables(table, "voices")
        read = {name: self._program(voice, ("voices", name)) for name, voice in voices}
        return UserVoices({name: program for name, program in read.items() if program})

    def _program(self, table: Table, at: At) -> Program | None:
        table = self._known(table, ("command", "timeout"), at)
        words = table.get("command")
        if not isinstance(words, list) or not words or not all(map(_is_word, words)):
            hint = """write it like 'command = ["say", "-o", "{wav}"]'"""
            self.problem((*at, "command"), "'command' is a program and its arguments", hint)
            return None
        timeout_ms = self.read(table, "timeout", fields.read_cap, at)
        timeout_s = timeout_ms / 1000 if timeout_ms else PROGRAM_TIMEOUT_S
        return Program(tuple(words), Path(self.file).absolute().parent, timeout_s)

    def _routine(self, table: Table, at: At) -> UserOverrides:
        return self._overrides(self._known(table, _OF_ONE, at), at)

    def _overrides(self, table: Table, at: At) -> UserOverrides:
        words = {key: key.replace("_", "-") for key in _WORDS}
        words |= {key: key for key in _VOICES if not isinstance(table.get(key), dict)}
        values = {key: self.read(table, word, reader_of(key), at) for key, word in words.items()}
        voices = {key: self._by_language(table.get(key), (*at, key)) for key in _VOICES}
        values["sounds"] = self._kit(table, at)
        for key in _VOICES:
            self._check_voice(values.get(key), (*at, key))
            for language, voice in voices[key].items():
                self._check_voice(voice, (*at, key, language))
        values["places"] = tuple(self._places(self.table(table, "set", at), (*at, "set")))
        values["leads"] = tuple(self._leads(self.table(table, "leads", at), (*at, "leads")))
        return UserOverrides(Overrides(**values), voices, self.file, for_one_routine=bool(at))

    def _kit(self, table: Table, at: At) -> KitChoice | None:
        kit: KitChoice | None
        kit = self.read(table, "sounds", partial(find_kit, base=self.folder), at)
        if self.trusted or not isinstance(kit, KitFolder):
            return kit
        is_inside = self._inside(str(table["sounds"]), (*at, "sounds"))
        return KitFolder(kit.path, self.folder) if is_inside else None

    def _check_voice(self, voice: str | None, at: At) -> None:
        """Note a file outside that a voice is; whether there is such a voice is told later."""
        if self.trusted or not voice:
            return
        for path, runs in voice_paths(voice):
            if runs:
                message = f"'{at[-1]}': a working folder's file cannot name a voice's file"
                self.problem(at, message, self._own_file())
            elif not self._inside(path, at):
                return

    def _by_language(self, table: object, at: At) -> dict[str, str]:
        """`{de = "espeak:de+f2", en = "en-gb"}`."""
        if not isinstance(table, dict):
            return {}
        voices = {}
        for language, voice in table.items():
            tag = self.value(language, fields.read_language, (*at, language))
            name = self.value(voice, fields.read_line, (*at, language))
            if tag and name:
                voices[tag.lower()] = name
        return voices

    def _places(self, table: Table, at: At, target: str = "") -> Iterator[PlaceChange]:
        """`{"halo.reps" = 8}`, or `{halo = {reps = 8}}`, which TOML makes of `halo.reps = 8`."""
        for key, value in table.items():
            name, place = target + key, (*at, key)
            if isinstance(value, dict):
                yield from self._places(value, place, f"{name}.")
            elif change := self.value(value, partial(_change, name), place):
                yield change

    def _leads(self, table: Table, at: At) -> Iterator[LeadChange]:
        table = self._known(table, LEAD_KEYS, at)
        for key in LEAD_KEYS:
            value = self.read(table, key, KEYS[key].read, at)
            if value is not None:
                yield LeadChange(key, value)

    def _known(self, table: Table, known: tuple[str, ...], at: At) -> Table:
        """The table with its keys as we spell them; one that nobody knows is noted."""
        table = self.spelt(table, known, at)
        for key in table:
            if key in known:
                continue
            elsewhere = key in FILE_KEYS and known is not LEAD_KEYS
            hint = "write it above the first table" if elsewhere else suggest(key, known)
            self.problem((*at, key), f"unknown key {quote(key)}", hint)
        return table


def _usual_format(table: Table) -> str:
    """The format of a track for which no other is asked; a wrong one is reported by its reader."""
    written, out = table.get("format"), str(table.get("out", ""))
    try:
        if isinstance(written, str):
            return read_format(written)
        return (None if out.endswith(("/", "\\")) else format_of(Path(out))) or "mp3"
    except ValueError:
        return "mp3"


def _joined(table: Table, key: str) -> Table:
    """With the key's list as one text: `["lrc", "vtt"]` is `"lrc, vtt"`."""
    value = table.get(key)
    return {**table, key: ", ".join(map(str, value))} if isinstance(value, list) else table


def _is_word(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value and bool(value.strip())


def _change(place: str, value: str) -> PlaceChange:
    return read_place_change(f"{place}={value}")
