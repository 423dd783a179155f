"""The files beside a track, to the letter and as other programs read them."""

import csv
import json
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import av
import pytest
from fake_voice import fake_lengths
from jsonschema import Draft202012Validator
from paths import GOLDENS

from audiocoach.config.output import SUFFIXES, read_sidecars
from audiocoach.export.json import to_dict
from audiocoach.export.sidecars import sidecar_text
from audiocoach.plan import plan_session
from audiocoach.routine.catalog import find, names
from audiocoach.routine.read import read_file
from audiocoach.support.durations import format_clock
from audiocoach.timeline import Timeline, lay_out

SMALL = GOLDENS / "beside/beside.yaml"
FILES = [*sorted(GOLDENS.glob("*.yaml")), SMALL]

# https://github.com/Podcastindex-org/podcast-namespace, chapters/jsonChapters.md, version 1.2.
CHAPTERS = {
    "type": "object",
    "required": ["version", "chapters"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "1.2.0"},
        "author": {"type": "string"},
        "title": {"type": "string"},
        "podcastName": {"type": "string"},
        "description": {"type": "string"},
        "fileName": {"type": "string"},
        "waypoints": {"type": "boolean"},
        "chapters": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["startTime"],
                "additionalProperties": False,
                "properties": {
                    "startTime": {"type": "number", "minimum": 0},
                    "endTime": {"type": "number", "minimum": 0},
                    "title": {"type": "string"},
                    "img": {"type": "string"},
                    "url": {"type": "string"},
                    "toc": {"type": "boolean"},
                    "location": {"type": "object"},
                },
            },
        },
    },
}


def timeline_of(path: Path) -> Timeline:
    plan = plan_session(read_file(path, shown=path.name))
    return lay_out(plan, fake_lengths(plan))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def timeline(request: pytest.FixtureRequest) -> Timeline:
    return timeline_of(request.param)


@pytest.mark.parametrize("name", SUFFIXES)
def test_each_is_as_it_was(name: str, golden: Callable[[Path, str], None]) -> None:
    text = sidecar_text(name, timeline_of(SMALL), "beside.mp3")
    golden(SMALL.with_suffix(SUFFIXES[name]), text)


def subtitles(text: str, suffix: str) -> list[tuple[int, int, str]]:
    """Start, length and text of each line, as FFmpeg reads them."""
    with av.open(BytesIO(text.encode()), "r", format=suffix) as container:
        return [
            (round(packet.pts * packet.time_base * 1000), packet.duration or 0, words(packet))
            for packet in container.demux()
            if packet.pts is not None and packet.time_base
        ]


def words(packet: Any) -> str:  # noqa: ANN401 (generic only in newer PyAV)
    return bytes(packet).decode().rstrip("\n")


def test_ffmpeg_reads_every_lyric_at_its_hundredth(timeline: Timeline) -> None:
    heard = subtitles(sidecar_text("lrc", timeline, "x.mp3"), "lrc")
    brackets = str.maketrans("[]", "()")
    assert [(start, text) for start, _, text in heard] == [
        (cue.start_ms // 10 * 10, cue.text.translate(brackets)) for cue in timeline.spoken
    ]


def test_the_lyrics_are_headed_by_whose_they_are() -> None:
    text = sidecar_text("lrc", timeline_of(SMALL), "x.mp3")
    assert text.startswith('[ti:Press & "push", <fast>]\n[ar:Zoë (the bell)]\n[length:')


def test_ffmpeg_reads_every_caption_from_its_first_to_its_last_millisecond(
    timeline: Timeline,
) -> None:
    heard = subtitles(sidecar_text("vtt", timeline, "x.mp3"), "webvtt")
    spoken = [line for line in heard if not line[2].endswith(" tone]")]
    assert [(start, length, plain(text)) for start, length, text in spoken] == [
        (cue.start_ms, cue.end_ms - cue.start_ms, cue.text) for cue in timeline.spoken
    ]


def plain(caption: str) -> str:
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", caption)
    return caption.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_tones_that_tell_something_are_captioned_and_the_beat_is_not(timeline: Timeline) -> None:
    heard = subtitles(sidecar_text("vtt", timeline, "x.mp3"), "webvtt")
    tones = [text for *_, text in heard if text.endswith(" tone]")]
    works = sum(placed.interval.kind == "work" for placed in timeline.intervals)
    assert tones.count("[start tone]") == works
    assert tones[-1] == "[end tone]"
    assert not {"[pip tone]", "[tick tone]", "[up tone]", "[down tone]"} & {*tones}


CUE_SHEET = re.compile(
    r'REM COMMENT "written by audiocoach"\n'
    r'(PERFORMER "[^"\n]*"\n)?TITLE "[^"\n]*"\nFILE "([^"\n]*)" (MP3|WAVE)\n'
    r'(  TRACK \d\d+ AUDIO\n    TITLE "[^"\n]*"\n    INDEX 01 \d\d+:[0-5]\d:[0-7]\d\n)+'
)


def test_a_cue_sheet_has_a_track_for_each_chapter_at_its_frame(timeline: Timeline) -> None:
    text = sidecar_text("cue", timeline, 'the "best".mp3')
    sheet = CUE_SHEET.fullmatch(text)
    assert sheet
    assert sheet[2] == "the 'best'.mp3"
    places = re.findall(r"INDEX 01 (\d+):(\d\d):(\d\d)", text)
    frames = [(int(m) * 60 + int(s)) * 75 + int(f) for m, s, f in places]
    assert frames == [chapter.start_ms * 75 // 1000 for chapter in timeline.chapters]
    assert [int(n) for n in re.findall(r"TRACK (\d+)", text)] == [*range(1, len(frames) + 1)]


@pytest.mark.parametrize(
    ("track", "kind"), [("a.MP3", "MP3"), ("a.wav", "WAVE"), ("a.m4a", "WAVE")]
)
def test_a_cue_sheet_names_the_kind_of_file(track: str, kind: str) -> None:
    assert f'FILE "{track}" {kind}\n' in sidecar_text("cue", timeline_of(SMALL), track)


def test_the_podcast_chapters_hold_to_their_specification(timeline: Timeline) -> None:
    whole = json.loads(sidecar_text("json", timeline, "x.mp3"))
    Draft202012Validator(CHAPTERS).validate(whole)
    assert whole["title"] == timeline.title
    assert whole["fileName"] == "x.mp3"
    assert [(c["startTime"], c["endTime"], c["title"]) for c in whole["chapters"]] == [
        (chapter.start_ms / 1000, chapter.end_ms / 1000, chapter.title)
        for chapter in timeline.chapters
    ]


def test_the_timetable_has_what_the_timeline_has(timeline: Timeline) -> None:
    text = sidecar_text("csv", timeline, "x.mp3")
    assert text.count("\r\n") == len(timeline.intervals) + 1
    rows = list(csv.DictReader(StringIO(text, newline="")))
    known = to_dict(timeline)["intervals"]
    assert isinstance(known, list)
    for row, interval in zip(rows, known, strict=True):
        start_ms, end_ms = interval["start_ms"], interval["end_ms"]
        assert row["start"] == format_clock(start_ms)
        assert [float(row[key]) for key in ("start_s", "end_s", "length_s")] == [
            ms / 1000 for ms in (start_ms, end_ms, end_ms - start_ms)
        ]
        for key in ("kind", "section", "side", "round", "rounds", "set", "sets", "reps"):
            assert row[key] == ("" if interval[key] is None else str(interval[key]))
        assert row["exercise"].removeprefix("'") == (interval["exercise"] or "")
        assert row["rep_s"] == (f"{interval['rep_ms'] / 1000:.3f}" if interval["rep_ms"] else "")


def test_no_name_is_a_formula_in_a_spreadsheet() -> None:
    rows = csv.DictReader(StringIO(sidecar_text("csv", timeline_of(SMALL), "x.mp3"), newline=""))
    assert "'=Row --> march" in {row["exercise"] for row in rows}


def test_long_sessions_go_on_beyond_99_minutes() -> None:
    timeline = timeline_of(GOLDENS / "emom.yaml")
    late = lay_out_later(timeline, 100 * 60_000)
    assert re.search(r"^\[1\d\d:\d\d\.\d\d\]", sidecar_text("lrc", late, "x"), re.MULTILINE)
    assert "INDEX 01 100:00:00" in sidecar_text("cue", late, "x")
    assert "\n01:40:0" in sidecar_text("vtt", late, "x")


def lay_out_later(timeline: Timeline, by_ms: int) -> Timeline:
    from msgspec.structs import replace

    return replace(
        timeline,
        cues=tuple(
            replace(cue, start_ms=cue.start_ms + by_ms, end_ms=cue.end_ms + by_ms)
            for cue in timeline.cues
        ),
        chapters=tuple(
            mark._replace(start_ms=mark.start_ms + by_ms, end_ms=mark.end_ms + by_ms)
            for mark in timeline.chapters
        ),
    )


def test_sidecars_of_silence_are_empty_but_whole() -> None:
    plan = plan_session(find(names()[0]), profile="minimal")
    silent = lay_out(plan, fake_lengths(plan))
    assert subtitles(sidecar_text("lrc", silent, "x"), "lrc") == []
    begins = "WEBVTT\n\nNOTE written by audiocoach\n\n00:00:00.250"
    assert sidecar_text("vtt", silent, "x").startswith(begins)


def test_names_are_read_in_any_case_once_each() -> None:
    assert read_sidecars("VTT, lrc,vtt") == ("vtt", "lrc")


@pytest.mark.parametrize("wrong", ["srt", "lrc,srt", "", "lrc,,vtt"])
def test_an_unknown_name_is_answered_with_those_there_are(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no sidecar; write one or more of lrc, vtt, cue, json"):
        read_sidecars(wrong)
