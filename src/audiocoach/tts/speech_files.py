"""A sound file as speech: what a program wrote, or a recording."""

from io import SEEK_END
from itertools import repeat
from pathlib import Path
from struct import Struct
from typing import BinaryIO

from audiocoach.defaults import LIMITS
from audiocoach.tts.base import EngineError, Speech

_CHUNK = Struct("<4sI")
_CHUNKS = 1_000
"""So many are looked at before that of the sound."""
_UNKNOWN = 0x7FFF_0000
"""Bytes that the head of a WAV file promises, or more, where it was written to a pipe."""


def read_speech(file: Path) -> Speech:
    """A file's sound, mixed down to one channel: WAV, AIFF, and all that FFmpeg reads.

    Raises OSError, or EngineError for what is no sound, too much of it, or silence.
    """
    from audiocoach.audio.decode import BeyondLimitsError, DecodingError, Pcm, decode

    with file.open("rb") as opened:
        _check_whole(opened)
        try:
            blocks = list(decode(opened, Pcm("s16", "mono"), LIMITS.utterance))
        except BeyondLimitsError as error:
            raise EngineError(str(error)) from error
        except DecodingError as error:  # or its form changes
            raise EngineError(f"the file is no sound: {error}") from error
    if not blocks:
        raise EngineError("the file holds no sound")
    speech = Speech(b"".join(block.samples.tobytes() for block in blocks), blocks[0].rate)
    if speech.samples.count(0) == len(speech.samples):
        raise EngineError("it came out silent")
    return speech


def _check_whole(file: BinaryIO) -> None:
    """Raise EngineError for a WAV file cut short; a decoder would take what is there of it."""
    if file.read(12)[:4] != b"RIFF":
        return
    for _ in repeat(None, _CHUNKS):
        if len(head := file.read(_CHUNK.size)) < _CHUNK.size:
            return
        name, size = _CHUNK.unpack(head)
        start = file.tell()
        end = file.seek(0, SEEK_END)
        if name == b"data" and end - start < size < _UNKNOWN:
            raise EngineError("the file is cut short")
        file.seek(start + size + size % 2)
