"""Routines as strangers write them, and all that `check` asks about them: each line is true.

Half of them are of sports that the checks were not written for: paces and watts written as a
weight, an hour without a rest, sides in the name. What is asked stands behind each routine.
"""

from collections.abc import Callable
from pathlib import Path

from fake_voice import fake_lengths
from paths import GOLDENS

from audiocoach.plan import plan_session
from audiocoach.report.lint import check_dropped, lint
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import lay_out

WRITTEN = GOLDENS / "advice/routines.yaml"
BETWEEN = "---\n"
MARK = "# advice "


def advised(text: str) -> str:
    """A routine with what is asked of it, but for the words that have no room."""
    written = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(MARK))
    routine = read_bytes(written.encode(), "")
    plan = plan_session(routine)
    timeline = lay_out(plan, fake_lengths(plan))
    dropped = {*check_dropped(timeline)}
    asked = [problem for problem in lint(routine, plan, timeline) if problem not in dropped]
    return written + "".join(f"{MARK}{str(problem)[1:]}\n" for problem in asked)


def test_strangers_are_asked_only_what_is_true(golden: Callable[[Path, str], None]) -> None:
    routines = WRITTEN.read_text(encoding="utf-8").split(BETWEEN)
    golden(WRITTEN, BETWEEN.join(map(advised, routines)))


def test_most_are_asked_nothing() -> None:
    routines = WRITTEN.read_text(encoding="utf-8").split(BETWEEN)
    assert len(routines) >= 60
    assert sum(MARK not in routine for routine in routines) > 0.6 * len(routines)
