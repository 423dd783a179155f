"""Engines of other packages, as a path holds them, in processes that find them there."""

import json
import os
import re
import tomllib
from pathlib import Path

import pytest
from command_line import complained, printed, run_alone
from fake_engines import put_package
from paths import DOCS
from sampling import sampled


def ok(*words: str) -> str:
    """Packages put on the path are seen by a process that starts then."""
    return printed(run_alone(*words))


def refused(code: int, *words: str) -> str:
    return complained(run_alone(*words), code)


PAGE = (DOCS / "voices.md").read_text("utf-8")
SECTION = PAGE[PAGE.index("## Your own engine") :]


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that Python looks into."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"), prepend=os.pathsep)
    monkeypatch.setenv("AUDIOCOACH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "path"


def put_hum(path: Path) -> None:
    """The toy engine of the docs."""
    project = tomllib.loads(block("toml"))["project"]
    points = project["entry-points"]["audiocoach.engines"]
    lines = "\n".join(f"{name} = {module}" for name, module in points.items())
    put_package(path, project["name"], lines, hum=block("python"))


@pytest.mark.long
def test_the_engine_in_the_docs_builds_a_track(path: Path, tmp_path: Path) -> None:
    put_hum(path)
    track = tmp_path / "pull.mp3"
    ok("build", "jeffers-pull", "--rounds", "1", "--voice", "hum:low@200",
       "--out", str(track), "--json")  # fmt: skip
    shown = json.loads(track.with_suffix(".json").read_text("utf-8"))
    lengths = {
        cue["text"]: cue["end_ms"] - cue["start_ms"]
        for cue in shown["cues"]
        if cue["play"] == "speech"
    }
    assert lengths["right"] == pytest.approx(300, abs=40), "a word at 200 words a minute"
    assert lengths["If anything hurts, stop."] == pytest.approx(1200, abs=40)
    assert track.stat().st_size > shown["duration_ms"] * 8


@pytest.mark.long
def test_the_engine_in_the_docs_is_listed(path: Path) -> None:
    put_hum(path)
    listed = ok("voices", "--engine", "hum")
    assert re.search(r"^hum:low +en +110 Hz$", listed, re.MULTILINE)
    assert "hum:high" in ok("voices", "--language", "en")
    assert "hum:high" not in ok("voices", "--language", "de")


def test_a_plugins_version_is_in_the_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_hum(path)
    monkeypatch.syspath_prepend(str(path))
    from audiocoach.tts import open_engine, parse_voice

    with open_engine(parse_voice("hum:")) as engine:
        assert engine.identity == "audiocoach-hum 1.0 hum 1"


ENGINE = "from audiocoach.tts import Engine, Speech\n"
BROKEN = {
    "import nothing_of_this_name": "it could not be imported (ModuleNotFoundError: No module",
    "raise SystemExit(3)": "it could not be imported (SystemExit: 3)",
    "hello = 1": "'broken' has no function 'open_voice'",
    "def open_voice(voice): 1 / 0": "it could not open 'x' (ZeroDivisionError: division by zero)",
    "def open_voice(voice): raise SystemExit(0)": "it could not open 'x' (SystemExit: 0)",
    "def open_voice(voice): return 1": "its engine has no 'identity'",
}
SAYS = """
class Odd:
    identity = "odd"
    close = lambda self: None
    def speak(self, text): {body}
open_voice = lambda voice: Odd()
"""
MUTE = {
    "raise OSError": "broken:x could not speak 'one': OSError",
    "return b'abc'": "broken:x could not speak 'one': it gave no Speech but a bytes",
    "return Speech(bytes(800), 8000)": "broken:x could not speak 'one': it came out silent",
}


@pytest.mark.parametrize("source", sampled(list(BROKEN), "raise SystemExit(3)", "hello = 1"))
def test_a_plugin_that_cannot_be_used_is_one_error(path: Path, source: str) -> None:
    put_package(path, "audiocoach-broken", "broken = broken", broken=source)
    said = refused(1, "say", "one", "--voice", "broken:x")
    start = "error: the engine 'broken' of audiocoach-broken 1.0 cannot be used: "
    assert said.startswith(start + BROKEN[source])
    assert said.count("\n") == 1


@pytest.mark.parametrize("body", sampled(list(MUTE), "raise OSError"))
def test_a_plugin_that_does_not_speak_is_one_error(path: Path, body: str) -> None:
    put_package(
        path, "audiocoach-broken", "broken = broken", broken=ENGINE + SAYS.format(body=body)
    )
    assert refused(1, "say", "one", "--voice", "broken:x") == f"error: {MUTE[body]}\n"


@pytest.mark.long
def test_one_broken_plugin_hides_no_voice(path: Path) -> None:
    put_hum(path)
    put_package(path, "audiocoach-broken", "broken = broken", broken="import nothing")
    listed = ok("voices")
    assert "hum:low" in listed
    assert "broken: the engine 'broken' of audiocoach-broken 1.0 cannot be used" in listed
    assert "it could not be imported" in refused(1, "voices", "--engine", "broken")


def test_a_name_of_ours_is_not_taken(path: Path, tmp_path: Path) -> None:
    put_package(path, "audiocoach-thief", "espeak = thief", thief="raise SystemExit('taken')")
    done = run_alone("say", "one", "--voice", "espeak:en-us", "--out", str(tmp_path / "one.mp3"))
    assert (done.returncode, done.stderr) == (0, "")
    said = "the engine 'espeak' of audiocoach-thief 1.0 is passed over: audiocoach has its own"
    assert run_alone("voices").stderr == f"warning: {said}\n"


def test_two_packages_with_one_name_are_told_apart_by_nobody(path: Path) -> None:
    put_hum(path)
    put_package(path, "audiocoach-hum-too", "hum = hum")
    said = refused(1, "say", "one", "--voice", "hum:low")
    assert "is in several packages: audiocoach-hum" in said
    assert "uninstall all but one" in said


def test_a_misspelt_plugin_is_guessed(path: Path) -> None:
    put_hum(path)
    assert "did you mean 'hum'?" in refused(1, "say", "one", "--voice", "hmu:low")
