"""A kit's `index.yaml`: which file is which tone, how loud, and what it means.

Read like a routine, with every mistake told at once: it may be as much a stranger's.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from audiocoach.defaults import LIMITS, SESSION
from audiocoach.errors import Problem, SoundError, Where
from audiocoach.routine import document
from audiocoach.routine.document import Mapping, Node, Scalar
from audiocoach.routine.fields import quoted
from audiocoach.routine.guessing import among
from audiocoach.routine.kits import kit_names
from audiocoach.routine.sources import beginning, leads_out

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
    text, problems = document.decode(beginning(path), str(path))
    root = None
    if not problems:
        root, problems = document.parse(text, str(path))
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

    def _extends(self, top: Mapping) -> str | None:
        name = self._text(top, "extends", LIMITS.line)
        if name and name not in (names := kit_names()):
            self._problem(
                top.values["extends"].where, f"no kit is {quoted(name)}", among(name, names)
            )
        return name

    def _entries(self, top: Mapping, extends: str | None) -> dict[str, Entry]:
        if "tones" not in top.keys:
            self._problem(top.where, "'tones' is missing", "write 'tones: {pip: {file: pip.wav}}'")
            return {}
        tones = self._mapping(top.values["tones"], "'tones'", SESSION.tones)
        if tones is None:
            return {}
        missing = [name for name in SESSION.tones if name not in tones.keys]
        if missing and extends is None:
            hint = f"add it, or write 'extends: {SESSION.sounds}' above 'tones'"
            self._problem(tones.where, f"no entry for {', '.join(missing)}", hint)
        known = (name for name in SESSION.tones if name in tones.keys)
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

    def _file(self, entry: Mapping) -> str | None:
        file = self._text(entry, "file", LIMITS.text)
        if file is None:
            return None
        where = entry.values["file"].where
        if leads_out(file):
            self._problem(
                where, f"{quoted(file)} is outside the kit", f"copy it into {self.folder}"
            )
        elif not _is_file(self.folder / file):
            self._problem(where, f"there is no file {quoted(file)} in {self.folder}", None)
        return str(PurePosixPath(file))

    def _level(self, entry: Mapping) -> float | None:
        text, (lowest, highest) = self._text(entry, "level", LIMITS.line), LEVELS_DB
        if text is None:
            return None
        try:
            level = float(text)
        except ValueError:
            level = float("nan")
        if lowest <= level <= highest:
            return level
        message = f"{quoted(text)} is no level: dB beside speech, from {lowest} to {highest}"
        self._problem(entry.values["level"].where, message, "write for example 'level: -3'")
        return None

    def _mapping(self, node: Node, subject: str, known: Iterable[str]) -> Mapping | None:
        if not isinstance(node, Mapping):
            self._problem(
                node.where, f"{subject} has keys and values", "see docs/sounds.md for one"
            )
            return None
        for key, where in node.keys.items():
            if key not in known:
                self._problem(where, f"unknown key {quoted(key)}", among(key, known))
        return node

    def _text(self, mapping: Mapping, key: str, most: int) -> str | None:
        if key not in mapping.keys:
            return None
        node = mapping.values[key]
        text = node.text.strip() if isinstance(node, Scalar) else ""
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
