"""A folder is replaced whole or not at all, and only if it is ours."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audiocoach.errors import TrackError
from audiocoach.support import swapping
from audiocoach.support.files import MARK, write_folder

LIST = "all.m3u8"


def files(*names: str) -> dict[str, list[bytes]]:
    text = "\n".join(["#EXTM3U", MARK, *names, ""])
    return {LIST: [text.encode()], **{name: [name.encode(), b"!"] for name in names}}


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.name != LIST}


def test_a_new_folder_holds_every_file(tmp_path: Path) -> None:
    folder = tmp_path / "deep/down"
    assert write_folder(folder, LIST, files("a", "b")) > 4
    assert held(folder) == {"a": "a!", "b": "b!"}
    assert [*folder.parent.iterdir()] == [folder]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_others_may_read_it_as_they_may_read_any_folder(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    write_folder(tmp_path / "new", LIST, files("a"))
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode
    (tmp_path / "new").chmod(0o700)
    write_folder(tmp_path / "new", LIST, files("b"))
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_ours_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    write_folder(folder, LIST, files("a", "b", "c"))
    (folder / ".DS_Store").write_text("litter")
    write_folder(folder, LIST, files("b", "d"))
    assert held(folder) == {"b": "b!", "d": "d!"}
    assert [*tmp_path.iterdir()] == [folder]


def test_an_empty_folder_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    write_folder(tmp_path / "x", LIST, files("a"))
    assert held(tmp_path / "x") == {"a": "a!"}


def is_refused(folder: Path, *said: str) -> None:
    before = sorted(folder.parent.rglob("*"))
    with pytest.raises(TrackError) as caught:
        write_folder(folder, LIST, files("new"))
    assert all(word in str(caught.value) for word in (str(folder), *said))
    assert sorted(folder.parent.rglob("*")) == before


def test_a_folder_with_anything_else_in_it_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    write_folder(folder, LIST, files("a"))
    (folder / "notes.txt").write_text("mine")
    is_refused(folder, "notes.txt", "not ours")
    assert held(folder) == {"a": "a!", "notes.txt": "mine"}


def test_a_folder_in_it_is_refused_whatever_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    write_folder(folder, LIST, files("a", "b"))
    (folder / "b").unlink()
    (folder / "b").mkdir()
    is_refused(folder, "'b'", "not ours")


def test_someone_elses_playlist_makes_no_folder_ours(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "song.mp3").write_text("mine")
    (folder / LIST).write_text("#EXTM3U\nsong.mp3\n")
    is_refused(folder, "not ours")


def test_a_list_that_leads_elsewhere_deletes_nothing_there(tmp_path: Path) -> None:
    """It may have come with a stranger's routine, and so may what looks like a killed build's."""
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    for name in ("x", ".audiocoach-left.part"):
        (tmp_path / name).mkdir()
        (tmp_path / name / LIST).write_text(f"{MARK}\n../mine.txt\n{mine}\n")
    os.utime(tmp_path / ".audiocoach-left.part", (0, 0))
    write_folder(tmp_path / "x", LIST, files("a"))
    assert {*tmp_path.iterdir()} == {mine, tmp_path / "x"}
    assert held(tmp_path / "x") == {"a": "a!"}


def test_a_file_or_a_link_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    is_refused(tmp_path / "file", "in the way")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    is_refused(tmp_path / "link", "in the way")
    is_refused(tmp_path / "file/below", "its folder cannot be made")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def failing(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", failing)
    yield
    monkeypatch.undo()


@pytest.mark.usefixtures("full")
def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TrackError, match=r"x: cannot be written \(no space left on device\)"):
        write_folder(tmp_path / "x", LIST, files("a"))
    assert not [*tmp_path.iterdir()]


def broken() -> Iterator[bytes]:
    yield b"half"
    raise KeyboardInterrupt


def test_what_breaks_off_leaves_the_old(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    write_folder(folder, LIST, files("a"))
    with pytest.raises(KeyboardInterrupt):
        write_folder(folder, LIST, {**files("b", "c"), "c": broken()})
    assert held(folder) == {"a": "a!"}
    assert [*tmp_path.iterdir()] == [folder]


def in_two_steps(monkeypatch: pytest.MonkeyPatch, before: Callable[[Path, Path], None]) -> None:
    """Has folders renamed one after the other, each after a call of `before`."""
    rename = Path.rename

    def renamed(path: Path, target: Path) -> Path:
        before(path, target)
        return rename(path, target)

    monkeypatch.setattr(swapping, "exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", renamed)


def test_the_old_is_put_back_where_the_new_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "x"
    write_folder(folder, LIST, files("a"))

    def fail(path: Path, target: Path) -> None:
        if target == folder and path.name != "x (before)":
            raise PermissionError(13, "Permission denied")

    in_two_steps(monkeypatch, fail)
    with pytest.raises(TrackError, match="permission denied"):
        write_folder(folder, LIST, files("b"))
    assert held(folder) == {"a": "a!"}
    assert [*tmp_path.iterdir()] == [folder]


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no system call for it")
def test_the_folder_is_there_at_every_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even between two renames is it away: there are none."""
    folder = tmp_path / "x"
    write_folder(folder, LIST, files("a"))
    monkeypatch.setattr(Path, "rename", lambda *_: pytest.fail("renamed in two steps"))
    write_folder(folder, LIST, files("b"))
    assert held(folder) == {"b": "b!"}
    assert [*tmp_path.iterdir()] == [folder]


def test_who_is_killed_between_two_steps_hides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "x"
    write_folder(folder, LIST, files("a"))

    def kill(_: Path, target: Path) -> None:
        if target == folder:
            raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        in_two_steps(killed, kill)
        with pytest.raises(KeyboardInterrupt):
            write_folder(folder, LIST, files("b"))
    in_two_steps(monkeypatch, lambda *_: None)
    assert [path.name for path in tmp_path.iterdir()] == ["x (before)"]
    assert held(tmp_path / "x (before)") == {"a": "a!"}
    write_folder(folder, LIST, files("b"))
    assert held(folder) == {"b": "b!"}


def test_what_somebody_adds_while_it_is_written_stays(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    write_folder(folder, LIST, files("a"))

    def adding() -> Iterator[bytes]:
        yield b"b"
        (folder / "mine.txt").write_text("mine")

    with pytest.raises(TrackError, match="not ours"):
        write_folder(folder, LIST, {**files("b"), "b": adding()})
    assert held(folder) == {"a": "a!", "mine.txt": "mine"}
    assert [*tmp_path.iterdir()] == [folder]


@pytest.mark.parametrize("in_one_step", [True, False])
def test_what_somebody_adds_at_the_last_moment_is_moved_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, in_one_step: bool
) -> None:
    folder = tmp_path / "x"
    write_folder(folder, LIST, files("a"))
    exchange = swapping.exchange

    def adding(one: Path, other: Path) -> bool:
        (folder / "mine.txt").write_text("mine")
        (folder / "b").write_text("mine, too")
        return in_one_step and exchange(one, other)

    monkeypatch.setattr(swapping, "exchange", adding)
    write_folder(folder, LIST, files("b"))
    assert held(folder) == {"b": "b!", "mine.txt": "mine", "b 2": "mine, too"}
    assert [*tmp_path.iterdir()] == [folder]


def test_what_killed_builds_left_is_swept_after_an_hour(tmp_path: Path) -> None:
    for name, age in (("old", 7200), ("young", 60)):
        write_folder(tmp_path / f".audiocoach-{name}.part", LIST, files("a"))
        now = (tmp_path / f".audiocoach-{name}.part").stat().st_mtime
        os.utime(tmp_path / f".audiocoach-{name}.part", (now - age, now - age))
    write_folder(tmp_path / "x", LIST, files("a"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".audiocoach-young.part", "x"]
