"""What is heavy is imported by what needs it, when it needs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT
from quick_build import routine_in, use_cache
from sampling import sampled

SERVING = ("starlette", "uvicorn", "h11", "anyio", "asyncio", "segno")
"""What `send` alone needs."""
HEAVY = (
    *("numpy", "av", "pydub", "pyttsx3", "rich", "espeakng_loader", "PIL", "pydantic"),
    *SERVING,
)


def imported_by(code: str) -> set[str]:
    probe = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def imported_by_command(*words: str) -> set[str]:
    start = f"sys.argv = {['audiocoach', *words]!r}\nfrom audiocoach.cli import main"
    return imported_by(f"{start}\ntry:\n    main()\nexcept SystemExit:\n    pass")


def test_help_imports_nothing_heavy() -> None:
    heavy = {*HEAVY, "yaml", "mutagen", "sqlite3", "audiocoach.api", "audiocoach.tts"}
    for words in (["--help"], ["build", "--help"], ["send", "--help"], ["publish", "--help"]):
        assert not heavy & imported_by_command(*words)


def test_a_command_imports_no_other() -> None:
    commands = {f"audiocoach.cli.{module}" for module in ("build", "cache", "routines", "voices")}
    assert commands & imported_by_command("cache", "--help") == {"audiocoach.cli.cache"}
    assert commands <= imported_by_command("--help")


@pytest.mark.parametrize("routine", sampled(["quick", "jeffers-pull"], "quick"))
def test_a_warm_build_imports_neither_numpy_nor_ffmpeg(
    routine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_cache(tmp_path / "cache", monkeypatch)
    name = str(routine_in(tmp_path)) if routine == "quick" else routine
    build = f"from audiocoach import build\nbuild({name!r}, {str(tmp_path / 'track.mp3')!r})"
    assert "numpy" in imported_by(build)
    assert not {*HEAVY, "mutagen"} & imported_by(build)


def test_a_changed_rest_loads_only_what_its_new_sounds_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_cache(tmp_path / "cache", monkeypatch)
    build = """
from audiocoach import build
report = build({name!r}, {track!r}, rest="{rest}s")
assert report.track.encoded
assert {rest} == 3 or not report.clips.made
"""
    names = {"name": str(routine_in(tmp_path)), "track": str(tmp_path / "track.mp3")}
    imported_by(build.format(rest=3, **names))
    loaded = imported_by(build.format(rest=9, **names))
    assert {"numpy", "av"} <= loaded
    engines = {"espeakng_loader", "hibari", "onnxruntime", "pyttsx3"}
    assert not {*engines, "PIL", "mutagen", "pydub", "rich"} & loaded


def test_a_build_without_advice_imports_no_advice_and_no_programme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_cache(tmp_path / "cache", monkeypatch)
    words = ("build", str(routine_in(tmp_path)), "--out", str(tmp_path / "track.mp3"))
    loaded = imported_by_command(*words)
    assert "audiocoach.renderer.track" in loaded
    assert not {"audiocoach.report.lint", "audiocoach.programme.read"} & loaded


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, as Linux has it")
@pytest.mark.parametrize("asked", [None, "2"])
def test_the_command_starts_no_threads_of_blas_unless_asked_to(
    asked: str | None, tmp_path: Path
) -> None:
    code = """
import os, sys
from audiocoach import cli
cli.app = lambda **_: __import__("numpy")
cli.main()
print(os.environ["OPENBLAS_NUM_THREADS"], len(os.listdir("/proc/self/task")))
"""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": asked or ""}
    if asked is None:
        del environment["OPENBLAS_NUM_THREADS"]
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment, cwd=tmp_path
    )
    threads, running = done.stdout.split()
    assert threads == (asked or "1")
    assert int(running) <= int(threads)


def test_only_what_reads_its_keywords_is_a_dataclass() -> None:
    """The class of a dataclass takes a millisecond to make, whether it is needed or not."""
    sources = (ROOT / "src/audiocoach").rglob("*.py")
    found = {str(path) for path in sources if "@dataclass" in path.read_text("utf-8")}
    assert {Path(path).name for path in found} == {"music.py", "output.py", "overrides.py"}
    assert len(found) == 3


@pytest.mark.parametrize("module", ["plan", "timeline", "report", "routine.catalog", "mp3"])
def test_compiling_needs_no_sound(module: str) -> None:
    assert not {*HEAVY, "sqlite3"} & imported_by(f"import audiocoach.{module}")


def test_mp3_opens_no_file() -> None:
    for source in (ROOT / "src/audiocoach/mp3").glob("*.py"):
        text = source.read_text("utf-8")
        assert "open(" not in text
        assert "pathlib" not in text


def test_the_package_offers_what_it_names() -> None:
    import audiocoach

    assert len(audiocoach.__all__) == 50
    assert all(callable(getattr(audiocoach, name)) for name in audiocoach.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = audiocoach.nothing
