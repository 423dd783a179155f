"""Which recording in a folder is of which phrase: by its index, or by its name."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from audiocoach.defaults import LIMITS
from audiocoach.errors import Problem, SpeechError, Where
from audiocoach.support import yaml_nodes
from audiocoach.support.messages import nearest, quote
from audiocoach.support.paths import is_within, leads_out, read_bounded
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode

SCRIPT = "index.csv"


@dataclass(frozen=True, slots=True)
class Recordings:
    """The recordings of a folder."""

    by_stem: Mapping[str, Path]
    """By the stems of their phrases."""
    files: tuple[Path, ...]
    """All in the folder itself, whether they are of a phrase or not."""

    def of(self, text: str) -> Path | None:
        """That of a phrase, if there is one."""
        return self.by_stem.get(file_stem(text))


def recordings_in(folder: Path) -> Recordings:
    """What is there. An `index.yaml` goes before an `index.csv`, and that before files' names.

    Raises SpeechError.
    """
    try:
        files = sorted(each for each in folder.iterdir() if is_recording(each))
    except OSError as error:
        raise SpeechError(f"{folder}: it cannot be read ({error.strerror})") from error
    by_stem = {**_named(files), **_scripted(folder), **_indexed(folder)}
    return Recordings(by_stem, tuple(files))


def _named(files: list[Path]) -> dict[str, Path]:
    return {file_stem(each.stem): each for each in reversed(files)}


def _indexed(folder: Path) -> dict[str, Path]:
    path = folder / NAME
    entries = read_index(path) if path.exists() else []
    return {entry.stem: folder / entry.file for entry in entries}


def _scripted(folder: Path) -> dict[str, Path]:
    """A script is an index of what is to be recorded, some of which may not be there yet."""
    script = folder / SCRIPT
    if not script.exists():
        return {}
    try:
        rows = list(csv.DictReader(script.read_text("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SpeechError(f"{script}: this is not CSV in UTF-8") from error
    except OSError as error:
        raise SpeechError(f"{script}: it cannot be read ({error.strerror})") from error
    listed = dict(_row(folder, script, number, row) for number, row in enumerate(rows, 2))
    return {stem: file for stem, file in listed.items() if is_recording(file)}


def _row(
    folder: Path, script: Path, number: int, row: Mapping[str, str | None]
) -> tuple[str, Path]:
    phrase, file = row.get("phrase"), row.get("file")
    if not phrase or not file:
        why = "a row is a phrase and a file; write 'phrase,file' in the first line"
        raise SpeechError(f"{script}:{number}: {why}")
    if leads_out(file):
        why = f"{quote(file)} is outside the folder; copy it into {folder}"
        raise SpeechError(f"{script}:{number}: {why}")
    return file_stem(phrase), folder / file


NAME = "index.yaml"
_EXAMPLE = "write it like 'Rest now.: take-7.wav'"
_Found = Iterator[Problem]


class Entry(NamedTuple):
    """One line of the index."""

    phrase: str
    stem: str
    """What the phrase's file would be called."""
    file: str


def read_index(path: Path) -> list[Entry]:
    """Every phrase with its file, which is there; raises SpeechError with all that is wrong."""
    root, problems = yaml_nodes.parse(read_bounded(path), str(path), _EXAMPLE)
    problems = [*problems, *_check(root, path.parent)]
    if problems or not isinstance(root, MappingNode):
        told = sorted(set(problems), key=lambda problem: problem.where)
        raise SpeechError("\n".join(map(str, told)))
    return [Entry(phrase, file_stem(phrase), _text(node)) for phrase, node in root.values.items()]


def _check(root: Node | None, folder: Path) -> _Found:
    if root is None:
        return
    if not isinstance(root, MappingNode):
        yield Problem(root.where, "the index is phrases and files", _EXAMPLE)
        return
    first: dict[str, str] = {}
    for phrase, node in root.values.items():
        stem = file_stem(phrase)
        yield from _phrase(phrase, stem, first.setdefault(stem, phrase), root.keys)
        yield from _file(node, folder)


def _phrase(phrase: str, stem: str, first: str, keys: dict[str, Where]) -> _Found:
    where = keys[phrase]
    if not stem:
        yield Problem(where, f"{quote(phrase)} is no phrase", _EXAMPLE)
    elif first != phrase:
        message = f"{quote(phrase)} is the same phrase as {quote(first)}"
        yield Problem(where, message, f"keep one of them; the other is on line {keys[first].line}")


def _file(node: Node, folder: Path) -> _Found:
    name = _text(node)
    if not 0 < len(name) <= LIMITS.text:
        yield Problem(node.where, "a phrase has one file", _EXAMPLE)
    elif leads_out(name) or not is_within(folder / name, folder):
        message = f"{quote(name)} is outside the folder"
        yield Problem(node.where, message, f"copy it into {folder}")
    elif not is_recording(folder / name):
        near = nearest(name, [each.name for each in folder.iterdir() if is_recording(each)])
        hint = f"did you mean '{near}'?" if near else "record it, or delete the line"
        yield Problem(node.where, f"there is no recording {quote(name)} in {folder}", hint)


def _text(node: Node) -> str:
    return node.text.strip() if isinstance(node, ScalarNode) else ""


SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".aif", ".aiff", ".wma")
_LETTERS = 60
_SHORTENED = re.compile(rf".{{1,{_LETTERS}}}-[0-9a-f]{{6}}")


def file_stem(text: str) -> str:
    """`rest-ninety-seconds`: the name of a phrase's file; what is too long ends in a hash.

    A stem is its own.
    """
    words = re.findall(r"[^\W_]+", normalize("NFKC", text).casefold())
    stem = normalize("NFC", "-".join(words))
    if len(stem) <= _LETTERS or _SHORTENED.fullmatch(stem):
        return stem
    return f"{stem[:_LETTERS].rstrip('-')}-{sha256(stem.encode()).hexdigest()[:6]}"


def is_recording(path: Path) -> bool:
    """Whether it is a file of a kind that is read."""
    try:
        return path.suffix.lower() in SUFFIXES and path.is_file()
    except (OSError, ValueError):
        return False
