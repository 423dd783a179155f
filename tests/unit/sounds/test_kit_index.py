"""Kits of one's own: an index or files named after the tones, and what is wrong with them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sound_files import Index, decaying, write_index, write_kit, write_wav

from audiocoach.defaults import DEFAULTS
from audiocoach.errors import CoachError, SoundError
from audiocoach.sounds import Tone, open_kit, read_kit
from audiocoach.sounds.choice import KitFolder

DEFAULT = open_kit("default").tones


def test_a_kit_of_ones_own(tmp_path: Path) -> None:
    write_kit(tmp_path)
    kit = open_kit(KitFolder(tmp_path))
    assert (kit.name, kit.title) == (tmp_path.name, "Mine")
    assert kit.tones["pip"] == Tone("pip", "pip.", tmp_path / "pip.wav", -3.0)
    assert not any(tone.lender for tone in kit.tones.values())


def test_a_kit_that_extends_another_says_only_what_it_changes(tmp_path: Path) -> None:
    write_wav(tmp_path / "gong.wav", decaying())
    tones = {"start": {"file": "gong.wav"}, "tick": {"level": -20}}
    write_index(tmp_path, {"title": "Mine", "extends": "wood", "tones": tones})
    wood, kit = open_kit("wood").tones, read_kit(tmp_path)
    assert tuple(kit.tones) == DEFAULTS.tones
    start, tick, rest = (kit.tones[name] for name in ("start", "tick", "rest"))
    assert start == Tone("start", wood["start"].meaning, tmp_path / "gong.wav", 1.0)
    assert (tick.path, tick.level_db, tick.lender) == (wood["tick"].path, -20.0, "wood")
    assert (rest.path, rest.lender) == (wood["rest"].path, "wood")


def test_what_an_index_leaves_open_is_as_in_the_default_kit(tmp_path: Path) -> None:
    index = write_kit(tmp_path)
    index["tones"]["pip"] = {"file": "pip.wav"}
    write_index(tmp_path, index)
    pip = read_kit(tmp_path).tones["pip"]
    assert (pip.level_db, pip.meaning) == (DEFAULT["pip"].level_db, DEFAULT["pip"].meaning)


def test_files_named_after_tones_are_a_kit(tmp_path: Path) -> None:
    for file in ("pip.wav", "Start.MP3", "._pip.wav", "notes.txt", "gong.wav"):
        (tmp_path / file).write_bytes(b"x")
    (tmp_path / "end").mkdir()
    tones = read_kit(tmp_path).tones
    own = {name: tone.path.name for name, tone in tones.items() if not tone.lender}
    assert own == {"pip": "pip.wav", "start": "Start.MP3"}
    assert {tone.lender for tone in tones.values()} == {"", "default"}
    assert tones["rest"].path == DEFAULT["rest"].path
    assert tones["pip"].level_db == DEFAULT["pip"].level_db


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ((), r": there is no tone in this folder; name one after its tone \(pip.wav, start.mp3"),
        (("strat.wav",), ": there is no tone in this folder; "),
        (("pip.mp3", "pip.wav"), ": 'pip.mp3' and 'pip.wav' are both the tone 'pip'; delete or"),
    ],
)
def test_a_folder_that_is_no_kit(tmp_path: Path, files: tuple[str, ...], message: str) -> None:
    for file in files:
        (tmp_path / file).write_bytes(b"x")
    with pytest.raises(SoundError, match=message):
        read_kit(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_nobody_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pip.wav")
    with pytest.raises(SoundError, match=r"pip.wav: this is no file that can be read"):
        read_kit(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match=r"absent: there is no such folder$"):
        read_kit(tmp_path / "absent")


def test_no_kit_of_that_name() -> None:
    with pytest.raises(SoundError, match=r"no kit is called 'wod'; did you mean 'wood'\? "):
        open_kit("wod")


def set_pip(**entry: object) -> Callable[[Index], None]:
    return lambda index: index["tones"]["pip"].update(entry)


NAMES = ", ".join(DEFAULTS.tones)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda index: index.pop("title"), "1:1: 'title' is missing; write 'title: …'"),
        (lambda index: index.pop("tones"), "1:1: 'tones' is missing; write 'tones: {pip: "),
        (lambda index: index.update(tones=["pip"]), "3:1: 'tones' has keys and values; see docs"),
        (lambda index: index.update(extend="wood"), "unknown key 'extend'; did you mean 'extends'"),
        (lambda index: index.update(extends="wod"), "no kit is 'wod'; did you mean 'wood'? there"),
        (lambda index: index["tones"].update(pipp={}), "unknown key 'pipp'; did you mean 'pip'? "),
        (
            lambda index: (index["tones"].pop("pip"), index["tones"].pop("end")),
            "3:3: no entry for pip, end; add it, or write 'extends: default' above 'tones'",
        ),
        (lambda index: index["tones"].update(pip="pip.wav"), "the tone 'pip' has keys and values;"),
        (lambda index: index["tones"]["pip"].pop("file"), "the tone 'pip' has no 'file'; write 'f"),
        (set_pip(lufs=3), "unknown key 'lufs'; there is: file, level, meaning"),
        (set_pip(meaning=""), "'meaning' is no text; write 'meaning: …'"),
        (set_pip(file=None), "4:5: 'file' is no text; write 'file: …'"),
        (set_pip(file="low.wav"), "there is no file 'low.wav' in "),
        (set_pip(file="../a.wav"), "'../a.wav' is outside the kit; copy it into "),
        (set_pip(file="/a.wav"), "'/a.wav' is outside the kit; copy it into "),
        (set_pip(file="C:\\a.wav"), "is outside the kit; copy it into "),
        (set_pip(level="loud"), "'loud' is no level: dB beside speech, from -40 to 12; write for"),
        (set_pip(level=True), "'true' is no level: dB beside speech, from -40 to 12"),
        (set_pip(level=13), "'13' is no level: dB beside speech, from -40 to 12"),
        (set_pip(level=float("nan")), "'.nan' is no level: dB beside speech"),
    ],
)
def test_an_index_with_something_wrong(
    tmp_path: Path, change: Callable[[Index], object], message: str
) -> None:
    index = write_kit(tmp_path)
    change(index)
    write_index(tmp_path, index)
    with pytest.raises(SoundError) as caught:
        read_kit(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'index.yaml'}:")
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_every_mistake_of_an_index_is_told_in_order(tmp_path: Path) -> None:
    index = write_kit(tmp_path)
    index["tones"]["end"]["level"] = 99
    index["tones"]["pip"]["file"] = "../x"
    del index["title"]
    write_index(tmp_path, index)
    with pytest.raises(SoundError) as caught:
        read_kit(tmp_path)
    said = str(caught.value).splitlines()
    assert len(said) == 3
    assert [word in line for word, line in zip(("title", "../x", "99"), said, strict=True)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"tones: [", "index.yaml:"),
        (b"\xff\xfe\x00", "this is not UTF-8 text"),
        (b"", "the file is empty"),
        (b"- pip", "the index has keys and values; see docs/sounds.md"),
        (b"title: &a b\ntones: *a", "aliases like '.a' are not read"),
        (b"title: " + b"[" * 90, "nested more than 24 deep"),
        (b"#" * 300_000, "the file is too large"),
    ],
)
def test_an_index_that_is_no_index(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "index.yaml").write_bytes(content)
    with pytest.raises(SoundError, match=message):
        read_kit(tmp_path)


def test_an_index_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "index.yaml").mkdir()
    with pytest.raises(CoachError, match="this is a folder, not a file"):
        read_kit(tmp_path)
