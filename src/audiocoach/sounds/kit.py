"""Sound kits: a folder with a file for every tone, or for some of them.

An `index.yaml` says which file is which tone, and how loud; without one, files are named after the
tones, and those that are not there are taken from the default kit.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.errors import KitError, Problem, SoundError, Where
from audiocoach.sounds.choice import INDEX, KitChoice, KitFolder, kit_names
from audiocoach.support import yaml_nodes
from audiocoach.support.files import exists, is_file, is_folder
from audiocoach.support.messages import quote, suggest
from audiocoach.support.paths import is_within, leads_out, read_bounded
from audiocoach.support.resources import shipped_folder
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode

LEVELS_DB = (-40, 12)
_KEYS = ("title", "made by", "licence", "extends", "tones")
_TONE_KEYS = ("file", "level", "meaning")


class Tone(Struct, frozen=True):
    """A short sound, and what a listener should understand by it.

    `level_db` is its loudness beside speech: 0 as loud, negative softer. The file is not levelled.
    """

    name: str
    meaning: str
    path: Path
    level_db: float
    lender: str = ""
    """The kit of ours that it is taken from, if it is."""


class SoundKit(Struct, frozen=True):
    """A tone for every name in `DEFAULTS.tones`, in that order; `name` is that of the folder."""

    name: str
    title: str
    tones: Mapping[str, Tone]


def open_kit(choice: KitChoice) -> SoundKit:
    """The kit of that name, or in that folder; raises SoundError."""
    if isinstance(choice, KitFolder):
        return read_kit(choice.path, choice.within)
    if choice not in (names := kit_names()):
        raise SoundError(f"no kit is called '{choice}'", suggest(choice, names))
    return read_kit(shipped_folder("sounds") / choice)


def read_kit(folder: Path, within: Path | None = None) -> SoundKit:
    """The kit in `folder`; SoundError tells what to write if it is not whole.

    With `within`, a kit that leads to a file outside of that folder is refused.
    """
    if not is_folder(folder):
        raise SoundError(f"{folder}: there is no such folder")
    index = folder / INDEX
    if exists(index):
        _check_within(index, within)
        kit = _build_kit(folder, _read_index(index))
    else:
        kit = _build_kit(folder, _index_of_names(folder))
    for tone in kit.tones.values():
        if not tone.lender:
            _check_within(tone.path, within)
    return kit


def _check_within(path: Path, within: Path | None) -> None:
    if within and not is_within(path, within):
        message = f"{path}: leads outside the routine's own folder"
        raise SoundError(message, "copy the file there")


def _build_kit(folder: Path, index: "_Index") -> SoundKit:
    """The kit that the index describes; what it leaves open is taken from the kit it extends."""
    lent: dict[str, Tone] = {}
    if not index.is_complete:
        lender = index.extends or DEFAULTS.sounds
        lent = {name: replace(tone, lender=lender) for name, tone in open_kit(lender).tones.items()}
    tones = {
        name: _build_tone(folder, index.entries.get(name, _Entry()), lent.get(name), name)
        for name in DEFAULTS.tones
    }
    return SoundKit(folder.absolute().name, index.title, MappingProxyType(tones))


def _build_tone(folder: Path, entry: "_Entry", lent: Tone | None, name: str) -> Tone:
    tone = lent or Tone(name, "", folder, 0)
    return replace(
        tone,
        meaning=entry.meaning or tone.meaning,
        level_db=tone.level_db if entry.level_db is None else entry.level_db,
        path=folder / entry.file if entry.file else tone.path,
        lender="" if entry.file else tone.lender,
    )


def _index_of_names(folder: Path) -> "_Index":
    """The index of a kit whose files are named after the tones."""
    entries: dict[str, _Entry] = {}
    for path in sorted(folder.iterdir()):
        name = path.stem.lower()
        if name not in DEFAULTS.tones or path.is_dir():
            continue
        if name in entries:
            both = f"'{entries[name].file}' and '{path.name}' are both the tone '{name}'"
            raise SoundError(f"{folder}: {both}", "delete or rename one of them")
        if not path.is_file():
            raise SoundError(f"{path}: this is no file that can be read", "put a sound there")
        entries[name] = _Entry(path.name)
    if not entries:
        names = f"{DEFAULTS.tones[0]}.wav, {DEFAULTS.tones[1]}.mp3"
        hint = f"name one after its tone ({names} …), or write an {INDEX}; see docs/sounds.md"
        raise SoundError(f"{folder}: there is no tone in this folder", hint)
    return _Index("Files named after their tones", DEFAULTS.sounds, MappingProxyType(entries))


class _Entry(NamedTuple):
    """What an index says of one tone; None where it leaves that to the kit it extends."""

    file: str | None = None
    level_db: float | None = None
    meaning: str | None = None


class _Index(NamedTuple):
    """What an `index.yaml` says; `entries` has every tone unless it extends a kit."""

    title: str
    extends: str | None
    entries: MappingProxyType[str, _Entry]

    @property
    def is_complete(self) -> bool:
        """Whether it leaves nothing to another kit."""
        values = (value for entry in self.entries.values() for value in entry)
        return self.extends is None and None not in values


def _read_index(path: Path) -> _Index:
    """Read an `index.yaml`; raises SoundError with everything that is wrong with it."""
    root, problems = yaml_nodes.parse(read_bounded(path), str(path))
    reader = _IndexReader(path.parent, problems)
    index = reader.index(root) if root and not problems else None
    if index is None or reader.problems:
        ordered = sorted(set(reader.problems), key=lambda problem: problem.where)
        raise KitError(ordered)
    return index


class _IndexReader(Struct):
    """Reads nodes, and notes what is wrong with them."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)

    def index(self, root: Node) -> _Index | None:
        top = self._mapping(root, "the index", _KEYS)
        if top is None:
            return None
        title = self._text(top, "title", LIMITS.line)
        if "title" not in top.keys:
            self._note(top.where, "'title' is missing", "write 'title: …'")
        extends = self._extends(top)
        entries = self._entries(top, extends)
        return _Index(title or "", extends, MappingProxyType(entries))

    def _extends(self, top: MappingNode) -> str | None:
        name = self._text(top, "extends", LIMITS.line)
        if name and name not in (names := kit_names()):
            self._note(
                top.values["extends"].where, f"no kit is {quote(name)}", suggest(name, names)
            )
        return name

    def _entries(self, top: MappingNode, extends: str | None) -> dict[str, _Entry]:
        if "tones" not in top.keys:
            self._note(top.where, "'tones' is missing", "write 'tones: {pip: {file: pip.wav}}'")
            return {}
        tones = self._mapping(top.values["tones"], "'tones'", DEFAULTS.tones)
        if tones is None:
            return {}
        missing = [name for name in DEFAULTS.tones if name not in tones.keys]
        if missing and extends is None:
            hint = f"add it, or write 'extends: {DEFAULTS.sounds}' above 'tones'"
            self._note(tones.where, f"no entry for {', '.join(missing)}", hint)
        known = (name for name in DEFAULTS.tones if name in tones.keys)
        return {name: self._entry(name, tones.values[name], extends) for name in known}

    def _entry(self, name: str, node: Node, extends: str | None) -> _Entry:
        entry = self._mapping(node, f"the tone '{name}'", _TONE_KEYS)
        if entry is None:
            return _Entry()
        if "file" not in entry.keys and extends is None:
            self._note(entry.where, f"the tone '{name}' has no 'file'", f"write 'file: {name}.wav'")
        return _Entry(
            self._file(entry), self._level(entry), self._text(entry, "meaning", LIMITS.text)
        )

    def _file(self, entry: MappingNode) -> str | None:
        file = self._text(entry, "file", LIMITS.text)
        if file is None:
            return None
        where = entry.values["file"].where
        if leads_out(file):
            self._note(where, f"{quote(file)} is outside the kit", f"copy it into {self.folder}")
        elif not is_file(self.folder / file):
            self._note(where, f"there is no file {quote(file)} in {self.folder}", None)
        return str(PurePosixPath(file))

    def _level(self, entry: MappingNode) -> float | None:
        text, (lowest, highest) = self._text(entry, "level", LIMITS.line), LEVELS_DB
        if text is None:
            return None
        try:
            level = float(text)
        except ValueError:
            level = float("nan")
        if lowest <= level <= highest:
            return level
        message = f"{quote(text)} is no level: dB beside speech, from {lowest} to {highest}"
        self._note(entry.values["level"].where, message, "write for example 'level: -3'")
        return None

    def _mapping(self, node: Node, subject: str, known: Iterable[str]) -> MappingNode | None:
        if not isinstance(node, MappingNode):
            self._note(node.where, f"{subject} has keys and values", "see docs/sounds.md for one")
            return None
        for key, where in node.keys.items():
            if key not in known:
                self._note(where, f"unknown key {quote(key)}", suggest(key, known))
        return node

    def _text(self, mapping: MappingNode, key: str, most: int) -> str | None:
        if key not in mapping.keys:
            return None
        node = mapping.values[key]
        text = node.text.strip() if isinstance(node, ScalarNode) else ""
        if 0 < len(text) <= most:
            return text
        self._note(mapping.keys[key], f"'{key}' is no text", f"write '{key}: …'")
        return None

    def _note(self, where: Where, message: str, hint: str | None) -> None:
        self.problems.append(Problem(where, message, hint))
