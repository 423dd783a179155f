"""Everything that can change a track, and another value for each: a row is one line."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import pytest
import typer

import audiocoach
from audiocoach.audio import recipe
from audiocoach.cli import app

FIGURES: Mapping[str, object] = {
    "CLEAR_SPEECH": (*recipe.CLEAR_SPEECH, ("highpass", "f=90")),
    "SPEECH_LUFS": -16.5,
    "CREST_DB": 6.0,
    "PEAK_DBTP": -20.0,
    "LIMITER": "attack=5:release=90:level=disabled:latency=1",
    "TRIM_DB": -30.0,
    "LEAD_MS": 9,
    "TAIL_MS": 26,
}
"""Constants of `audio/recipe`, by which clips are made, with other values."""

ENCODING: Mapping[str, object] = {
    "LAME_QUALITY": 2,
    "TRACK_PEAK_DBTP": -8.0,
    "CEILING_DBTP": -8.0,
}
"""Constants of `renderer/settings`, by which segments are encoded, with other values."""

DERIVED = {"FRAME_MS", "FORMAT", "SAMPLE_RATE", "STEREO_RATE"}
"""Constants that follow from other constants or options."""

OPTIONS: Mapping[str, str] = {
    "--reps": "3",
    "--work": "7s",
    "--sets": "2",
    "--rest": "8s",
    "--round-rest": "9s",
    "--rounds": "1",
    "--level": "high",
    "--mode": "quick",
    "--with": "dumbbell",
    "--set": "march.work=8s",
    "--fit": "1:10",
    "--lead": "countdown=2",
    "--seed": "3",
    "--profile": "minimal",
    "--language": "de",
    "--voice": "en-gb@160",
    "--counter": "en-gb+f2",
    "--sounds": "wood",
    "--format": "flac",
    "--bitrate": "96k",
    "--stereo": "",
    "--cover": "none",
    "--loudness": "-20",
    "--floor": "-60",
}
"""Options of `build`, each with a value that changes the file; "" for one that takes none."""

MUSIC = {"--music", "--music-rest", "--music-shuffle", "--duck"}
"""Options of `build` that need songs, and are tried with them."""

UNHEARD = {
    "--out",
    "--fail-fast",
    "--force",
    "--json",
    "--quiet",
    "--sidecar",
    "--split",
    "--watch",
    "--all",
    "--next",
    "--day",
    "--week",
    "--session",
    "--client",
    "--clients",
}
"""Options of `build` that change where a track goes, what is beside it, or which session it is."""


def figures_of(module: ModuleType) -> set[str]:
    """The names of a module's constants that say how it sounds."""
    return {name for name in vars(module) if name.isupper() and not name.startswith("_")}


def options_of_build() -> set[str]:
    """All options that `build` has on the command line."""
    command: Any = typer.main.get_command(app)
    build = command.get_command(None, "build")
    options = {parameter.opts[0] for parameter in build.params}
    return {option for option in options if option.startswith("--")}


def flip(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    """Gives the constant `name` another value in every module that has imported it."""
    for module in _modules():
        if name in vars(module):
            monkeypatch.setattr(module, name, value)


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(audiocoach.__path__, "audiocoach."):
        if not found.name.endswith(("__main__", "_child")):
            yield sys.modules.get(found.name) or importlib.import_module(found.name)
