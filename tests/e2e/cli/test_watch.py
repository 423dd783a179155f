"""`build --watch`: what has changed is built again, errors are told, and Ctrl-C ends it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import Done, refused, run
from quick_build import ROUTINE

from audiocoach.cli import watching

Edit = Callable[[], object]
CHILD = "extends: base\nrest: 4s\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIOCOACH_CONFIG", str(tmp_path / "own.toml"))
    Path("own.toml").write_text("")
    Path("base.yaml").write_text(ROUTINE)
    Path("legs.yaml").write_text(CHILD)
    Path("other.yaml").write_text(ROUTINE.replace("Quick pull", "Other"))
    return tmp_path


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    def watch(*words: str, edits: Iterator[Edit]) -> Done:
        """Watches; while it waits, the edits come one after another, and then Ctrl-C."""

        def sleep(seconds: float) -> None:
            if seconds < watching.EVERY_S:
                return
            try:
                next(edits)()
            except StopIteration:
                raise KeyboardInterrupt from None

        monkeypatch.setattr(watching, "sleep", sleep)
        return run("build", *words, "--watch")

    return watch


def write(name: str, text: str) -> Edit:
    return lambda: Path(name).write_text(text)


def built(done: Done) -> list[str]:
    return [line for line in done.stdout.splitlines() if line.endswith(".mp3")]


def path_of(name: str) -> str:
    return str(Path("out") / f"{name}.mp3")


def test_a_routine_and_its_parents_are_built_again(watched: Callable[..., Done]) -> None:
    edits = [
        write("legs.yaml", CHILD.replace("4s", "5s")),
        write("base.yaml", ROUTINE.replace("work: 5s", "work: 6s")),
        write("unrelated.yaml", ROUTINE),
    ]
    done = watched("legs.yaml", "-q", edits=iter(edits))
    assert done.returncode == 0
    assert built(done) == [path_of("legs")] * 3
    assert done.stderr == "watching for changes; Ctrl-C ends it\n" * 3


def test_of_several_only_those_that_changed_and_all_for_the_settings(
    watched: Callable[..., Done],
) -> None:
    edits = [
        write("other.yaml", ROUTINE.replace("3s", "4s")),
        write("own.toml", "rounds = 2\n"),
        write("own.toml", ""),
    ]
    done = watched("legs.yaml", "other.yaml", "-q", edits=iter(edits))
    legs, other = path_of("legs"), path_of("other")
    assert built(done) == [legs, other, other, legs, other, legs, other]


def test_errors_are_told_and_it_goes_on(watched: Callable[..., Done]) -> None:
    edits = [
        write("base.yaml", ROUTINE.replace("reps", "rep")),
        write("base.yaml", ROUTINE),
        lambda: Path("legs.yaml").unlink(),
        write("legs.yaml", CHILD),
        write("own.toml", "rounds = \n"),
        write("own.toml", ""),
    ]
    done = watched("legs.yaml", "-q", edits=iter(edits))
    assert done.returncode == 0
    assert built(done) == [path_of("legs")] * 4
    told = [line for line in done.stderr.splitlines() if not line.startswith("watching")]
    assert len(told) == 3
    assert told[0].startswith("error: legs.yaml: base.yaml:")
    assert "did you mean 'reps'?" in told[0]
    assert "there is no such file" in told[1]
    assert "own.toml:1:" in told[2]


def test_a_routine_that_is_broken_at_first_is_built_when_it_is_mended(
    watched: Callable[..., Done],
) -> None:
    Path("base.yaml").write_text("title: [")
    done = watched("legs.yaml", "-q", edits=iter([write("base.yaml", ROUTINE)]))
    assert built(done) == [path_of("legs")]


def test_a_routine_that_is_new_in_a_folder_is_built(watched: Callable[..., Done]) -> None:
    Path("clients").mkdir()
    Path("clients/anna.yaml").write_text(ROUTINE)
    done = watched("clients", "-q", edits=iter([write("clients/ben.yaml", ROUTINE)]))
    assert {Path(path).name for path in built(done)} == {"anna.mp3", "ben.mp3"}


def test_what_is_changed_while_it_is_built_is_built_again(
    watched: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    from audiocoach.api import Builder

    build, times = Builder.build, iter(range(9))

    def slow(*args: object, **options: object) -> object:
        report = build(*args, **options)  # type: ignore[arg-type]
        if next(times) == 1:
            Path("base.yaml").write_text(ROUTINE.replace("work: 5s", "work: 7s"))
        return report

    monkeypatch.setattr(Builder, "build", slow)
    done = watched("legs.yaml", "-q", edits=iter([write("legs.yaml", CHILD.replace("4s", "5s"))]))
    assert built(done) == [path_of("legs")] * 3


def test_what_goes_on_writes_files() -> None:
    for words in (["--out", "-"], ["--fail-fast"]):
        said = refused(2, "build", "legs.yaml", "--watch", *words)
        assert "'--watch': goes on" in said or "--watch: goes on" in said
