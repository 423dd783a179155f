"""espeak-ng inside this process, from the package espeakng-loader.

Pure: the same text and voice give the same bytes, in any order, thread and process. The library
itself is not: what it said before colours what it says next. So every phrase is spoken by a library
loaded afresh, from a copy that is ours alone (a library that others hold loaded would not unload),
over a data folder with nothing in it to search through, which makes loading cheap.
"""

import os
import shutil
import threading
import weakref
from pathlib import Path

from audiocoach.i18n.normalise.rules import plain
from audiocoach.support.resources import version
from audiocoach.tts.base import Engine, Speech, Voice, VoiceInfo, phrase_error
from audiocoach.tts.espeak_voices import (
    DATA,
    PACKAGE,
    VARIANTS,
    data,
    find_language,
    find_variant,
    offers,
)
from audiocoach.tts.subprocesses import passing_folder

NOTE = "a variant may follow each: espeak:en-us+f2 is a woman"

_VERSION = 1
"""Of what is written here: raise it when the same words come out as other samples."""

# Loading and unloading in two threads at once ends the process.
_LOCK = threading.Lock()
if hasattr(os, "register_at_fork"):  # a child must not inherit a lock that another thread holds
    os.register_at_fork(
        before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release
    )


def open_voice(voice: Voice) -> Engine:
    """Raises SpeechError when espeak has no such voice; loads nothing."""
    return EspeakEngine(voice)


def voices() -> tuple[VoiceInfo, ...]:
    """All of its languages and accents, read from its data."""
    return offers()


class EspeakEngine(Engine):
    """One voice of espeak, named `language[+variant]`. Copies the library for its first phrase."""

    def __init__(self, voice: Voice) -> None:
        name, plus, variant = voice.name.partition("+")
        self._voice = voice
        self._language = find_language(name)
        self._variant = find_variant(variant) if plus else None
        self._home: _Home | None = None

    @property
    def identity(self) -> str:
        """The package holds the library and its data, so one version tells both."""
        return f"espeakng-loader {version(PACKAGE)} {_VERSION}"

    def speak(self, text: str) -> Speech:
        """The same bytes for the same text. Raises SpeechError."""
        said = plain(text)
        if not said:
            raise phrase_error(self._voice, text, "there is nothing in it to say")
        with _LOCK:
            speech = self._synthesise(said)
        if not speech.samples.strip(b"\0"):
            raise phrase_error(self._voice, text, "it came out silent")
        return speech

    def close(self) -> None:
        """Remove the private copy; a phrase spoken later makes another."""
        with _LOCK:
            if self._home:
                self._home.remove()
            self._home = None

    def _synthesise(self, said: str) -> Speech:
        from audiocoach.tts.espeak_library import Refused, synthesise

        try:
            home = self._settle()
            return synthesise(home.library, home.folder, self._name, self._voice.wpm, said)
        except (OSError, Refused) as error:
            raise phrase_error(self._voice, said, str(error)) from error

    @property
    def _name(self) -> str:
        return self._language.name.lower() + (f"+{self._variant.name}" if self._variant else "")

    def _settle(self) -> "_Home":
        """Our copy, made on first use; a forked child makes its own, as the parent removes its.

        Another too where a program runs for days, and its copy was taken for left behind.
        """
        if self._home is None or not self._home.is_ours():
            home = _Home()
            home.furnish(self._language, self._variant)
            self._home = home
        return self._home


class _Home:
    """A folder for a copy of the library and just enough data; removed along with this object."""

    def __init__(self) -> None:
        import espeakng_loader

        self.owner = os.getpid()
        self.folder = passing_folder()
        self.library = self.folder / Path(espeakng_loader.get_library_path()).name
        self.remove = weakref.finalize(self, _remove, self.folder, self.owner)

    def is_ours(self) -> bool:
        """Whether it is there, and this process's own."""
        return self.owner == os.getpid() and self.folder.exists()

    def furnish(self, language: Path, variant: Path | None) -> None:
        """One language, directly in `lang`, where espeak opens it by name and lists no folder.

        All dictionaries, as a phrase may hold words in another script, read by another's rules.
        """
        home = self.folder / DATA
        (home / VARIANTS).mkdir(parents=True)
        (home / "lang").mkdir()
        for file in filter(Path.is_file, data().iterdir()):
            _place(file, home / file.name)
        _place(language, home / "lang" / language.name.lower())
        if variant:
            _place(variant, home / VARIANTS / variant.name)
        shutil.copyfile(data().with_name(self.library.name), self.library)


def _place(source: Path, target: Path) -> None:
    """Link where the system allows it; copy where not, as on Windows from another disk."""
    for place in (os.symlink, os.link, shutil.copyfile):
        try:
            place(source, target)
        except OSError:
            if place is shutil.copyfile:
                raise
        else:
            return


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # and not a forked child that leaves
        shutil.rmtree(folder, ignore_errors=True)
