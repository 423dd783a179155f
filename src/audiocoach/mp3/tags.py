"""The ID3v2 tag in front of a track: its names, its length, its chapters, words and cover.

Version 2.3, for car decks and older Windows read no later one, and the chapter addendum
(id3v2-chapters-1.0) holds for it. Text beyond ASCII is UTF-16, which 2.3 has.
"""

import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from audiocoach.errors import TrackError

UNSTATED = "XXX"
"""ID3's own for a language that is not stated."""

_MOST_ENTRIES = 255  # CTOC counts its entries in one byte
_TOP_LEVEL, _ORDERED = 0b10, 0b01  # CTOC's flags
_LATIN_1, _UTF_16 = b"\0", b"\1"  # how a frame's texts are encoded
_NO_OFFSET = 0xFFFFFFFF  # "use the times instead of byte offsets"
_MILLISECONDS, _LYRICS = 2, 1  # SYLT's unit, and its kind of text
_FRONT_COVER = 3


ChapterMark = tuple[int, int, str]
"""A stretch that a player lists and jumps to, [start, end) in milliseconds, and its title."""


class Line(NamedTuple):
    """Words, and when they begin, in milliseconds."""

    start_ms: int
    text: str


class Lyrics(Struct, frozen=True):
    """What is said in a track, in order: every word at its time, and as a text to read."""

    lines: tuple[Line, ...]
    text: str
    language: str = UNSTATED
    """ISO 639-2, three letters."""


class Picture(Struct, frozen=True):
    """A picture as its file holds it."""

    mime: str
    """`image/png` or `image/jpeg`."""
    data: bytes

    def __repr__(self) -> str:
        return f"Picture(mime={self.mime!r})"


class TrackTags(Struct, frozen=True):
    """What players show; an empty text is left out."""

    title: str
    length_ms: int
    chapters: tuple[ChapterMark, ...] = ()
    artist: str = "audiocoach"
    album: str = "audiocoach"
    genre: str = "Workout"
    comment: str = ""
    encoder: str = "audiocoach"
    number: str = ""
    """Its number, of how many in the album: `3/14`."""
    lyrics: Lyrics | None = None
    cover: Picture | None = None


def id3_tag(tags: TrackTags) -> bytes:
    """The whole tag, without padding: equal tags give equal bytes.

    TrackError if chapters are empty, overlap, are out of order, or number more than 65,025.
    """
    _check_chapters(tags.chapters)
    frames = [*_text_frames(tags), *_chapter_frames(tags.chapters), *_cover_frames(tags.cover)]
    if tags.lyrics and tags.lyrics.lines:
        frames += _lyrics_frames(tags.lyrics)
    body = b"".join(frames)
    # Four bytes of seven bits each, so that no length looks like a frame's sync.
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def _check_chapters(chapters: Sequence[ChapterMark]) -> None:
    if len(chapters) > _MOST_ENTRIES**2:
        raise TrackError(f"a track holds {_MOST_ENTRIES**2} chapters, not {len(chapters)}")
    for chapter in chapters:
        start_ms, end_ms, _ = chapter
        if not 0 <= start_ms < end_ms < _NO_OFFSET:
            raise TrackError(f"{chapter} has no length or lies outside any track")
    for before, after in pairwise(chapters):
        (_, end_ms, _), (start_ms, _, _) = before, after
        if start_ms < end_ms:
            raise TrackError(f"{after} begins before the end of {before}")


def _text_frames(tags: TrackTags) -> Iterator[bytes]:
    texts = {
        "TIT2": tags.title,
        "TPE1": tags.artist,
        "TALB": tags.album,
        "TRCK": tags.number,
        "TCON": tags.genre,
        "TLEN": str(tags.length_ms),
        "TENC": tags.encoder,
    }
    for kind, text in texts.items():
        if text:
            yield _text_frame(kind, text)
    if text := tags.comment:
        coding = _encoding(text)
        yield _frame("COMM", coding, UNSTATED.encode(), _coded("", coding), _coded(text, coding))


def _chapter_frames(chapters: Sequence[ChapterMark]) -> Iterator[bytes]:
    """The table of contents, without which players hide the chapters, and the chapters in order."""
    if not chapters:
        return
    names = [f"chp{index}" for index in range(len(chapters))]
    yield from _contents(names)
    for name, (start_ms, end_ms, title) in zip(names, chapters, strict=True):
        places = struct.pack(">4I", start_ms, end_ms, _NO_OFFSET, _NO_OFFSET)
        yield _frame("CHAP", _coded(name), places, _text_frame("TIT2", title))


def _contents(names: Sequence[str]) -> Iterator[bytes]:
    """One table, or a table of tables where there are more chapters than one can list."""
    parts = [names[i : i + _MOST_ENTRIES] for i in range(0, len(names), _MOST_ENTRIES)]
    inner = [f"toc{index}" for index in range(len(parts))] if len(parts) > 1 else []
    yield _table("toc", _TOP_LEVEL | _ORDERED, inner or names)
    for name, part in zip(inner, parts, strict=False):
        yield _table(name, _ORDERED, part)


def _table(name: str, flags: int, entries: Sequence[str]) -> bytes:
    return _frame("CTOC", _coded(name), bytes([flags, len(entries)]), *map(_coded, entries))


def _lyrics_frames(lyrics: Lyrics) -> Iterator[bytes]:
    """The words in time, then as a whole, which more players show."""
    coding, language = _encoding("".join(line.text for line in lyrics.lines)), lyrics.language
    lines = (_coded(text, coding) + struct.pack(">I", ms) for ms, text in lyrics.lines)
    kind = bytes([_MILLISECONDS, _LYRICS])
    yield _frame("SYLT", coding, language.encode(), kind, _coded("", coding), *lines)
    if text := lyrics.text:
        coding = _encoding(text)
        yield _frame("USLT", coding, language.encode(), _coded("", coding), _coded(text, coding))


def _cover_frames(cover: Picture | None) -> Iterator[bytes]:
    if cover:
        front = bytes([_FRONT_COVER])
        yield _frame("APIC", _LATIN_1, _coded(cover.mime), front, _coded(""), cover.data)


def _text_frame(kind: str, text: str) -> bytes:
    coding = _encoding(text)
    return _frame(kind, coding, _coded(text, coding))


def _frame(kind: str, *parts: bytes) -> bytes:
    """A frame: its header, and its parts one after the other (ID3v2.3, 3.3)."""
    body = b"".join(parts)
    return struct.pack(">4sIH", kind.encode(), len(body), 0) + body


def _encoding(text: str) -> bytes:
    """Latin-1 as far as everyone agrees on it, which is ASCII; half the bytes of UTF-16."""
    return _LATIN_1 if text.isascii() else _UTF_16


def _coded(text: str, coding: bytes = _LATIN_1) -> bytes:
    """A text as a frame holds it, ended by a zero; UTF-16 begins with its byte order."""
    if coding == _LATIN_1:
        return text.encode("latin-1") + b"\0"
    return b"\xff\xfe" + text.encode("utf-16-le") + b"\0\0"
