"""The bench of instructions: what it counts, that it counts alike, and when it says too much."""

import json
from pathlib import Path
from threading import Thread
from typing import Any

import instructions
import pytest
from counting import counted
from instructions import PROGRAMS, Counter, Kept, counters, grown, machine_counter, write_routines


def spin(times: int) -> None:
    for _ in range(times):
        pass


def counts_of(times: int) -> int:
    with counted() as count:
        spin(times)
    return count()


def test_the_count_is_of_each_instruction() -> None:
    assert counts_of(2_000) - counts_of(1_000) == counts_of(1_000) - counts_of(0) >= 2_000
    assert counts_of(1_000) == counts_of(1_000)


def test_threads_count() -> None:
    with counted() as count:
        thread = Thread(target=spin, args=(100_000,))
        thread.start()
        thread.join()
    assert count() >= counts_of(100_000)


def counts_where(theirs: dict[str, bool]) -> int:
    """Of code of some file that has the standard library write JSON."""
    names: dict[str, Any] = {"dumps": json.dumps}
    exec(compile("def call(): dumps([1], indent=1)", "theirs.py", "exec"), names)  # noqa: S102
    with counted({__file__: True, **theirs}.get) as count:
        for _ in range(20):
            names["call"]()
    return count()


def test_the_standard_library_counts_for_whom_it_works() -> None:
    left_out = counts_where({"theirs.py": False})
    assert counts_where({"theirs.py": True}) > 20 * left_out


@pytest.fixture
def counter() -> Counter:
    return next(counters())


def compiling(routines: int, folder: Path, counter: Counter) -> int:
    """How many instructions it takes to compile so many."""
    write_routines(folder, routines)
    return counter.count("compile", folder)


@pytest.mark.long
def test_twice_the_work_is_found(counter: Counter, tmp_path: Path) -> None:
    once = compiling(2, tmp_path / "once", counter)
    again = compiling(2, tmp_path / "again", counter)
    twice = compiling(4, tmp_path / "twice", counter)
    kept = {counter.name: {"compile": once}}
    assert grown({counter.name: {"compile": again}}, kept) == []
    assert len(grown({counter.name: {"compile": twice}}, kept)) == 1


def test_the_command_keeps_what_it_counts_and_fails_when_that_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run_with(count: int, *words: str) -> None:
        found = {"Python 3.0": dict.fromkeys(PROGRAMS, count)}
        monkeypatch.setattr(instructions, "count_all", lambda _: found)
        monkeypatch.setattr("sys.argv", ["instructions.py", *words])
        instructions.main()

    monkeypatch.setattr(instructions, "KEPT", tmp_path / "kept.json")
    monkeypatch.setattr(instructions, "counters", lambda: [Counter("Python 3.0", "", (), int)])
    run_with(1_000_000, "--keep")
    run_with(1_100_000)
    run_with(500_000)
    assert "| -50.0% |" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="compile takes 1,100,001 instructions"):
        run_with(1_100_001)


def test_counts_of_other_versions_are_no_measure(tmp_path: Path) -> None:
    here, elsewhere = (Counter("valgrind", name, (), int) for name in ("here", "elsewhere"))
    Kept(tmp_path / "kept.json").keep(here, {"compile": 1})
    kept = Kept(tmp_path / "kept.json")
    assert kept.comparable([here]) == {"valgrind": {"compile": 1}}
    assert kept.comparable([elsewhere]) == {}


@pytest.mark.slow
@pytest.mark.skipif(machine_counter() is None, reason="nothing here counts the processor's")
def test_the_instructions_of_the_processor_are_counted(tmp_path: Path) -> None:
    counter = machine_counter()
    assert counter
    write_routines(tmp_path, 0)
    assert counter.count("--help", tmp_path) > 10_000_000
