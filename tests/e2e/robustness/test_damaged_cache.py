"""Whatever has become of the cache: the build succeeds, with the bytes that a clean one has."""

import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from quick_build import build_here, clean_track, routine_in, run_build, use_cache
from sampling import sampled

from audiocoach.api import Builder, BuildReport
from audiocoach.cache import Store, database

FILE = "clips-2.sqlite"
PAGE = 16_384
FLIPS = 40
SEEDS = range(3)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_cache(tmp_path / "cache", monkeypatch)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A good cache's file."""
    folder = tmp_path_factory.mktemp("kept")
    assert run_build(folder / "track.mp3", folder / "cache").returncode == 0
    return (folder / "cache" / FILE).read_bytes()


@pytest.fixture
def file(cache: Path, kept: bytes) -> Path:
    cache.mkdir()
    (cache / FILE).write_bytes(kept)
    return cache / FILE


@contextmanager
def rows(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


def track_after(folder: Path) -> tuple[BuildReport, bytes]:
    target = folder / "track.mp3"
    return build_here(target), target.read_bytes()


def assert_right(folder: Path) -> BuildReport:
    built, track = track_after(folder)
    assert track == clean_track()
    return built


def assert_healed(folder: Path) -> None:
    """Builds are right, and soon find all they need; what was never heard comes with the second."""
    assert_right(folder)
    assert_right(folder)
    after = assert_right(folder)
    assert (after.clips.made, after.track.encoded) == (0, 0)


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 (repeatable on purpose)


def flip(data: bytes, seed: int, first: int, stop: int, flips: int = FLIPS) -> bytes:
    chance = seeded(seed)
    flipped = bytearray(data)
    for _ in range(flips):
        flipped[chance.randrange(first, stop)] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def test_a_sound_cache_is_used(tmp_path: Path, file: Path) -> None:
    assert file.stat().st_size > 100_000
    built = assert_right(tmp_path)
    assert (built.clips.made, built.track.encoded) == (0, 0)


REPLACED: dict[str, Callable[[bytes], bytes]] = {
    "garbage": lambda kept: seeded(1).randbytes(len(kept)),
    "text": lambda _: b"This is a note to myself.\n",
    "nothing": lambda _: b"",
    "zeros": lambda kept: bytes(len(kept)),
    "cut in a page": lambda kept: kept[: len(kept) // 2 + 100],
    "cut at a page": lambda kept: kept[: len(kept) // PAGE // 2 * PAGE],
    "cut in the header": lambda kept: kept[:50],
    "cut after the schema": lambda kept: kept[:PAGE],
    "another page size": lambda kept: kept[:16] + b"\x20\x00" + kept[18:],
}


@pytest.mark.parametrize("damage", sampled(REPLACED, "garbage", "cut in a page"))
def test_a_file_that_is_no_cache_any_more(
    tmp_path: Path, file: Path, damage: Callable[[bytes], bytes]
) -> None:
    file.write_bytes(damage(file.read_bytes()))
    assert_healed(tmp_path)


@pytest.mark.parametrize("seed", sampled(SEEDS, 0))
def test_bits_flipped_anywhere(tmp_path: Path, file: Path, kept: bytes, seed: int) -> None:
    file.write_bytes(flip(kept, seed, 0, len(kept)))
    assert_healed(tmp_path)


@pytest.mark.parametrize("seed", sampled(SEEDS, 0))
def test_bits_flipped_where_rows_begin(tmp_path: Path, file: Path, kept: bytes, seed: int) -> None:
    """The keys, types and lengths of rows, rather than the sound in them."""
    place = kept.index(next(iter(all_keys(file))).encode())
    file.write_bytes(flip(kept, seed, place - 12, place + 80, flips=3))
    assert_healed(tmp_path)


def all_keys(file: Path) -> list[str]:
    with rows(file) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM kept ORDER BY key")]


CHANGES = {
    "longer": "UPDATE bodies SET body = body || zeroblob(4800)",
    "shorter": "UPDATE bodies SET body = substr(body, 1, length(body) - 4800)",
    "other sound of that length": "UPDATE bodies SET body = randomblob(length(body))",
    "a number": "UPDATE bodies SET body = 12345",
    "text that is no UTF-8": "UPDATE bodies SET body = CAST(x'ff00fe' AS TEXT)",
    "missing": "DELETE FROM bodies",
    "exchanged": "UPDATE kept SET body = (SELECT max(id) + 1 FROM bodies) - body",
    "another length": "UPDATE kept SET size = size + 4800",
    "no length": "UPDATE kept SET size = NULL",
    "another checksum": "UPDATE kept SET crc = crc + 1",
    "another checksum of the rest": "UPDATE kept SET head = head + 1",
    "used by nobody": "UPDATE kept SET used = NULL",
    "used in a word": "UPDATE kept SET used = 'yesterday'",
}


@pytest.mark.parametrize(
    "change", sampled(CHANGES, "other sound of that length", "missing", "no length")
)
def test_rows_that_are_not_what_was_written(tmp_path: Path, file: Path, change: str) -> None:
    with rows(file) as connection:
        connection.execute(change)
    assert_healed(tmp_path)


def test_one_wrong_checksum_is_enough_to_trust_nothing(tmp_path: Path, file: Path) -> None:
    """Where one row is damaged, more may be that this routine does not ask for."""
    with rows(file) as connection:
        connection.execute("INSERT INTO kept VALUES ('of another routine', 0, 1, 0, 1, 1)")
    assert assert_right(tmp_path).clips.made == 0
    with Store.open() as store:
        assert store.read(["of another routine"]) == {}
    assert all_keys(file) == []


COLUMNS = "key TEXT PRIMARY KEY, used INT, size INT, crc INT, head INT, body INT"
SCHEMAS = {
    "other columns": "CREATE TABLE kept (name TEXT)",
    "too few columns": "CREATE TABLE kept (key TEXT PRIMARY KEY, body BLOB)",
    "a view": "CREATE VIEW kept AS SELECT 1 AS key, x'00' AS body, 2 AS crc",
    "a row that refuses": f"CREATE TABLE kept ({COLUMNS}, CHECK (key = ''))",
    "bodies of another kind": "CREATE TABLE bodies (name TEXT)",
}


@pytest.mark.parametrize("schema", sampled(SCHEMAS, "too few columns"))
def test_tables_that_are_not_ours(tmp_path: Path, file: Path, schema: str) -> None:
    file.unlink()
    with rows(file) as connection:
        connection.execute(schema)
    assert_healed(tmp_path)


def test_clips_lost_between_timeline_and_encoding(tmp_path: Path, file: Path) -> None:
    """As another build does, that found the cache outgrown."""
    target = tmp_path / "track.mp3"
    with Builder() as builder:
        session = builder.compile(routine_in(tmp_path))
        assert session.clips.made == 0
        with rows(file) as connection:
            connection.execute("DELETE FROM kept")
        track = builder.render(session, target).track
    assert track.encoded == track.segments
    assert target.read_bytes() == clean_track()


def test_the_file_is_taken_away_while_in_use(tmp_path: Path, file: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows does not delete files in use")

    def take_away(*_: object) -> None:
        for path in file.parent.iterdir():
            path.unlink()

    with rows(file) as connection:
        connection.execute("DELETE FROM kept")
    build_here(tmp_path / "track.mp3", take_away)
    assert (tmp_path / "track.mp3").read_bytes() == clean_track()
    assert_healed(tmp_path)


def test_a_file_that_another_build_started_over_is_not_deleted(
    tmp_path: Path, file: Path, kept: bytes
) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows does not replace files in use")
    key = all_keys(file)[0]
    newer = tmp_path / "newer.sqlite"
    newer.write_bytes(kept)
    with Store.open() as store, file.open("r+b") as old:
        assert store.read(["no such key"]) == {}
        newer.replace(file)
        old.seek(PAGE)
        old.write(bytes(len(kept) - PAGE))
        old.flush()
        assert list(store.read([key])) == [key]


@pytest.mark.parametrize("seed", sampled(range(2), 0))
def test_the_file_is_damaged_while_in_use(tmp_path: Path, file: Path, seed: int) -> None:
    with rows(file) as connection:
        connection.execute("DELETE FROM kept")

    def damage(*_: object) -> None:
        data = file.read_bytes()
        if len(data) > PAGE:
            file.write_bytes(flip(data, seed, 0, len(data)))

    build_here(tmp_path / "track.mp3", damage)
    assert (tmp_path / "track.mp3").read_bytes() == clean_track()
    assert_healed(tmp_path)


@pytest.mark.parametrize("change", sampled(["a body", "a length", "lost"], "a body"))
def test_rows_are_damaged_while_in_use(tmp_path: Path, file: Path, change: str) -> None:
    damage = {
        "a body": "UPDATE bodies SET body = randomblob(length(body))",
        "a length": "UPDATE kept SET size = size + 4800",
        "lost": "DELETE FROM kept WHERE drawn(key)",
    }[change]
    with rows(file) as connection:
        connection.execute("DELETE FROM kept")

    def spoil(*_: object) -> None:
        with rows(file) as connection:
            connection.create_function("drawn", 1, lambda key: ord(key[-1]) % 2)
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                connection.execute(damage)

    build_here(tmp_path / "track.mp3", spoil)
    assert (tmp_path / "track.mp3").read_bytes() == clean_track()
    assert_healed(tmp_path)


LEFTOVERS: dict[str, Callable[[bytes], bytes]] = {
    "garbage": lambda _: seeded(2).randbytes(50_000),
    "nothing": lambda _: b"",
    "pages of a database": lambda kept: kept[:50_000],
}


@pytest.mark.parametrize("leftover", sampled(LEFTOVERS, "pages of a database"))
def test_leftovers_of_another_life_beside_the_file(
    tmp_path: Path, file: Path, leftover: Callable[[bytes], bytes]
) -> None:
    for suffix in ("-wal", "-shm", "-journal"):
        Path(f"{file}{suffix}").write_bytes(leftover(file.read_bytes()))
    assert_healed(tmp_path)


@pytest.mark.long
def test_a_log_that_belongs_to_another_database(tmp_path: Path, file: Path) -> None:
    """Whole, with good checksums: SQLite plays it into a file whose pages it does not fit."""
    other = tmp_path / "other.sqlite"
    with rows(other) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID")
        for number in range(50):
            connection.execute("INSERT INTO kept VALUES (?, randomblob(9000))", [str(number)])
        log = Path(f"{other}-wal").read_bytes()
    assert len(log) > 400_000
    Path(f"{file}-wal").write_bytes(log)
    assert_healed(tmp_path)


def test_a_folder_where_the_file_should_be(tmp_path: Path, cache: Path) -> None:
    (cache / FILE).mkdir(parents=True)
    assert_right(tmp_path)
    assert_right(tmp_path)


@pytest.mark.long
def test_a_file_where_the_folder_should_be(tmp_path: Path, cache: Path) -> None:
    cache.write_text("in the way")
    assert_right(tmp_path)
    assert cache.read_text() == "in the way"


@pytest.mark.long
def test_a_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    use_cache(tmp_path / "file" / "cache", monkeypatch)
    assert_right(tmp_path)


@pytest.mark.parametrize("code", sampled(["CANTOPEN", "READONLY", "FULL", "IOERR"], "FULL"))
def test_a_disk_that_refuses(
    tmp_path: Path, file: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a read-only folder does, which the superuser can write all the same."""
    insert = database.insert

    def refusing(connection: sqlite3.Connection, items: dict[str, bytes], used: int) -> None:
        if connection.execute("PRAGMA database_list").fetchone()[2]:
            error = sqlite3.OperationalError(code.lower())
            error.sqlite_errorcode = getattr(sqlite3, f"SQLITE_{code}")
            raise error
        insert(connection, items, used)

    monkeypatch.setattr(database, "insert", refusing)
    with rows(file) as connection:
        connection.execute("DELETE FROM kept WHERE key < 'clip-8'")
        left = all_keys(file)
    assert_right(tmp_path)
    assert file.exists()
    assert all_keys(file) == left


def test_a_read_only_folder(tmp_path: Path, file: Path) -> None:
    file.chmod(0o400)
    file.parent.chmod(0o500)
    try:
        assert_right(tmp_path)
    finally:
        file.parent.chmod(0o700)
        file.chmod(0o600)


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA locking_mode = EXCLUSIVE")
connection.execute("BEGIN EXCLUSIVE")
connection.execute("CREATE TABLE IF NOT EXISTS held (x)")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("empty", sampled({"False": False, "True": True}, "False"))
def test_a_cache_that_another_program_has_locked(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch, *, empty: bool
) -> None:
    if empty:
        file.unlink()
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.2)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdin
    assert holder.stdout
    try:
        assert holder.stdout.readline().strip() == b"held"
        built = assert_right(tmp_path)
        assert built.clips.made == len(built.clips.keys)
    finally:
        holder.communicate()
    assert_healed(tmp_path)


def test_a_program_error_is_not_taken_for_damage(file: Path) -> None:
    with Store.open() as store, pytest.raises(sqlite3.ProgrammingError):
        store.read([object()])  # type: ignore[list-item]
    assert all_keys(file)
