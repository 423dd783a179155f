"""The ID3v2 tag in front of a track: its names, its length, its chapters, words and cover.

Version 2.3, for car decks and older Windows read no later one, and the chapter addendum
(id3v2-chapters-1.0) holds for it. Text beyond ASCII is UTF-16, which 2.3 has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from audiocoach.errors import TrackError

if TYPE_CHECKING:
    from mutagen.id3 import Frame

UNSTATED = "XXX"
"""ID3's own for a language that is not stated."""

_MOST_ENTRIES = 255  # CTOC counts its entries in one byte
_HEADER_BYTES = 10
_LATIN_1, _UTF_16 = 0, 1
_NO_OFFSET = 0xFFFFFFFF  # "use the times instead of byte offsets"
_MILLISECONDS, _LYRICS = 2, 1  # SYLT's unit, and its kind of text


ChapterMark = tuple[int, int, str]
"""A stretch that a player lists and jumps to, [start, end) in milliseconds, and its title."""


class Line(NamedTuple):
    """Words, and when they begin, in milliseconds."""

    start_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Lyrics:
    """What is said in a track, in order: every word at its time, and as a text to read."""

    lines: tuple[Line, ...]
    text: str
    language: str = UNSTATED
    """ISO 639-2, three letters."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as its file holds it."""

    mime: str
    """`image/png` or `image/jpeg`."""
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TrackTags:
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
    body = b"".join(map(_frame_bytes, frames))
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


def _text_frames(tags: TrackTags) -> Iterator["Frame"]:
    id3 = _id3()
    texts = (
        (id3.TIT2, tags.title),
        (id3.TPE1, tags.artist),
        (id3.TALB, tags.album),
        (id3.TRCK, tags.number),
        (id3.TCON, tags.genre),
        (id3.TLEN, str(tags.length_ms)),
        (id3.TENC, tags.encoder),
    )
    for kind, text in texts:
        if text:
            yield kind(encoding=_encoding(text), text=[text])
    if tags.comment:
        encoding = _encoding(tags.comment)
        yield id3.COMM(encoding=encoding, lang=UNSTATED, desc="", text=[tags.comment])


def _chapter_frames(chapters: Sequence[ChapterMark]) -> Iterator["Frame"]:
    """The table of contents, without which players hide the chapters, and the chapters in order."""
    if not chapters:
        return
    id3 = _id3()
    names = [f"chp{index}" for index in range(len(chapters))]
    yield from _contents(names)
    for name, (start_ms, end_ms, title) in zip(names, chapters, strict=True):
        yield id3.CHAP(
            element_id=name,
            start_time=start_ms,
            end_time=end_ms,
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[id3.TIT2(encoding=_encoding(title), text=[title])],
        )


def _contents(names: Sequence[str]) -> Iterator["Frame"]:
    """One table, or a table of tables where there are more chapters than one can list."""
    id3 = _id3()
    ordered, top = id3.CTOCFlags.ORDERED, id3.CTOCFlags.TOP_LEVEL
    parts = [names[i : i + _MOST_ENTRIES] for i in range(0, len(names), _MOST_ENTRIES)]
    inner = [f"toc{index}" for index in range(len(parts))] if len(parts) > 1 else []
    yield id3.CTOC(
        element_id="toc", flags=top | ordered, child_element_ids=inner or names, sub_frames=[]
    )
    for name, part in zip(inner, parts, strict=False):
        yield id3.CTOC(element_id=name, flags=ordered, child_element_ids=part, sub_frames=[])


def _lyrics_frames(lyrics: Lyrics) -> Iterator["Frame"]:
    """The words in time, then as a whole, which more players show."""
    id3 = _id3()
    encoding = _encoding("".join(line.text for line in lyrics.lines))
    yield id3.SYLT(
        encoding=encoding,
        lang=lyrics.language,
        format=_MILLISECONDS,
        type=_LYRICS,
        desc="",
        text=[(line.text, line.start_ms) for line in lyrics.lines],
    )
    if lyrics.text:
        encoding = _encoding(lyrics.text)
        yield id3.USLT(encoding=encoding, lang=lyrics.language, desc="", text=lyrics.text)


def _cover_frames(cover: Picture | None) -> Iterator["Frame"]:
    if cover:
        id3 = _id3()
        front = id3.PictureType.COVER_FRONT
        yield id3.APIC(encoding=_LATIN_1, mime=cover.mime, type=front, desc="", data=cover.data)


def _encoding(text: str) -> int:
    """Latin-1 as far as everyone agrees on it, which is ASCII; half the bytes of UTF-16."""
    return _LATIN_1 if text.isascii() else _UTF_16


def _frame_bytes(frame: "Frame") -> bytes:
    """A frame saved as a tag, less the tag's header: a whole tag mutagen would sort by size."""
    buffer = BytesIO()
    tag = _id3().ID3()
    tag.add(frame)
    tag.save(buffer, v1=0, v2_version=3, padding=lambda _: 0)
    return buffer.getvalue()[_HEADER_BYTES:]


def _id3() -> Any:  # noqa: ANN401 - mutagen leaves its frames untyped
    """Mutagen, imported when a tag is written and not before."""
    from mutagen import id3

    return id3
