"""No file is lost in silence: what a track is made from is never written, nor what is not ours."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from command_line import ok, refused, run
from quick_build import ROUTINE
from sampling import sampled
from sound_files import tune, write_song

import audiocoach as ac
from audiocoach.config.output import FORMATS, SUFFIXES
from audiocoach.support.ownership import is_ours

QUICK = "espeak"
THEIRS = b"somebody's\n"
INPUT = "the track is made from this file"
FOREIGN = "is there already, and audiocoach did not make it; name another file, or replace it with"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("audiocoach.config.load.home_config", lambda: tmp_path / "own.toml")
    Path("quick.yaml").write_text(ROUTINE)
    write_song(Path("song.wav"), tune(2), 24_000)
    return tmp_path


def linked() -> None:
    Path("linked.wav").symlink_to("song.wav")


def twice() -> None:
    os.link("song.wav", "twice.wav")


def recordings() -> None:
    Path("takes").mkdir()
    shutil.copy("song.wav", "takes/stand-tall.wav")


def kit() -> None:
    Path("tones").mkdir()
    shutil.copy("song.wav", "tones/start.wav")


def base() -> None:
    Path("mine.yaml").write_text("extends: quick.yaml\ntitle: Mine\n")


def nothing() -> None:
    pass


INPUTS: Mapping[str, tuple[Callable[[], None], str, str]] = {
    "music": (nothing, "build quick.yaml --music song.wav --out song.wav", "song.wav"),
    "music in rests": (
        nothing,
        "build quick.yaml --music-rest song.wav --out song.wav",
        "song.wav",
    ),
    "a folder of music": (nothing, "build quick.yaml --music . --out song.wav", "song.wav"),
    "another spelling": (
        nothing,
        "build quick.yaml --music song.wav --out ./x/../song.wav",
        "song.wav",
    ),
    "a link": (linked, "build quick.yaml --music song.wav --out linked.wav", "linked.wav"),
    "a hard link": (twice, "build quick.yaml --music song.wav --out twice.wav", "twice.wav"),
    "music through a link": (
        linked,
        "build quick.yaml --music linked.wav --out song.wav",
        "song.wav",
    ),
    "recordings": (
        recordings,
        "build quick.yaml --voice recorded:takes+espeak --out takes/stand-tall.wav",
        "takes/stand-tall.wav",
    ),
    "the kit": (kit, "build quick.yaml --sounds tones --out tones/start.wav", "tones/start.wav"),
    "the routine": (nothing, "script quick.yaml --out quick.yaml", "quick.yaml"),
    "its base": (base, "script mine.yaml --out quick.yaml", "quick.yaml"),
    "a copy onto itself": (nothing, "copy quick --out quick.yaml", "quick.yaml"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("case", sampled(INPUTS, "music", "a link", "its base"))
def test_what_a_track_is_made_from_is_never_written(
    case: tuple[Callable[[], None], str, str],
) -> None:
    prepare, command, kept = case
    Path("x").mkdir()
    prepare()
    before = Path(kept).read_bytes()
    said = refused(1, *command.split(), "--force")
    assert INPUT in said
    assert said.count("\n") == 1
    assert Path(kept).read_bytes() == before
    with_library = command.split()
    if with_library[0] == "build" and "--music" in command and "linked" not in command:
        with pytest.raises(ac.TrackError, match=INPUT):
            ac.build("quick.yaml", with_library[-1], music=with_library[3])


FOREIGN_CASES: Mapping[str, tuple[str, str]] = {
    "a track": ("build quick.yaml --out theirs.mp3", "theirs.mp3"),
    "another format": ("build quick.yaml --out theirs.wav", "theirs.wav"),
    "a sidecar": ("build quick.yaml --out s.mp3 --sidecar csv", "s.csv"),
    "the timeline": ("build quick.yaml --out s.mp3 --json", "s.json"),
    "a sentence": ("say Rest. --voice espeak --out theirs.mp3", "theirs.mp3"),
    "the script": ("script quick.yaml --out theirs.csv", "theirs.csv"),
    "the schema": ("schema --out theirs.json", "theirs.json"),
    "the sheet": ("script quick.yaml --sheet --out theirs.txt", "theirs.txt"),
}


@pytest.mark.parametrize("case", sampled(FOREIGN_CASES, "a track", "a sidecar"))
def test_what_audiocoach_did_not_make_is_replaced_only_with_force(case: tuple[str, str]) -> None:
    command, kept = case
    Path(kept).write_bytes(THEIRS)
    files = {*Path().iterdir()}
    assert f"{kept} {FOREIGN}" in refused(1, *command.split())
    assert Path(kept).read_bytes() == THEIRS
    assert {*Path().iterdir()} == files, "nothing is written before it is refused"
    ok(*command.split(), "--force")
    assert Path(kept).read_bytes() != THEIRS
    Path(kept).write_bytes(b"")
    ok(*command.split())
    if "--sheet" not in command:
        ok(*command.split())


def test_new_and_copy_replace_with_force() -> None:
    Path("mine.yaml").write_bytes(THEIRS)
    ok("new", "mine", "--force")
    assert b"title: Mine" in Path("mine.yaml").read_bytes()
    ok("copy", "jeffers-pull", "mine", "--force")
    assert b"Jeffers" in Path("mine.yaml").read_bytes()


BEGINNINGS = {
    "mp3": b"ID3\x03\0\0\0\0\0\0",
    "m4a": b"\0\0\0\x1cftypM4A \0\0\2\0M4A isomiso2",
    "opus": b"OggS",
    "ogg": b"OggS",
    "flac": b"fLaC",
    "wav": b"RIFF\x24\0\0\0WAVE",
}


@pytest.mark.parametrize("name", sampled([*FORMATS], "mp3", "m4a"))
def test_every_track_is_known_for_ours(name: str) -> None:
    """Whatever it is called; a file that only begins like one is not."""
    Path("q.yaml").write_text(ROUTINE.replace("Quick pull", f"Ärger {'x' * 100}"), "utf-8")
    for cover in (None,) if name == "wav" else (None, "none"):
        ac.build("q.yaml", f"t.{name}", output=ac.Output(cover=cover))
        assert is_ours(Path(f"t.{name}"))
    theirs = Path(f"theirs.{name}")
    for end in (b"", b"audiocoach", bytes(99)):
        theirs.write_bytes(BEGINNINGS[name] + end)
        assert not is_ours(theirs)


def test_every_text_is_known_for_ours() -> None:
    output = ac.Output(sidecars=list(SUFFIXES), timeline=True, split=True)
    report = ac.build("quick.yaml", "t.mp3", output=output)
    assert len(report.files) == len(SUFFIXES) + 2
    for name, path in report.files.items():
        assert is_ours(path), name
        path.write_bytes(path.read_bytes()[:8] + b"x")
        assert not is_ours(path), name
    assert all(map(is_ours, Path("t").glob("*.mp3")))


@pytest.mark.parametrize(
    "words", sampled(["script --sheet", "script --check k", "script", "schema"], "script")
)
def test_a_text_of_ours_is_written_again(words: str) -> None:
    Path("k").mkdir()
    routine = ["quick.yaml"] * words.startswith("script")
    for _ in range(2):
        done = run(*words.split(), *routine, "--out", "text")
        assert done.returncode == 0, done
    assert is_ours(Path("text"))


def test_the_library_replaces_as_open_does() -> None:
    Path("t.mp3").write_bytes(THEIRS)
    with pytest.raises(ac.TrackError, match="did not make it"):
        ac.build("quick.yaml", "t.mp3", force=False)
    ac.build("quick.yaml", "t.mp3")
    assert is_ours(Path("t.mp3"))


OUTSIDE = {
    "out": 'out = "{there}/theirs.mp3"',
    "out above": 'out = "../theirs.mp3"',
    "out at home": 'out = "~/theirs.mp3"',
    "out through a link": 'out = "door/theirs.mp3"',
    "cover": 'cover = "{there}/me.png"',
    "music": 'music = "{there}"',
    "music above": 'music = "../music"',
    "recordings": 'voice = "recorded:{there}"',
    "recordings of a counter": 'counter = "recorded:{there}+espeak"',
    "recordings for a language": 'voice = {{en = "recorded:{there}"}}',
    "recordings for a routine": '[routines.quick]\nvoice = "recorded:{there}"',
    "a model": 'voice = "piper:model.onnx"',
    "a model for the rest": 'voice = "recorded:.+piper:./model.onnx"',
    "a kit": 'sounds = "{there}"',
    "a kit through a link": 'sounds = "door"',
    "a program": '[voices.mine]\ncommand = ["sh", "-c", "touch owned"]',
}


@pytest.mark.parametrize(
    "written", sampled(OUTSIDE, "out", "music", "recordings", "a kit through a link")
)
def test_a_strangers_settings_name_nothing_outside_their_folder(
    written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    (tmp_path / "stranger").mkdir()
    there.mkdir()
    (there / "theirs.mp3").write_bytes(THEIRS)
    monkeypatch.chdir(tmp_path / "stranger")
    Path("quick.yaml").write_text(ROUTINE)
    Path("door").symlink_to(there)
    Path("audiocoach.toml").write_text(written.format(there=there))
    said = refused(1, "build", "quick.yaml", "--force")
    assert said.startswith("error: audiocoach.toml:")
    assert "a working folder's file cannot name" in said
    assert "or name this file in AUDIOCOACH_CONFIG" in said
    assert {path.name for path in there.iterdir()} == {"theirs.mp3"}
    assert (there / "theirs.mp3").read_bytes() == THEIRS


def test_links_in_a_strangers_folder_of_music_are_not_followed(here: Path) -> None:
    Path("gym").mkdir()
    (here / "gym" / "a.wav").symlink_to(here.parent / "elsewhere.wav")
    write_song(here.parent / "elsewhere.wav", tune(2), 24_000)
    Path("audiocoach.toml").write_text('music = "gym"\n')
    said = refused(1, "build", "quick.yaml")
    assert "gym/a.wav: leads outside" in said


def test_settings_within_their_folder_are_read(here: Path) -> None:
    Path("audiocoach.toml").write_text('out = "tracks/"\nmusic = "song.wav"\nvoice = "en-gb"\n')
    assert ok("build", "quick.yaml").startswith("tracks")
    Path("audiocoach.toml").unlink()
    Path("own.toml").write_text(f'out = "{(here / "away").as_posix()}/"\n')
    assert ok("build", "quick.yaml").startswith(str(here / "away"))
