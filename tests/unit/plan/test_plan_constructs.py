"""What each construct of the language becomes: how long, in which order, and what is said of it."""

from itertools import pairwise

import pytest
from fake_voice import fake_lengths

from audiocoach.errors import RoutineError
from audiocoach.plan import Interval, Plan, plan_session
from audiocoach.plan.model import Priority
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import lay_out


def planned(text: str, level: str = "mid") -> Plan:
    return plan_session(read_bytes(f"title: A\n{text}".encode(), "a.yaml"), level)


def body(plan: Plan) -> list[Interval]:
    return list(plan.intervals[2:-1])


def shape(plan: Plan) -> list[tuple[str, int]]:
    return [(interval.kind, interval.length_ms // 1000) for interval in body(plan)]


def works(plan: Plan) -> list[Interval]:
    return [interval for interval in plan.intervals if interval.kind == "work"]


def rests(plan: Plan) -> list[int]:
    return [interval.length_ms // 1000 for interval in body(plan) if interval.kind == "rest"]


def starts(plan: Plan) -> list[int]:
    """When each work begins after the first, in seconds."""
    timeline = lay_out(plan, fake_lengths(plan))
    at = [placed.start_ms for placed in timeline.intervals if placed.interval.kind == "work"]
    return [(ms - at[0]) // 1000 for ms in at]


def said(interval: Interval) -> list[str]:
    return [cue.variants[0] for cue in interval.cues if cue.play == "speech"]


def before(plan: Plan, number: int) -> list[str]:
    """What is said before the work of that number, from 0."""
    pairs = [a for a, b in pairwise(plan.intervals) if b.kind == "work"]
    return said(pairs[number])


# Sets


def test_a_list_of_reps_is_a_set_for_each_number() -> None:
    plan = planned("exercises: [{name: Row, reps: [21, 15, 9], set_rest: 30s}]")
    assert [(w.reps, w.set, w.sets) for w in works(plan)] == [(21, 1, 3), (15, 2, 3), (9, 3, 3)]
    assert rests(plan) == [30, 30]
    assert "Set 2 of 3. Row. 15 reps." in before(plan, 1)


def test_the_numbers_of_a_list_lie_where_the_level_says() -> None:
    text = "exercises: [{name: Row, reps: [6-10, 4-6]}]"
    assert [w.reps for w in works(planned(text, "low"))] == [6, 4]
    assert [w.reps for w in works(planned(text, "high"))] == [10, 6]


def test_a_drop_set_changes_only_the_weight() -> None:
    plan = planned(
        "transition: 7s\nexercises: [{name: Curl, reps: 5, drops: [20 kg, 16 kg, 12 kg]}]"
    )
    assert shape(plan) == [
        ("work", 20), ("transition", 7), ("work", 20), ("transition", 7), ("work", 20),
    ]  # fmt: skip
    assert {(w.reps, w.set, w.sets) for w in works(plan)} == {(5, 1, 1)}
    assert before(plan, 0) == ["First: Curl. 5 reps, 20 kg, then 16 kg and 12 kg."]
    assert before(plan, 1) == ["Drop: Curl. 5 reps, 16 kg."]
    assert before(plan, 2) == ["Drop: Curl. 5 reps, 12 kg."]


def test_both_sides_come_before_the_next_drop() -> None:
    plan = planned("exercises: [{name: Curl, reps: 5, sides: each, drops: [20 kg, 16 kg]}]")
    assert [w.side for w in works(plan)] == ["right", "left"] * 2
    assert before(plan, 2) == ["Drop: Curl, right. 5 each side, 16 kg."]


def test_how_hard_is_said_before_and_never_during() -> None:
    plan = planned("exercises: [{name: Row, reps: 5, rir: 1}, {name: Hold, hold: 20s, rpe: 7-8}]")
    assert before(plan, 0) == ["First: Row. 5 reps, 1 rep in reserve."]
    assert "Next: Hold. Hold 20 seconds, at RPE 7-8." in before(plan, 1)
    assert not any("RPE" in text or "reserve" in text for w in works(plan) for text in said(w))


def test_timed_work_that_alternates_is_not_said_to_be_for_each_side() -> None:
    plan = planned("exercises: [{name: Carry, work: 30s, sides: alternating}]")
    assert before(plan, 0) == ["First: Carry, right first. 30 seconds, alternating."]


# Blocks


LADDER = "exercises: [{ladder: [6, 4], title: Down, rest: 20s, round_rest: 45s, exercises: "


def test_a_ladder_gives_its_exercises_their_reps() -> None:
    plan = planned(LADDER + "[{name: Press}, {name: Row, sides: each}]}]")
    assert [w.reps for w in works(plan)] == [6, 6, 6, 4, 4, 4]
    assert [(w.round, w.rounds) for w in works(plan)] == [(1, 2)] * 3 + [(2, 2)] * 3
    assert rests(plan) == [20, 45, 20]
    assert "Down, 6 and 4 reps: Press and Row." in before(plan, 0)
    assert "Down, last round." in before(plan, 3)


def test_an_exercise_in_a_ladder_is_explained_once() -> None:
    plan = planned(LADDER + "[{name: Press, how: Push.}]}]")
    timeline = lay_out(plan, fake_lengths(plan))
    assert [cue.text for cue in timeline.cues].count("Push.") == 1


def test_a_tabata_is_eight_times_twenty_and_ten() -> None:
    plan = planned("rest: 90s\nexercises: [{tabata: T, exercises: [{name: A}, {name: B}]}]")
    assert shape(plan) == [("work", 20), ("rest", 10)] * 7 + [("work", 20)]
    assert [w.exercise for w in works(plan)] == ["A", "B"] * 4
    assert [(w.set, w.sets) for w in works(plan)] == [(n, 8) for n in range(1, 9)]
    assert before(plan, 1) == ["2 of 8: B."]


def test_a_tabata_has_other_lengths_where_they_are_written() -> None:
    plan = planned(
        "exercises: [{tabata: T, rounds: 3, work: 30-40s, rest: 15s, exercises: [{name: A}]}]"
    )
    assert shape(plan) == [("work", 35), ("rest", 15), ("work", 35), ("rest", 15), ("work", 35)]


def test_a_side_is_an_interval_of_a_tabata() -> None:
    plan = planned(
        "exercises: [{tabata: T, rounds: 6, exercises: [{name: A}, {name: B, sides: each}]}]"
    )
    assert [(w.exercise, w.side) for w in works(plan)] == [
        ("A", None), ("B", "right"), ("B", "left"),
    ] * 2  # fmt: skip
    assert before(plan, 1) == ["2 of 6: B, right."]


def test_a_tabata_does_not_end_between_two_sides() -> None:
    with pytest.raises(RoutineError) as refused:
        planned("exercises:\n- {tabata: T, rounds: 3, exercises: [{name: B, sides: each}]}")
    assert str(refused.value) == (
        "a.yaml:3:3: 3 intervals end on the right side of 'B'; "
        "write 'rounds: 4', so that both sides get the same"
    )


def test_every_item_of_an_emom_starts_on_its_minute() -> None:
    plan = planned(
        "exercises: [{emom: 4 min, exercises: [{name: A, reps: 5}, {name: B, work: 45s}]}]"
    )
    assert starts(plan) == [0, 60, 120, 180]
    assert shape(plan)[:4] == [("work", 20), ("rest", 40), ("work", 45), ("rest", 15)]
    assert body(plan)[-1].kind == "work"
    assert "Minute 2 of 4: B. 45 seconds." in before(plan, 1)
    assert plan.advice == ()


def test_an_emom_may_have_longer_slots_with_several_moves() -> None:
    pair = "{superset: P, exercises: [{name: A, reps: 5}, {name: B, reps: 5}]}"
    plan = planned(f"exercises: [{{emom: 4 min, every: 2 min, exercises: [{pair}]}}]")
    assert starts(plan) == [0, 30, 120, 150]
    assert "2 of 2: A. 5 reps." in before(plan, 2)
    assert "Next: B. 5 reps." in before(plan, 3)


def test_what_needs_more_than_its_minute_delays_the_next_and_is_told() -> None:
    plan = planned(
        "exercises:\n- emom: 4 min\n  exercises:\n"
        "  - {name: Press, reps: 16}\n  - {name: Hold, hold: 10s}"
    )
    assert starts(plan) == [0, 64, 120, 184]
    (advice,) = plan.advice
    assert str(advice) == (
        "a.yaml:5:5: 'Press' needs 64 s, its minute has 60 s; "
        "give it fewer reps or a faster pace, or add to 'every'"
    )
    press = works(plan)[0]
    assert [cue.variants[0] for cue in press.cues if cue.priority == Priority.NAME] == [
        "Minute 2 of 4: Hold. Hold 10 seconds."
    ]


def test_the_rest_after_an_emom_counts_from_the_end_of_its_work() -> None:
    plan = planned(
        "rest: 75s\nexercises: [{emom: 1 min, exercises: [{name: A, reps: 5}]}, {name: B, reps: 5}]"
    )
    assert shape(plan) == [("work", 20), ("rest", 75), ("work", 20)]


TASK = "[{name: A, reps: 5, how: Pull.}, {name: B, work: 30s, how: Carry., cues: [Breathe]}]"


def test_an_amrap_is_one_stretch_with_what_to_do_said_before() -> None:
    plan = planned(f"exercises: [{{amrap: 12 min, exercises: {TASK}}}]")
    (work,) = works(plan)
    assert (work.exercise, work.length_ms, work.reps) == ("AMRAP", 720_000, None)
    assert before(plan, 0) == [
        "First: AMRAP. As many rounds as you can in 12 minutes.",
        "Each round: A, 5 reps. B, 30 seconds.",
        "A: Pull.",
        "B: Carry.",
        "10 seconds. AMRAP.",
    ]
    assert "Breathe" in said(work)


def test_for_time_has_its_cap_and_its_rounds() -> None:
    plan = planned(f"exercises: [{{for_time: 15 min, exercises: {TASK}}}]")
    assert before(plan, 0)[:2] == [
        "First: For time, cap 15 minutes.", "A, 5 reps. B, 30 seconds.",
    ]  # fmt: skip
    plan = planned(f"exercises: [{{for_time: 5 min, title: F, rounds: 3, exercises: {TASK}}}]")
    assert before(plan, 0)[0] == "First: F. 3 rounds for time, cap 5 minutes."
    assert works(plan)[0].exercise == "F"


def test_reps_of_for_time_may_be_a_list() -> None:
    plan = planned("exercises: [{for_time: 5 min, exercises: [{name: A, reps: [21, 15, 9]}]}]")
    assert before(plan, 0)[1] == "A, 21, 15 and 9 reps."


# Rests and steps


def test_the_nearest_rest_counts() -> None:
    inner = "{block: B, rest: 20s, exercises: [{name: A, reps: 1}, {name: B, reps: 1, rest: 10s}"
    text = f"rest: 30s\nexercises: [{inner}, {{name: C, reps: 1}}]}}, {{name: D, reps: 1}}]"
    assert rests(planned(text)) == [20, 10, 30]


def test_rounds_may_be_within_rounds_at_any_depth() -> None:
    inner = "{block: I, rounds: 2, round_rest: 5s, exercises: [{name: A, reps: 1}]}"
    outer = f"{{circuit: O, rounds: 2, round_rest: 15s, exercises: [{inner}]}}"
    plan = planned(f"rounds: 2\nround_rest: 30s\nexercises: [{outer}]")
    assert rests(plan) == [5, 15, 5, 30, 5, 15, 5]
    assert [w.round for w in works(plan)] == [1, 2] * 4


def test_a_rest_as_needed_lasts_its_most_and_says_so() -> None:
    plan = planned("rest: as needed (max 90s)\nexercises: [{name: A, reps: 1}, {name: B, reps: 1}]")
    assert rests(plan) == [90]
    assert before(plan, 1)[0] == "Rest up to 90 seconds. Pause the track if you need longer."


def test_a_rest_of_the_list_takes_the_place_of_the_pause() -> None:
    plan = planned(
        "exercises: [{name: A, reps: 1}, {rest: 15s}, {name: B, reps: 1}, {rest: 0}, "
        "{name: C, reps: 1}]"
    )
    assert [(kind, s) for kind, s in shape(plan) if kind != "work"] == [
        ("rest", 15), ("transition", 10),
    ]  # fmt: skip


def test_steps_are_heard_before_the_next_work_in_their_order() -> None:
    plan = planned(
        "exercises: [{say: One.}, {name: A, reps: 1}, {say: Two.}, {sound: round}, "
        "{name: B, reps: 1}, {say: Three.}]"
    )
    assert before(plan, 0)[0] == "One."
    rest = next(interval for interval in body(plan) if interval.kind == "rest")
    steps = [(cue.play, cue.variants[0]) for cue in rest.cues if cue.role == "step"]
    assert steps == [("speech", "Two."), ("sound", "round")]
    assert said(plan.intervals[-1])[0] == "Three."


def test_steps_without_a_pause_are_heard_at_the_end_of_the_work_before() -> None:
    plan = planned(
        "rest: 0\ntransition: 0\nexercises: [{name: A, reps: 5}, {say: Go on.}, {name: B, reps: 1}]"
    )
    assert said(works(plan)[0])[-2:] == ["Go on.", "Next: B. 1 rep."]


# Sections


SECTIONS = """\
rest: 40s
rounds: 2
warmup: [{name: W, work: 20s}, {name: V, work: 20s}]
exercises: [{name: A, reps: 1}]
cooldown: [{name: C, hold: 20s}]
"""


def test_warmup_and_cooldown_are_in_no_round() -> None:
    plan = planned(SECTIONS)
    assert [(w.exercise, w.section, w.round) for w in works(plan)] == [
        ("W", "warmup", None),
        ("V", "warmup", None),
        ("A", "main", 1),
        ("A", "main", 2),
        ("C", "cooldown", None),
    ]
    assert rests(plan) == [40] * 4
    assert plan.intervals[1].section == "warmup"


def test_each_section_begins_with_a_word() -> None:
    plan = planned(SECTIONS)
    assert said(plan.intervals[0])[0].startswith("A. 2 rounds. About ")
    assert before(plan, 0)[0] == "We begin with the warm-up."
    assert "Warm-up done. Now: 2 rounds." in before(plan, 2)
    assert "Now the cool-down." in before(plan, 4)


def test_words_frame_the_session() -> None:
    plan = planned("warmup: Warm up.\ncooldown: Stretch.\nexercises: [{name: A, reps: 1}]")
    assert "Warm up." in said(plan.intervals[0])
    assert said(plan.intervals[-1])[-1] == "Stretch."


def test_what_exercises_need_is_joined_to_what_to_have_ready() -> None:
    plan = planned(
        "equipment: bell\nsubstitutes: {bench: chair}\n"
        "exercises: [{name: A, reps: 1, needs: [bell, bench]}]"
    )
    assert "Have ready: bell, and bench or chair." in said(plan.intervals[0])


# Limits


OFTEN = "{block: C, rounds: 1000, exercises: [{name: A, work: 20s}]}"


@pytest.mark.parametrize(
    "text",
    [
        "exercises: [{emom: 24h, every: 1s, exercises: [{name: A, reps: 1}]}]",
        "exercises: [{tabata: T, rounds: 1000, work: 1h, exercises: [{name: A}]}]",
        f"exercises: [{{emom: 1h, exercises: [{{block: B, rounds: 1000, exercises: [{OFTEN}]}}]}}]",
    ],
)
def test_a_session_beyond_the_limits_is_refused(text: str) -> None:
    with pytest.raises(RoutineError, match="the session"):
        planned(text)
