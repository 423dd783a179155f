"""Which recording in a folder is of which phrase: by its index, or by its name."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from audiocoach.errors import SpeechError
from audiocoach.recordings.index import NAME, read_index
from audiocoach.recordings.naming import file_stem, is_recording
from audiocoach.routine.fields import quoted
from audiocoach.routine.sources import leads_out

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
        why = f"{quoted(file)} is outside the folder; copy it into {folder}"
        raise SpeechError(f"{script}:{number}: {why}")
    return file_stem(phrase), folder / file
