"""Many clients in one command: every row is looked at, and what has changed is built."""

import json
import os
import subprocess
from pathlib import Path
from unittest import mock

import pytest
from command_line import ok, refused, run
from rosters import receipt_of, tracks_in, write_clients, write_roster

from audiocoach.cli import clients
from audiocoach.roster import executor
from audiocoach.support.files import file_sha256


@pytest.fixture
def in_processes() -> None:
    """For tests in which it matters that others build."""


@pytest.fixture(autouse=True)
def here(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "")
    if "in_processes" not in request.fixturenames:  # which take a second to begin
        monkeypatch.setattr(executor, "Processes", lambda _: executor.Here())
    return tmp_path


@pytest.mark.usefixtures("in_processes")
def test_every_client_gets_their_track(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = mock.Mock(wraps=subprocess.Popen)
    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setattr(executor, "cores", lambda: 8)
    write_roster(here, "anna;quick.yaml;3", "bo;quick.yaml;", "cy;./quick.yaml;4")
    said = ok("batch", "clients.csv", "--jobs", "2").splitlines()
    receipt = Path("out/receipt.json")
    assert sorted(said[:-1]) == [str(Path("out") / f"{id_}.mp3") for id_ in ("anna", "bo", "cy")]
    assert said[-1] == f"3 built, 0 unchanged, 0 failed: {receipt}"
    tracks = tracks_in(here / "out")
    assert len({*tracks.values()}) == 3
    ok("build", "quick.yaml", "--reps", "3", "--out", "alone.mp3")
    assert tracks["anna.mp3"] == Path("alone.mp3").read_bytes()
    shares = [call.args[0][-1] for call in started.call_args_list]
    assert set(shares) == {"4"}, "two workers share eight cores"


def test_the_receipt_lists_every_file_with_its_hash(here: Path) -> None:
    write_roster(here, "anna;quick.yaml;lrc;yes;yes", header="id;routine;sidecar;json;split")
    ok("batch", "clients.csv", "--jobs", "1")
    files = receipt_of(here / "out")["anna"]["files"]
    assert {"track", "lrc", "timeline"} < files.keys()
    listed = {here / "out" / file["path"]: file for file in files.values()}
    written = {path for path in (here / "out").rglob("*") if path.is_file()}
    assert written == {*listed, here / "out/receipt.json"}
    for path, file in listed.items():
        assert (file["size"], file["sha256"]) == (path.stat().st_size, file_sha256(path))


def test_where_tracks_go_is_said_as_for_a_build(here: Path) -> None:
    write_clients(here, 1)
    for option in ("--to", "--out", "-o"):
        assert str(Path("gym/c0.mp3")) in ok("batch", option, "gym", "--dry-run")


def test_what_has_not_changed_is_not_built(here: Path) -> None:
    write_clients(here, 3)
    ok("batch")
    before = {path: path.stat().st_mtime_ns for path in (here / "out").glob("*.mp3")}
    assert ok("batch").startswith("0 built, 3 unchanged, 0 failed: ")
    roster = (here / "clients.csv").read_text().replace("c1;quick.yaml;2", "c1;quick.yaml;9")
    (here / "clients.csv").write_text(roster)
    plan = f"c1  {Path('out/c1.mp3')}  changed: row\n1 to build, 2 unchanged\n"
    assert ok("batch", "--dry-run") == plan
    assert "1 built, 2 unchanged" in ok("batch")
    changed = {path.stem for path, at in before.items() if path.stat().st_mtime_ns != at}
    assert changed == {"c1"}
    (here / "quick.yaml").write_text((here / "quick.yaml").read_text() + "rest: 5s\n")
    assert "changed: routine" in ok("batch", "--dry-run")
    assert "3 built" in ok("batch")


def test_a_file_that_is_gone_or_changed_is_made_again(here: Path) -> None:
    write_clients(here, 4)
    ok("batch")
    before = tracks_in(here / "out")
    (here / "out/c0.mp3").unlink()
    (here / "out/c1.mp3").write_bytes(before["c1.mp3"][:-1])
    (here / "out/c2.mp3").write_bytes(before["c2.mp3"][:-1] + b"?")
    os.utime(here / "out/c3.mp3")
    plan = ok("batch", "--dry-run").splitlines()
    assert [line.split()[0] for line in plan] == ["c0", "c1", "c2", "3"]
    assert "3 built, 1 unchanged" in ok("batch")
    assert tracks_in(here / "out") == before


def test_only_one_client_keeps_the_others(here: Path) -> None:
    write_clients(here, 3)
    ok("batch")
    (here / "out/c0.mp3").unlink()
    (here / "out/c1.mp3").unlink()
    assert "1 built, 0 unchanged" in ok("batch", "--only", "c1")
    assert {*receipt_of(here / "out")} == {"c0", "c1", "c2"}
    assert not (here / "out/c0.mp3").exists()
    assert "there is no client 'c9'" in refused(2, "batch", "--only", "c9")


def test_a_bad_roster_builds_nothing(here: Path) -> None:
    write_roster(here, "anna;quick.yaml;3", "bo;quik;", "cy;jeffers-pull;", "di;tabata-swings;8")
    said = refused(2, "batch").splitlines()
    assert [line.split(" ")[:2] for line in said] == [
        ["error:", "clients.csv:3:4:"],
        ["clients.csv:5:18:", "reps"],
    ]
    assert "no routine is named 'quik'" in said[0]
    assert not (here / "out").exists()


@pytest.mark.parametrize("words", [("batch",), ("build", "--client", "a", "--clients")])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("nope.csv", None, "nope.csv: there is no such file"),
        ("nope.toml", None, "nope.toml: there is no such file"),
        ("folder", b"", "folder: this is a folder, not a file"),
        ("a.csv/b.csv", None, "b.csv: the"),
        ("bad.toml", b"[clients", "this is not TOML"),
        ("latin.toml", b"# \xe9", "latin.toml: this is not UTF-8 text"),
        ("latin.csv", b"id;routine\na;\xe9", "latin.csv:2:3: this is not UTF-8 text"),
        ("empty.csv", b"", "empty.csv:1:1: the roster is empty"),
        ("empty.toml", b"", "empty.toml:1:1: there are no clients in it"),
        ("head.csv", b"id;routine", "head.csv:1:1: there are no clients in it"),
        ("large.toml", b"#" * 4_200_000, "large.toml: the file is too large"),
    ],
)
def test_what_is_no_roster_is_told_as_a_bad_one(
    here: Path, name: str, content: bytes | None, said: str, words: tuple[str, ...]
) -> None:
    (here / "a.csv").write_text("id;routine\n", "utf-8")
    (here / "folder").mkdir()
    if content:
        (here / name).write_bytes(content)
    elif content is not None and name != "folder":
        (here / name).touch()
    told = refused(2, *words, name)
    assert told.startswith("error: ")
    assert said in told.replace("\\", "/")
    assert not (here / "out").exists()


def test_where_there_is_no_roster_is_told() -> None:
    assert "there is no clients.toml here, and no clients.csv" in refused(2, "batch")


def test_two_clients_never_share_a_file(here: Path) -> None:
    write_roster(here, "a;quick.yaml;x.mp3", "b;quick.yaml;X.mp3", header="id;routine;out")
    told = refused(2, "batch")
    assert "clients.csv:3:14: X.mp3 would be written for 'a', too" in told


@pytest.mark.parametrize("out", ["../x.mp3", "/x.mp3", "a/../../x.mp3", "C:\\x.mp3"])
def test_nothing_is_written_elsewhere(here: Path, out: str) -> None:
    write_roster(here, f"a;quick.yaml;{out}", header="id;routine;out")
    assert "leads out of it" in refused(2, "batch")
    assert {path.name for path in here.iterdir()} == {"quick.yaml", "clients.csv"}


@pytest.mark.parametrize(("out", "better"), [("con.mp3", "_con.mp3"), ("a/b?.mp3", "b-.mp3")])
def test_a_track_has_a_name_that_every_system_takes(here: Path, out: str, better: str) -> None:
    write_roster(here, f"a;quick.yaml;{out}", header="id;routine;out")
    assert f"is no file everywhere; write '{better}'" in refused(2, "batch")
    write_roster(here, "a;quick.yaml;monday/anna.m4a", header="id;routine;out")
    assert ok("batch").startswith(str(Path("out/monday/anna.m4a")))


def test_a_row_that_fails_costs_no_other(here: Path) -> None:
    write_roster(here, "a;quick.yaml;none.png", "b;quick.yaml;", header="id;routine;cover")
    (here / "none.png").write_text("no picture")
    done = run("batch", "--json")
    assert done.returncode == 1
    assert done.stderr.startswith("clients.csv:2:1: a: ")
    outcomes = json.loads(done.stdout)
    assert {id_: row["status"] for id_, row in outcomes.items()} == {"a": "failed", "b": "built"}
    assert "none.png" in outcomes["a"]["reason"]
    assert "1 unchanged, 1 failed" in run("batch").stdout


def test_fail_fast_stops_at_the_first(here: Path) -> None:
    rows = ("a;quick.yaml;none.png", *(f"b{n};quick.yaml;" for n in range(20)))
    write_roster(here, *rows, header="id;routine;cover")
    (here / "none.png").write_text("no picture")
    done = run("batch", "--jobs", "1", "--fail-fast")
    assert done.returncode == 1
    assert "0 built, 0 unchanged, 1 failed, 20 not begun" in done.stdout


def test_what_is_not_ours_is_kept(here: Path) -> None:
    write_clients(here, 1)
    (here / "out").mkdir()
    (here / "out/c0.mp3").write_bytes(b"a song")
    assert "audiocoach did not make it" in refused(2, "batch")
    assert (here / "out/c0.mp3").read_bytes() == b"a song"
    assert "1 built" in ok("batch", "--force")


def test_a_client_may_change_the_routine(here: Path) -> None:
    write_clients(here, 1)
    ok("batch")
    (here / "quick.yaml").rename(here / "other.yaml")
    (here / "quick.yaml").write_text((here / "other.yaml").read_text())
    text = (here / "clients.csv").read_text().replace("quick.yaml", "other.yaml")
    (here / "clients.csv").write_text(text)
    assert "1 built" in ok("batch")


@pytest.mark.parametrize(
    "files",
    [
        "{}",
        '{"track": {"path": "../../x.mp3", "size": 1, "sha256": ""}}',
        "[" * 100_000 + "]" * 100_000,
    ],
)
def test_a_receipt_of_somebody_else_is_not_believed(here: Path, files: str) -> None:
    write_clients(here, 1)
    (here / "out").mkdir()
    entry = f'{{"made_from": {{}}, "duration_ms": 1, "files": {files}}}'
    if files.startswith("["):
        entry = f'{{"unknown": {files}}}'
    (here / "out/receipt.json").write_text(f'{{"clients": {{"c0": {entry}}}}}')
    assert "is no receipt of ours" in refused(1, "batch")


def test_what_is_no_receipt_is_left_alone(here: Path) -> None:
    write_clients(here, 1)
    (here / "out").mkdir()
    (here / "out/receipt.json").write_text("[]")
    assert "is no receipt of ours" in refused(1, "batch")


@pytest.mark.parametrize(
    ("language", "greet", "said"),
    [
        ("en", "morning", "Good morning, Anna."),
        ("de", "evening", "Guten Abend, Anna."),
        ("es", "yes", "Hola, Anna."),
        ("fr", "no", ""),
    ],
)
def test_a_client_is_greeted_by_name(here: Path, language: str, greet: str, said: str) -> None:
    header = "id;name;greet;routine;language;voice;profile;json"
    row = f"anna;Anna;{greet};quick.yaml;{language};espeak;standard;yes"
    write_roster(here, row, header=header)
    assert run("batch").returncode == 0  # and the name of the exercise stays English
    cues = json.loads((here / "out/anna.json").read_text("utf-8"))["cues"]
    first = next(cue["text"] for cue in cues if cue["text"])
    assert (first == said) == bool(said)
    assert ("Anna" in first) == bool(said)


def test_nobody_is_greeted_without_a_name(here: Path) -> None:
    write_roster(here, "anna;;yes;quick.yaml", header="id;name;greet;routine")
    assert "clients.csv:2:7: there is no 'name' to greet with" in refused(2, "batch")


def test_one_client_is_built_by_build(here: Path) -> None:
    write_clients(here, 3)
    said = ok("build", "--client", "c1", "--clients", "clients.csv").splitlines()
    assert said[0] == str(Path("out/c1.mp3"))
    ok("batch", "clients.csv")
    assert len(tracks_in(here / "out")) == 3
    assert "0 built, 1 unchanged" in ok("build", "--client", "c1")
    assert "there is no client 'c7'" in refused(2, "build", "--client", "c7")


@pytest.mark.parametrize("words", [("--reps", "3"), ("quick.yaml",), ("--format", "m4a")])
def test_a_client_is_built_as_the_table_says(here: Path, words: tuple[str, ...]) -> None:
    write_clients(here, 1)
    assert "the table says what to build" in refused(2, "build", "--client", "c0", *words)
    assert "without --client" in refused(2, "build", "quick.yaml", "--clients", "clients.csv")


def test_what_a_row_leaves_as_it_was_is_told_when_it_is_built(here: Path) -> None:
    write_roster(here, "anna;jeffers-pull;31s;minimal", header="id;routine;rest;profile")
    assert "warning: anna: rest 31s leaves" in run("batch").stderr
    assert ok("batch").startswith("0 built, 1 unchanged")


def test_what_is_true_of_many_clients_is_told_once(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "_MOST_NOTES", 2)
    rests = [*["31s"] * 5, "32s", "32s", "33s"]
    rows = [f"c{n};jeffers-pull;{rest};minimal" for n, rest in enumerate(rests)]
    write_roster(here, *rows, header="id;routine;rest;profile")
    told = run("batch").stderr.splitlines()
    assert [line.split(" leaves")[0] for line in told] == [
        "warning: c0, c1, c2 and 2 more: rest 31s",
        "warning: c5, c6: rest 32s",
        "warning: and 1 more: see 'notes' with --json",
    ]
