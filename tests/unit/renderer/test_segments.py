"""What is heard in work is the same segments, whatever pauses come before it."""

from itertools import pairwise

import pytest
from customised import read
from fake_voice import fake_attacks, fake_lengths

from audiocoach.defaults import CUEING
from audiocoach.plan import plan_session
from audiocoach.renderer.segments import PlacedSegment, group
from audiocoach.renderer.settings import FRAME_MS
from audiocoach.timeline import PlacedInterval, Timeline, lay_out

ROUTINE = """
title: Rows
rounds: 2
rest: REST
exercises:
  - {name: Row, reps: 8, tempo: 2-0-1-0}
  - {name: Halo, reps: 5, sides: each, switch: 7s, pace: 3.5s}
  - {name: Plank, hold: 40s}
"""


def session(rest: str) -> Timeline:
    plan = plan_session(read(ROUTINE.replace("REST", rest)))
    return lay_out(plan, fake_lengths(plan), fake_attacks(plan))


def works(timeline: Timeline) -> list[PlacedInterval]:
    return [placed for placed in timeline.intervals if placed.interval.kind == "work"]


def heard_in_works(timeline: Timeline) -> list[list[PlacedSegment]]:
    """The segments of each work, their places counted from its first frame."""
    segments = group(timeline.cues, fades_in=True)
    return [
        [
            segment._replace(first_frame=segment.first_frame - work.start_ms // FRAME_MS)
            for segment in segments
            if work.start_ms <= segment.first_frame * FRAME_MS < work.end_ms
        ]
        for work in works(timeline)
    ]


def test_the_grid_is_the_frames_of_the_track() -> None:
    assert CUEING.grid_ms == FRAME_MS


@pytest.mark.parametrize("rest", ["40s", "61s", "50.5s", "3.7s", "40.013s"])
def test_a_changed_rest_changes_nothing_that_is_heard_in_work(rest: str) -> None:
    assert heard_in_works(session(rest)) == heard_in_works(session("60s"))


def test_both_sides_share_what_is_heard() -> None:
    _, right, left, *_ = heard_in_works(session("50s"))
    assert len(right) > 10
    # The last tone is for what comes next.
    assert right[:-1] == left[:-1]


def test_work_that_follows_work_starts_where_that_ends() -> None:
    emom = "{emom: 105s, every: 10.5s, exercises: [{name: Row, reps: 3, pace: 3.5s}]}"
    plan = plan_session(read(f"title: Rows\nexercises: [{emom}]"))
    done = works(lay_out(plan, fake_lengths(plan)))
    assert [b.start_ms - a.start_ms for a, b in pairwise(done)] == [10_500] * 9


def test_a_pause_shorter_than_a_frame_keeps_its_length() -> None:
    for placed in session("0.023s").intervals:
        if placed.interval.kind == "rest":
            assert placed.end_ms - placed.start_ms == 23
