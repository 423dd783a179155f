"""Every routine here as its plan and its timeline, to the letter."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_voice import fake_lengths
from paths import GOLDENS

from audiocoach.plan import plan_session
from audiocoach.report.stages import plan_text, timeline_text
from audiocoach.routine.read import read_file
from audiocoach.timeline import lay_out

ROUTINES = sorted(GOLDENS.glob("*.yaml"))


@pytest.mark.parametrize("path", ROUTINES, ids=lambda path: path.stem)
def test_plan_and_timeline_are_as_they_were(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    plan = plan_session(read_file(path, shown=path.name))
    golden(path.with_suffix(".plan.txt"), plan_text(plan))
    golden(path.with_suffix(".timeline.txt"), timeline_text(lay_out(plan, fake_lengths(plan))))


def test_every_golden_has_its_routine() -> None:
    orphans = [
        text
        for text in GOLDENS.glob("*.txt")
        if not (GOLDENS / f"{text.name.split('.')[0]}.yaml").exists()
    ]
    assert not orphans
