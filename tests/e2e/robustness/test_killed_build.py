"""A build that is killed leaves the old track or the new one, and a cache that is good for more."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

import pytest
from command_line import finish, start
from quick_build import build_here, clean_track, routine_in, start_build, use_cache
from sampling import sampled

KILLS = 12
OLD = b"ID3\x03\0\0\0\0\0\x20TENC\0\0\0\x0c\0\0\0audiocoach\0 an older track" * 300

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_cache(tmp_path / "cache", monkeypatch)


@pytest.fixture
def passing() -> Iterator[Path]:
    """Where killed builds leave their passing files, which nobody can take away for them."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def killed_after(seconds: float, folder: Path, passing: Path) -> tuple[int, bytes]:
    """A build in `folder` with an empty cache: its exit code, and what its target holds then."""
    target = folder / "track.mp3"
    folder.mkdir()
    target.write_bytes(OLD)
    child = start_build(target, folder / "cache", passing)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    return finish(child).returncode, target.read_bytes()


@pytest.mark.long
def test_killed_at_any_moment(
    tmp_path: Path, passing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = time.monotonic()
    finish(start_build(tmp_path / "timed.mp3", tmp_path / "timed", passing))
    lasts = time.monotonic() - begun
    delays = [lasts * (0.3 + number / KILLS) for number in range(KILLS)]
    folders = [tmp_path / str(number) for number in range(KILLS)]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(killed_after, delays, folders, repeat(passing)))
    assert {held for _, held in outcomes} <= {OLD, clean_track()}
    assert outcomes.count((-signal.SIGKILL, OLD)) >= KILLS // 4
    assert (0, OLD) not in outcomes
    for folder in folders[2::4]:
        use_cache(folder / "cache", monkeypatch)
        build_here(folder / "track.mp3")
        assert (folder / "track.mp3").read_bytes() == clean_track()


KILL_IN = """
import os, signal, sqlite3
from pathlib import Path
import audiocoach.support.files
from audiocoach.cache import database
from audiocoach.cli import main

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

{how}
main()
"""

# Where it would hurt most.
HOWS = {
    "pieces half written": """
class Halved:
    def __init__(self, file):
        self.file = file
        self.write = file.write
    def writelines(self, chunks):
        for _, chunk in zip(range(2), chunks):
            self.file.write(chunk)
        die()
write = audiocoach.support.files._fill
audiocoach.support.files._fill = lambda path, fill: write(path, lambda file: fill(Halved(file)))
""",
    "before the file is on the disk": "os.fsync = die",
    "before the new name": "Path.replace = die",
    "after the new name": """
replace = Path.replace
Path.replace = lambda self, target: (replace(self, target), die())
""",
    "amid a transaction": """
insert = database.insert
database.insert = lambda connection, items, used: (
    insert(connection, dict(list(items.items())[: len(items) // 2]), used), die()
)
""",
    "after the clips are kept": """
from audiocoach.cache import Store
write = Store.write
Store.write = lambda self, items: (write(self, items), die())
""",
}


@pytest.mark.parametrize("how", sampled(HOWS, "pieces half written", "amid a transaction"))
def test_killed_at_the_worst_moments(tmp_path: Path, cache: Path, passing: Path, how: str) -> None:
    target = tmp_path / "track.mp3"
    target.write_bytes(OLD)
    program = KILL_IN.format(how=how)
    arguments = ("build", str(routine_in(tmp_path)), "--out", str(target), "--force")
    child = start((sys.executable, "-c", program, *arguments), tmp_path, cache, passing)
    assert finish(child).returncode == -signal.SIGKILL
    held = target.read_bytes()
    assert held == (clean_track() if how == HOWS["after the new name"] else OLD)
    build_here(target)
    assert target.read_bytes() == clean_track()
    after = build_here(target)
    assert (after.clips.made, after.track.encoded) == (0, 0)


@pytest.mark.long
def test_what_a_killed_build_leaves_is_swept_by_one_an_hour_later(
    tmp_path: Path, cache: Path, passing: Path
) -> None:
    target = tmp_path / "track.mp3"
    program = KILL_IN.format(how=HOWS["before the new name"])
    arguments = ("build", str(routine_in(tmp_path)), "--out", str(target), "--force")
    finish(start((sys.executable, "-c", program, *arguments), tmp_path, cache, passing))
    (part,) = tmp_path.glob(".*.part")
    build_here(target)
    assert part.exists()
    hour_ago = time.time() - 3601
    os.utime(part, (hour_ago, hour_ago))
    build_here(target)
    assert not part.exists()
