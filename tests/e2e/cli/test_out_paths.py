"""Where tracks are written: each in a file of its own, and none over another's by accident."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import PROGRAM, ok, refused, run, run_alone

from audiocoach.cache import origins

ROUTINE = "title: {}\nexercises: [{{name: Row, reps: 2, pace: 1s}}]\n"
QUICK = ("--profile", "minimal")
"""Nothing but tones, which are made in no time."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "")
    return tmp_path


def write(path: str, title: str = "Legs") -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(ROUTINE.format(title), encoding="utf-8")
    return path


def tracks() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*.mp3"))


# Another routine's track


def test_the_track_of_another_file_is_not_replaced() -> None:
    ok("build", write("anna/legs.yaml", "Anna"), *QUICK)
    before = Path("out/legs.mp3").read_bytes()
    said = refused(1, "build", write("ben/legs.yaml", "Ben"), *QUICK)
    anna, track = Path("anna/legs.yaml"), Path("out/legs.mp3")
    assert said == (
        f"error: {track}: this track was made from another routine, {anna}; "
        "name another file as --out, or replace it with --force\n"
    )
    assert track.read_bytes() == before
    ok("build", "ben/legs.yaml", *QUICK, "--force")
    assert track.read_bytes() != before
    assert "made from another routine" in refused(1, "build", "anna/legs.yaml", *QUICK)


def test_a_routine_replaces_its_own_track(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ok("build", write("anna/legs.yaml"), *QUICK)
    write("anna/legs.yaml", "Legs, edited")
    ok("build", "anna/legs.yaml", *QUICK, "--reps", "3")
    (here / "anna").rename(here / "annika")
    ok("build", "annika/legs.yaml", *QUICK)
    (here / "elsewhere").mkdir()
    monkeypatch.chdir(here / "elsewhere")
    ok("build", "../annika/legs.yaml", *QUICK, "--out", "../out")


def test_a_file_that_is_gone_asks_for_nothing() -> None:
    ok("build", write("anna/legs.yaml"), *QUICK)
    Path("out/legs.mp3").unlink()
    ok("build", write("ben/legs.yaml"), *QUICK)


def test_a_copy_replaces_the_track_of_the_included_one() -> None:
    ok("build", "box-breathing", *QUICK)
    ok("copy", "box-breathing", "--out", "routines/")
    assert run("build", "box-breathing", *QUICK).returncode == 0
    assert "box-breathing.yaml" in str(origins.origin_of(Path("out/box-breathing.mp3")))


def test_a_sentence_does_not_replace_a_track() -> None:
    ok("build", write("legs.yaml"), *QUICK)
    assert "made from another routine" in refused(1, "say", "Go.", "--out", "out/legs.mp3")


def test_the_track_does_not_tell_where_its_routine_lies(here: Path) -> None:
    ok("build", write("anna/legs.yaml"), *QUICK)
    ok("build", write("ben/legs.yaml"), *QUICK, "--out", "elsewhere/legs.mp3")
    data = Path("out/legs.mp3").read_bytes()
    assert data == Path("elsewhere/legs.mp3").read_bytes()
    assert here.name.encode() not in data


# Two tracks of one command


def test_two_tracks_in_one_file_are_refused_before_anything_is_made() -> None:
    one, two = write("anna/legs.yaml"), write("ben/legs.yaml")
    said = refused(1, "build", one, two, *QUICK)
    assert f"two tracks would be {Path('out/legs.mp3')}: that of {one} and that of {two}" in said
    assert "--out 'out/{folder}/{name}.mp3'" in said
    assert not Path("out").exists()


def test_names_that_differ_in_capitals_are_one_file_on_some_disks() -> None:
    one, two = write("a.yaml", "Legs"), write("b.yaml", "LEGS")
    assert "two tracks would be" in refused(1, "build", one, two, "-o", "{title}.mp3")


# Placeholders


def test_a_place_may_name_the_folder_and_the_title() -> None:
    one, two = write("anna/legs.yaml", "Beine & Po"), write("ben/legs.yaml", "'Up/down: 1?'")
    done = run("build", one, two, *QUICK, "-o", "out/{folder}/{title}.mp3")
    assert (done.returncode, done.stderr) == (0, "")
    assert tracks() == ["out/anna/Beine & Po.mp3", "out/ben/Up-down- 1-.mp3"]


def test_every_placeholder_stands_for_something() -> None:
    place = "{name} {title} {folder} {mode} {language} {{x}}.wav"
    said = ok("build", "jeffers-pull", *QUICK, "--mode", "conditioning", "-o", place)
    path = "jeffers-pull Jeffers pull, conditioning included conditioning en {x}.wav"
    assert said.splitlines()[0] == path


def test_an_unknown_placeholder_lists_those_there_are() -> None:
    assert refused(1, "build", write("legs.yaml"), "-o", "{titel}.mp3") == (
        "error: '{titel}.mp3' has no '{titel}'; did you mean 'title'? "
        "there is: name, title, folder, mode, language\n"
    )


@pytest.mark.parametrize("title", ["../../up", "/etc/x", "con", ".hidden", "a\\b"])
def test_a_title_leads_nowhere(here: Path, title: str) -> None:
    ok("build", write("legs.yaml", json.dumps(title)), *QUICK, "-o", "out/{title}/{title}.mp3")
    (track,) = here.rglob("*.mp3")
    assert track.parent.parent == here / "out"
    assert not track.name.startswith(".")
    assert track.stem.lower() != "con"


def test_the_users_file_may_have_placeholders(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("audiocoach.toml").write_text('out = "gym/{language}/{name}.mp3"\n')
    monkeypatch.delenv("AUDIOCOACH_CONFIG")
    ok("build", write("legs.yaml"), *QUICK)
    assert tracks() == ["gym/en/legs.mp3"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_strangers_file_does_not_lead_out_by_a_link(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "work/gym").mkdir(parents=True)
    (here / "home").mkdir()
    (here / "work/gym/legs").symlink_to(here / "home")
    monkeypatch.chdir(here / "work")
    monkeypatch.delenv("AUDIOCOACH_CONFIG")
    Path("audiocoach.toml").write_text('out = "gym/{name}/{name}.mp3"\n')
    assert "a link leads out" in refused(1, "build", write("legs.yaml"), *QUICK)
    assert not list((here / "home").iterdir())


# Standard output


def test_a_track_goes_to_standard_output() -> None:
    ok("build", write("legs.yaml"), *QUICK)
    words = (*PROGRAM, "build", "legs.yaml", *QUICK, "--out", "-")
    done = subprocess.run(words, capture_output=True, check=True)
    assert done.stdout == Path("out/legs.mp3").read_bytes()
    assert b"chapters" in done.stderr
    assert tracks() == ["out/legs.mp3"]


def test_nothing_is_written_beside_a_stream() -> None:
    legs = write("legs.yaml")
    assert "beside an open file" in refused(1, "build", legs, "-o", "-", "--sidecar", "lrc")
    assert "one stream for 2 tracks" in refused(1, "build", legs, write("b.yaml"), "-o", "-")


def test_a_terminal_gets_no_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiocoach.cli.printing.is_terminal", lambda _: True)
    said = refused(1, "build", write("legs.yaml"), "-o", "-")
    assert said.startswith("error: a track is bytes, which no terminal shows; send them on: ")


def test_texts_go_to_standard_output_too() -> None:
    assert ok("schema", "-o", "-") == ok("schema")
    assert not Path("-").exists()


# Folders, and routines that cannot be built


def test_a_folder_is_all_routines_in_it() -> None:
    for name in ("a", "b", "c"):
        write(f"clients/{name}.yaml")
    Path("clients/notes.txt").write_text("no routine")
    Path("clients/.hidden.yaml").write_text("no routine")
    ok("build", "clients", *QUICK)
    assert tracks() == ["out/a.mp3", "out/b.mp3", "out/c.mp3"]
    assert len(ok("check", "clients/", "box-breathing").splitlines()) == 4
    Path("empty").mkdir()
    assert refused(1, "build", "empty") == (
        "error: empty: there is no routine in this folder; they end in .yaml\n"
    )


def test_a_routine_comes_before_a_folder_of_its_name() -> None:
    write("box-breathing/legs.yaml")
    ok("build", "box-breathing", *QUICK)
    assert tracks() == ["out/box-breathing.mp3"]


def test_what_can_be_built_is_built_and_the_rest_told() -> None:
    Path("bad.yaml").write_text("title: [")
    write("good.yaml")
    write("other.yaml")
    words = ("build", "bad.yaml", "good.yaml", "none.yaml", "other.yaml", *QUICK)
    said = refused(1, *words)
    assert "error: bad.yaml:" in said
    assert "error: none.yaml: there is no such file" in said
    assert said.endswith("2 of 4 tracks built\n")
    assert tracks() == ["out/good.mp3", "out/other.mp3"]
    # What cannot be written is no reason either.
    Path("out/good.mp3").write_text("mine")
    said = refused(1, "build", "good.yaml", "other.yaml", *QUICK)
    assert "audiocoach did not make it" in said
    assert said.endswith("1 of 2 tracks built\n")


def test_fail_fast_stops_at_the_first() -> None:
    Path("bad.yaml").write_text("title: [")
    said = refused(1, "build", write("good.yaml"), "bad.yaml", *QUICK, "--fail-fast")
    assert "tracks built" not in said
    assert not Path("out").exists()


def test_one_that_fails_alone_says_only_why() -> None:
    Path("bad.yaml").write_text("title: [")
    assert "tracks built" not in run_alone("build", "bad.yaml").stderr


# What is remembered


def test_what_is_remembered_has_a_bound(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIOCOACH_CACHE", str(here / "cache"))
    monkeypatch.setattr(origins, "MOST", 10)
    monkeypatch.setattr(origins, "ONE_IN", 3)
    legs = Path(write("legs.yaml"))
    for number in range(60):
        origins.remember_origin(here / f"{number}.mp3", legs)
    assert len([*(here / "cache/tracks").iterdir()]) <= 30
    assert origins.origin_of(here / "59.mp3") == legs.resolve()
    assert origins.origin_of(here / "0.mp3") is None


@pytest.mark.parametrize("damage", [b"", b"\0", b"relative.yaml", b"\xff\xfe", b"/" * 40_000])
def test_what_is_damaged_is_not_known(
    here: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    monkeypatch.setenv("AUDIOCOACH_CACHE", str(here / "cache"))
    origins.remember_origin(here / "x.mp3", Path(write("relative.yaml")))
    (note,) = (here / "cache/tracks").iterdir()
    note.write_bytes(damage)
    assert origins.origin_of(here / "x.mp3") is None


def test_where_nothing_can_be_remembered_a_track_is_built(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "file").write_text("no folder")
    monkeypatch.setenv("AUDIOCOACH_CACHE", str(here / "file"))
    assert run("build", write("legs.yaml"), *QUICK).returncode == 0
    assert tracks() == ["out/legs.mp3"]
