"""What is written beside a track, as its users ask for it."""

import json
from pathlib import Path

import pytest
from command_line import ok, refused
from listening import read_tag

from audiocoach.i18n.phrases import __file__ as phrases_file
from audiocoach.renderer.tags import ISO_639_2

SHORT = """\
title: Short one
rest: 3s
exercises:
  - {name: Swing, reps: 2, pace: 1s, how: Snap.}
  - {name: Plank, hold: 2s}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.yaml").write_text(SHORT)
    return tmp_path


def written(folder: str = "out") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def test_sidecars_lie_beside_the_track() -> None:
    said = ok("build", "short.yaml", "--sidecar", "lrc,vtt", "--sidecar", "CUE, lrc")
    assert written() == ["short.cue", "short.lrc", "short.mp3", "short.vtt"]
    for name in ("lrc", "vtt", "cue"):
        assert f"  {name:<9} {Path('out/short')}.{name}\n" in said
    assert 'FILE "short.mp3" MP3' in Path("out/short.cue").read_text("utf-8")


def test_the_timeline_and_the_podcast_chapters_are_two_files() -> None:
    ok("build", "short.yaml", "--sidecar", "json", "--json", "--out", "tracks/my.best.mp3")
    assert written("tracks") == ["my.best.chapters.json", "my.best.json", "my.best.mp3"]
    timeline = json.loads(Path("tracks/my.best.json").read_text("utf-8"))
    podcast = json.loads(Path("tracks/my.best.chapters.json").read_text("utf-8"))
    assert podcast["fileName"] == "my.best.mp3"
    assert len(podcast["chapters"]) == len(timeline["chapters"])


def test_ones_own_file_asks_for_sidecars_and_the_option_for_others() -> None:
    Path("audiocoach.toml").write_text('sidecar = ["csv", "lrc"]\n')
    ok("build", "short.yaml")
    assert written() == ["short.csv", "short.lrc", "short.mp3"]
    ok("build", "short.yaml", "--sidecar", "vtt", "--out", "other")
    assert written("other") == ["short.mp3", "short.vtt"]


def test_an_unknown_sidecar_is_wrong_usage() -> None:
    said = refused(2, "build", "short.yaml", "--sidecar", "lrc,srt")
    assert "'srt' is no sidecar; write one or more of lrc, vtt, cue, json, csv" in said
    assert not Path("out").exists()


def test_an_unknown_sidecar_in_ones_own_file_is_told_with_its_line() -> None:
    Path("audiocoach.toml").write_text('rest = 3\nsidecar = "lrc srt"\n')
    said = refused(1, "build", "short.yaml")
    assert "audiocoach.toml:2:1: 'sidecar': 'lrc srt' is no sidecar; write one or more of" in said


def test_split_writes_the_track_and_its_split_files() -> None:
    said = ok("build", "short.yaml", "--split")
    assert written() == ["short", "short.mp3"]
    assert written("out/short") == [
        "01 Introduction.mp3",
        "02 Swing.mp3",
        "03 Rest, 3 seconds.mp3",
        "04 Plank.mp3",
        "05 Finish.mp3",
        "short.m3u8",
    ]
    assert f"  split     {Path('out/short/short.m3u8')}\n" in said


def test_players_find_in_the_tag_what_is_said() -> None:
    ok("build", "short.yaml", "--json")
    cues = json.loads(Path("out/short.json").read_text("utf-8"))["cues"]
    spoken = [cue for cue in cues if cue["play"] == "speech"]
    tag = read_tag(Path("out/short.mp3"))
    (synced,), (text,) = tag.getall("SYLT"), tag.getall("USLT")
    assert synced.text == [(cue["text"], cue["start_ms"]) for cue in spoken]
    assert text.text.split("\n") == [cue["text"] for cue in spoken if cue["why"] != "count"]
    assert (synced.lang, text.lang) == ("eng", "eng")


def test_every_language_of_the_coach_has_its_name_in_tags() -> None:
    assert {path.stem for path in Path(phrases_file).parent.glob("*.yaml")} == {*ISO_639_2}
