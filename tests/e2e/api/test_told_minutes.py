"""The minutes that the coach tells are those of the finished track, in every routine and mode."""

import re

import pytest
from sampling import sampled

import audiocoach as ac
from audiocoach.plan import cues
from audiocoach.renderer.cover import shape_of
from audiocoach.report.catalog import list_catalog
from audiocoach.routine import catalog
from audiocoach.support.durations import whole_minutes

_LENGTH = re.compile(r"\b(\d+) min")


def told(session: ac.Session) -> list[int]:
    """The minutes told before and after."""
    texts = [cue.text or "" for cue in session.timeline.cues if cue.role in ("intro", "outro")]
    lengths = [_LENGTH.search(text.lower()) for text in texts]
    return [int(length[1]) for length in lengths if length]


@pytest.mark.parametrize(
    "name", sampled(catalog.names(), "jeffers-pull", "first-runs", "jamison-back-de")
)
def test_they_are_those_of_the_track_and_of_the_list(name: str) -> None:
    listed = {entry.name: entry.length for entry in list_catalog()[0]}
    for mode in (None, *catalog.find(name).modes):
        session = ac.compile(ac.load(name), mode=mode)
        assert told(session) == [whole_minutes(session.duration_ms)] * 2
        assert shape_of(session.timeline).minutes == told(session)[0]
        if mode is None:
            assert listed[name] == f"{told(session)[0]} min"


def test_an_estimate_that_is_wrong_is_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cues, "estimate_length_ms", lambda _: 42 * 60_000)
    session = ac.compile(ac.load("tabata-swings"), voice="en-us")
    assert told(session) == [whole_minutes(session.duration_ms)] * 2 == [5, 5]
