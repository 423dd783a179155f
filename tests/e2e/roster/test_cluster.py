"""A batch on two workers of dask: the same bytes, whichever of them is killed, and into storage."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from command_line import PROGRAM, finish, ok, start
from rosters import receipt_of, tracks_in, write_clients

pytest.importorskip("distributed", reason="dask.distributed is not installed")

from dask_cluster import DaskCluster, dask_cluster

from audiocoach.roster import bucket

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9"),
    pytest.mark.filterwarnings("ignore"),  # of packages that are not ours
]

CLIENTS = 40


class Site(NamedTuple):
    """A folder with a roster, and what a batch on this machine alone makes of it."""

    folder: Path
    clean: dict[str, bytes]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "")
    write_clients(tmp_path, CLIENTS)
    ok("batch", "--to", "clean")
    return Site(tmp_path, tracks_in(tmp_path / "clean"))


def started(site: Site, cluster: DaskCluster, after: int, *words: str) -> "subprocess.Popen[str]":
    """A batch on the cluster that has told of so many clients."""
    command = [*PROGRAM, "batch", "--on", cluster.address, *words]
    child = start(command, site.folder, site.folder / "cache")
    assert child.stdout
    for _ in range(after):
        child.stdout.readline()
    return child


def test_a_cluster_makes_the_same_bytes(site: Site) -> None:
    with dask_cluster(site.folder / "dask") as cluster:
        assert f"{CLIENTS} built" in ok("batch", "--on", cluster.address)
        assert f"{CLIENTS} unchanged" in ok("batch", "--on", cluster.address)
    assert tracks_in(site.folder / "out") == site.clean


@pytest.mark.parametrize("after", range(0, 30, 3))
def test_a_worker_killed_halfway_costs_nothing(site: Site, after: int) -> None:
    with dask_cluster(site.folder / "dask") as cluster:
        child = started(site, cluster, after)
        cluster.workers[after % 2].kill()
        done = finish(child)
        assert (done.returncode, done.stderr) == (0, "")
    assert tracks_in(site.folder / "out") == site.clean


@pytest.mark.parametrize("after", range(1, 30, 6))
def test_a_scheduler_that_is_killed_ends_the_batch_and_the_next_completes(
    site: Site, after: int
) -> None:
    with dask_cluster(site.folder / "dask") as cluster:
        child = started(site, cluster, after)
        cluster.scheduler.kill()
        done = finish(child)
        assert done.returncode == 1
        assert f"error: the scheduler at {cluster.address} is gone; run the batch" in done.stderr
        assert "Traceback" not in done.stderr
    held = tracks_in(site.folder / "out")
    assert held.items() <= site.clean.items()
    assert len(receipt_of(site.folder / "out")) >= after
    assert "0 failed" in ok("batch")
    assert tracks_in(site.folder / "out") == site.clean


@pytest.mark.parametrize("after", range(1, 30, 6))
def test_a_batch_that_is_killed_is_completed_by_the_next(site: Site, after: int) -> None:
    with dask_cluster(site.folder / "dask") as cluster:
        child = started(site, cluster, after)
        child.kill()
        assert finish(child).returncode == -signal.SIGKILL
        assert tracks_in(site.folder / "out").items() <= site.clean.items()
        assert "0 failed" in ok("batch", "--on", cluster.address)
    assert tracks_in(site.folder / "out") == site.clean


def test_nobody_there_is_told(site: Site) -> None:
    with dask_cluster(site.folder / "dask", workers=0) as cluster:
        done = finish(start([*PROGRAM, "batch", "--on", cluster.address], site.folder, site.folder))
        assert done.returncode == 1
        assert "has no workers; start some with 'dask worker" in done.stderr


# Object storage


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of what stands in for S3, which workers find by their environment."""
    pytest.importorskip("obstore", reason="obstore is not installed")
    boto3 = pytest.importorskip("boto3", reason="boto3 is not installed")
    server = pytest.importorskip(
        "moto.server", reason="moto is not installed", exc_type=ImportError
    )
    backends = pytest.importorskip("moto.backends")
    stand_in = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    stand_in.start()
    backends.get_backend("s3").reset()  # which all stand-ins of a process share
    host, port = stand_in.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="gym")
    bucket._open.cache_clear()  # noqa: SLF001 (another test's stand-in is gone)
    yield "s3://gym/tracks"
    stand_in.stop()


def objects() -> dict[str, bytes]:
    import boto3

    client = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    listed = client.list_objects_v2(Bucket="gym").get("Contents", [])
    keys = [entry["Key"] for entry in listed]
    return {key: client.get_object(Bucket="gym", Key=key)["Body"].read() for key in keys}


def test_tracks_go_into_storage_though_a_worker_is_killed(site: Site, storage: str) -> None:
    with dask_cluster(site.folder / "dask") as cluster:
        child = started(site, cluster, 5, "--to", storage)
        cluster.workers[0].kill()
        done = finish(child)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{CLIENTS} unchanged" in ok("batch", "--on", cluster.address, "--to", storage)
    stored = objects()
    assert "tracks/receipt.json" in stored
    tracks = {Path(key).name: data for key, data in stored.items() if key.endswith(".mp3")}
    assert tracks == site.clean
    assert len(stored) == CLIENTS + 1


def test_processes_write_into_storage_too(site: Site, storage: str) -> None:
    assert f"{CLIENTS} built" in ok("batch", "--to", storage)
    assert {Path(key).name for key in objects()} == {*site.clean, "receipt.json"}
    assert f"{CLIENTS} unchanged" in ok("batch", "--to", storage)
    assert not (site.folder / "out").exists()
