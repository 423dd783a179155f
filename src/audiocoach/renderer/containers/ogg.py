"""Opus and Vorbis in Ogg.

Opus takes 24 kHz as it is, and its players decode at 48 kHz. Vorbis is by FFmpeg's own encoder, the
one that is in PyAV's wheels: it knows two channels and no bitrate.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from audiocoach.mp3 import ChapterMark, Picture, TrackTags
from audiocoach.renderer.containers.encoding import AudioStream, Coding, in_stereo, write

_SERIAL = {"serial_offset": "1"}
"""Of the stream: some tools take 0 for none."""
_OPUS_OPTIONS = {
    "application": "audio",
    # From 6 on libopus makes speech of what it takes for it: slower, larger and up to 0.5 dB off.
    "compression_level": "5",
}
_VORBIS_QUALITY = 10
_LAMBDA = 118
"""FFmpeg's scale of qualities (FF_QP2LAMBDA)."""


def write_opus(file: BinaryIO, audio: AudioStream, tags: TrackTags, bitrate: int) -> None:
    """An Opus file (RFC 7845)."""
    coding = Coding(
        muxer="opus",
        codec="libopus",
        bitrate=bitrate,
        codec_options=_OPUS_OPTIONS,
        muxer_options=_SERIAL,
    )
    write(file, audio, coding, _all_comments(tags))


def write_vorbis(file: BinaryIO, audio: AudioStream, tags: TrackTags, _bitrate: int) -> None:
    """An Ogg Vorbis file."""
    options = {
        "strict": "experimental",
        "flags": "+bitexact+qscale",
        "global_quality": str(_VORBIS_QUALITY * _LAMBDA),
    }
    coding = Coding(muxer="ogg", codec="vorbis", codec_options=options, muxer_options=_SERIAL)
    write(file, in_stereo(audio), coding, _all_comments(tags))


def _all_comments(tags: TrackTags) -> dict[str, str]:
    return comments(tags) | (picture_comment(tags.cover) if tags.cover else {})


_MOST_CHAPTERS = 999
"""Three digits."""
_FRONT_COVER = 3


def comments(tags: TrackTags) -> dict[str, str]:
    """Names and texts in order, a chapter's name after its time; without the cover."""
    named = {
        "TITLE": tags.title,
        "ARTIST": tags.artist,
        "ALBUM": tags.album,
        "GENRE": tags.genre,
        "DESCRIPTION": tags.comment,
    }
    return {name: text for name, text in named.items() if text} | dict(_chapters(tags.chapters))


def _chapters(chapters: Sequence[ChapterMark]) -> Iterator[tuple[str, str]]:
    for number, (start_ms, _, title) in enumerate(chapters[:_MOST_CHAPTERS], 1):
        yield f"CHAPTER{number:03}", _clock(start_ms)
        yield f"CHAPTER{number:03}NAME", title


def _clock(at_ms: int) -> str:
    seconds, millis = divmod(at_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{millis:03}"


def picture_comment(cover: Picture) -> dict[str, str]:
    """The cover as a comment."""
    return {"METADATA_BLOCK_PICTURE": b64encode(flac_picture(cover)).decode()}


def flac_picture(cover: Picture) -> bytes:
    """The body of FLAC's picture block."""
    from mutagen import flac

    picture: Any = flac.Picture
    block = picture()
    block.type, block.mime, block.data = _FRONT_COVER, cover.mime, cover.data
    return bytes(block.write())
