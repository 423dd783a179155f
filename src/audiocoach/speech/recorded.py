"""A folder of recordings as a voice: a file for each phrase, and another voice for the rest."""

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

from audiocoach.errors import SpeechError
from audiocoach.speech.children import ChildError, decode
from audiocoach.speech.engine import Engine, Speech, Voice, failed, parse_voice
from audiocoach.speech.offers import Offer
from audiocoach.speech.own import Own
from audiocoach.speech.voice_files import digest

NOTE = "a folder of your own recordings; 'audiocoach script NAME' lists what to record"
ENGINE = "recorded"
INDEX = "index.csv"
SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".aif", ".aiff", ".wma")
_NAME_LETTERS = 60
_MOST_S = 60
_SAMPLE_BYTES = 2


def open_voice(voice: Voice, own: Own) -> Engine:
    """`FOLDER`, or `FOLDER+VOICE` with who speaks what is missing; raises SpeechError."""
    from audiocoach.speech import open_engine

    folder, other = _split(voice.name)
    if not folder.is_dir():
        raise SpeechError(f"{folder}: there is no such folder of recordings")
    wanted = parse_voice(other or own.stand_in)
    if wanted.engine == voice.engine:
        raise SpeechError(f"{voice.engine}:{voice.name}: one folder is a voice, not two")
    stand_in = Voice(wanted.engine, wanted.name, voice.wpm)
    return RecordedEngine(voice, _files(folder), open_engine(stand_in, own), stand_in)


def voices(_own: Own) -> tuple[Offer, ...]:
    """None that are known."""
    return ()


class RecordedEngine(Engine):
    """Recordings by the slugs of their phrases."""

    def __init__(
        self, voice: Voice, files: Mapping[str, Path], other: Engine, stand_in: Voice
    ) -> None:
        self._voice = voice
        self._files = files
        self._other = other
        self._stand_in = stand_in

    @cached_property
    def identity(self) -> str:
        """That of the other voice: of a recording, `identity_of` tells."""
        return f"recorded, or {self._stand_in} {self._other.identity}"

    def identity_of(self, text: str) -> str:
        """What the file holds; raises SpeechError."""
        file = self._files.get(file_stem(text))
        if file is None:
            return self.identity
        try:
            return f"recorded {digest(file)}"
        except OSError as error:
            raise failed(self._voice, text, f"{file}: {error.strerror}") from error

    def speak(self, text: str) -> Speech:
        """The recording, or what the other voice says. Raises SpeechError."""
        file = self._files.get(file_stem(text))
        if file is None:
            return self._other.speak(text)
        try:
            speech = decode(file)
        except (OSError, ChildError) as error:
            raise failed(self._voice, text, f"{file}: {error}") from error
        if len(speech.samples) > _MOST_S * _SAMPLE_BYTES * speech.rate:
            why = f"{file}: it is longer than {_MOST_S} seconds"
            raise failed(self._voice, text, why)
        return speech

    def note(self, texts: Iterable[str]) -> str | None:
        """How many are not recorded."""
        wanted = {file_stem(text) for text in texts}
        missing = wanted - set(self._files)
        if not missing:
            return None
        count = f"{len(missing)} of {len(wanted)} phrases are not recorded"
        return f"{count} and spoken by {self._stand_in}; 'audiocoach script' lists them"

    def close(self) -> None:
        """As the other voice does."""
        self._other.close()


def file_stem(text: str) -> str:
    """`rest-ninety-seconds`: the name of a phrase's file; what is too long ends in a hash."""
    words = re.findall(r"\w+", normalize("NFKC", text).casefold())
    stem = normalize("NFC", "-".join(words))
    if len(stem) <= _NAME_LETTERS:
        return stem
    return f"{stem[:_NAME_LETTERS].rstrip('-')}-{sha256(stem.encode()).hexdigest()[:6]}"


def _split(name: str) -> tuple[Path, str]:
    """A folder whose name has a plus is taken as it is where it is there."""
    whole = Path(name).expanduser()
    if whole.is_dir():
        return whole, ""
    folder, _, other = name.partition("+")
    return Path(folder.strip()).expanduser(), other.strip()


def _files(folder: Path) -> dict[str, Path]:
    """By their names, and by the phrases that the index gives to others."""
    try:
        found = sorted(each for each in folder.iterdir() if each.suffix.lower() in SUFFIXES)
        named = {file_stem(each.stem.replace("_", " ")): each for each in reversed(found)}
        # A name that ends in a hash is no phrase, so it is also taken as it is.
        exact = {normalize("NFC", each.stem).casefold(): each for each in reversed(found)}
        return {**named, **exact, **_indexed(folder)}
    except OSError as error:
        raise SpeechError(f"{folder}: it cannot be read ({error.strerror})") from error


def _indexed(folder: Path) -> dict[str, Path]:
    index = folder / INDEX
    if not index.exists():
        return {}
    try:
        rows = list(csv.DictReader(index.read_text("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SpeechError(f"{index}: this is not CSV in UTF-8") from error
    listed = dict(_row(folder, index, number, row) for number, row in enumerate(rows, 2))
    # A script is an index of what is to be recorded, some of which may not be there yet.
    return {stem: file for stem, file in listed.items() if file.is_file()}


def _row(folder: Path, index: Path, number: int, row: Mapping[str, str | None]) -> tuple[str, Path]:
    phrase, file = row.get("phrase"), row.get("file")
    if not phrase or not file:
        why = "a row is a phrase and a file; write 'phrase,file' in the first line"
        raise SpeechError(f"{index}:{number}: {why}")
    return file_stem(phrase), folder / file
