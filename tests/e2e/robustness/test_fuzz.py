"""A malformed or hostile file is compiled or refused: no traceback, no hang, no flood of memory."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import fuzzing
import pytest
from sampling import sampled

PROGRAM = Path(fuzzing.__file__)
AT_ONCE, CASES = 1_000, 10_000
MOST_KIB = 200 * 1024
MOST_S = 10
"""Of processor time for one case, on any machine; on an ordinary one it is well below 1 s."""
HANGS_S = 600


@pytest.mark.parametrize("first", sampled(range(0, 400, 100), 0))
def test_whatever_is_in_a_file_is_compiled_or_refused(first: int) -> None:
    seen = fuzzing.see(fuzzing.cases(first, 100))
    assert seen.broken == {}
    assert seen.compiled > 10
    assert seen.refused > 10


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, CASES, AT_ONCE))
def test_ten_thousand_files_are_compiled_or_refused_in_bounded_time_and_memory(first: int) -> None:
    seen = child(str(first), str(AT_ONCE))
    assert seen.broken == {}
    assert seen.compiled + seen.refused == AT_ONCE
    assert seen.slowest_s < MOST_S
    assert seen.peak_kib < MOST_KIB


SAY = "- {say: a}\n"
SWING = "- {name: Swing, reps: 1000, pace: 0.5s, how: a, cues: [a]}\n"
TEMPO = "- {name: Row, reps: 400, tempo: 1-1-1-1, sides: each, switch: 0s}\n"
EXPLAINED = f"- {{name: Up, work: 1s, how: {'long ' * 18}}}\n"
BETWEEN = "- {name: Up, work: 1s}\n"
LARGEST: dict[str, Callable[[], str]] = {
    "reps without room": lambda: "rest: 0s\nexercises:\n" + SWING * 20,
    "reps to a tempo": lambda: "rest: 1s\nexercises:\n" + TEMPO * 6,
    "words without room": lambda: f"rest: 9s\nexercises:\n{BETWEEN}{SAY * 4_900}{BETWEEN}",
    "words in a long rest": lambda: f"rest: 3h\nexercises:\n{BETWEEN}{SAY * 4_900}{BETWEEN}",
    "intervals": lambda: "rest: 1s\nexercises:\n" + BETWEEN * 2_400,
    "explanations": lambda: "rest: 0s\ntransition: 1s\nexercises:\n" + EXPLAINED * 2_000,
    "too many rounds": lambda: "rounds: 1000\nexercises:\n" + BETWEEN * 9_000,
    "depth": lambda: "exercises: " + "[" * 200_000,
    "one long line": lambda: "exercises: " + "x" * 200_000,
    "keys": lambda: "".join(f"k{it}: v\n" for it in range(20_000)),
    "items that are none": lambda: "exercises:\n" + "- x\n" * 60_000,
    "a file too large": lambda: "#" * 300_000,
}


@pytest.mark.parametrize(
    "text", sampled(LARGEST, "reps to a tempo", "one long line", "a file too large")
)
def test_the_largest_files_stay_within_memory(text: Callable[[], str], tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("title: Large\n" + text())
    assert child(str(path)).peak_kib < MOST_KIB


def child(*arguments: str) -> fuzzing.Seen:
    command = [sys.executable, str(PROGRAM), *arguments]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=HANGS_S, check=True, env=environment
    )
    return fuzzing.Seen(**json.loads(done.stdout))
