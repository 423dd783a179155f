"""`play`: the track is built and played from where it is asked for, and nothing is left behind."""

import sys
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import ok, refused
from quick_build import routine_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="plays by itself")
Heard = Callable[[], float]
KEEP = "#!{}\nimport sys, shutil\nshutil.copy(sys.argv[-1], 'heard.wav')\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a routine, and a PATH without a player."""
    for name in ("bin", "temporary", "here"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path / "here")
    routine_in(Path())
    return tmp_path


@pytest.fixture
def heard_s(here: Path) -> Heard:
    """A player that keeps what it is given; the function gives its length."""
    program = here / "bin" / "mpv"
    program.write_text(KEEP.format(sys.executable))
    program.chmod(0o755)

    def length() -> float:
        with wave.open("heard.wav", "rb") as sound:
            return sound.getnframes() / sound.getframerate()

    return length


def test_a_track_is_played_and_nothing_is_left(here: Path, heard_s: Heard) -> None:
    said = ok("play", "quick.yaml")
    whole = heard_s()
    assert whole > 10
    assert said == f"Quick pull: 0:00 to 0:{int(whole)}\n"
    assert sorted(path.name for path in Path().iterdir()) == ["heard.wav", "quick.yaml"]
    assert not [*(here / "temporary").iterdir()]

    ok("play", "quick.yaml", "--from", "0:05", "--rest", "6s")
    assert heard_s() == pytest.approx(whole + 3 - 5, abs=0.5)


@pytest.mark.usefixtures("heard_s")
def test_a_time_after_the_end_is_told() -> None:
    said = refused(1, "play", "quick.yaml", "--from", "5:00")
    assert said.startswith("error: --from 5:00 is after the end; the track lasts 0:")
    assert "'soon' is not a duration" in refused(2, "play", "quick.yaml", "--from", "soon")
    assert not Path("heard.wav").exists()


def test_without_a_player_nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiocoach.api.Builder.build", None)
    said = refused(1, "play", "quick.yaml")
    assert said.startswith("error: nothing here plays it: there is no ")
    assert said.endswith("; install one, or build a file of it, or send it to a phone\n")
