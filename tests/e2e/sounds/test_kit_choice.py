"""Which kit sounds: by option, by habit, by routine; and what a routine may not read."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from command_line import ok, refused
from listening import clips_of, decoded
from sound_files import decaying, write_encoded, write_index, write_kit, write_wav

from audiocoach.api import BuildReport, build
from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.config.load import FILE_VARIABLE, load_config
from audiocoach.config.overrides import Overrides, UserOverrides
from audiocoach.config.resolve import customise
from audiocoach.errors import CoachError, RoutineError, SoundError
from audiocoach.routine.read import read_bytes, read_file
from audiocoach.sounds import open_kit
from audiocoach.sounds.choice import KitFolder, find_kit

SHORT = """\
title: Short one
voice: en-us
rest: 3s
exercises:
  - {name: Row, reps: 2, pace: 1s}
  - {name: Plank, hold: 2s}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.yaml").write_text(SHORT)
    return tmp_path


def folder_of_tones(path: Path, *names: str) -> Path:
    path.mkdir(parents=True)
    for name in names:
        write_wav(path / f"{name}.wav", decaying(pitch_hz=700))
    return path


def with_sounds(path: Path, sounds: str) -> Path:
    path.write_text(f"sounds: {json.dumps(sounds)}\n{SHORT}")
    return path


# What a word means


def test_a_kit_of_ours_goes_before_a_folder_of_its_name(here: Path) -> None:
    folder_of_tones(here / "wood", "pip")
    assert find_kit("wood", here) == "wood"
    assert find_kit("./wood", here) == KitFolder(here / "wood")
    assert find_kit(str(here / "wood"), Path("elsewhere")) == KitFolder(here / "wood")


def test_a_folder_may_be_at_home(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here))
    monkeypatch.setenv("USERPROFILE", str(here))
    folder_of_tones(here / "mine", "pip")
    assert find_kit("~/mine", Path("elsewhere")) == KitFolder(here / "mine")


@pytest.mark.parametrize("text", ["bels", "short.yaml", "a\0b", "~nobody-at-all/x", "x" * 9000])
def test_what_is_neither_is_refused_with_what_there_is(here: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"there is no kit and no folder .*bells, default, wood$"):
        find_kit(text, here)


# Precedence


def test_the_nearest_to_the_moment_wins(here: Path) -> None:
    routine = read_file(with_sounds(here / "mine.yaml", "wood"))
    assert routine.sounds == "wood"
    habit = UserOverrides(Overrides(sounds="bells"))
    assert customise(routine, Overrides(), (habit,)).sounds == "bells"
    assert customise(routine, Overrides(sounds="default"), (habit,)).sounds == "default"
    assert customise(routine, Overrides()).sounds == "wood"


def test_a_habit_is_looked_for_beside_its_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of_tones(here / "settings/gongs", "pip")
    (here / "settings/own.toml").write_text('sounds = "gongs"\n[routines.short]\nsounds = "wood"\n')
    monkeypatch.setenv(FILE_VARIABLE, str(here / "settings/own.toml"))
    every, own = load_config().of("short")
    assert every.overrides.sounds == KitFolder(here / "settings/gongs")
    assert own.overrides.sounds == "wood"


def test_a_habit_without_a_kit_is_told_with_its_line(here: Path) -> None:
    (here / "audiocoach.toml").write_text('reps = 8\nsounds = "bels"\n')
    with pytest.raises(CoachError) as caught:
        load_config()
    said = "audiocoach.toml:2:1: 'sounds': there is no kit and no folder 'bels'; did you mean 'be"
    assert str(caught.value).startswith(said)


# What a routine may name


def test_a_routine_names_a_folder_beside_it(here: Path) -> None:
    folder_of_tones(here / "gym/my tones", "pip")
    routine = read_file(with_sounds(here / "gym/mine.yaml", "my tones"))
    assert routine.sounds == KitFolder(here / "gym/my tones", within=here / "gym")


def test_a_base_names_a_folder_beside_itself(here: Path) -> None:
    folder_of_tones(here / "gongs", "pip")
    with_sounds(here / "base.yaml", "gongs")
    (here / "mine.yaml").write_text("extends: base\n")
    assert read_file(here / "mine.yaml").sounds == KitFolder(here / "gongs", within=here)
    (here / "mine.yaml").write_text("extends: base\nsounds: bells\n")
    assert read_file(here / "mine.yaml").sounds == "bells"


@pytest.mark.parametrize(
    ("sounds", "message"),
    [
        ("bels", "there is no kit 'bels', and no such folder beside this file; did you mean 'bel"),
        ("../gongs", "'../gongs' is outside the routine's own folder; write the name of a kit, or"),
        (
            "/tones",
            "'/tones' is outside the routine's own folder; write the name of a kit, or of a f",
        ),
        ("C:\\tones", "is outside the routine's own folder; "),
        ("~/tones", "there is no kit '~/tones', and no such folder beside this file; "),
        ("short.yaml", "there is no kit 'short.yaml', and no such folder beside this file; "),
        ("", "'sounds'"),
        ("x" * 200, "the text has 200 characters; 120 at most"),
    ],
)
def test_what_a_routine_may_not_name(here: Path, sounds: str, message: str) -> None:
    folder_of_tones(here.parent / f"{here.name}-gongs", "pip")
    with pytest.raises(RoutineError) as caught:
        read_file(with_sounds(here / "mine.yaml", sounds))
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{here / 'mine.yaml'}:1:")
    assert len(caught.value.problems) == 1


def test_a_routine_without_a_file_has_no_folder(here: Path) -> None:
    folder_of_tones(here / "gongs", "pip")
    text = "sounds: {}\n" + SHORT
    assert read_bytes(text.replace("{}", "bells", 1).encode(), "f").sounds == "bells"
    with pytest.raises(RoutineError, match="there is no kit 'gongs'"):
        read_bytes(text.replace("{}", "gongs", 1).encode(), "f")


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_of_a_routines_kit_lead_nowhere_else(
    here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = folder_of_tones(tmp_path_factory.mktemp("outside") / "tones", "pip", "secret")
    (here / "linked").symlink_to(outside)
    with pytest.raises(RoutineError, match="'linked' is outside the routine's own folder"):
        read_file(with_sounds(here / "mine.yaml", "linked"))
    folder_of_tones(here / "named").joinpath("pip.wav").symlink_to(outside / "secret.wav")
    folder_of_tones(here / "indexed").joinpath("index.yaml").symlink_to(outside / "pip.wav")
    written = folder_of_tones(here / "written")
    (written / "gong.wav").symlink_to(outside / "secret.wav")
    tones = {"pip": {"file": "gong.wav"}}
    write_index(written, {"title": "T", "extends": "default", "tones": tones})
    for name in ("named", "indexed", "written"):
        sounds = read_file(with_sounds(here / "mine.yaml", name)).sounds
        assert sounds is not None
        with pytest.raises(SoundError, match="leads outside the routine's own folder"):
            open_kit(sounds)
    assert open_kit(KitFolder(here / "named")).tones["pip"].lender == ""


# What is heard


def made(here: Path, sounds: str, path: str = "short.yaml", out: str = "track.mp3") -> BuildReport:
    return build(path, here / out, sounds=find_kit(sounds, here))


def tones_of(built: BuildReport) -> list[tuple[int, str]]:
    cues = built.timeline.cues
    return [(cue.start_ms, cue.text) for cue in cues if cue.play == "sound"]


def test_another_kit_is_another_track_with_its_tones_at_the_same_times(here: Path) -> None:
    tracks = {name: made(here, name, out=f"{name}.mp3") for name in ("default", "wood", "bells")}
    assert len({built.path.read_bytes() for built in tracks.values()}) == 3
    fixed = [
        {each for each in tones_of(built) if each[1] in ("pip", "start", "rest", "switch")}
        for built in tracks.values()
    ]
    assert len(fixed[0]) > 6
    assert fixed[0] == fixed[1] == fixed[2]
    for built in tracks.values():
        assert_heard(built)
    again = made(here, "wood", out="again.mp3")
    assert again.path.read_bytes() == tracks["wood"].path.read_bytes()


def assert_heard(built: BuildReport) -> None:
    """Each tone of the kit is in the track, at its time to the sample."""
    heard, clips = decoded(built.path), clips_of(built)
    for cue in built.timeline.cues:
        if cue.play == "sound" and cue.text in ("pip", "start"):
            clip = clips[cue.clip][: 100 * SAMPLES_PER_MS]
            start = cue.start_ms * SAMPLES_PER_MS
            window = heard[start - 480 : start + len(clip) + 480]
            assert int(np.argmax(np.correlate(window, clip, "valid"))) == 480


def test_the_default_kit_is_the_one_nobody_asks_for(here: Path) -> None:
    build("short.yaml", here / "a.mp3")
    assert made(here, "default", out="b.mp3").path.read_bytes() == (here / "a.mp3").read_bytes()


def test_files_of_ones_own_are_heard_and_the_rest_is_lent(here: Path) -> None:
    folder = folder_of_tones(here / "mine", "start")
    write_encoded(folder / "pip.mp3", "libmp3lame", decaying(48_000, 120, 1500))
    built = made(here, "mine")
    assert_heard(built)
    kit = built.clips.source.kit
    assert {name for name, tone in kit.tones.items() if not tone.lender} == {"pip", "start"}
    said = ok("build", "short.yaml", "--sounds", "mine")
    assert said.splitlines()[-1].split(maxsplit=1) == [
        "sounds",
        "mine: pip, start; from default: the rest",
    ]


# The command line


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("command", ["build", "show", "check"])
def test_every_command_takes_a_kit(command: str) -> None:
    ok(command, "short.yaml", "--sounds", "wood")
    said = refused(1, command, "short.yaml", "--sounds", "wod")
    assert said.removeprefix("error: ") == (
        "there is no kit and no folder 'wod'; did you mean 'wood'? there is: bells, default, wood\n"
    )


def test_a_sound_that_is_none_is_told_and_the_old_track_stays(here: Path) -> None:
    ok("build", "short.yaml", "--out", "track.mp3")
    before = (here / "track.mp3").read_bytes()
    folder = folder_of_tones(here / "mine", "start")
    (folder / "pip.wav").write_text("a text")
    said = refused(1, "build", "short.yaml", "--sounds", "mine", "--out", "track.mp3")
    path = str(Path("mine/pip.wav"))
    assert said.startswith(f"error: {path}: not readable as a sound (")
    assert said.endswith("save it as WAV, MP3, FLAC or Ogg\n")
    assert (here / "track.mp3").read_bytes() == before


@pytest.mark.usefixtures("here")
def test_the_kits_are_listed() -> None:
    rows = [line.split("  ", 1)[0] for line in ok("sounds").splitlines()]
    assert rows == ["bells", "default", "wood"]


def test_a_kit_is_shown_and_checked_tone_by_tone(here: Path) -> None:
    folder = folder_of_tones(here / "mine", "pip")
    first, pip, start, *rest = ok("sounds", "mine").splitlines()
    assert first == "mine: Files named after their tones"
    assert pip.split() == ["pip", "100", "ms", "-3", "dB", "mine", "pip.wav"]
    assert start.split() == ["start", "380", "ms", "+1", "dB", "default", "start.wav"]
    assert len(rest) == 8
    write_wav(folder / "end.wav", np.zeros(2400))
    assert "end.wav: is silent; raise its level" in refused(1, "sounds", "mine")


def test_a_whole_kit_of_ones_own_borrows_nothing(here: Path) -> None:
    (here / "mine").mkdir()
    write_kit(here / "mine")
    said = ok("build", "short.yaml", "--sounds", "mine")
    assert said.splitlines()[-1].split() == ["sounds", "mine"]
