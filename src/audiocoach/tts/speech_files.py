"""A sound file as speech: what a program wrote, or a recording."""

import wave
from io import SEEK_END
from pathlib import Path
from struct import Struct
from typing import BinaryIO

from audiocoach.tts.base import EngineError, Speech

_SAMPLE_BYTES = 2
_CHUNK = Struct("<4sI")
_UNKNOWN = 0x7FFF_0000
"""Bytes that the head of a WAV file promises, or more, where it was written to a pipe."""


def read_speech(file: Path) -> Speech:
    """A file's sound, mixed down to one channel; raises OSError, or EngineError for silence."""
    speech = _read_wave(file) or _decode(file)
    if not speech.samples.strip(b"\0"):
        raise EngineError("it came out silent")
    return speech


def _read_wave(file: Path) -> Speech | None:
    """A 16-bit mono WAV file's sound; None for every other kind of file."""
    with file.open("rb") as opened:
        if opened.read(12)[:4] != b"RIFF":
            return None
        _check_whole(opened)
    try:
        with wave.open(str(file), "rb") as sound:
            if (sound.getnchannels(), sound.getsampwidth()) != (1, _SAMPLE_BYTES):
                return None
            return Speech(sound.readframes(sound.getnframes()), sound.getframerate())
    except (wave.Error, EOFError):  # it knows whole numbers only
        return None


def _check_whole(file: BinaryIO) -> None:
    """From the first chunk of a WAV file on; a decoder would take what is there of half a file."""
    while len(head := file.read(_CHUNK.size)) == _CHUNK.size:
        name, size = _CHUNK.unpack(head)
        start = file.tell()
        end = file.seek(0, SEEK_END)
        if name == b"data" and end - start < size < _UNKNOWN:
            raise EngineError("the file is cut short")
        file.seek(start + size + size % 2)


def _decode(file: Path) -> Speech:
    """AIFF, which macOS writes whatever the name, and all that FFmpeg reads."""
    from audiocoach.audio.decode import DecodingError, Pcm, decode

    try:
        with file.open("rb") as opened:
            blocks = list(decode(opened, Pcm("s16", "mono")))
    except DecodingError as error:  # or its form changes
        raise EngineError(f"the file is no sound: {error}") from error
    if not blocks:
        raise EngineError("the file holds no sound")
    return Speech(b"".join(block.samples.tobytes() for block in blocks), blocks[0].rate)
