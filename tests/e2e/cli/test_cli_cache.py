"""`audiocoach cache`: what is in it, to be rid of it, whether it is sound."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from command_line import ok, refused, run

from audiocoach.cache import FOLDER_VARIABLE, Store
from audiocoach.cache.database import BOUND_VARIABLE, file_in
from audiocoach.support.sizes import format_size, parse_size

SHORT = "title: Short\nexercises: [{name: Plank, hold: 2s}]\n"
ITEMS = {f"clip-{n}": bytes(30_000) for n in range(7)} | {"segment-1": b"frames", "other": b"x"}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cache"


@pytest.fixture
def file(cache: Path) -> Path:
    with Store.open() as store:
        store.write(ITEMS)
    return file_in(cache)


@contextmanager
def database(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


def test_nothing_is_made_by_looking(cache: Path) -> None:
    assert re.search(r"size +0\.0 MB of at most 512\.0 MB\n +holds +nothing\n", ok("cache", "info"))
    assert ok("cache", "verify") == f"{file_in(cache)}: 0 entries, 0.0 MB; none damaged\n"
    assert ok("cache", "clear") == "0.0 MB removed\n"
    assert not cache.exists()


def _noun(count: str) -> str:
    return count.split()[1]


def test_info_tells_what_a_build_kept(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "short.yaml").write_text(SHORT)
    said = ok("build", "short.yaml")
    clips, segments = re.findall(r"of (\d+)", said)
    told = ok("cache", "info")
    assert told.startswith(f"{file_in(cache)}\n")
    (held,) = re.findall(r"holds +(.*)\n", told)
    # What is drawn for a title, and it with the minutes.
    kinds = ["2 covers", "1 floor", f"{clips} clips", f"{segments} segments"]
    assert [kind for kind in held.split(", ") if "level" not in kind] == sorted(kinds, key=_noun)
    assert re.search(r"last used +(\d{4}-\d\d-\d\d) to \1\n", told)
    assert f"size       {format_size(file_in(cache).stat().st_size)} of" in told


def test_the_bound_is_that_of_ones_own_file_or_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "audiocoach.toml").write_text('cache = "300 MB"\n')
    assert "of at most 300.0 MB" in ok("cache", "info")
    monkeypatch.setenv(BOUND_VARIABLE, "1.5")
    assert "of at most 1.5 MB" in ok("cache", "info")
    monkeypatch.setenv(BOUND_VARIABLE, "lots")
    (tmp_path / "short.yaml").write_text(SHORT)
    for words in (("cache", "info"), ("build", "short.yaml")):
        said = refused(1, *words)
        assert said == (
            "error: AUDIOCOACH_CACHE_MB: 'lots' is not a number of megabytes; write it like '300'\n"
        )


def test_a_bound_in_ones_own_file_that_is_no_size_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "audiocoach.toml").write_text('reps = 8\ncache = "big"\n')
    said = refused(1, "cache", "info")
    assert "audiocoach.toml:2:1: 'cache': 'big' is not a size; write it like '300 MB'" in said


@pytest.mark.usefixtures("file")
def test_clear_says_how_much_and_leaves_nothing(cache: Path) -> None:
    (cache / "clips-1.sqlite").write_bytes(bytes(2_000_000))
    size = sum(path.stat().st_size for path in cache.iterdir())
    said = ok("cache", "clear")
    left = sum(path.stat().st_size for path in cache.iterdir())
    assert said == f"{format_size(size - left)} removed\n"
    assert left < 100_000
    with Store.open() as store:
        assert store.sizes(ITEMS) == {}


def test_a_damaged_file_is_told_then_mended(file: Path) -> None:
    file.write_bytes(b"no database " * 1000)
    said = refused(1, "cache", "info")
    assert said == (
        f"error: {file}: is damaged (file is not a database); 'audiocoach cache verify' mends it\n"
    )
    said = ok("cache", "verify")
    assert said == f"{file}: was damaged (file is not a database); started over, now empty\n"
    assert "holds  nothing" in ok("cache", "info")


def test_a_damaged_file_is_cleared(file: Path) -> None:
    file.write_bytes(b"no database " * 100_000)
    assert ok("cache", "clear") == "1.2 MB removed\n"
    assert not file.exists()


DAMAGE = {
    "a body": "UPDATE bodies SET body = zeroblob(30001) WHERE id = 2",
    "a body of another": "UPDATE kept SET body = 8 WHERE key = 'clip-1'",
    "no body": "DELETE FROM bodies WHERE id = 2",
    "a length": "UPDATE kept SET size = size + 1 WHERE key = 'clip-1'",
    "a name": "UPDATE kept SET key = 'clip-9' WHERE key = 'clip-1'",
    "no checksum": "UPDATE kept SET crc = NULL WHERE key = 'clip-1'",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_verify_removes_what_is_damaged_and_nothing_else(file: Path, damage: str) -> None:
    with database(file) as connection:
        connection.execute(damage)
    assert "; 1 damaged and removed\n" in ok("cache", "verify")
    assert f"{file}: 8 entries, 0.2 MB; none damaged\n" == ok("cache", "verify")
    with Store.open() as store:
        assert store.read(ITEMS) == {key: ITEMS[key] for key in ITEMS if key != "clip-1"}
    with database(file) as connection:
        assert connection.execute("SELECT count(*) FROM bodies").fetchone() == (8,)


def test_what_cannot_be_named_cannot_be_removed_alone(file: Path) -> None:
    with database(file) as connection:
        connection.execute("UPDATE kept SET key = CAST(x'ff' AS TEXT) WHERE key = 'clip-1'")
    assert "was damaged (keys that are no keys); started over" in ok("cache", "verify")
    assert ": 0 entries, " in ok("cache", "verify")


def test_verify_finds_damage_to_the_file_s_own_structure(file: Path) -> None:
    pages = bytearray(file.read_bytes())
    pages[16_384 * 3 : 16_384 * 4] = bytes(16_384)
    file.write_bytes(pages)
    assert "; started over, now empty\n" in ok("cache", "verify")


def test_a_file_that_cannot_be_opened_is_told(cache: Path) -> None:
    file_in(cache).mkdir(parents=True)
    for command in ("info", "clear", "verify"):
        said = refused(1, "cache", command)
        assert said.startswith(f"error: {file_in(cache)}: cannot be used (unable to open ")


def test_a_cache_that_cannot_be_used_is_told_once_and_the_track_is_built(
    cache: Path, tmp_path: Path
) -> None:
    cache.write_text("in the way")
    (tmp_path / "one.yaml").write_text(SHORT)
    (tmp_path / "two.yaml").write_text(SHORT)
    done = run("build", "one.yaml", "two.yaml")
    assert done.returncode == 0
    assert done.stderr == (
        f"warning: the cache in {cache} cannot be used (a file is in the way): "
        "nothing is kept from this build\n"
    )
    assert (tmp_path / "out/two.mp3").exists()


@pytest.mark.parametrize(
    ("text", "size"),
    [("300 MB", 300_000_000), ("1.5gb", 1_500_000_000), (" 20 kB ", 20_000), ("1TB", 10**12)],
)
def test_sizes_are_read(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "300", "0 MB", "-1 MB", "5 MiB", "1e3 MB", "٣ MB", "big"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a size; write it like '300 MB'"):
        parse_size(text)
