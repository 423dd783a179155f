"""A cache that cannot be used costs time, never a track; its commands say why in one line."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from command_line import ok
from quick_build import ROUTINE, clean_track, use_cache
from sampling import sampled

from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.cache.database import connect, file_in
from siege import assert_civil, audiocoach, limited

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")


def no_rights(folder: Path) -> None:
    folder.chmod(0)


def read_only(folder: Path) -> None:
    folder.chmod(0o444)


def no_writing(folder: Path) -> None:
    folder.chmod(0o555)


def file_without_rights(folder: Path) -> None:
    connect(file_in(folder)).close()
    file_in(folder).chmod(0)


def read_only_file(folder: Path) -> None:
    connect(file_in(folder)).close()
    file_in(folder).chmod(0o444)


def folder_for_the_file(folder: Path) -> None:
    (file_in(folder) / "kept").mkdir(parents=True)


def device_for_the_file(folder: Path) -> None:
    file_in(folder).symlink_to("/dev/full")


def link_to_itself(folder: Path) -> None:
    file_in(folder).symlink_to(file_in(folder).name)


def file_for_the_folder(folder: Path) -> None:
    folder.rmdir()
    folder.write_bytes(b"no folder")


def parent_without_rights(folder: Path) -> None:
    folder.rmdir()
    folder.parent.chmod(0)


UNUSABLE: Mapping[str, Callable[[Path], None]] = {
    "no rights": no_rights,
    "read only": read_only,
    "no writing": no_writing,
    "a file without rights": file_without_rights,
    "a read only file": read_only_file,
    "a folder in place of the file": folder_for_the_file,
    "a device in place of the file": device_for_the_file,
    "a link to itself": link_to_itself,
    "a file in place of the folder": file_for_the_folder,
    "a parent without rights": parent_without_rights,
}


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home" / "cache"
    folder.mkdir(parents=True)
    yield folder
    folder.parent.chmod(0o755)
    if folder.is_dir():
        folder.chmod(0o755)


@pytest.mark.parametrize(
    "damage",
    sampled(UNUSABLE, "read only"),
)
def test_a_build_goes_on_with_a_cache_in_memory(
    damage: Callable[[Path], None], cache: Path, tmp_path: Path
) -> None:
    (tmp_path / "quick.yaml").write_text(ROUTINE)
    damage(cache)
    done = limited(
        audiocoach("build", "quick.yaml", "--out", "t.mp3"),
        folder=tmp_path,
        environment={FOLDER_VARIABLE: str(cache)},
        obeys_modes=True,
    )
    said = assert_civil(done)
    assert done.returncode == 0, said
    assert said.startswith(f"warning: the cache in {cache} cannot be used (")
    assert said.endswith("): nothing is kept from this build\n")
    assert said.count("\n") == 1
    assert (tmp_path / "t.mp3").read_bytes() == clean_track()


@pytest.mark.parametrize("damage", sampled(UNUSABLE, "no rights", "a folder in place of the file"))
@pytest.mark.parametrize("command", ["info", "verify", "clear"])
def test_its_commands_say_why_in_one_line(
    damage: Callable[[Path], None], command: str, cache: Path
) -> None:
    damage(cache)
    done = limited(
        audiocoach("cache", command), environment={FOLDER_VARIABLE: str(cache)}, obeys_modes=True
    )
    said = assert_civil(done)
    if done.returncode:
        assert said.count("\n") == 1
        assert "cannot be used" in said or "is damaged" in said
    else:
        assert said == ""


@pytest.mark.parametrize("used", [1 << 62, -(1 << 62), "a day", b"\xff", 1.5e300, None])
def test_a_use_that_is_no_date_is_none(
    used: object, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_cache(cache, monkeypatch)
    connection = connect(file_in(cache))
    with connection:
        connection.execute("INSERT INTO kept VALUES ('clip-1', ?, 1, 1, 1, 1)", [used])
        connection.execute("INSERT INTO kept VALUES ('clip-2', 1700000000, 1, 1, 1, 2)")
    connection.close()
    said = ok("cache", "info")
    assert "2 clips" in said
    assert "2023-11-1" in said
