"""A short routine, and builds of it: here, or in child processes as a user starts them."""

import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest
from command_line import PROGRAM, finish, start

from audiocoach.api import BuildReport, build
from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.renderer.clips import Progress

ROUTINE = """\
title: Quick pull
voice: en-us
rest: 3s
exercises:
  - name: Row
    reps: 2
    pace: 1s
  - name: March
    work: 5s
    cues: Stand tall
"""


def use_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Makes builds in this process keep their clips in `folder`; returns it."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


def routine_in(folder: Path) -> Path:
    """Writes the short routine into `folder`; returns its path."""
    path = folder / "quick.yaml"
    path.write_text(ROUTINE)
    return path


def build_here(target: Path, progress: Progress = lambda *_: None) -> BuildReport:
    """Builds the short routine in this process, with the cache of its environment."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return build(str(routine_in(target.parent)), target, progress=progress)


@cache
def clean_track() -> bytes:
    """The short routine's track, built by a child with an empty cache."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = run_build(folder / "track.mp3", folder / "cache")
        assert_built(done)
        return (folder / "track.mp3").read_bytes()


def start_build(
    target: Path, cache_folder: Path, temporary: Path | None = None
) -> "subprocess.Popen[str]":
    """Starts a build of the short routine in a child process."""
    target.parent.mkdir(parents=True, exist_ok=True)
    routine = routine_in(target.parent)
    command = (*PROGRAM, "build", str(routine), "--out", str(target))
    return start(command, target.parent, cache_folder, temporary)


def run_build(target: Path, cache_folder: Path) -> "subprocess.CompletedProcess[str]":
    """Builds the short routine in a child process."""
    return finish(start_build(target, cache_folder))


def assert_built(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """Checks that a build made a track, and printed advice alone, or a line with all `words`."""
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if ": advice: " not in line]
    assert len(said) == bool(words), done.stderr
    assert all(word in line for word in words for line in said), done.stderr


def assert_refused(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """Checks that a build was refused with one line of an error that has all `words`."""
    assert done.returncode == 1, done
    assert done.stderr.startswith("error: "), done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


def litter(folder: Path) -> list[str]:
    """The names of unfinished files left in `folder`."""
    return [path.name for path in folder.rglob("*.part")]
