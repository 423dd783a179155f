"""A cache with a bound: what was used least recently goes, and no track is ever wrong for it."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from command_line import finish
from quick_build import assert_built, build_here, clean_track, litter, start_build, use_cache

from audiocoach.cache import Store, database, maintenance
from audiocoach.cache import store as eviction
from audiocoach.errors import CacheError

BOUND = 1_000_000
BODY = 50_000
CHILDREN = 4
HOUR_S = 3600


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_cache(tmp_path / "cache", monkeypatch)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What time it is: the one number in it."""
    hands = [1_700_000_000]
    monkeypatch.setattr(eviction, "now", lambda: hands[0])
    return hands


@contextmanager
def opened(cache: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database.file_in(cache), isolation_level=None)) as connection:
        yield connection


def bodies(*numbers: int) -> dict[str, bytes]:
    return {f"clip-{number:03}": bytes([number]) * BODY for number in numbers}


def keep(*numbers: int, bound: int = BOUND) -> None:
    """In a session of its own."""
    with Store.open(bound) as store:
        store.write(bodies(*numbers))


def kept(cache: Path) -> list[int]:
    with opened(cache) as connection:
        found = connection.execute("SELECT key FROM kept ORDER BY key")
        return [int(key.removeprefix("clip-")) for (key,) in found]


def used_at(cache: Path) -> dict[str, int]:
    with opened(cache) as connection:
        return dict(connection.execute("SELECT key, used FROM kept"))


def test_the_least_recently_used_goes_first(cache: Path, clock: list[int]) -> None:
    for number in range(12):
        keep(number)
        clock[0] += HOUR_S
    clock[0] += 24 * HOUR_S
    with Store.open(BOUND) as store:
        assert store.read(bodies(0)) == bodies(0)
        assert store.sizes(bodies(2)) == {"clip-002": BODY}
    clock[0] += HOUR_S
    keep(*range(12, 22))
    left = kept(cache)
    assert {0, 2, *range(12, 22)} <= set(left)
    assert not {1, 3, 4} & set(left)
    assert left[-11:] == [11, *range(12, 22)]
    with opened(cache) as connection:
        assert connection.execute("SELECT count(*) FROM bodies").fetchone() == (len(left),)


def test_a_file_stays_within_its_bound_and_holds_most_of_it(cache: Path, clock: list[int]) -> None:
    for number in range(100):
        keep(number)
        clock[0] += 1
        assert database.bytes_on_disk(database.file_in(cache)) <= BOUND
    assert len(kept(cache)) * BODY >= 0.7 * BOUND
    assert kept(cache)[-1] == 99


def test_what_is_being_used_stays_even_beyond_the_bound(cache: Path) -> None:
    keep(200, 201)
    with Store.open(BOUND) as store:
        assert len(store.read(bodies(200))) == 1
        for number in range(60):
            store.write(bodies(number))
        assert store.read(bodies(*range(60))) == bodies(*range(60))
    assert kept(cache) == [*range(60), 200]
    keep(250)
    assert kept(cache)[-1] == 250
    assert database.bytes_on_disk(database.file_in(cache)) <= BOUND


def test_a_smaller_bound_gives_the_disk_back_what_is_free(cache: Path) -> None:
    for number in range(60):
        keep(number, bound=10 * BOUND)
    assert database.bytes_on_disk(database.file_in(cache)) > 3 * BOUND
    keep(99)
    assert database.bytes_on_disk(database.file_in(cache)) <= BOUND
    assert 99 in kept(cache)


def test_a_use_is_noted_only_hours_after_the_last_one(cache: Path, clock: list[int]) -> None:
    keep(1, 2)
    first = used_at(cache)
    clock[0] += 5 * HOUR_S
    content = database.file_in(cache).read_bytes()
    with Store.open() as store:
        store.sizes(bodies(1))
        store.read(bodies(1, 2))
    assert database.file_in(cache).read_bytes() == content
    clock[0] += 2 * HOUR_S
    with Store.open() as store:
        store.sizes(bodies(1))
    assert used_at(cache) == first | {"clip-001": clock[0]}
    clock[0] -= 1000 * HOUR_S  # set back
    with Store.open() as store:
        store.read(bodies(1))
    assert used_at(cache)["clip-001"] == clock[0]


@pytest.mark.slow
def test_uses_that_cannot_be_noted_do_not_stop_a_build(
    tmp_path: Path, cache: Path, clock: list[int]
) -> None:
    build_here(tmp_path / "first.mp3")
    before = used_at(cache)
    clock[0] += 24 * HOUR_S
    with opened(cache) as other:
        other.execute("BEGIN IMMEDIATE")
        built = build_here(tmp_path / "track.mp3")
        other.execute("ROLLBACK")
    assert (built.clips.made, built.track.encoded) == (0, 0)
    assert (tmp_path / "track.mp3").read_bytes() == clean_track()
    assert used_at(cache) == before


def test_the_bound_is_the_environment_s_before_that_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert database.bound_bytes() == database.BOUND_BYTES
    assert database.bound_bytes(123) == 123
    monkeypatch.setenv(database.BOUND_VARIABLE, "1.5")
    assert database.bound_bytes(123) == 1_500_000
    for wrong in ("much", "0", "-3", "5 GB"):
        monkeypatch.setenv(database.BOUND_VARIABLE, wrong)
        with pytest.raises(CacheError, match=r"AUDIOCOACH_CACHE_MB: '.*' is not a number of meg"):
            Store.open()


def test_files_of_former_versions_are_removed_when_ours_is_begun(cache: Path) -> None:
    cache.mkdir()
    for name in ("clips-1.sqlite", "clips-1.sqlite-wal", "clips-9.sqlite", "notes.txt"):
        (cache / name).write_bytes(b"old")
    keep(1)
    left = sorted(path.name for path in cache.iterdir())
    assert left == ["clips-2.sqlite", "clips-9.sqlite", "notes.txt"]


@pytest.mark.long
def test_many_builds_at_once_that_evict_each_other_s_clips(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Far less room than one build needs, and other clips in it to begin with."""
    monkeypatch.setenv(database.BOUND_VARIABLE, "0.3")
    keep(*range(10))
    targets = [tmp_path / f"{number}.mp3" for number in range(CHILDREN)]
    for child in [start_build(target, cache) for target in targets]:
        assert_built(finish(child))
    assert {target.read_bytes() for target in targets} == {clean_track()}
    assert litter(tmp_path) == []
    assert maintenance.verify().bad == 0
    with Store.open() as store:
        assert store.sizes(bodies(*range(10))) == {}


def test_evicted_while_a_build_goes_on(tmp_path: Path, cache: Path) -> None:
    """By another program with a small bound, again and again."""
    numbers = iter(range(200))

    def crowd_out(*_: object) -> None:
        with Store.open(100_000) as store:
            store.write(bodies(next(numbers)))

    build_here(tmp_path / "track.mp3", crowd_out)
    assert (tmp_path / "track.mp3").read_bytes() == clean_track()
    assert next(numbers) > 10
    assert maintenance.verify().bad == 0
    assert cache.exists()


@pytest.mark.long
def test_cleared_while_a_build_goes_on(tmp_path: Path, cache: Path) -> None:
    freed: list[int] = []
    build_here(tmp_path / "track.mp3", lambda *_: freed.append(maintenance.clear()))
    assert (tmp_path / "track.mp3").read_bytes() == clean_track()
    assert max(freed) > BODY
    build_here(tmp_path / "track.mp3")
    again = build_here(tmp_path / "track.mp3")
    assert (again.clips.made, again.track.encoded) == (0, 0)
    kept = [path.name for path in cache.iterdir() if path.is_file()]
    assert kept == ["clips-2.sqlite"]


@pytest.mark.long
def test_the_time_is_not_in_a_track(
    tmp_path: Path, cache: Path, clock: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_here(tmp_path / "track.mp3")
    clock[0] *= 2
    use_cache(cache / "another", monkeypatch)
    build_here(tmp_path / "later.mp3")
    assert (tmp_path / "track.mp3").read_bytes() == (tmp_path / "later.mp3").read_bytes()


@pytest.mark.slow
def test_what_is_left_in_the_temporary_folder_is_swept_a_day_later(
    tmp_path: Path, cache: Path
) -> None:
    passing = tmp_path / "tmp"
    ages = {"audiocoach-speech-old": 25, "audiocoach-speech-young": 23, "audiocoach-mine": 99}
    for name, hours in ages.items():
        (passing / name / "espeak-ng-data").mkdir(parents=True)
        os.utime(passing / name, (time.time() - hours * HOUR_S,) * 2)
    assert_built(finish(start_build(tmp_path / "track.mp3", cache, passing)))
    left = sorted(path.name for path in passing.iterdir())
    assert left == ["audiocoach-mine", "audiocoach-speech-young"]
