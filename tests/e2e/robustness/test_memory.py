"""A track ten times as long takes no noticeably more memory: it is written in pieces."""

import sys
from pathlib import Path

import pytest
from command_line import finish, start
from quick_build import assert_built, use_cache

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, as Linux has it")

MOST_MORE_KIB = 32 * 1024  # the cues of the timeline: 16 MB with Python 3.11, 26 with 3.13
BYTES_PER_S = 8_000
HALF_HOUR, FIVE_HOURS = 30, 300

ROUTINE = """\
title: Long
rounds: {rounds}
round_rest: 2min
exercises:
  - name: Row
    work: 4min
"""

# The command as it runs for a user. Not ru_maxrss, in which a child begins with its parent's.
PROGRAM = """
from audiocoach.cli import main
try:
    main()
finally:
    (peak,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
    print(peak.split()[1])
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_cache(tmp_path / "cache", monkeypatch)


def peak_kib(folder: Path, cache: Path, minutes: int) -> int:
    """Of a child that builds so long a track, whose size is checked."""
    routine, target = folder / f"{minutes}.yaml", folder / f"{minutes}.mp3"
    routine.write_text(ROUTINE.format(rounds=minutes // 6))
    command = (sys.executable, "-c", PROGRAM, "build", str(routine), "--out", str(target))
    done = finish(start(command, folder, cache))
    assert_built(done)
    assert target.stat().st_size == pytest.approx(minutes * 60 * BYTES_PER_S, rel=0.1)
    return int(done.stdout.splitlines()[-1])


@pytest.mark.long
def test_ten_times_as_long_in_the_same_memory(tmp_path: Path, cache: Path) -> None:
    short, long = (peak_kib(tmp_path, cache / str(it), it) for it in (HALF_HOUR, FIVE_HOURS))
    assert long - short < MOST_MORE_KIB
