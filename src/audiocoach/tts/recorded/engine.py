"""A folder of recordings as a voice: a file for each phrase, and another voice for the rest."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from audiocoach.errors import SpeechError
from audiocoach.support.files import expand_home, is_folder
from audiocoach.tts.base import (
    Engine,
    Speech,
    UserVoices,
    Voice,
    VoiceInfo,
    digest,
    parse_voice,
    phrase_error,
)
from audiocoach.tts.recorded.folder import Recordings, file_stem, recordings_in
from audiocoach.tts.recorded.takes import UnusableError, read

ENGINE = "recorded"
NOTE = "a folder of your own recordings; 'audiocoach script NAME' lists what to record"
_VERSION = 1
"""Of what is written here: raise it when the same words come out as other samples."""


def open_voice(voice: Voice, own: UserVoices) -> Engine:
    """`FOLDER`, or `FOLDER+VOICE` with who speaks what is missing; raises SpeechError."""
    from audiocoach.tts import open_engine

    folder, _ = _split(voice.name)
    if not is_folder(folder):
        raise SpeechError(f"{folder}: there is no such folder of recordings")
    other = fallback_voice(voice, own)
    return RecordedEngine(voice, recordings_in(folder), open_engine(other, own), other)


def fallback_voice(voice: Voice, own: UserVoices) -> Voice:
    """Who speaks what `voice` has not recorded; raises SpeechError."""
    wanted = parse_voice(_split(voice.name)[1] or own.fallback_voice)
    if wanted.engine == voice.engine:
        raise SpeechError(f"{voice.engine}:{voice.name}: one folder is a voice, not two")
    return Voice(wanted.engine, wanted.name, voice.wpm)


def voices(_own: UserVoices) -> tuple[VoiceInfo, ...]:
    """None that are known."""
    return ()


class RecordedEngine(Engine):
    """Recordings by the slugs of their phrases."""

    def __init__(
        self, voice: Voice, recordings: Recordings, other: Engine, fallback_voice: Voice
    ) -> None:
        self._voice = voice
        self._recordings = recordings
        self._other = other
        self._stand_in = fallback_voice

    @cached_property
    def identity(self) -> str:
        """That of the other voice: of a phrase, `identity_of` tells."""
        return self._spoken_by(self._other.identity)

    def identity_of(self, text: str) -> str:
        """What the file holds; raises SpeechError."""
        file = self._recordings.of(text)
        if file is None:
            return self._spoken_by(self._other.identity_of(text))
        try:
            return f"recorded {digest(file)} {_VERSION}"
        except OSError as error:
            raise phrase_error(self._voice, text, f"{file}: {error.strerror}") from error

    def _spoken_by(self, identity: str) -> str:
        return f"recorded, or {self._stand_in} {identity}"

    def speak(self, text: str) -> Speech:
        """The recording, or what the other voice says. Raises SpeechError."""
        file = self._recordings.of(text)
        if file is None:
            return self._other.speak(text)
        try:
            return read(file)
        except UnusableError as error:
            why = f"{file}: {error}; record it again, or delete it"
            raise phrase_error(self._voice, text, why) from error

    def note(self, texts: Iterable[str]) -> str | None:
        """How many are not recorded, and what the other voice has to say of those."""
        wanted = {file_stem(text): text for text in texts}
        missing = [text for text in wanted.values() if self._recordings.of(text) is None]
        if not missing:
            return None
        count = f"{len(missing)} of {len(wanted)} phrases are not recorded"
        how = "'audiocoach script NAME --check FOLDER' lists them"
        note = f"{count} and spoken by {self._stand_in}; {how}"
        return "; ".join(filter(None, (note, self._other.note(missing))))

    def close(self) -> None:
        """As the other voice does."""
        self._other.close()


def _split(name: str) -> tuple[Path, str]:
    """A folder whose name has a plus is taken as it is where it is there."""
    whole = expand_home(name)
    if is_folder(whole):
        return whole, ""
    folder, _, other = name.partition("+")
    return expand_home(folder.strip()), other.strip()
