"""Where the track cannot be written: one clear message, the old track as it was, and no litter."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from command_line import PROGRAM, finish, start
from quick_build import (
    assert_built,
    assert_refused,
    build_here,
    clean_track,
    litter,
    routine_in,
    use_cache,
)
from sampling import sampled

from audiocoach.cache.maintenance import verify
from audiocoach.errors import TrackError
from audiocoach.support.files import write_atomic

OLD = b"ID3\x03\0\0\0\0\0\x20TENC\0\0\0\x0c\0\0\0audiocoach\0 an older track"
"""One of ours, by its tag: no other is replaced."""
HOUR_S = 3600
UNKEPT = "): nothing is kept from this build"

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes and no mounts")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_cache(tmp_path / "cache", monkeypatch)


def child_build(
    target: Path, folder: Path, cache: Path, first: str = ""
) -> "subprocess.CompletedProcess[str]":
    """A build by the real command line; `first` is Python that the child runs before it."""
    arguments = ("build", str(routine_in(folder)), "--out", str(target))
    program = PROGRAM
    if first:
        program = (sys.executable, "-c", f"{first}\nfrom audiocoach.cli import main\nmain()")
    return finish(start((*program, *arguments), folder, cache))


def test_missing_folders_are_made(tmp_path: Path, cache: Path) -> None:
    """By the command; what it prints begins with the track's name."""
    target = tmp_path / "one" / "two" / "track.mp3"
    done = child_build(target, tmp_path, cache)
    assert_built(done)
    assert done.stdout.startswith(f"{target}\n")
    assert target.read_bytes() == clean_track()


@pytest.mark.parametrize("below", sampled([".", "two"], "two"))
def test_a_file_where_a_folder_should_be(tmp_path: Path, cache: Path, below: str) -> None:
    build_here(tmp_path / "track.mp3")
    (tmp_path / "one").write_bytes(OLD)
    target = tmp_path / "one" / below / "track.mp3"
    done = child_build(target, tmp_path, cache)
    assert_refused(done, str(target), "folder cannot be made", "a file is in the way")
    assert (tmp_path / "one").read_bytes() == OLD


@pytest.mark.long
def test_a_folder_of_the_name_of_the_track(tmp_path: Path, cache: Path) -> None:
    target = tmp_path / "out" / "quick.mp3"
    (target / "kept").mkdir(parents=True)
    build_here(tmp_path / "track.mp3")
    done = child_build(tmp_path / "out", tmp_path, cache)
    assert_refused(done, f"{target}' is a folder; name a file in it")
    assert [path.name for path in target.iterdir()] == ["kept"]
    assert litter(tmp_path) == []


LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"


@posix
def test_a_file_larger_than_allowed(tmp_path: Path, cache: Path) -> None:
    build_here(tmp_path / "track.mp3")
    target = tmp_path / "limited.mp3"
    target.write_bytes(OLD)
    done = child_build(target, tmp_path, cache, LIMITED.format(len(clean_track()) // 2))
    assert_refused(done, str(target), "cannot be written", "file too large")
    assert target.read_bytes() == OLD
    assert litter(tmp_path) == []


@pytest.mark.long
@posix
def test_a_cache_larger_than_allowed_does_not_stop_a_build(tmp_path: Path, cache: Path) -> None:
    """The limit is above what the speech engine puts aside, below what the cache would need."""
    target = tmp_path / "track.mp3"
    done = child_build(target, tmp_path, cache, LIMITED.format(700_000))
    assert_built(done, f"warning: the cache in {cache} cannot be used (", UNKEPT)
    assert target.read_bytes() == clean_track()
    assert build_here(target).clips.made > 0
    assert build_here(target).clips.made == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 128 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_under_the_track(tmp_path: Path, cache: Path, small_disk: Path) -> None:
    build_here(tmp_path / "track.mp3")
    target = small_disk / "track.mp3"
    target.write_bytes(OLD)
    done = child_build(target, tmp_path, cache)
    assert_refused(done, str(target), "cannot be written", "no space left on device")
    assert target.read_bytes() == OLD
    assert [path.name for path in small_disk.iterdir()] == ["track.mp3"]


@pytest.mark.long
def test_a_full_disk_under_the_cache_does_not_stop_a_build(
    tmp_path: Path, small_disk: Path
) -> None:
    target = tmp_path / "track.mp3"
    done = child_build(target, tmp_path, small_disk)
    assert_built(done, f"the cache in {small_disk} cannot be used (", UNKEPT)
    assert target.read_bytes() == clean_track()


@pytest.mark.long
def test_a_full_disk_under_both(tmp_path: Path, small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (small_disk / "filler").write_bytes(bytes(1 << 20))
    target = small_disk / "new folder" / "track.mp3"
    done = child_build(target, tmp_path, small_disk / "cache")
    unkept, refused = done.stderr.splitlines()
    assert unkept.endswith(UNKEPT)
    assert refused == f"error: {target}: cannot be written (no space left on device)"
    assert done.returncode == 1
    assert not target.exists()
    assert litter(small_disk) == []


@posix
@pytest.mark.parametrize("most", sampled([1_000, 300_000], 300_000))
def test_a_limit_on_every_file_at_once(tmp_path: Path, cache: Path, most: int) -> None:
    """Whatever cannot be written first, the old track stays, and the next build is right."""
    target = tmp_path / "track.mp3"
    target.write_bytes(OLD)
    done = child_build(target, tmp_path, cache, LIMITED.format(most))
    assert done.returncode == 1
    *warnings, refused = done.stderr.splitlines()
    assert refused.startswith("error: ")
    assert all(line.endswith(UNKEPT) for line in warnings)
    assert target.read_bytes() == OLD
    assert litter(tmp_path) == []
    assert verify().bad == 0
    build_here(target)
    assert target.read_bytes() == clean_track()


def test_an_output_folder_that_vanishes_before_anything_is_written(tmp_path: Path) -> None:
    """It is made again."""
    folder = tmp_path / "out"
    vanished: list[str] = []

    def vanish(what: str, *_: object) -> None:
        if what == "Encoding":
            rmtree(folder, ignore_errors=True)
            vanished.append(what)

    build_here(folder / "track.mp3", vanish)
    assert vanished
    assert (folder / "track.mp3").read_bytes() == clean_track()


VANISHING = """
import shutil
from pathlib import Path
import audiocoach.support.files
write = audiocoach.support.files._fill
def write_into_nothing(path, fill):
    def vanish(file):
        fill(file)
        shutil.rmtree(path.parent)
    return write(path, vanish)
audiocoach.support.files._fill = write_into_nothing
"""


@pytest.mark.long
@posix
def test_an_output_folder_that_vanishes_while_it_is_written_into(
    tmp_path: Path, cache: Path
) -> None:
    target = tmp_path / "out" / "track.mp3"
    target.parent.mkdir()
    done = child_build(target, tmp_path, cache, VANISHING)
    assert_refused(done, str(target), "cannot be written (no such file or directory)")
    assert not target.parent.exists()
    built = build_here(target)
    assert (built.clips.made, built.track.encoded) == (0, 0)
    assert target.read_bytes() == clean_track()


# --- write_atomic alone


def test_what_is_written_is_counted(tmp_path: Path) -> None:
    target = tmp_path / "track.mp3"
    assert write_atomic(target, [b"head", b"", b"body"]) == 8
    assert target.read_bytes() == b"headbody"


def test_small_chunks_reach_the_disk_together(tmp_path: Path) -> None:
    def sizes() -> Iterator[bytes]:
        for _ in range(1_000):
            (part,) = tmp_path.glob(".*.part")
            assert part.stat().st_size == 0
            yield bytes(500)

    assert write_atomic(tmp_path / "track.mp3", sizes()) == 500_000


def test_chunks_that_fail_leave_the_old_track(tmp_path: Path) -> None:
    target = tmp_path / "track.mp3"
    target.write_bytes(OLD)

    def chunks() -> Iterator[bytes]:
        yield b"new"
        raise TrackError("no more")

    with pytest.raises(TrackError, match="no more"):
        write_atomic(target, chunks())
    assert [path.name for path in tmp_path.iterdir()] == ["track.mp3"]
    assert target.read_bytes() == OLD


@pytest.mark.parametrize("name", ["track.mp3", "[a-z]*?.mp3", "n" * 251 + ".mp3"])
def test_stale_litter_is_swept_and_young_is_left(tmp_path: Path, name: str) -> None:
    if sys.platform == "win32" and name != "track.mp3":
        pytest.skip("Windows has no such names")
    target = tmp_path / name

    def stopped() -> Iterator[bytes]:
        yield b"new"
        (part,) = tmp_path.glob(".*.part")
        part.with_name(f"{part.stem}young.part").write_bytes(b"half")
        part.with_name(f"{part.stem}stale.part").write_bytes(b"half")

    write_atomic(target, stopped())
    young, stale = (next(tmp_path.glob(f".*{age}.part")) for age in ("young", "stale"))
    for part, age in ((young, HOUR_S - 60), (stale, HOUR_S + 60)):
        os.utime(part, (time.time() - age,) * 2)
    write_atomic(target, [b"newer"])
    assert litter(tmp_path) == [young.name]
    assert target.read_bytes() == b"newer"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize(("mask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_umask_says(tmp_path: Path, mask: int, expected: int) -> None:
    before = os.umask(mask)
    try:
        write_atomic(tmp_path / "track.mp3", [b"new"])
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert mode(tmp_path / "track.mp3") == expected


@posix
@pytest.mark.parametrize("kept", [0o600, 0o664, 0o444])
def test_a_replaced_file_keeps_its_mode(tmp_path: Path, kept: int) -> None:
    target = tmp_path / "track.mp3"
    target.write_bytes(OLD)
    target.chmod(kept)
    write_atomic(target, [b"new"])
    assert (mode(target), target.read_bytes()) == (kept, b"new")


def test_a_disk_without_modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    write_atomic(tmp_path / "track.mp3", [b"new"])
    assert (tmp_path / "track.mp3").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_a_disk_that_fails_at_the_last_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    target = tmp_path / "track.mp3"
    target.write_bytes(OLD)
    monkeypatch.setattr(os if name == "fsync" else Path, name, fail)
    with pytest.raises(TrackError, match=r"track\.mp3: cannot be written \(input/output error\)"):
        write_atomic(target, [b"new"])
    assert [path.name for path in tmp_path.iterdir()] == ["track.mp3"]
    assert target.read_bytes() == OLD


def test_an_interrupted_build_leaves_no_litter(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "track.mp3", chunks())
    assert list(tmp_path.iterdir()) == []
