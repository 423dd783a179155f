"""WAV: 16-bit PCM, with its names in LIST INFO and its chapters as cue points."""

import struct
from collections.abc import Sequence
from io import SEEK_END
from typing import BinaryIO

from audiocoach.mp3 import ChapterMark, TrackTags
from audiocoach.renderer.containers.encoding import AudioStream, Coding, names, write

_CODING = Coding(muxer="wav", codec="pcm_s16le", muxer_options={"rf64": "auto"})
_SIZE_AT = 4
_MOST = 0xFFFFFFFF


def write_wav(file: BinaryIO, audio: AudioStream, tags: TrackTags, _bitrate: int) -> None:
    """A WAV file; an RF64 one, without cue points, beyond 4 GiB."""
    write(file, audio, _CODING, names(tags))
    _append(file, _cues(tags.chapters, audio.rate))


def _append(file: BinaryIO, chunks: bytes) -> None:
    size = file.seek(0, SEEK_END) - 8 + len(chunks)
    if not chunks or size > _MOST:
        return
    file.write(chunks)
    file.seek(_SIZE_AT)
    file.write(struct.pack("<I", size))


def _cues(chapters: Sequence[ChapterMark], rate: int) -> bytes:
    """A `cue ` chunk and its labels (Multimedia Programming Interface 1.0, chapter 3)."""
    if not chapters:
        return b""
    points, labels = b"", b""
    for number, (start_ms, _, title) in enumerate(chapters, 1):
        at = start_ms * rate // 1000
        points += struct.pack("<II4sIII", number, at, b"data", 0, 0, at)
        labels += _chunk(b"labl", struct.pack("<I", number) + title.encode() + b"\0")
    cue = _chunk(b"cue ", struct.pack("<I", len(chapters)) + points)
    return cue + _chunk(b"LIST", b"adtl" + labels)


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
