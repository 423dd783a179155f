"""Files other than an MP3: M4A, Opus, Ogg Vorbis, FLAC and WAV, with their names, chapters, cover.

Each is written into an open, seekable file, front to back but for lengths that are known at the
end, and no more of the sound is kept than a block. Equal sound and tags give equal bytes.
"""

import struct
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import SEEK_END
from types import MappingProxyType
from typing import Any, BinaryIO

from audiocoach.errors import TrackError
from audiocoach.mp3.tags import ChapterMark, Picture, TrackTags
from audiocoach.renderer.muxing import AudioStream, Coding, in_stereo, write

_AAC_OPTIONS = {
    "aac_coder": "fast",  # a third of the time of the default, and nearer the source by 10 dB
}
_OGG_OPTIONS = {
    "serial_offset": "1",  # of the stream: some tools take 0 for none
}
_OPUS_OPTIONS = {
    "application": "audio",
    # From 6 on libopus makes speech of what it takes for it: slower, larger and up to 0.5 dB off.
    "compression_level": "5",
}
_VORBIS_QUALITY = 10
_LAMBDA = 118
"""FFmpeg's scale of qualities (FF_QP2LAMBDA)."""
_MOST_CHAPTERS = 999
"""Comments number chapters with three digits."""
_FRONT_COVER = 3
_NAMES = ("title", "artist", "album", "genre", "comment")
_VORBIS_NAMES = {"comment": "DESCRIPTION"}
_WAV_SIZE_AT, _MOST_WAV_BYTES = 4, 0xFFFFFFFF


def write_m4a(file: BinaryIO, audio: AudioStream, tags: TrackTags, bitrate: int) -> None:
    """AAC in an MP4 file of brand M4A: what phones, cars and podcast players expect of an .m4a.

    FFmpeg writes the chapters twice, as a text track (QuickTime's way) and as a list (Nero's); an
    edit list says where the encoder's delay ends and where the sound does.
    """
    coding = Coding(muxer="ipod", codec="aac", bitrate=bitrate, codec_options=_AAC_OPTIONS)
    write(file, audio, coding, _names(tags), tags.chapters)
    if tags.cover:
        from mutagen import mp4

        picture: Any = mp4.MP4Cover
        kinds = mp4.AtomDataType
        kind = kinds.PNG if tags.cover.mime == "image/png" else kinds.JPEG
        with _tagging(file, mp4.MP4) as atoms:
            atoms["covr"] = [picture(tags.cover.data, kind)]


def write_opus(file: BinaryIO, audio: AudioStream, tags: TrackTags, bitrate: int) -> None:
    """An Opus file (RFC 7845). Opus takes 24 kHz as it is; its players decode at 48 kHz."""
    coding = Coding(
        muxer="opus",
        codec="libopus",
        bitrate=bitrate,
        codec_options=_OPUS_OPTIONS,
        muxer_options=_OGG_OPTIONS,
    )
    write(file, audio, coding, _comments(tags) | _picture_comment(tags))


def write_vorbis(file: BinaryIO, audio: AudioStream, tags: TrackTags, _bitrate: int) -> None:
    """An Ogg Vorbis file, by the one encoder in PyAV's wheels: two channels, and no bitrate."""
    options = {
        "strict": "experimental",
        "flags": "+bitexact+qscale",
        "global_quality": str(_VORBIS_QUALITY * _LAMBDA),
    }
    coding = Coding(muxer="ogg", codec="vorbis", codec_options=options, muxer_options=_OGG_OPTIONS)
    write(file, in_stereo(audio), coding, _comments(tags) | _picture_comment(tags))


def write_flac(file: BinaryIO, audio: AudioStream, tags: TrackTags, _bitrate: int) -> None:
    """A FLAC file, 16 bits a sample: every sample, at half the size."""
    write(file, audio, Coding(muxer="flac", codec="flac"), _comments(tags))
    if tags.cover:
        from mutagen import flac

        with _tagging(file, flac.FLAC) as tagged:
            tagged.add_picture(_flac_picture(tags.cover))


def write_wav(file: BinaryIO, audio: AudioStream, tags: TrackTags, _bitrate: int) -> None:
    """16-bit PCM, its names in LIST INFO, its chapters as cue points.

    Beyond 4 GiB it is an RF64 file without cue points.
    """
    coding = Coding(muxer="wav", codec="pcm_s16le", muxer_options={"rf64": "auto"})
    write(file, audio, coding, _names(tags))
    chunks = _cue_chunks(tags.chapters, audio.rate)
    size = file.seek(0, SEEK_END) - 8 + len(chunks)
    if chunks and size <= _MOST_WAV_BYTES:
        file.write(chunks)
        file.seek(_WAV_SIZE_AT)
        file.write(struct.pack("<I", size))


WRITERS: Mapping[str, Callable[[BinaryIO, AudioStream, TrackTags, int], None]] = MappingProxyType(
    {
        "m4a": write_m4a,
        "opus": write_opus,
        "ogg": write_vorbis,
        "flac": write_flac,
        "wav": write_wav,
    }
)
"""By format. Each is given the file, what is heard, what it is called, and bits per second."""


def _names(tags: TrackTags) -> dict[str, str]:
    """What is known of a track, by the names that FFmpeg's muxers have for it."""
    return {name: text for name in _NAMES if (text := getattr(tags, name))}


def _comments(tags: TrackTags) -> dict[str, str]:
    """Vorbis comments in order, a chapter's name after its time; without the cover."""
    comments = {_VORBIS_NAMES.get(name, name.upper()): text for name, text in _names(tags).items()}
    for number, (start_ms, _, title) in enumerate(tags.chapters[:_MOST_CHAPTERS], 1):
        seconds, millis = divmod(start_ms, 1000)
        minutes, seconds = divmod(seconds, 60)
        time = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{millis:03}"
        comments |= {f"CHAPTER{number:03}": time, f"CHAPTER{number:03}NAME": title}
    return comments


def _picture_comment(tags: TrackTags) -> dict[str, str]:
    """The cover as a comment, if there is one."""
    if not tags.cover:
        return {}
    return {"METADATA_BLOCK_PICTURE": b64encode(_flac_picture(tags.cover).write()).decode()}


def _flac_picture(cover: Picture) -> Any:  # noqa: ANN401 (mutagen is untyped)
    """FLAC's picture block."""
    from mutagen import flac

    kind: Any = flac.Picture
    block = kind()
    block.type, block.mime, block.data = _FRONT_COVER, cover.mime, cover.data
    return block


@contextmanager
def _tagging(file: BinaryIO, reader: Any) -> Iterator[Any]:  # noqa: ANN401 (mutagen is untyped)
    """`file` as one of mutagen's readers has it, to be changed; saved at the end, without padding.

    OSError where the file does not take it.
    """
    from mutagen import MutagenError

    try:
        file.seek(0)
        tagged = reader(file)
        yield tagged
        file.seek(0)
        tagged.save(file, padding=lambda _: 0)
    except MutagenError as error:
        if isinstance(error.__context__, OSError):
            raise error.__context__ from error
        raise TrackError(f"the cover could not be written: {error}") from error


def _cue_chunks(chapters: Sequence[ChapterMark], rate: int) -> bytes:
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
