"""A track as one file for each set and each rest: for players without chapters, and for pausing.

Each file is cut from the track's own frames at the start of a chapter, where it is quiet: a set
begins with its countdown. The short rests of a tabata, which are no chapters, stay with the work
before them.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.mp3.info import info_frame
from audiocoach.mp3.splice import Cut, Splice, cut
from audiocoach.mp3.tags import TrackTags, id3_tag
from audiocoach.renderer.tags import artist, lyrics
from audiocoach.support import headers
from audiocoach.support.durations import whole_seconds
from audiocoach.support.filenames import file_name
from audiocoach.timeline import Chapter, PlacedCue, Timeline

PLAYLIST_SUFFIX = ".m3u8"

_MOST_MOVED_MS = 2_000
"""How far from its chapter a file may begin, so as not to cut a sound in two."""
_SHORTEST_MS = 100
"""FFmpeg cannot trim one frame at both ends."""


class SplitFile(Struct, frozen=True):
    """A part of the track as an MP3 file of its own."""

    name: str
    """With its suffix, without a folder."""
    title: str
    length_ms: int
    tag: bytes
    sound: Cut

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes in order, a bounded number at a time."""
        yield self.tag + info_frame(self.sound.info)
        yield from self.sound.splice.chunks()


def split_track(timeline: Timeline, splice: Splice) -> list[SplitFile]:
    """The files in order: played one after the other they are the track, to the sample."""
    parts = find_parts(timeline)
    files: list[SplitFile] = []
    for number, (start_ms, end_ms, title) in enumerate(parts, 1):
        tags = TrackTags(
            title,
            end_ms - start_ms,
            artist=artist(timeline),
            album=timeline.title,
            number=f"{number}/{len(parts)}",
            lyrics=lyrics(timeline, start_ms, end_ms),
        )
        name = make_file_name(title, number, len(parts))
        sound = cut(splice, start_ms * SAMPLES_PER_MS, end_ms * SAMPLES_PER_MS)
        files.append(SplitFile(name, title, end_ms - start_ms, id3_tag(tags), sound))
    return files


def make_file_name(title: str, number: int, total: int) -> str:
    """`02 Row, set 1.mp3`: a name that every file system takes, sorted as the files are played."""
    digits = max(2, len(str(total)))
    return f"{number:0{digits}d} {file_name(title)}".rstrip() + ".mp3"


def make_playlist(timeline: Timeline, files: Sequence[SplitFile]) -> str:
    """The M3U8 playlist of the files. By its first lines their folder is known as written by us."""
    entries = [
        f"#EXTINF:{whole_seconds(file.length_ms)},{_on_one_line(file.title)}\n{file.name}\n"
        for file in files
    ]
    return f"{headers.PLAYLIST}#PLAYLIST:{_on_one_line(timeline.title)}\n" + "".join(entries)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def find_parts(timeline: Timeline) -> list[Chapter]:
    """The chapters, each beginning where nothing sounds; none is too short to be a file."""
    sounds = list(_find_sounds(timeline.cues))
    titles: dict[int, str] = {}
    for chapter in timeline.chapters:
        start_ms = _move_to_quiet(chapter.start_ms, sounds) if titles else 0
        latest_ms = timeline.duration_ms - _SHORTEST_MS
        if not titles or max(titles) + _SHORTEST_MS <= start_ms <= latest_ms:
            titles[start_ms] = chapter.title
    edges = pairwise([*titles, timeline.duration_ms])
    return [Chapter(start_ms, end_ms, titles[start_ms]) for start_ms, end_ms in edges]


def _find_sounds(cues: Sequence[PlacedCue]) -> Iterator[tuple[int, int]]:
    """The start and end of each stretch of sound, in order; cues that overlap are one stretch."""
    start_ms = end_ms = 0
    for cue in cues:
        if cue.start_ms >= end_ms:
            yield start_ms, end_ms
            start_ms = cue.start_ms
        end_ms = max(end_ms, cue.end_ms)
    yield start_ms, end_ms


def _move_to_quiet(at_ms: int, sounds: Sequence[tuple[int, int]]) -> int:
    """The moment nearest to `at_ms` that is within no sound, unless that is too far away."""
    for start_ms, end_ms in sounds:
        if start_ms < at_ms < end_ms:
            nearest = min(start_ms, end_ms, key=lambda edge_ms: abs(edge_ms - at_ms))
            return nearest if abs(nearest - at_ms) <= _MOST_MOVED_MS else at_ms
    return at_ms
