"""Sound kits: a folder with a file for every tone, or for some of them.

An `index.yaml` says which file is which tone, and how loud; without one, files are named after the
tones, and those that are not there are taken from the default kit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from audiocoach.defaults import SESSION
from audiocoach.errors import SoundError
from audiocoach.routine.guessing import among
from audiocoach.routine.kits import INDEX, KitChoice, KitFolder, kit_names
from audiocoach.routine.sources import is_within
from audiocoach.shipped import shipped_folder
from audiocoach.sounds.index import Entry, Index, read_index


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
    """A tone for every name in `SESSION.tones`, in that order; `name` is that of the folder."""

    name: str
    title: str
    tones: Mapping[str, Tone]


def open_kit(choice: KitChoice) -> SoundKit:
    """The kit of that name, or in that folder; raises SoundError."""
    if isinstance(choice, KitFolder):
        return read_kit(choice.path, choice.within)
    if choice not in (names := kit_names()):
        raise SoundError(f"no kit is called '{choice}'; {among(choice, names)}")
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
    usual = {} if index.whole else _lent(index.extends or SESSION.sounds)
    tones = {
        name: _tone(folder, name, index.entries.get(name, Entry()), usual.get(name))
        for name in SESSION.tones
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
        names = f"{SESSION.tones[0]}.wav, {SESSION.tones[1]}.mp3"
        hint = f"name one after its tone ({names} …), or write an {INDEX}; see docs/sounds.md"
        raise SoundError(f"{folder}: there is no tone in this folder; {hint}")
    index = Index("Files named after their tones", SESSION.sounds, MappingProxyType(files))
    return _indexed(folder, index)


def _files(folder: Path) -> dict[str, Entry]:
    files: dict[str, Entry] = {}
    for path in sorted(folder.iterdir()):
        name = path.stem.lower()
        if name not in SESSION.tones or path.is_dir():
            continue
        if name in files:
            two = f"'{files[name].file}' and '{path.name}' are both the tone '{name}'"
            raise SoundError(f"{folder}: {two}; delete or rename one of them")
        if not path.is_file():
            raise SoundError(f"{path}: this is no file that can be read; put a sound there")
        files[name] = Entry(path.name)
    return files
