"""Sound kits: a folder with a file for every tone, or for some of them.

An `index.yaml` says which file is which tone, and how loud; without one, files are named after the
tones, and those that are not there are taken from the default kit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.errors import Problem, SoundError, Where
from audiocoach.sounds.choice import INDEX, KitChoice, KitFolder, kit_names
from audiocoach.support import yaml_nodes
from audiocoach.support.messages import quote, suggest
from audiocoach.support.paths import is_within, leads_out, read_bounded
from audiocoach.support.resources import shipped_folder
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode

LEVELS_DB = (-40, 12)
_KEYS = ("title", "made by", "licence", "extends", "tones")
_TONE_KEYS = ("file", "level", "meaning")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index says of one tone; None where it leaves that to the kit it extends."""

    file: str | None = None
    level_db: float | None = None
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """The whole of it; `entries` has every tone unless it extends a kit."""

    title: str
    extends: str | None
    entries: MappingProxyType[str, Entry]

    @property
    def whole(self) -> bool:
        """Whether it leaves nothing open."""
        said = (value for entry in self.entries.values() for value in astuple(entry))
        return self.extends is None and None not in said


def read_index(path: Path) -> Index:
    """What the file says; raises SoundError with everything that is wrong with it."""
    root, problems = yaml_nodes.parse(read_bounded(path), str(path))
    reader = _Reader(path.parent, problems)
    index = reader.index(root) if root and not problems else None
    if index is None or reader.problems:
        told = sorted(set(reader.problems), key=lambda problem: problem.where)
        raise SoundError("\n".join(map(str, told)))
    return index


@dataclass(slots=True)
class _Reader:
    """Reads nodes, and notes what is wrong with them."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)

    def index(self, root: Node) -> Index | None:
        top = self._mapping(root, "the index", _KEYS)
        if top is None:
            return None
        title = self._text(top, "title", LIMITS.line)
        if "title" not in top.keys:
            self._problem(top.where, "'title' is missing", "write 'title: …'")
        extends = self._extends(top)
        entries = self._entries(top, extends)
        return Index(title or "", extends, MappingProxyType(entries))

    def _extends(self, top: MappingNode) -> str | None:
        name = self._text(top, "extends", LIMITS.line)
        if name and name not in (names := kit_names()):
            self._problem(
                top.values["extends"].where, f"no kit is {quote(name)}", suggest(name, names)
            )
        return name

    def _entries(self, top: MappingNode, extends: str | None) -> dict[str, Entry]:
        if "tones" not in top.keys:
            self._problem(top.where, "'tones' is missing", "write 'tones: {pip: {file: pip.wav}}'")
            return {}
        tones = self._mapping(top.values["tones"], "'tones'", DEFAULTS.tones)
        if tones is None:
            return {}
        missing = [name for name in DEFAULTS.tones if name not in tones.keys]
        if missing and extends is None:
            hint = f"add it, or write 'extends: {DEFAULTS.sounds}' above 'tones'"
            self._problem(tones.where, f"no entry for {', '.join(missing)}", hint)
        known = (name for name in DEFAULTS.tones if name in tones.keys)
        return {name: self._entry(name, tones.values[name], extends) for name in known}

    def _entry(self, name: str, node: Node, extends: str | None) -> Entry:
        entry = self._mapping(node, f"the tone '{name}'", _TONE_KEYS)
        if entry is None:
            return Entry()
        if "file" not in entry.keys and extends is None:
            self._problem(
                entry.where, f"the tone '{name}' has no 'file'", f"write 'file: {name}.wav'"
            )
        return Entry(
            self._file(entry), self._level(entry), self._text(entry, "meaning", LIMITS.text)
        )

    def _file(self, entry: MappingNode) -> str | None:
        file = self._text(entry, "file", LIMITS.text)
        if file is None:
            return None
        where = entry.values["file"].where
        if leads_out(file):
            self._problem(where, f"{quote(file)} is outside the kit", f"copy it into {self.folder}")
        elif not _is_file(self.folder / file):
            self._problem(where, f"there is no file {quote(file)} in {self.folder}", None)
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
        self._problem(entry.values["level"].where, message, "write for example 'level: -3'")
        return None

    def _mapping(self, node: Node, subject: str, known: Iterable[str]) -> MappingNode | None:
        if not isinstance(node, MappingNode):
            self._problem(
                node.where, f"{subject} has keys and values", "see docs/sounds.md for one"
            )
            return None
        for key, where in node.keys.items():
            if key not in known:
                self._problem(where, f"unknown key {quote(key)}", suggest(key, known))
        return node

    def _text(self, mapping: MappingNode, key: str, most: int) -> str | None:
        if key not in mapping.keys:
            return None
        node = mapping.values[key]
        text = node.text.strip() if isinstance(node, ScalarNode) else ""
        if 0 < len(text) <= most:
            return text
        self._problem(mapping.keys[key], f"'{key}' is no text", f"write '{key}: …'")
        return None

    def _problem(self, where: Where, message: str, hint: str | None) -> None:
        self.problems.append(Problem(where, message, hint))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class Tone:
    """A short sound, and what a listener should understand by it.

    `level_db` is its loudness beside speech: 0 as loud, negative softer. The file is not levelled.
    """

    name: str
    meaning: str
    path: Path
    level_db: float
    lender: str = ""
    """The kit of ours that it is taken from, if it is."""


@dataclass(frozen=True, slots=True)
class SoundKit:
    """A tone for every name in `DEFAULTS.tones`, in that order; `name` is that of the folder."""

    name: str
    title: str
    tones: Mapping[str, Tone]


def open_kit(choice: KitChoice) -> SoundKit:
    """The kit of that name, or in that folder; raises SoundError."""
    if isinstance(choice, KitFolder):
        return read_kit(choice.path, choice.within)
    if choice not in (names := kit_names()):
        raise SoundError(f"no kit is called '{choice}'; {suggest(choice, names)}")
    return read_kit(shipped_folder("sounds") / choice)


def read_kit(folder: Path, within: Path | None = None) -> SoundKit:
    """The kit in `folder`; SoundError tells what to write if it is not whole.

    With `within`, a kit that leads to a file outside of that folder is refused.
    """
    if not folder.is_dir():
        raise SoundError(f"{folder}: there is no such folder")
    index = folder / INDEX
    if index.exists():
        _check_within(index, within)
        kit = _indexed(folder, read_index(index))
    else:
        kit = _named(folder)
    for tone in kit.tones.values():
        if not tone.lender:
            _check_within(tone.path, within)
    return kit


def _check_within(path: Path, within: Path | None) -> None:
    if within and not is_within(path, within):
        raise SoundError(f"{path}: leads outside the routine's own folder; copy the file there")


def _indexed(folder: Path, index: Index) -> SoundKit:
    usual = {} if index.whole else _lent(index.extends or DEFAULTS.sounds)
    tones = {
        name: _tone(folder, name, index.entries.get(name, Entry()), usual.get(name))
        for name in DEFAULTS.tones
    }
    return SoundKit(folder.absolute().name, index.title, MappingProxyType(tones))


def _lent(name: str) -> dict[str, Tone]:
    """The tones of a kit of ours, for another to take."""
    return {tone.name: replace(tone, lender=name) for tone in open_kit(name).tones.values()}


def _tone(folder: Path, name: str, entry: Entry, usual: Tone | None) -> Tone:
    """What the entry says, and what it leaves open as it is in `usual`."""
    tone = usual or Tone(name, "", folder, 0)
    return replace(
        tone,
        meaning=entry.meaning or tone.meaning,
        level_db=tone.level_db if entry.level_db is None else entry.level_db,
        path=folder / entry.file if entry.file else tone.path,
        lender="" if entry.file else tone.lender,
    )


def _named(folder: Path) -> SoundKit:
    """The kit whose files are named after the tones."""
    files = _files(folder)
    if not files:
        names = f"{DEFAULTS.tones[0]}.wav, {DEFAULTS.tones[1]}.mp3"
        hint = f"name one after its tone ({names} …), or write an {INDEX}; see docs/sounds.md"
        raise SoundError(f"{folder}: there is no tone in this folder; {hint}")
    index = Index("Files named after their tones", DEFAULTS.sounds, MappingProxyType(files))
    return _indexed(folder, index)


def _files(folder: Path) -> dict[str, Entry]:
    files: dict[str, Entry] = {}
    for path in sorted(folder.iterdir()):
        name = path.stem.lower()
        if name not in DEFAULTS.tones or path.is_dir():
            continue
        if name in files:
            two = f"'{files[name].file}' and '{path.name}' are both the tone '{name}'"
            raise SoundError(f"{folder}: {two}; delete or rename one of them")
        if not path.is_file():
            raise SoundError(f"{path}: this is no file that can be read; put a sound there")
        files[name] = Entry(path.name)
    return files
