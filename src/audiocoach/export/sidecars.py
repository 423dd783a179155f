"""Files beside a track: the Timeline as players and other programs read it. Timeline in, text out.

Two of the formats have no escapes: characters with a meaning there are replaced.
"""

import csv
import json
from io import StringIO
from pathlib import PurePath

from audiocoach.support import headers
from audiocoach.support.durations import (
    MS_PER_MINUTE,
    MS_PER_SECOND,
    format_clock,
    format_timestamp,
)
from audiocoach.support.messages import csv_cell
from audiocoach.timeline import Timeline


def sidecar_text(name: str, timeline: Timeline, track: str) -> str:
    """The sidecar `name` of the track whose file is called `track`."""
    writers = {
        "lrc": to_lrc,
        "vtt": to_webvtt,
        "cue": to_cue_sheet,
        "json": to_podcast_chapters,
        "csv": to_csv,
    }
    return writers[name](timeline, track)


# LRC: https://en.wikipedia.org/wiki/LRC_(file_format)

_LRC_REPLACED = str.maketrans("[]\r\n", "()  ")
"""A bracket would begin another tag."""


def to_lrc(timeline: Timeline, _track: str) -> str:
    """Synchronised lyrics: title, coach and length, then every spoken cue at its start."""
    seconds = timeline.duration_ms // MS_PER_SECOND
    tags = {
        "ti": timeline.title,
        "ar": timeline.artist or "",
        "length": f"{seconds // 60}:{seconds % 60:02d}",
    }
    head = [f"[{tag}:{value.translate(_LRC_REPLACED)}]\n" for tag, value in tags.items() if value]
    head.append(headers.LYRICS)
    lines = [
        f"[{_lrc_time(cue.start_ms)}]{cue.text.translate(_LRC_REPLACED)}\n"
        for cue in timeline.spoken
    ]
    return "".join(head + lines)


def _lrc_time(ms: int) -> str:
    """`mm:ss.xx`; minutes go on beyond 99, as the format knows no hours."""
    minutes, rest_ms = divmod(ms, MS_PER_MINUTE)
    seconds, rest_ms = divmod(rest_ms, MS_PER_SECOND)
    return f"{minutes:02d}:{seconds:02d}.{rest_ms // 10:02d}"


# WebVTT: https://www.w3.org/TR/webvtt1/

_VTT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": " ", "\n": " "})
_BEATS = frozenset({"pip", "tick", "up", "down"})
"""Tones that only keep time: a caption for each would flicker."""


def to_webvtt(timeline: Timeline, _track: str) -> str:
    """Captions: one for each cue, from its first to its last millisecond."""
    captions = [headers.VTT]
    for cue in timeline.cues:
        if cue.play == "speech" or cue.text not in _BEATS:
            text = cue.text if cue.play == "speech" else f"[{cue.text} tone]"
            times = f"{format_timestamp(cue.start_ms)} --> {format_timestamp(cue.end_ms)}"
            captions.append(f"\n{times}\n{text.translate(_VTT_ESCAPES)}\n")
    return "".join(captions)


# CUE sheet: https://en.wikipedia.org/wiki/Cue_sheet_(computing)

_CUE_REPLACED = str.maketrans('"\r\n', "'  ")
_CUE_FRAMES_PER_SECOND = 75


def to_cue_sheet(timeline: Timeline, track: str) -> str:
    """A CUE sheet: the track's file, and where each chapter begins in it."""
    performer = [f"PERFORMER {_cue_sheet_string(timeline.artist)}"] if timeline.artist else []
    kind = "MP3" if PurePath(track).suffix.lower() == ".mp3" else "WAVE"
    lines = [*performer, f"TITLE {_cue_sheet_string(timeline.title)}"]
    lines.append(f"FILE {_cue_sheet_string(track)} {kind}")
    for number, chapter in enumerate(timeline.chapters, 1):
        lines.append(f"  TRACK {number:02d} AUDIO")
        lines.append(f"    TITLE {_cue_sheet_string(chapter.title)}")
        lines.append(f"    INDEX 01 {_cue_sheet_time(chapter.start_ms)}")
    return headers.CUE_SHEET + "".join(f"{line}\n" for line in lines)


def _cue_sheet_string(text: str) -> str:
    return f'"{text.translate(_CUE_REPLACED)}"'


def _cue_sheet_time(ms: int) -> str:
    """`mm:ss:ff`, ff being 75ths; minutes go on beyond 99."""
    frames = ms * _CUE_FRAMES_PER_SECOND // MS_PER_SECOND
    seconds, frame = divmod(frames, _CUE_FRAMES_PER_SECOND)
    return f"{seconds // 60:02d}:{seconds % 60:02d}:{frame:02d}"


# Podcast chapters: https://github.com/Podcastindex-org/podcast-namespace


def to_podcast_chapters(timeline: Timeline, track: str) -> str:
    """The chapters as podcast players read them, as JSON; times are seconds."""
    fields = {
        "version": headers.PODCAST_VERSION,
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
    known = {key: value for key, value in fields.items() if value is not None}
    return json.dumps(known, ensure_ascii=False, indent=1) + "\n"


# CSV: RFC 4180

_CSV_FIELDS = headers.INTERVAL_COLUMNS[4:-1]


def to_csv(timeline: Timeline, _track: str) -> str:
    """A table for spreadsheets: a row for each interval; what does not apply is empty."""
    table = StringIO()
    rows = csv.writer(table)
    rows.writerow(headers.INTERVAL_COLUMNS)
    for start_ms, end_ms, interval in timeline.intervals:
        rep_ms = interval.rep_ms
        rows.writerow(
            (
                format_clock(start_ms),
                *map(_csv_seconds, (start_ms, end_ms, end_ms - start_ms)),
                *(csv_cell(getattr(interval, field)) for field in _CSV_FIELDS),
                None if rep_ms is None else _csv_seconds(rep_ms),
            )
        )
    return table.getvalue()


def _csv_seconds(ms: int) -> str:
    return f"{ms // MS_PER_SECOND}.{ms % MS_PER_SECOND:03d}"
