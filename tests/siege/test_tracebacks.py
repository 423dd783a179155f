"""Whatever the arguments and files, a command ends with a message and a code, never a traceback."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from command_line import PROGRAM, run
from hostile import DIGITS, LONG, NO_TEXT, commands
from hypothesis import HealthCheck, given, settings
from quick_build import ROUTINE
from sampling import sampled

from siege import EXIT_CODES, assert_civil, audiocoach, limited

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes and no such names")

Prepare = Callable[[], object]


def written(name: str, text: str | bytes, mode: int = 0o644) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)


def shut(folder: str, mode: int = 0) -> None:
    written(f"{folder}/start.wav", b"x")
    shutil.copy("quick.yaml", f"{folder}/mine.yaml")
    Path(folder).chmod(mode)


def loop() -> None:
    Path("loop.yaml").symlink_to("loop.yaml")
    written("a.yaml", "extends: loop.yaml\ntitle: a\n")
    written("b.yaml", "extends: loop\ntitle: a\n")


def own(text: str) -> Prepare:
    return lambda: written("own.toml", text)


def nested() -> None:
    written("m.onnx", b"x")
    written("m.onnx.json", "[" * 100_000)


def no_text() -> None:
    shutil.copy("quick.yaml", f"{NO_TEXT}.yaml")


CASES: Mapping[str, tuple[Prepare, str]] = {
    "extends a link to itself": (loop, "check a.yaml"),
    "extends a link to itself by name": (loop, "check b.yaml"),
    "a link to itself": (loop, "check loop.yaml"),
    "a voice of 5,000 digits": (bool, f"check quick.yaml --voice en@{DIGITS}"),
    "reps of 5,000 digits": (bool, f"check quick.yaml --reps {DIGITS}"),
    "a seed of 5,000 digits": (bool, f"check quick.yaml --seed {DIGITS}"),
    "NUL in out": (own('out = "a\\u0000b/"'), "build quick.yaml"),
    "NUL in cover": (own('cover = "a\\u0000b"'), "build quick.yaml"),
    "a long routine": (bool, f"build {LONG}.yaml"),
    "a long track": (bool, f"build quick.yaml --out {LONG}.mp3"),
    "a long sidecar": (bool, f"build quick.yaml --sidecar json --out {'n' * 245}.mp3"),
    "a long folder": (bool, f"build quick.yaml --out {LONG}/"),
    "a long cover": (bool, f"build quick.yaml --cover {LONG}"),
    "a long song": (bool, f"build quick.yaml --music {LONG}"),
    "a long kit": (bool, f"build quick.yaml --sounds {LONG}"),
    "long recordings": (bool, f"build quick.yaml --voice recorded:{LONG}"),
    "a long model": (bool, f"build quick.yaml --voice piper:{LONG}.onnx"),
    "a long new routine": (bool, f"new x --out {LONG}.yaml"),
    "a long copy": (bool, f"copy jeffers-pull --out {LONG}"),
    "a track of no text": (bool, f"build quick.yaml --json --sidecar cue,json --out {NO_TEXT}.mp3"),
    "a routine of no text": (no_text, f"build {NO_TEXT}.yaml --json --sidecar lrc,vtt,csv"),
    "a sentence of no text": (bool, f"say {NO_TEXT} --voice espeak"),
    "unreadable routines": (lambda: shut("routines"), "list"),
    "routines that cannot be entered": (lambda: shut("routines", 0o444), "build mine"),
    "an unreadable working folder": (lambda: Path().chmod(0), "list"),
    "unreadable settings": (lambda: written("audiocoach.toml", "", 0), "check quick.yaml"),
    "settings that are a folder": (lambda: written("audiocoach.toml/x", ""), "check quick.yaml"),
    "an unreadable kit": (lambda: shut("k"), "build quick.yaml --sounds k"),
    "a kit that cannot be entered": (lambda: shut("k", 0o444), "build quick.yaml --sounds k"),
    "an unreadable tone": (lambda: written("k/start.wav", b"x", 0), "sounds k"),
    "unreadable recordings": (lambda: shut("k"), "build quick.yaml --voice recorded:k"),
    "recordings without entry": (lambda: shut("k", 0o444), "script quick.yaml --check k"),
    "a file for recordings": (bool, "script quick.yaml --check quick.yaml"),
    "a link to itself for recordings": (
        lambda: Path("k").symlink_to("k"),
        "script quick.yaml --check k",
    ),
    "a deep configuration of piper": (nested, "build quick.yaml --voice piper:./m.onnx"),
    "unreadable music": (lambda: shut("k", 0o444), "build quick.yaml --music k"),
    "a place that cannot be entered": (lambda: shut("k", 0o444), "build quick.yaml --out k/a.mp3"),
}
ORDINARY = (
    "extends a link to itself by name", "a voice of 5,000 digits", "NUL in cover", "a long sidecar",
    "a track of no text", "a sentence of no text", "routines that cannot be entered",
    "recordings without entry", "a deep configuration of piper",
)  # fmt: skip


@posix
@pytest.mark.parametrize("case", sampled(CASES, *ORDINARY))
def test_a_command_ends_with_one_message(case: tuple[Prepare, str], tmp_path: Path) -> None:
    prepare, command = case
    (tmp_path / "quick.yaml").write_text(ROUTINE)
    with chdir(tmp_path):
        prepare()
    environment = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    if (tmp_path / "own.toml").exists():
        environment["AUDIOCOACH_CONFIG"] = "own.toml"
    words = [os.fsencode(word) for word in command.split()]
    done = limited(
        audiocoach(*words), folder=tmp_path, environment=environment, obeys_modes=True, cpu_s=30
    )
    tmp_path.chmod(0o755)
    said = assert_civil(done)
    assert bool(said) >= bool(done.returncode), "who fails says why"


STREAMS = {
    "a full disk for a result": ("list > /dev/full", 1, "cannot be printed (no space left"),
    "a full disk for help": ("--help > /dev/full", 1, "no space left on device"),
    "a full disk for a version": ("--version > /dev/full", 1, "cannot be printed"),
    "a full disk for errors": ("check nope 2> /dev/full", 1, ""),
    "a full disk for misuse": ("build --nope 2> /dev/full", 2, ""),
    "a closed result": ("list >&-", 0, ""),
    "closed errors": ("check nope 2>&-", 1, ""),
    "all closed": ("build quick.yaml <&- >&- 2>&-", 0, ""),
    "nobody reads": ("show jeffers-pull --json | true; exit ${PIPESTATUS[0]}", 141, ""),
}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
@pytest.mark.parametrize("case", sampled(STREAMS, "a full disk for a result", "all closed"))
def test_streams_that_fail(case: tuple[str, int, str], tmp_path: Path) -> None:
    words, code, message = case
    (tmp_path / "quick.yaml").write_text(ROUTINE)
    line = f"'{PROGRAM[0]}' -m audiocoach {words}"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, check=False)
    assert message in assert_civil(done)
    assert done.returncode == code
    if "quick" in words:
        assert (tmp_path / "out" / "quick.mp3").read_bytes().startswith(b"ID3")


@posix
@pytest.mark.parametrize(
    "words", sampled(["--help", "list --help", "--version", "list", "schema", "voices"], "--help")
)
def test_who_is_not_read_ends_as_programs_do(words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*PROGRAM, *words.split()], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.fixture(scope="module")
def strange_folder() -> Iterator[Path]:
    """Deep within a temporary one, as some arguments lead out of it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name) / "a" / "b"
        folder.mkdir(parents=True)
        with chdir(folder):
            fill_strangely()
        yield folder


def fill_strangely() -> None:
    written("quick.yaml", ROUTINE)
    written("empty.yaml", b"")
    written("bytes.yaml", bytes(range(256)))
    written("large.yaml", b"a" * 300_000)
    written("song.wav", b"RIFF")
    written("folder.yaml/x", b"")
    written("folder/x", b"")
    if sys.platform != "win32":
        Path("loop.yaml").symlink_to("loop.yaml")


def ends_as_one_may(words: list[str], folder: Path) -> None:
    with chdir(folder), patch.dict(os.environ, {"HOME": str(folder), "COLUMNS": "80"}):
        done = run(*words)
    assert "Traceback" not in done.stderr, (words, done.stderr)
    assert done.returncode in EXIT_CODES, (words, done.returncode)
    if "--force" in words:
        written(str(folder / "quick.yaml"), ROUTINE)
    assert (folder / "quick.yaml").read_text() == ROUTINE, words


_CHECKS = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)


@settings(max_examples=60, suppress_health_check=_CHECKS, derandomize=True)
@given(words=commands())
def test_any_arguments(words: list[str], strange_folder: Path) -> None:
    ends_as_one_may(words, strange_folder)


@pytest.mark.long
@settings(max_examples=400, suppress_health_check=_CHECKS)
@given(words=commands())
def test_any_arguments_at_length(words: list[str], strange_folder: Path) -> None:
    ends_as_one_may(words, strange_folder)
