"""The voices in espeak's data folder. Reads names and a few small files; makes no sound."""

import os
from pathlib import Path

from audiocoach.errors import SpeechError
from audiocoach.support.resources import locate
from audiocoach.tts.base import VoiceInfo, near

PACKAGE = "espeakng_loader"
DATA = "espeak-ng-data"
VARIANTS = Path("voices", "!v")
_UNRANKED = "5"  # espeak's rank for a language line without a number


def voices() -> tuple[str, ...]:
    """The names of all languages and accents; each can be followed by `+` and a variant."""
    files = _language_files()
    return tuple(sorted(name for name, file in files.items() if _dictionary(file).exists()))


def offers() -> tuple[VoiceInfo, ...]:
    """The same as a list shows them: all are of a man, where no variant makes them another's."""
    files = _language_files()
    read = {name: _lines(files[name]) for name in voices()}
    return tuple(
        VoiceInfo(
            name, _codes(lines), "male", " ".join(_values(lines, "name")[0]).partition(" //")[0]
        )
        for name, lines in read.items()
    )


def women() -> tuple[str, ...]:
    """The variants of a woman."""
    files = ((name, data() / VARIANTS / name) for name in variants())
    return tuple(name for name, file in files if ["female"] in _values(_lines(file), "gender"))


def variants() -> tuple[str, ...]:
    """The names that can follow a `+`, such as `f2`."""
    return tuple(sorted(file.name for file in (data() / VARIANTS).iterdir()))


def data() -> Path:
    """The folder that espeak calls its data path. Raises SpeechError when it is not installed."""
    return locate(PACKAGE) / DATA


def find_language(name: str) -> Path:
    """The file of a language or accent, by its name or by a code that espeak lists for it."""
    files = _language_files()
    if name not in files:
        files = _aliases(files) | files
    if name not in files:
        hint = near(name, files) or "; 'audiocoach voices' lists them"
        raise SpeechError(f"espeak has no voice {name!r}{hint}")
    if not _dictionary(files[name]).exists():
        raise SpeechError(f"espeak has no dictionary for its voice {name!r}")
    return files[name]


def find_variant(name: str) -> Path:
    """The file of a variant. Checked here, since espeak takes an unknown one in silence."""
    known = variants()  # the listing, as a file system that ignores case opens what espeak does not
    if name not in known:
        hint = f"{near(name, known) or ';'} f1 to f5 are women, m1 to m8 men"
        raise SpeechError(f"espeak has no variant {name!r}{hint}")
    return data() / VARIANTS / name


def _language_files() -> dict[str, Path]:
    """Voice name to file. The files are named by BCP 47 tag: lang/gmw/en-US is `en-us`."""
    walk = os.walk(data() / "lang")
    return {name.lower(): Path(folder, name) for folder, _, names in walk for name in names}


def _aliases(files: dict[str, Path]) -> dict[str, Path]:
    """Other names for the languages, as `en-gb` for `en`. A lower rank is a better match."""
    rows = [
        (int((*rank, _UNRANKED)[0]), code.lower(), file)
        for file in files.values()
        for key, code, *rank in _lines(file)
        if key == "language"
    ]
    return {code: file for _, code, file in sorted(rows, reverse=True)}


def _dictionary(file: Path) -> Path:
    """The dictionary a language reads words by: the one it names, else that of its first code."""
    words = {key: value for key, value, *_ in reversed(_lines(file))}
    name = words.get("dictionary") or words["language"].partition("-")[0]
    return data() / f"{name}_dict"


def _codes(lines: list[list[str]]) -> tuple[str, ...]:
    return tuple(code.lower() for code, *_ in _values(lines, "language"))


def _values(lines: list[list[str]], wanted: str) -> list[list[str]]:
    return [words for key, *words in lines if key == wanted]


def _lines(file: Path) -> list[list[str]]:
    """The lines that hold a key and a value, as words."""
    lines = map(str.split, file.read_text("utf-8").splitlines())
    return [words for words in lines if len(words) > 1]
