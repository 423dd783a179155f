"""The same routine gives the same bytes: whatever is kept, wherever it goes, who else builds."""

import sqlite3
from pathlib import Path

import pytest
from command_line import finish
from quick_build import assert_built, build_here, clean_track, litter, start_build, use_cache
from sampling import sampled

from audiocoach.api import build
from audiocoach.cache import Store

CHILDREN = 8


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_cache(tmp_path / "cache", monkeypatch)


def database(cache: Path) -> sqlite3.Connection:
    (file,) = cache.glob("*.sqlite")
    return sqlite3.connect(file, isolation_level=None)


@pytest.mark.long
def test_a_real_workout_is_the_same_cold_and_warm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (tmp_path / f"{name}.mp3" for name in ("first", "second", "third"))
    cold = build("jeffers-pull", first)
    warm = build("jeffers-pull", second)
    use_cache(tmp_path / "another cache", monkeypatch)
    again = build("jeffers-pull", third)
    assert cold.clips.made == again.clips.made == len(cold.clips.keys)
    assert cold.track.encoded == again.track.encoded == cold.track.segments
    assert (warm.clips.made, warm.track.encoded) == (0, 0)
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()


def test_builds_in_one_process_equal_those_of_a_child(tmp_path: Path) -> None:
    cold, warm = tmp_path / "cold.mp3", tmp_path / "elsewhere" / "warm.mp3"
    build_here(cold)
    built = build_here(warm)
    assert (built.clips.made, built.track.encoded) == (0, 0)
    assert cold.read_bytes() == warm.read_bytes() == clean_track()


@pytest.mark.parametrize("parity", sampled([0, 1], 0))
def test_a_cache_that_lost_half_of_its_rows(tmp_path: Path, cache: Path, parity: int) -> None:
    build_here(tmp_path / "before.mp3")
    connection = database(cache)
    keys = [key for (key,) in connection.execute("SELECT key FROM kept ORDER BY key")]
    lost = keys[parity::2]
    connection.executemany("DELETE FROM kept WHERE key = ?", [(key,) for key in lost])
    connection.close()
    built = build_here(tmp_path / "after.mp3")
    assert 0 < built.clips.made + built.track.encoded < len(keys)
    assert (tmp_path / "after.mp3").read_bytes() == clean_track()
    mended = build_here(tmp_path / "mended.mp3")
    assert (mended.clips.made, mended.track.encoded) == (0, 0)


@pytest.mark.long
def test_many_builds_at_once_into_files_of_their_own(tmp_path: Path, cache: Path) -> None:
    targets = [tmp_path / f"{number}.mp3" for number in range(CHILDREN)]
    children = [start_build(target, cache) for target in targets]
    for child in children:
        assert_built(finish(child))
    assert {target.read_bytes() for target in targets} == {clean_track()}
    assert_settled(tmp_path, cache)


@pytest.mark.slow
def test_many_builds_at_once_into_one_file(tmp_path: Path, cache: Path) -> None:
    target = tmp_path / "track.mp3"
    children = [start_build(target, cache) for _ in range(CHILDREN)]
    for child in children:
        assert_built(finish(child))
    assert target.read_bytes() == clean_track()
    assert_settled(tmp_path, cache)


@pytest.mark.slow
def test_many_builds_at_once_on_a_damaged_cache(tmp_path: Path, cache: Path) -> None:
    with Store.open() as store:
        store.write({"key": b"body"})
    (file,) = cache.glob("*.sqlite")
    file.write_bytes(b"no database " * 1000)
    targets = [tmp_path / f"{number}.mp3" for number in range(CHILDREN // 2)]
    children = [start_build(target, cache) for target in targets]
    for child in children:
        assert_built(finish(child))
    assert {target.read_bytes() for target in targets} == {clean_track()}


def assert_settled(folder: Path, cache: Path) -> None:
    """Nothing is left lying about, and the cache is whole: it makes the next build short."""
    assert litter(folder) == []
    connection = database(cache)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()  # and with it the log, which two that end at once may both leave
    assert {path.suffix for path in cache.iterdir() if path.is_file()} == {".sqlite"}
    built = build_here(folder / "next.mp3")
    assert (built.clips.made, built.track.encoded) == (0, 0)
