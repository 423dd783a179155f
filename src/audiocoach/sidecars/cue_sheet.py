"""CUE: the track's chapters as the tracks of a disc."""

from collections.abc import Iterator
from pathlib import PurePath

from audiocoach.timeline import Timeline
from audiocoach.times import MS_PER_SECOND

_FRAMES_PER_SECOND = 75
_PLAIN = str.maketrans('"\r\n', "'  ")
"""The format has no escape for its quotes."""


def text(timeline: Timeline, track: str) -> str:
    """One file, and where its tracks begin."""
    return "".join(f"{line}\n" for line in _lines(timeline, track))


def _lines(timeline: Timeline, track: str) -> Iterator[str]:
    if timeline.artist:
        yield f"PERFORMER {_quoted(timeline.artist)}"
    yield f"TITLE {_quoted(timeline.title)}"
    yield f"FILE {_quoted(track)} {'MP3' if PurePath(track).suffix.lower() == '.mp3' else 'WAVE'}"
    for number, chapter in enumerate(timeline.chapters, 1):
        yield f"  TRACK {number:02d} AUDIO"
        yield f"    TITLE {_quoted(chapter.title)}"
        yield f"    INDEX 01 {_index(chapter.start_ms)}"


def _quoted(words: str) -> str:
    return f'"{words.translate(_PLAIN)}"'


def _index(ms: int) -> str:
    """`mm:ss:ff`, ff being 75ths; minutes go on beyond 99."""
    frames = ms * _FRAMES_PER_SECOND // MS_PER_SECOND
    seconds, frame = divmod(frames, _FRAMES_PER_SECOND)
    return f"{seconds // 60:02d}:{seconds % 60:02d}:{frame:02d}"
