"""A track as one file for each set and each rest: for players without chapters, and for pausing.

Each piece is cut from the track's own frames at the start of a chapter, where it is quiet: a set
begins with its countdown. The short rests of a tabata, which are no chapters, stay with the work
before them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.mp3 import Cut, Splice, TrackTags, cut, id3_tag, info_frame
from audiocoach.renderer.tags import artist, lyrics
from audiocoach.support.durations import whole_seconds
from audiocoach.support.files import MARK
from audiocoach.timeline import Chapter, PlacedCue, Timeline

PLAYLIST_SUFFIX = ".m3u8"

_MOST_MOVED_MS = 2_000
"""How far from its chapter a piece may begin, so as not to cut a sound in two."""
_LEAST_MS = 100
"""FFmpeg cannot trim one frame at both ends."""
_NAME_BYTES = 100
_UNSAFE = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the track as a file of its own."""

    name: str
    title: str
    length_ms: int
    tag: bytes
    sound: Cut

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes, in bounded pieces."""
        yield self.tag + info_frame(self.sound.info)
        yield from self.sound.splice.chunks()


def split(timeline: Timeline, splice: Splice) -> list[Piece]:
    """The pieces in order: together they are the track, to the sample."""
    found = stretches(timeline)
    return [
        _piece(timeline, splice, stretch, number, len(found))
        for number, stretch in enumerate(found, 1)
    ]


def playlist(timeline: Timeline, pieces: Sequence[Piece]) -> str:
    """M3U8: the pieces by their names. It is also the list by which the folder is known as ours."""
    entries = [
        f"#EXTINF:{whole_seconds(piece.length_ms)},{_line(piece.title)}\n{piece.name}\n"
        for piece in pieces
    ]
    return f"#EXTM3U\n{MARK}\n#PLAYLIST:{_line(timeline.title)}\n" + "".join(entries)


def _piece(timeline: Timeline, splice: Splice, of: Chapter, number: int, total: int) -> Piece:
    start, stop = of.start_ms * SAMPLES_PER_MS, of.end_ms * SAMPLES_PER_MS
    length_ms = of.end_ms - of.start_ms
    tags = TrackTags(
        of.title,
        length_ms,
        artist=artist(timeline),
        album=timeline.title,
        number=f"{number}/{total}",
        lyrics=lyrics(timeline, of.start_ms, of.end_ms),
    )
    name = file_name(of.title, number, total)
    return Piece(name, of.title, length_ms, id3_tag(tags), cut(splice, start, stop))


def file_name(title: str, number: int, total: int) -> str:
    """`02 Row, set 1.mp3`: a name that every file system takes, in the order of the pieces."""
    digits = max(2, len(str(total)))
    words = " ".join(title.translate(_UNSAFE).split())
    plain = "".join(char for char in words if char.isprintable())
    short = plain.encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{number:0{digits}d} {short}".rstrip(". ") + ".mp3"


def stretches(timeline: Timeline) -> list[Chapter]:
    """The chapters, each beginning where nothing sounds; none too short to be a file."""
    sounds = list(_sounds(timeline.cues))
    titles: dict[int, str] = {}
    for chapter in timeline.chapters:
        start_ms = _quiet(chapter.start_ms, sounds) if titles else 0
        if not titles or max(titles) + _LEAST_MS <= start_ms <= timeline.duration_ms - _LEAST_MS:
            titles[start_ms] = chapter.title
    edges = pairwise([*titles, timeline.duration_ms])
    return [Chapter(start_ms, end_ms, titles[start_ms]) for start_ms, end_ms in edges]


def _sounds(cues: Sequence[PlacedCue]) -> Iterator[tuple[int, int]]:
    """Where something sounds, in order; cues that overlap are one."""
    start_ms = end_ms = 0
    for cue in cues:
        if cue.start_ms >= end_ms:
            yield start_ms, end_ms
            start_ms = cue.start_ms
        end_ms = max(end_ms, cue.end_ms)
    yield start_ms, end_ms


def _quiet(at_ms: int, sounds: Sequence[tuple[int, int]]) -> int:
    """The moment nearest to `at_ms` that is within no sound."""
    for start_ms, end_ms in sounds:
        if start_ms < at_ms < end_ms:
            nearest = min(start_ms, end_ms, key=lambda edge_ms: abs(edge_ms - at_ms))
            return nearest if abs(nearest - at_ms) <= _MOST_MOVED_MS else at_ms
    return at_ms


def _line(text: str) -> str:
    return " ".join(text.split())
