"""kokoro's real package on a made-up model: what goes in and out, not how a voice sounds."""

import re
import sys
from pathlib import Path

import pytest
from command_line import ok, refused
from neural import kokoro_voices

from audiocoach.errors import SpeechError, with_hint
from audiocoach.tts import Voice, open_engine, parse_voice
from audiocoach.tts.base import FOLDER_VARIABLE
from audiocoach.tts.kokoro import MODEL, STYLES
from audiocoach.tts.registry import not_installed

KNOWN = ("af_heart", "bm_george", "ef_dora", "jf_alpha")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's voices."""
    monkeypatch.setenv("AUDIOCOACH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "voices"))
    kokoro_voices(tmp_path / "voices", *KNOWN)
    return tmp_path / "voices"


def spoken(voice: str) -> bytes:
    with open_engine(parse_voice(voice)) as engine:
        return engine.speak("Ten seconds, right side.").samples


def test_voices_are_listed_with_language_and_gender() -> None:
    listed = ok("voices", "--engine", "kokoro")
    assert re.search(r"^kokoro:bm_george +en-gb +male$", listed, re.MULTILINE)
    assert re.search(r"^kokoro:ef_dora +es +female$", listed, re.MULTILINE)
    assert "jf_alpha" not in listed, "Japanese is read by other means"


def test_each_voice_is_its_own_and_the_first_is_the_default() -> None:
    assert spoken("kokoro") == spoken("kokoro:af_heart@170")
    assert len({spoken(f"kokoro:{name}") for name in KNOWN[:3]}) == 3


def test_a_voice_is_known_by_its_name_alone(home: Path) -> None:
    assert parse_voice("BM_george@150") == Voice("kokoro", "bm_george", 150)
    with pytest.raises(SpeechError, match="did you mean 'bm_george'"):
        open_engine(parse_voice("bm_georg"))
    (home / STYLES).write_bytes(b"no styles")
    assert parse_voice("bm_george") == Voice("espeak", "bm_george")


def test_what_is_slower_than_kokoro_can_is_as_slow_as_it_can() -> None:
    assert spoken("kokoro@80") == spoken("kokoro@85")
    assert len(spoken("kokoro@85")) > len(spoken("kokoro@100"))


def test_a_track_is_built(tmp_path: Path) -> None:
    routine = tmp_path / "row.yaml"
    routine.write_text("title: Row\nexercises:\n  - {name: Row, reps: 3}\n", "utf-8")
    track = tmp_path / "row.mp3"
    ok("build", str(routine), "--voice", "kokoro:bm_george", "--out", str(track))
    assert track.stat().st_size > 100_000


def test_an_unknown_voice_is_refused() -> None:
    for name, why in {
        "af_hart": "did you mean 'af_heart'?",
        "jf_alpha": "has no voice 'jf_",
    }.items():
        with pytest.raises(SpeechError, match=re.escape(why)):
            open_engine(Voice("kokoro", name))


@pytest.mark.parametrize("name", [MODEL, STYLES])
def test_a_file_that_is_not_there_says_where_to_get_it(home: Path, name: str) -> None:
    (home / name).unlink()
    said = refused(1, "voices", "--engine", "kokoro")
    assert f"no voice of kokoro yet; get {name} from https://" in said
    assert str(home) in said
    assert f"get {name} from https://" in ok("voices")


def test_broken_files_are_one_error(home: Path) -> None:
    (home / MODEL).write_bytes(b"no graph")
    with pytest.raises(SpeechError, match="kokoro cannot load it"):
        spoken("kokoro")
    (home / STYLES).write_bytes(b"no voices")
    with pytest.raises(SpeechError, match="these are no voices"):
        spoken("kokoro")


def test_a_python_without_the_package_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert with_hint(*not_installed("kokoro")).endswith("pip install 'audiocoach[kokoro]'")
    monkeypatch.setattr(sys, "version_info", (3, 14, 0, "final", 0))
    told = "not there for Python 3.14 and newer; use an older one"
    assert with_hint(*not_installed("kokoro")) == told
