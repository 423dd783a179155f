"""Files beside a track: the Timeline as players and other programs read it. Timeline in, text out.

The formats are imported as they are asked for: the command line needs no more than their names.
"""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import PurePath

from audiocoach.support.durations import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, format_clock
from audiocoach.timeline import PlacedCue, PlacedInterval, Timeline


def sidecar_text(name: str, timeline: Timeline, track: str) -> str:
    """The sidecar `name` of the track whose file is called `track`."""
    writers = {
        "lrc": lyrics,
        "vtt": captions,
        "cue": cue_sheet,
        "json": podcast_chapters,
        "csv": timetable,
    }
    return writers[name](timeline, track)


_BEATS = frozenset({"pip", "tick", "up", "down"})
"""Tones that only keep time: a caption for each would flicker."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": " ", "\n": " "})


def captions(timeline: Timeline, _track: str) -> str:
    """A caption for each cue, from its first to its last millisecond."""
    shown = (cue for cue in timeline.cues if cue.play == "speech" or cue.text not in _BEATS)
    return "WEBVTT\n" + "".join(map(_caption, shown))


def _caption(cue: PlacedCue) -> str:
    said = cue.text if cue.play == "speech" else f"[{cue.text} tone]"
    return f"\n{_vtt_time(cue.start_ms)} --> {_vtt_time(cue.end_ms)}\n{said.translate(_ESCAPES)}\n"


def _vtt_time(ms: int) -> str:
    """`hh:mm:ss.mmm`."""
    hours, rest = divmod(ms, MS_PER_HOUR)
    return f"{hours:02d}:{format_clock(rest).zfill(len('mm:ss.mmm'))}"


_FRAMES_PER_SECOND = 75
_UNQUOTED = str.maketrans('"\r\n', "'  ")
"""The format has no escape for its quotes."""


def cue_sheet(timeline: Timeline, track: str) -> str:
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
    return f'"{words.translate(_UNQUOTED)}"'


def _index(ms: int) -> str:
    """`mm:ss:ff`, ff being 75ths; minutes go on beyond 99."""
    frames = ms * _FRAMES_PER_SECOND // MS_PER_SECOND
    seconds, frame = divmod(frames, _FRAMES_PER_SECOND)
    return f"{seconds // 60:02d}:{seconds % 60:02d}:{frame:02d}"


_VERSION = "1.2.0"


def podcast_chapters(timeline: Timeline, track: str) -> str:
    """One object; times are seconds."""
    whole = {
        "version": _VERSION,
        "author": timeline.artist,
        "title": timeline.title,
        "fileName": track,
        "chapters": [
            {
                "startTime": chapter.start_ms / MS_PER_SECOND,
                "endTime": chapter.end_ms / MS_PER_SECOND,
                "title": chapter.title,
            }
            for chapter in timeline.chapters
        ],
    }
    known = {key: value for key, value in whole.items() if value is not None}
    return json.dumps(known, ensure_ascii=False, indent=1) + "\n"


_UNBRACKETED = str.maketrans("[]\r\n", "()  ")
"""A bracket would begin another tag, and LRC has no escapes."""


def lyrics(timeline: Timeline, _track: str) -> str:
    """Title, coach and length; then the words."""
    seconds = timeline.duration_ms // MS_PER_SECOND
    tags = {
        "ti": timeline.title,
        "ar": timeline.artist or "",
        "length": f"{seconds // 60}:{seconds % 60:02d}",
        "re": "audiocoach",
    }
    head = [f"[{tag}:{value.translate(_UNBRACKETED)}]\n" for tag, value in tags.items() if value]
    lines = [
        f"[{_lrc_time(cue.start_ms)}]{cue.text.translate(_UNBRACKETED)}\n"
        for cue in timeline.spoken
    ]
    return "".join(head + lines)


def _lrc_time(ms: int) -> str:
    """`mm:ss.xx`; minutes go on beyond 99, as the format knows no hours."""
    minutes, rest = divmod(ms, MS_PER_MINUTE)
    seconds, rest = divmod(rest, MS_PER_SECOND)
    return f"{minutes:02d}:{seconds:02d}.{rest // 10:02d}"


_COLUMNS = (
    "start", "start_s", "end_s", "length_s", "kind", "section", "exercise", "side",
    "round", "rounds", "set", "sets", "reps", "rep_s",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@")
"""What spreadsheets take for the beginning of a calculation."""


def timetable(timeline: Timeline, _track: str) -> str:
    """A heading and a row an interval; what does not apply is empty."""
    table = StringIO()
    rows = csv.writer(table)
    rows.writerow(_COLUMNS)
    rows.writerows(map(_row, timeline.intervals))
    return table.getvalue()


def _row(placed: PlacedInterval) -> tuple[object, ...]:
    of = placed.interval
    return (
        format_clock(placed.start_ms),
        _seconds(placed.start_ms),
        _seconds(placed.end_ms),
        _seconds(placed.end_ms - placed.start_ms),
        of.kind,
        of.section,
        _harmless(of.exercise),
        of.side,
        of.round,
        of.rounds,
        of.set,
        of.sets,
        of.reps,
        None if of.rep_ms is None else _seconds(of.rep_ms),
    )


def _seconds(ms: int) -> str:
    return f"{ms // MS_PER_SECOND}.{ms % MS_PER_SECOND:03d}"


def _harmless(name: str | None) -> str | None:
    return f"'{name}" if name and name.startswith(_FORMULA) else name
