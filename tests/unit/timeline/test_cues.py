"""What is heard in a set, under every tempo, counting style and profile."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from fake_voice import fake_lengths

from audiocoach.defaults import CUEING
from audiocoach.errors import RoutineError
from audiocoach.plan import plan_session
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import ClipSpec, PlacedCue, Timeline, lay_out


def session(exercise: str, profile: str | None = None, head: str = "") -> Timeline:
    text = f"title: Cues\n{head}exercises:\n  - {{name: Lift, {exercise}}}\n"
    plan = plan_session(read_bytes(text.encode(), "cues.yaml"), profile=profile)
    return lay_out(plan, fake_lengths(plan))


def during(timeline: Timeline, *whys: str) -> list[PlacedCue]:
    """What is heard in the first set, its time counted from the set's start."""
    work = next(placed for placed in timeline.intervals if placed.interval.kind == "work")
    return [
        PlacedCue(cue.start_ms - work.start_ms, cue.end_ms - work.start_ms, *_rest(cue))
        for cue in timeline.cues
        if work.start_ms <= cue.start_ms < work.end_ms and (not whys or cue.role in whys)
    ]


def _rest(cue: PlacedCue) -> tuple:  # type: ignore[type-arg]
    return cue.play, cue.text, cue.role, cue.where, cue.fast


def tones(cues: Iterable[PlacedCue]) -> list[tuple[int, str]]:
    return [(cue.start_ms, cue.text) for cue in cues if cue.play == "sound"]


def said(cues: Iterable[PlacedCue]) -> list[str]:
    return [cue.text for cue in cues if cue.play == "speech"]


def test_a_pace_ticks_once_a_rep() -> None:
    heard = tones(during(session("reps: 4, pace: 3s"), "tempo"))
    assert heard == [(3000, "tick"), (6000, "tick"), (9000, "tick")]


def test_a_tempo_has_a_tone_a_phase_and_a_tick_a_second() -> None:
    heard = tones(during(session("reps: 2, tempo: 3-1-1-0"), "tempo"))
    second = [(at, tone) for at, tone in heard if 5000 <= at < 10000]
    assert second == [(5000, "down"), (6000, "tick"), (7000, "tick"), (8000, "tick"), (9000, "up")]


def test_a_lift_that_starts_concentric_goes_up_first() -> None:
    timeline = session("reps: 2, tempo: 2-0-1-1, starts: concentric")
    second = [(at, tone) for at, tone in tones(during(timeline, "tempo")) if 4000 <= at < 8000]
    assert second == [(4000, "up"), (5000, "tick"), (6000, "down"), (7000, "tick")]


def test_phases_are_named_in_the_first_reps_of_the_first_set() -> None:
    timeline = session("reps: 5, sets: 2, tempo: 3-0-2-0")
    named = [cue for cue in timeline.cues if cue.role == "tempo" and cue.play == "speech"]
    works = [placed for placed in timeline.intervals if placed.interval.kind == "work"]
    assert [cue.text for cue in named] == ["down", "up", "down", "up"]
    assert named[-1].end_ms < works[0].start_ms + 10_000


def test_a_soft_tick_gives_way_to_a_word() -> None:
    cues = during(session("reps: 6, tempo: 4-0-1-0, cues: [Keep the back flat now]"))
    reminder = next(cue for cue in cues if cue.role == "form")
    missing = range(-(-reminder.start_ms // 1000) * 1000, reminder.end_ms, 1000)
    assert len(missing) > 0
    assert not {at for at, _ in tones(cues)} & set(missing)


@pytest.mark.parametrize(
    ("style", "counts"),
    [
        ("every", ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        ("fifth", ["5", "10"]),
        ("last three", ["8", "9", "10"]),
        ("down", ["9", "8", "7", "6", "5", "4", "3", "2", "1"]),
        ("none", []),
    ],
)
def test_counting_styles(style: str, counts: list[str]) -> None:
    counted = during(session(f"reps: 10, pace: 3s, count: {style}"), "count")
    assert said(counted) == counts
    assert len({cue.start_ms % 3000 for cue in counted}) <= 1


def test_the_nearest_counting_style_wins() -> None:
    assert said(during(session("reps: 5", head="count: none\n"), "count")) == []
    assert said(during(session("reps: 5, count: fifth", head="count: none\n"), "count")) == ["5"]


@pytest.mark.parametrize(
    ("at", "expected_ms"),
    [("half", 20_000), ("start", CUEING.after_start_ms), ("12s", 12_000), ("rep 6", 20_150)],
)
def test_a_coachs_cue_comes_at_its_moment(at: str, expected_ms: int) -> None:
    (cue,) = during(session(f"reps: 10, cues: [{{at: {at}, say: Breathe}}]"), "form")
    assert expected_ms <= cue.start_ms <= expected_ms + 500


def test_a_moment_that_is_none_is_refused() -> None:
    with pytest.raises(RoutineError, match=r"cues.yaml:3:.*'soon' is no moment of a set; write"):
        session("reps: 10, cues: [{at: soon, say: Breathe}]")
    with pytest.raises(RoutineError, match="unknown key 'when'; a reminder at a moment is"):
        session("reps: 10, cues: [{at: half, say: Breathe, when: x}]")


def test_minimal_only_beeps() -> None:
    timeline = session("reps: 10, how: Like this., cues: [Breathe]", "minimal")
    assert {cue.play for cue in timeline.cues} == {"sound"}
    assert {"pip", "start", "finish", "end"} <= {cue.text for cue in timeline.cues}


def test_only_the_coach_encourages_and_never_twice_the_same() -> None:
    exercise = "reps: 12, sets: 5, cues: [Breathe, Tall]"
    assert not [cue for cue in session(exercise).cues if cue.role == "encourage"]
    kind = [cue.text for cue in session(exercise, "coach").cues if cue.role == "encourage"]
    assert len(kind) == 5
    assert all(a != b for a, b in pairwise(kind))
    calm, keen = (
        len([cue for cue in session(exercise, profile).cues if cue.role == "form"])
        for profile in ("standard", "coach")
    )
    assert keen > calm


def test_the_routines_profile_is_the_default() -> None:
    assert not said(during(session("reps: 3", head="profile: minimal\n")))
    assert said(during(session("reps: 3", "standard", head="profile: minimal\n")))


def test_long_timed_work_gives_signs_of_life() -> None:
    timeline = session("hold: 2 min")
    times = [0, *(cue.start_ms for cue in during(timeline)), 120_000]
    assert max(b - a for a, b in pairwise(times)) <= 20_000


def test_a_sentence_that_does_not_fit_is_said_fast_before_it_is_dropped() -> None:
    text = (
        b"title: Hurry\nrest: 5s\nexercises:\n  - {name: Swing, reps: 3}\n"
        b"  - {name: Alternating single-arm row and then a march, reps: 3}\n"
    )
    plan = plan_session(read_bytes(text, "hurry.yaml"))
    lengths = dict(fake_lengths(plan))
    (lost,) = lay_out(plan, lengths).dropped
    assert lost.text == "Alternating single-arm row and then a march."
    fast = lay_out(plan, lengths | {ClipSpec(lost.text, fast=True): 2_300})
    assert fast.dropped == ()
    (cue,) = [cue for cue in fast.cues if cue.fast]
    assert (cue.text, cue.end_ms - cue.start_ms) == (lost.text, 2_300)
    assert cue.clip == ClipSpec(lost.text, fast=True)
