"""espeak-ng inside this process, from the package espeakng-loader.

Pure: the same text and voice give the same bytes, in any order, thread and process. The library
itself is not: what it said before colours what it says next. So every phrase is spoken by a library
loaded afresh, from a copy that is ours alone, as one that others hold loaded would not unload. Its
data is read where it lies.
"""

import os
import shutil
import threading
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path

from audiocoach.errors import SpeechError
from audiocoach.support.files import make_temporary_folder
from audiocoach.support.messages import did_you_mean
from audiocoach.support.resources import locate, version
from audiocoach.tts.base import (
    Engine,
    EngineError,
    Speech,
    Voice,
    VoiceInfo,
    phrase_error,
    speakable_text,
)

NOTE = "a variant may follow each: espeak:en-us+f2 is a woman"
_VERSION = 1
"""Raise it when the code here and in `espeak_library` makes other samples of the same words."""
_PACKAGE = "espeakng_loader"
_DATA = "espeak-ng-data"
_VARIANTS = Path("voices", "!v")
_UNRANKED = "5"  # espeak's rank for a language line without a number

# Loading and unloading in two threads at once ends the process.
_LOCK = threading.Lock()
if hasattr(os, "register_at_fork"):  # a child must not inherit a lock that another thread holds
    os.register_at_fork(
        before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release
    )


class EspeakEngine(Engine):
    """One voice of espeak, named `language[+variant]`; SpeechError where there is no such voice.

    `other_names` are what may have been meant by an unknown one. Copies the library for its first
    phrase.
    """

    def __init__(self, voice: Voice, other_names: Callable[[], Iterable[str]] = tuple) -> None:
        language, plus, variant = voice.name.partition("+")
        self._voice = voice
        self._language = _find_language(language, other_names)
        self._variant = f"+{_find_variant(variant)}" if plus else ""
        self._copy: _PrivateCopy | None = None

    @property
    def identity(self) -> str:
        """The package holds the library and its data, so one version tells both."""
        return f"espeakng-loader {version(_PACKAGE)} {_VERSION}"

    def speak(self, text: str) -> Speech:
        """The same bytes for the same text. Raises SpeechError."""
        from audiocoach.tts.espeak_library import synthesise

        line = speakable_text(self._voice, text)
        name = self._language.relative_to(_data() / "lang").as_posix() + self._variant
        with _LOCK:
            try:
                copy = self._private_copy()
                speech = synthesise(copy.library, copy.home, name, self._voice.wpm, line)
            except (OSError, EngineError) as error:
                raise phrase_error(self._voice, line, error) from error
        if not speech.samples.strip(b"\0"):
            raise phrase_error(self._voice, text, "it came out silent")
        return speech

    def close(self) -> None:
        """Remove the private copy; a phrase spoken later makes another."""
        with _LOCK:
            if self._copy:
                self._copy.remove()
            self._copy = None

    def _private_copy(self) -> "_PrivateCopy":
        """Our copy, made on first use; a forked child makes its own, as the parent removes its.

        Another too where a program runs for days, and its copy was taken for left behind.
        """
        if self._copy is None or not self._copy.is_ours():
            copy = _PrivateCopy()
            copy.fill()
            self._copy = copy
        return self._copy


class _PrivateCopy:
    """A folder for a copy of the library; removed along with this object."""

    def __init__(self) -> None:
        import espeakng_loader

        self.owner = os.getpid()
        self.folder = make_temporary_folder()
        self.library = self.folder / Path(espeakng_loader.get_library_path()).name
        self.home = _data().parent
        self.remove = weakref.finalize(self, _remove, self.folder, self.owner)

    def is_ours(self) -> bool:
        """Whether the folder is there, and this process's own."""
        return self.owner == os.getpid() and self.folder.exists()

    def fill(self) -> None:
        """Copy the library, and bring the data nearer if espeak cannot open so long a path."""
        from audiocoach.tts.espeak_library import can_open

        shutil.copyfile(_data().with_name(self.library.name), self.library)
        if not can_open(self.home):
            self.home = self.folder
            try:
                (self.home / _DATA).symlink_to(_data(), target_is_directory=True)
            except OSError:  # on Windows, where it takes a right
                shutil.copytree(_data(), self.home / _DATA)


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # and not a forked child that leaves
        shutil.rmtree(folder, ignore_errors=True)


def voices() -> tuple[VoiceInfo, ...]:
    """All of its languages and accents; each is a man's unless a variant follows its name."""
    files = _language_files()
    return tuple(
        _describe(name, file) for name, file in sorted(files.items()) if _dictionary(file).exists()
    )


def variants() -> tuple[str, ...]:
    """The names that can follow a `+`, such as `f2`."""
    return tuple(sorted(file.name for file in (_data() / _VARIANTS).iterdir()))


def _describe(name: str, file: Path) -> VoiceInfo:
    lines = _lines(file)
    codes = tuple(code.lower() for key, code, *_ in lines if key == "language")
    title = next(" ".join(words) for key, *words in lines if key == "name")
    return VoiceInfo(name, codes, "male", title.partition(" //")[0])


def has_language(name: str) -> bool:
    """Whether a language or accent is known by that name or code; SpeechError without espeak."""
    files = _language_files()
    return name in files or name in _aliases(files)


def _find_language(name: str, other_names: Callable[[], Iterable[str]]) -> Path:
    """The file of a language or accent, by its name or by a code that espeak lists for it."""
    files = _language_files()
    if name not in files:
        files = _aliases(files) | files
    if name not in files:
        hint = did_you_mean(name, [*files, *other_names()]) or "'audiocoach voices' lists them"
        raise SpeechError(f"espeak has no voice {name!r}", hint)
    if not _dictionary(files[name]).exists():
        raise SpeechError(f"espeak has no dictionary for its voice {name!r}")
    return files[name]


def _find_variant(name: str) -> str:
    """The variant. Checked here, since espeak takes an unknown one in silence."""
    known = variants()  # the listing, as a file system that ignores case opens what espeak does not
    if name not in known:
        near = did_you_mean(name, known)
        hints = (near, "f1 to f5 are women, m1 to m8 men")
        raise SpeechError(f"espeak has no variant {name!r}", " ".join(filter(None, hints)))
    return name


def _data() -> Path:
    """The folder that espeak calls its data path. Raises SpeechError when it is not installed."""
    return locate(_PACKAGE) / _DATA


def _language_files() -> dict[str, Path]:
    """Voice name to file. The files are named by BCP 47 tag: lang/gmw/en-US is `en-us`."""
    walk = os.walk(_data() / "lang")
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
    return _data() / f"{name}_dict"


def _lines(file: Path) -> list[list[str]]:
    """The lines that hold a key and a value, as words."""
    lines = map(str.split, file.read_text("utf-8").splitlines())
    return [words for words in lines if len(words) > 1]
