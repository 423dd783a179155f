"""Tracks in object storage: written once under the hash of what they hold, and found again."""

import os
from pathlib import Path

import pytest
from command_line import refused
from rosters import tracks_in, write_clients

from audiocoach.api import Builder
from audiocoach.cache.origins import origin_of, remember_origin
from audiocoach.roster import bucket
from audiocoach.roster.batch import Batch, Outcome
from audiocoach.roster.check import check_clients
from audiocoach.roster.executor import Here
from audiocoach.roster.model import TRACK, File
from audiocoach.roster.place import open_place
from audiocoach.roster.read import read_roster
from audiocoach.roster.receipt import read_receipt
from audiocoach.support.files import file_sha256


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "")
    write_clients(tmp_path, 3)
    return tmp_path


def run(to: str) -> dict[str, Outcome]:
    place = open_place(to)
    receipt = read_receipt(place)
    with Builder() as builder:
        jobs = check_clients(read_roster(Path("clients.csv")), builder, place, receipt)
    batch = Batch(jobs, place, receipt)
    return {outcome.id: outcome for outcome in (*batch.unchanged, *batch.run(Here()))}


@pytest.mark.parametrize("scheme", ["file", "memory"])
def test_a_name_there_means_the_same_bytes_for_ever(here: Path, scheme: str) -> None:
    pytest.importorskip("obstore", reason="obstore is not installed")
    to = f"{scheme}://{here.as_posix()}/store" if scheme == "file" else "memory:///a/b"
    first = run(to)
    assert {outcome.status for outcome in first.values()} == {"built"}
    assert {outcome.status for outcome in run(to).values()} == {"unchanged"}
    write_clients(here, 4)
    roster = (here / "clients.csv").read_text().replace("c1;quick.yaml;2", "c1;quick.yaml;9")
    (here / "clients.csv").write_text(roster)
    second = run(to)
    statuses = [second[id_].status for id_ in ("c0", "c1", "c2", "c3")]
    assert statuses == ["unchanged", "built", "unchanged", "built"]
    place = open_place(to)
    names = {outcome.path for outcome in (*first.values(), *second.values())}
    assert len(names) == 5
    assert place.found(names).keys() == names
    for outcome in (*first.values(), *second.values()):
        (file,) = outcome.files.values()
        assert place.sha256(file.path) == file.sha256


def test_the_same_tracks_are_written_as_into_a_folder(here: Path) -> None:
    pytest.importorskip("obstore", reason="obstore is not installed")
    run("out")
    run(f"file://{here.as_posix()}/store")
    stored = {Path(name).name: data for name, data in tracks_in(here / "store").items()}
    assert stored == tracks_in(here / "out")
    assert {path.name for path in (here / "store").iterdir()} == {"c0", "c1", "c2", "receipt.json"}
    assert file_sha256(here / "out/c0.mp3")


def test_no_origin_is_noted_of_a_file_that_goes(here: Path) -> None:
    pytest.importorskip("obstore", reason="obstore is not installed")
    track, roster = here / "c0.mp3", here / "clients.csv"
    track.write_bytes(b"a track")
    remember_origin(track, roster)
    assert origin_of(track) == roster.resolve()
    file = File(path=track.name, size=7, sha256=file_sha256(track), modified=None)
    open_place(f"file://{here.as_posix()}/store").keep("c0", here, {TRACK: file})
    assert origin_of(track) is None


def test_an_address_of_nothing_is_told() -> None:
    pytest.importorskip("obstore", reason="obstore is not installed")
    said = refused(1, "batch", "--to", "foo://x")
    assert said == 'error: foo://x: Generic URL error: Unable to recognise URL "foo://x"\n'


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "obstore", None)
    bucket._open.cache_clear()  # noqa: SLF001
    said = refused(1, "batch", "--to", "s3://gym/tracks")
    assert said == (
        "error: object storage needs the package obstore, which is not installed; "
        "install it with: pip install 'audiocoach[s3]'\n"
    )


def test_a_missing_package_of_a_cluster_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    said = refused(1, "batch", "--on", "tcp://127.0.0.1:9")
    assert said.endswith("install it with: pip install 'audiocoach[cluster]'\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_is_no_track(here: Path) -> None:
    os.mkfifo(here / "anna.mp3")
    assert open_place(str(here)).found(["anna.mp3"]) == {}
