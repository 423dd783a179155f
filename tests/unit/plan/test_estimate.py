"""How many minutes the coach tells before and after a session, and what lists show of it."""

import pytest
from fake_voice import fake_lengths

from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.plan import plan_session
from audiocoach.routine import catalog
from audiocoach.timeline import lay_out

SESSIONS = [(name, mode) for name in catalog.names() for mode in (None, *catalog.find(name).modes)]


@pytest.mark.parametrize(("name", "mode"), SESSIONS)
def test_an_estimate_is_within_ten_seconds_of_the_track(name: str, mode: str | None) -> None:
    plan = plan_session(customise(catalog.find(name), Overrides(mode=mode)))
    lasts_ms = lay_out(plan, fake_lengths(plan)).duration_ms
    assert abs(plan.about_ms - lasts_ms) < 10_000


def test_a_length_that_is_known_is_told_instead_of_an_estimate() -> None:
    routine = customise(catalog.find("jeffers-pull"), Overrides())
    plan = plan_session(routine, lasts_ms=16 * 60_000 + 34_000)
    told = [text for each in (plan.intervals[0], plan.intervals[-1]) for cue in each.cues
            for text in cue.variants[:1] if "minutes" in text]  # fmt: skip
    assert plan.about_ms == 16 * 60_000 + 34_000
    assert len(told) == 2
    assert all("bout 17 minutes" in text for text in told)
