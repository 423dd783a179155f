"""Counts, sides and phases: what is heard as their beat keeps a constant distance to the beats."""

from collections.abc import Mapping
from itertools import pairwise

import pytest
from msgspec.structs import replace

from audiocoach.defaults import CUEING
from audiocoach.plan import Plan, plan_session
from audiocoach.renderer.clips import clips_of
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import PlacedCue, Timeline, lay_out

WORD_MS = 400
TONES = {"start": 380, "down": 90, "up": 70, "tick": 45}
SPREAD = {
    "1": 10,
    "2": 40,
    "3": 90,
    "6": 80,
    "8": 0,
    "right": 20,
    "left": 60,
    "down": 0,
    "hold": 45,
}


def planned(exercise: str) -> Plan:
    text = f"title: Beats\nexercises:\n  - {{name: Lift, {exercise}}}\n"
    return plan_session(read_bytes(text.encode(), "beats.yaml"))


def laid_out(
    exercise: str, attacks: Mapping[str, int], lasts: Mapping[str, int] | None = None
) -> Timeline:
    """The session with words of 400 ms, or of their own length."""
    plan, lasts = planned(exercise), {**TONES, **(lasts or {})}
    clips = clips_of(plan)
    lengths = {clip: lasts.get(clip.text, WORD_MS) for clip in clips}
    return lay_out(plan, lengths, {clip: attacks.get(clip.text, 0) for clip in clips})


def heard(timeline: Timeline, *whys: str) -> list[PlacedCue]:
    """The words of those roles, their times counted from the start of the work."""
    work = next(placed for placed in timeline.intervals if placed.interval.kind == "work")
    return [
        replace(cue, start_ms=cue.start_ms - work.start_ms, end_ms=cue.end_ms - work.start_ms)
        for cue in timeline.spoken
        if cue.role in whys and work.start_ms <= cue.start_ms < work.end_ms
    ]


def attacks_of(cues: list[PlacedCue], attacks: Mapping[str, int]) -> list[int]:
    return [cue.start_ms + attacks.get(cue.text, 0) for cue in cues]


@pytest.mark.parametrize("count", ["every", "down", "fifth", "last three"])
@pytest.mark.parametrize("rep", ["pace: 4s", "pace: 2s", "tempo: 2-0-2-0", "pace: 2s, sides: each"])
def test_counts_have_one_lead(count: str, rep: str) -> None:
    counts = heard(laid_out(f"reps: 15, {rep}, count: {count}", SPREAD), "count")
    rep_ms = 2_000 if "2s" in rep else 4_000
    assert len(counts) >= 3
    assert {-at % rep_ms for at in attacks_of(counts, SPREAD)} == {CUEING.count_lead_ms}


def test_the_longest_tail_makes_the_lead_and_is_over_before_the_beat() -> None:
    long = heard(laid_out("reps: 8", SPREAD, {"7": 900}), "count")
    (lead_ms,) = {-at % 4_000 for at in attacks_of(long, SPREAD)}
    assert 900 + CUEING.clear_ms <= lead_ms < 900 + CUEING.clear_ms + CUEING.grid_ms
    assert lead_ms % CUEING.grid_ms == 0
    assert max(cue.end_ms % 4_000 for cue in long) <= 4_000 - CUEING.clear_ms


def test_what_is_before_the_attack_makes_no_lead() -> None:
    late = heard(laid_out("reps: 8", {"7": 500}, {"7": 900}), "count")
    assert {-at % 4_000 for at in attacks_of(late, {"7": 500})} == {CUEING.count_lead_ms}


@pytest.mark.parametrize("pace_ms", [800, 1_000, 1_500])
def test_a_short_rep_has_a_short_lead(pace_ms: int) -> None:
    counts = heard(laid_out(f"reps: 9, pace: {pace_ms / 1_000}s", SPREAD), "count")
    (lead_ms,) = {-at % pace_ms for at in attacks_of(counts, SPREAD)}
    assert WORD_MS <= lead_ms <= max(WORD_MS, min(CUEING.count_lead_ms, pace_ms // 2))
    assert len(counts) == 9


def test_a_count_longer_than_a_rep_pulls_none_into_the_rep_before() -> None:
    counts = heard(laid_out("reps: 9, pace: 1s", SPREAD, {"7": 1_200}), "count")
    assert [cue.text for cue in counts] == [*"12345689"]
    for cue, at in zip(counts, attacks_of(counts, SPREAD), strict=True):
        assert at == 1_000 * int(cue.text) - 1_000 // CUEING.beat_share, cue


def test_where_words_cannot_keep_the_lead_they_end_with_their_rep_and_none_is_lost() -> None:
    attacks = {"6": 90, "8": 90}
    timeline = laid_out("reps: 9, pace: 0.5s", attacks, dict.fromkeys("123456789", 460))
    counts = heard(timeline, "count")
    assert [cue.text for cue in counts] == [*"123456789"]
    assert not timeline.dropped
    leads = {
        cue.text: -at % 500 for cue, at in zip(counts, attacks_of(counts, attacks), strict=True)
    }
    assert {leads[text] for text in "1234579"} == {460}
    assert {cue.end_ms % 500 for cue in counts if cue.text in attacks} <= {0, 460, 410}
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(counts))


def test_counts_come_closer_to_the_beat_where_other_words_need_the_time() -> None:
    exercise = "reps: 9, pace: 2s, cues: [{at: rep 5, say: Long}]"
    roomy = laid_out(exercise, SPREAD, {"Long": 900})
    tight = laid_out(exercise, SPREAD, {"Long": 1_150})
    leads = []
    for timeline in (roomy, tight):
        assert [cue.text for cue in heard(timeline, "form")] == ["Long"]
        leads.append({-at % 2_000 for at in attacks_of(heard(timeline, "count"), SPREAD)})
    assert leads == [{CUEING.count_lead_ms}, {WORD_MS}]


@pytest.mark.parametrize("rep", ["pace: 4s", "pace: 2s", "tempo: 3-0-1-0"])
def test_sides_have_one_lag(rep: str) -> None:
    timeline = laid_out(f"reps: 5, sides: alternating, {rep}", SPREAD)
    right, left = attacks_of(heard(timeline, "switch"), SPREAD)
    rep_ms = 2_000 if rep == "pace: 2s" else 4_000
    assert left - right == rep_ms
    assert 0 < right <= CUEING.after_start_ms + CUEING.grid_ms + SPREAD["right"] + SPREAD["left"]


def test_phases_have_one_lag() -> None:
    attacks = {"down": 0, "up": 40}
    words = heard(laid_out("reps: 5, tempo: 3-0-2-0", attacks), "tempo")
    assert [cue.text for cue in words] == ["down", "up", "down", "up"]
    at = attacks_of(words, attacks)
    assert [each - at[0] for each in at] == [0, 3_000, 5_000, 8_000]


def test_sides_that_have_no_room_at_one_lag_are_said_all_the_same() -> None:
    right, left = heard(laid_out("reps: 5, sides: alternating, pace: 1.2s", SPREAD), "switch")
    assert right.end_ms < 1_200 < left.start_ms
    assert left.end_ms < 2_400, "in the rep of that side"


def test_counts_come_closer_to_the_beat_where_sides_need_the_time() -> None:
    timeline = laid_out("reps: 5, sides: alternating, pace: 1.5s", SPREAD)
    right, left = attacks_of(heard(timeline, "switch"), SPREAD)
    assert left - right == 1_500
    assert {-at % 3_000 for at in attacks_of(heard(timeline, "count"), SPREAD)} == {WORD_MS}
