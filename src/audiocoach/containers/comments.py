"""Vorbis comments: what Ogg and FLAC say of themselves, chapters and cover included.

Chapters as in https://wiki.xiph.org/Chapter_Extension; the cover is a FLAC picture in base64, as in
https://wiki.xiph.org/VorbisComment#METADATA_BLOCK_PICTURE.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

from audiocoach.mp3 import Chapter, Picture, TrackTags

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


def _chapters(chapters: Sequence[Chapter]) -> Iterator[tuple[str, str]]:
    for number, chapter in enumerate(chapters[:_MOST_CHAPTERS], 1):
        yield f"CHAPTER{number:03}", _clock(chapter.start_ms)
        yield f"CHAPTER{number:03}NAME", chapter.title


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
