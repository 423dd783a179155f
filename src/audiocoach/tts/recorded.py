"""A folder of recordings as a voice: a file for each phrase, and another voice for the rest."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError, Problem, RecordingsError, RoutineError, SpeechError
from audiocoach.i18n.normalise import without_phonemes
from audiocoach.support import yaml_nodes
from audiocoach.support.files import expand_home, explain_os_error, file_sha256, is_file, is_folder
from audiocoach.support.messages import did_you_mean, quote
from audiocoach.support.paths import is_within, leads_out, read_bounded
from audiocoach.support.sizes import too_big
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode
from audiocoach.tts.base import Engine, Speech, Voice, phrase_error
from audiocoach.tts.takes import UnusableError, read_take

NOTE = "a folder of your own recordings; 'audiocoach script NAME' lists what to record"
INDEX, SCRIPT = "index.yaml", "index.csv"
SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".aif", ".aiff", ".wma")
_VERSION = 1
"""Raise it when what is here, in `takes` or in `speech_files` makes other samples of a phrase."""
GUESSES = 20
"""After so many names that are not known, nobody reads what may have been meant by another."""
_EXAMPLE = "write it like 'Rest now.: take-7.wav'"
_MEND = "record it again, or delete it"
_STEM_LETTERS = 60
_SHORTENED = re.compile(rf".{{1,{_STEM_LETTERS}}}-[0-9a-f]{{6}}")


class RecordedEngine(Engine):
    """Recordings by the stems of their phrases, and another engine for what is not recorded."""

    is_reusable = False
    """The folder is read when the voice is opened; the next session may find other files in it."""

    def __init__(
        self, voice: Voice, recordings: "Recordings", fallback: Voice, fallback_engine: Engine
    ) -> None:
        self._voice = voice
        self._recordings = recordings
        self._fallback = fallback
        self._fallback_engine = fallback_engine

    @cached_property
    def identity(self) -> str:
        """The identity of the other voice; `identity_of` knows that of a recorded phrase."""
        return self._fallback_identity(self._fallback_engine.identity)

    def identity_of(self, text: str) -> str:
        """What the file holds; raises SpeechError."""
        file = self._recordings.find(text)
        if file is None:
            return self._fallback_identity(self._fallback_engine.identity_of(text))
        try:
            if why := too_big(file.stat().st_size, LIMITS.utterance.file_bytes):
                raise phrase_error(self._voice, text, f"{file}: it {why}", _MEND)
            return f"recorded {file_sha256(file)} {_VERSION}"
        except OSError as error:
            raise phrase_error(self._voice, text, f"{file}: {explain_os_error(error)}") from error

    def _fallback_identity(self, identity: str) -> str:
        return f"recorded, or {self._fallback} {identity}"

    def speak(self, text: str) -> Speech:
        """The recording, or what the other voice says. Raises SpeechError."""
        file = self._recordings.find(text)
        if file is None:
            return self._fallback_engine.speak(text)
        try:
            return read_take(file)
        except UnusableError as error:
            raise phrase_error(self._voice, text, f"{file}: {error}", _MEND) from error

    def note(self, texts: Iterable[str]) -> str | None:
        """How many phrases are not recorded, and the other voice's note on those."""
        by_stem = {file_stem(text): text for text in texts}
        missing = [text for text in by_stem.values() if self._recordings.find(text) is None]
        if not missing:
            return None
        count = f"{len(missing)} of {len(by_stem)} phrases are not recorded"
        hint = "'audiocoach script NAME --check FOLDER' lists them"
        notes = (
            f"{count} and spoken by {self._fallback}",
            hint,
            self._fallback_engine.note(missing),
        )
        return "; ".join(filter(None, notes))

    def close(self) -> None:
        """Close the other voice's engine."""
        self._fallback_engine.close()


def open_recordings(voice: Voice) -> "Recordings":
    """The recordings in the folder that a voice names; raises SpeechError."""
    folder, _ = split_folder(voice)
    if not is_folder(folder):
        raise SpeechError(f"{folder}: there is no such folder of recordings")
    return read_recordings(folder)


def split_folder(voice: Voice) -> tuple[Path, str]:
    """The folder of `FOLDER+VOICE`, and the voice for what is missing, which may be empty.

    A folder whose name has a plus is taken as it is where it exists.
    """
    whole = expand_home(voice.name)
    if is_folder(whole):
        return whole, ""
    folder, _, fallback = voice.name.partition("+")
    return expand_home(folder.strip()), fallback.strip()


class Recordings(NamedTuple):
    """The recordings of a folder."""

    by_phrase: Mapping[str, Path]
    """By the keys of their phrases."""
    files: tuple[Path, ...]
    """All in the folder itself, whether they are of a phrase or not."""

    def find(self, text: str) -> Path | None:
        """The recording of a phrase, if there is one."""
        return self.by_phrase.get(_phrase_key(text))


def read_recordings(folder: Path) -> Recordings:
    """Which recording is of which phrase; raises SpeechError.

    An `index.yaml` goes before an `index.csv`, and that before the files' names.
    """
    try:
        files = sorted(islice(filter(is_recording, folder.iterdir()), LIMITS.recordings + 1))
    except OSError as error:
        raise SpeechError(f"{folder}: it cannot be read ({explain_os_error(error)})") from error
    if len(files) > LIMITS.recordings:
        message = f"{folder}: there are more than {LIMITS.recordings:,} recordings in it"
        raise SpeechError(message, "make a folder for each voice")
    by_phrase = {_phrase_key(path.stem): path for path in reversed(files)}
    by_phrase |= _read_script(folder)
    if (index := folder / INDEX).exists():
        by_phrase |= _read_index(index)
    for path in dict.fromkeys(by_phrase.values()):
        # What lies in the folder itself leads elsewhere only as a link.
        if (path.parent != folder or path.is_symlink()) and not is_within(path, folder):
            raise SpeechError(f"{path}: leads outside the folder", f"copy the file into {folder}")
    return Recordings(by_phrase, tuple(files))


def file_stem(text: str) -> str:
    """The name of a phrase's file, `rest-ninety-seconds`; what is too long ends in a hash.

    The stem of a stem is itself.
    """
    words = re.findall(r"[^\W_]+", normalize("NFKC", without_phonemes(text)).casefold())
    stem = normalize("NFC", "-".join(words))
    if len(stem) <= _STEM_LETTERS or _SHORTENED.fullmatch(stem):
        return stem
    return f"{stem[:_STEM_LETTERS].rstrip('-')}-{sha256(stem.encode()).hexdigest()[:6]}"


def _phrase_key(text: str) -> str:
    """The same for a phrase with figures and in words: `rest-90-seconds`, `rest-ninety-seconds`."""
    from audiocoach.i18n.normalise.english.numerals import cardinal

    stem = file_stem(text)
    return re.sub(r"(?<![^-])[0-9]+(?![^-])", lambda found: cardinal(found[0]), stem).replace(
        " ", "-"
    )


def is_recording(path: Path) -> bool:
    """Whether it is a file of a kind that is read."""
    return path.suffix.lower() in SUFFIXES and is_file(path)


def _read_script(folder: Path) -> dict[str, Path]:
    """The recordings by phrase that `index.csv` lists; some may not have been made yet."""
    script = folder / SCRIPT
    if not script.exists():
        return {}
    try:
        content = read_bounded(script, LIMITS.index_bytes)
    except CoachError as error:
        raise SpeechError(error.message, error.hint) from error
    if why := too_big(len(content), LIMITS.index_bytes):
        raise SpeechError(f"{script}: it {why}", "keep the phrases of these routines in it")
    by_phrase: dict[str, Path] = {}
    try:
        rows = csv.reader(content.decode("utf-8-sig").splitlines())
        columns = next(rows, [])
        for row in filter(None, rows):
            cells = dict(zip(columns, row, strict=False))
            place = f"{script}:{rows.line_num}"
            if len(by_phrase) == LIMITS.recordings:
                message = f"{place}: {LIMITS.recordings:,} recordings are read, and no more"
                raise SpeechError(message, "keep the phrases of these routines in it")
            phrase, file = cells.get("phrase"), cells.get("file")
            if not phrase or not file:
                message = f"{place}: a row is a phrase and a file"
                raise SpeechError(message, "write 'phrase,file' in the first line")
            if leads_out(file):
                message = f"{place}: {quote(file)} is outside the folder"
                raise SpeechError(message, f"copy it into {folder}")
            by_phrase[_phrase_key(phrase)] = folder / file
    except (UnicodeDecodeError, csv.Error) as error:
        raise SpeechError(f"{script}: this is not CSV in UTF-8") from error
    return {phrase: file for phrase, file in by_phrase.items() if is_recording(file)}


def _read_index(path: Path) -> dict[str, Path]:
    """The recordings by phrase that `index.yaml` lists; SpeechError tells what is wrong."""
    root, problems = yaml_nodes.parse(read_bounded(path), str(path), _EXAMPLE)
    problems = [*problems, *_check_index(root, path.parent)]
    if problems or not isinstance(root, MappingNode):
        raise RecordingsError(RoutineError(problems).lines)
    return {_phrase_key(phrase): path.parent / _text(node) for phrase, node in root.values.items()}


def _check_index(root: Node | None, folder: Path) -> Iterator[Problem]:
    if root is None:
        return
    if not isinstance(root, MappingNode):
        yield Problem(root.where, "the index is phrases and files", _EXAMPLE)
        return
    phrases: dict[str, str] = {}
    names = _Names(folder)
    for phrase, node in root.values.items():
        first = phrases.setdefault(_phrase_key(phrase), phrase)
        where = root.keys[phrase]
        if not file_stem(phrase):
            yield Problem(where, f"{quote(phrase)} is no phrase", _EXAMPLE)
        elif first != phrase:
            message = f"{quote(phrase)} is the same phrase as {quote(first)}"
            hint = f"keep one of them; the other is on line {root.keys[first].line}"
            yield Problem(where, message, hint)
        yield from _check_file(node, folder, names)


def _check_file(node: Node, folder: Path, names: "_Names") -> Iterator[Problem]:
    name = _text(node)
    if not 0 < len(name) <= LIMITS.text:
        yield Problem(node.where, "a phrase has one file", _EXAMPLE)
    elif leads_out(name) or not is_within(folder / name, folder):
        message = f"{quote(name)} is outside the folder"
        yield Problem(node.where, message, f"copy it into {folder}")
    elif not is_recording(folder / name):
        hint = names.guess(name) or "record it, or delete the line"
        yield Problem(node.where, f"there is no recording {quote(name)} in {folder}", hint)


class _Names:
    """What the recordings of a folder are called, to guess which of them somebody meant."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._left = folder, GUESSES

    @cached_property
    def _known(self) -> list[str]:
        return [path.name for path in self._folder.iterdir() if is_recording(path)]

    def guess(self, name: str) -> str | None:
        """A hint for a name that none of them has; None if none is near, or after many guesses."""
        self._left -= 1
        return did_you_mean(name, self._known) if self._left >= 0 else None


def _text(node: Node) -> str:
    return node.text.strip() if isinstance(node, ScalarNode) else ""
