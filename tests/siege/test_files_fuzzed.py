"""Any files and arguments together, under limits that the kernel sets."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from forkserver import Ended, ForkServer
from hostile import Attack, attacks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quick_build import ROUTINE
from sound_files import decaying, write_wav

from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.support.ownership import is_ours
from siege import EXIT_CODES

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork, and no limits")

_ANYWHERE = ("--out", "new", "copy")
"""Who is told where to write, and writes there."""


class Ground(NamedTuple):
    """Where commands are run, and by whom."""

    server: ForkServer
    folder: Path
    recordings: dict[str, bytes]
    """Of the short routine, and their table."""

    def run(self, attack: Attack) -> None:
        """Runs a command, and looks at what it has done."""
        here = self.folder / "around" / "here"
        shutil.rmtree(here, ignore_errors=True)
        for name, data in attack.files.items():
            path = here / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        before = _seen(self.folder)
        ours = {path for path in before if is_ours(self.folder / path)}
        ended = self.server.run(attack.words, here)
        _check_ended(ended)
        _check_kept(attack, before, _seen(self.folder), ours)


def _seen(folder: Path) -> dict[str, bytes]:
    """All files by their paths; what commands print, and the cache, are left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for top in ("around", "home", "tmp")
        for path in (folder / top).rglob("*")
        if path.is_file()
    }


def _check_ended(ended: Ended) -> None:
    assert "Traceback" not in ended.stderr, ended.stderr
    assert "Exception ignored" not in ended.stderr, ended.stderr
    assert ended.returncode != -signal.SIGXCPU, f"{ended.cpu_s} s"
    assert ended.returncode in EXIT_CODES, ended
    assert ended.stderr or not ended.returncode, "who fails says why"


def _check_kept(
    attack: Attack, before: dict[str, bytes], after: dict[str, bytes], ours: set[str]
) -> None:
    """Nothing is lost, and nothing written where nobody looks for it."""
    changed = {path for path, data in before.items() if after.get(path) != data}
    forced = "--force" in attack.words and "--out" in attack.words
    assert changed <= ours or forced, changed - ours
    assert not Path("/siege-never").exists()
    for path in after.keys() - before.keys():
        assert not path.endswith(".part"), path
        assert path.startswith("around/here/"), path
        if not any(word in attack.words for word in _ANYWHERE):
            assert path.startswith(("around/here/out/", "around/here/made/")), path


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """With a cache of its own, as commands are given it that damage nothing but files."""
    folder = tmp_path_factory.mktemp("siege")
    for name in ("home", "tmp", "prints", "cache", "around/up"):
        (folder / name).mkdir(parents=True)
    (folder / "around" / "up" / "kept.txt").write_text("kept")
    home = str(folder / "home")
    environment = {
        FOLDER_VARIABLE: str(folder / "cache"),
        "TMPDIR": str(folder / "tmp"),
        "COLUMNS": "80",
        **dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), home),
    }
    with ForkServer(folder / "prints", environment) as server:
        yield Ground(server, folder, _recordings(server, folder))


def _recordings(server: ForkServer, folder: Path) -> dict[str, bytes]:
    (folder / "quick.yaml").write_text(ROUTINE)
    index = server.run(["script", "quick.yaml"], folder).stdout
    (folder / "quick.yaml").unlink()
    write_wav(folder / "take.wav", decaying())
    take = (folder / "take.wav").read_bytes()
    names = [row.split(",")[0] for row in index.splitlines()[1:]]
    return {**dict.fromkeys(names, take), "index.csv": index.encode()}


_CHECKS = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)


@settings(max_examples=40, suppress_health_check=_CHECKS, derandomize=True)
@given(data=st.data())
def test_any_folder(data: st.DataObject, ground: Ground) -> None:
    ground.run(data.draw(attacks(ground.recordings)))


@pytest.mark.long
@settings(max_examples=60, suppress_health_check=_CHECKS)
@given(data=st.data())
def test_any_folder_at_length(data: st.DataObject, ground: Ground) -> None:
    ground.run(data.draw(attacks(ground.recordings)))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
@settings(max_examples=2_500, suppress_health_check=_CHECKS, print_blob=True)
@given(data=st.data())
def test_any_folder_for_an_hour(data: st.DataObject, part: int, ground: Ground) -> None:  # noqa: ARG001 (each has its own cases)
    ground.run(data.draw(attacks(ground.recordings)))
