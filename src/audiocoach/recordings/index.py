"""A folder's `index.yaml`: which file is the recording of which phrase.

Read like a routine, with every mistake told at once.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from audiocoach.defaults import LIMITS
from audiocoach.errors import Problem, SpeechError, Where
from audiocoach.recordings.naming import file_stem, is_recording
from audiocoach.routine import document
from audiocoach.routine.document import Mapping, Node, Scalar
from audiocoach.routine.fields import quoted
from audiocoach.routine.guessing import nearest
from audiocoach.routine.sources import beginning, is_within, leads_out

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
    text, problems = document.decode(beginning(path), str(path))
    if not problems:
        root, problems = document.parse(text, str(path), _EXAMPLE)
        problems = [*problems, *_check(root, path.parent)]
    if problems or not isinstance(root, Mapping):
        told = sorted(set(problems), key=lambda problem: problem.where)
        raise SpeechError("\n".join(map(str, told)))
    return [Entry(phrase, file_stem(phrase), _text(node)) for phrase, node in root.values.items()]


def _check(root: Node | None, folder: Path) -> _Found:
    if root is None:
        return
    if not isinstance(root, Mapping):
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
        yield Problem(where, f"{quoted(phrase)} is no phrase", _EXAMPLE)
    elif first != phrase:
        message = f"{quoted(phrase)} is the same phrase as {quoted(first)}"
        yield Problem(where, message, f"keep one of them; the other is on line {keys[first].line}")


def _file(node: Node, folder: Path) -> _Found:
    name = _text(node)
    if not 0 < len(name) <= LIMITS.text:
        yield Problem(node.where, "a phrase has one file", _EXAMPLE)
    elif leads_out(name) or not is_within(folder / name, folder):
        message = f"{quoted(name)} is outside the folder"
        yield Problem(node.where, message, f"copy it into {folder}")
    elif not is_recording(folder / name):
        near = nearest(name, [each.name for each in folder.iterdir() if is_recording(each)])
        hint = f"did you mean '{near}'?" if near else "record it, or delete the line"
        yield Problem(node.where, f"there is no recording {quoted(name)} in {folder}", hint)


def _text(node: Node) -> str:
    return node.text.strip() if isinstance(node, Scalar) else ""
