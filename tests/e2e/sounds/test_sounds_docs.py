"""What docs/sounds.md shows is true."""

import re
import shlex
from pathlib import Path

import pytest
from command_line import ok
from paths import DOCS
from sound_files import decaying, write_encoded, write_wav

from audiocoach.defaults import DEFAULTS
from audiocoach.sounds import read_kit
from audiocoach.sounds.choice import kit_names

DOC = (DOCS / "sounds.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", DOC, re.MULTILINE | re.DOTALL)


def test_its_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    codecs = {".mp3": "libmp3lame", ".flac": "flac", ".wav": "pcm_s16le"}
    for file in map(Path, blocks("text")[0].split()):
        file.parent.mkdir(exist_ok=True)
        write_encoded(file, codecs[file.suffix], decaying(48_000))
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(commands) == 5
    said = [ok(*shlex.split(line)[1:]) for line in commands]
    last = said[-1].splitlines()[-1].split(maxsplit=1)
    assert last == ["sounds", "gym: pip, start, rest; from default: the rest"]


def test_its_index_is_one(tmp_path: Path) -> None:
    (tmp_path / "index.yaml").write_text(blocks("yaml")[0], "utf-8")
    for file in ("gong.wav", "crowd.mp3"):
        write_wav(tmp_path / file, decaying())
    tones = read_kit(tmp_path).tones
    assert [tones[name].level_db for name in ("start", "tick", "pip")] == [2, -20, -3]
    assert [tones[name].lender for name in ("start", "tick", "pip")] == ["", "wood", "wood"]


def test_it_names_every_tone_and_every_kit() -> None:
    table = re.findall(r"^\| (`.*?) \|", DOC, re.MULTILINE)
    for name in (*DEFAULTS.tones, "title", "extends", "tones", "file", "level", "meaning"):
        assert any(f"`{name}`" in cell for cell in table), name
    assert all(f"`{name}`" in DOC for name in kit_names())
