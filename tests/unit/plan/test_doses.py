"""How much there is to do, and how it is said: one side, what nobody counts, sets that differ."""

import pytest
from fake_voice import fake_lengths

from audiocoach.errors import CoachError, RoutineError
from audiocoach.i18n.languages import NAMES
from audiocoach.plan import Interval, Plan, plan_session
from audiocoach.routine.customise import in_mode
from audiocoach.routine.fields import Span
from audiocoach.routine.overrides import change_places, override, read_place_change
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import lay_out


def planned(text: str) -> Plan:
    return plan_session(read_bytes(f"title: A\n{text}".encode(), "a.yaml"))


def works(plan: Plan) -> list[Interval]:
    return [interval for interval in plan.intervals if interval.kind == "work"]


def said(interval: Interval) -> list[str]:
    return [cue.variants[0] for cue in interval.cues if cue.play == "speech"]


def before(plan: Plan, number: int) -> list[str]:
    """What is said before the work of that number, from 0."""
    at = [index for index, interval in enumerate(plan.intervals) if interval.kind == "work"]
    return said(plan.intervals[at[number] - 1])


# One side


def test_work_of_one_side_is_one_set_of_it() -> None:
    plan = planned("exercises: [{name: Raise, reps: 8, sides: left, sets: 2}]")
    assert [(w.side, w.reps, w.length_ms) for w in works(plan)] == [("left", 8, 32_000)] * 2
    assert [w.chapter for w in works(plan)] == ["Raise, left, set 1", "Raise, left, set 2"]
    assert before(plan, 0) == ["First: Raise, left. 2 sets of 8 reps."]
    assert "Set 2 of 2. Raise, left. 8 reps." in before(plan, 1)
    assert "10 seconds. Raise, left." in before(plan, 1)
    assert "That's the workout. 2 sets, about 2 minutes. Well done." in said(plan.intervals[-1])


def test_a_hold_and_timed_work_of_one_side_name_it() -> None:
    plan = planned(
        "exercises: [{name: A, hold: 20s, sides: right}, {name: B, work: 20s, sides: left}]"
    )
    assert before(plan, 0) == ["First: A, right. Hold 20 seconds."]
    assert "Next: B, left. 20 seconds." in before(plan, 1)


@pytest.mark.parametrize("language", NAMES)
def test_each_language_tells_one_side_from_the_other(language: str) -> None:
    one, other = (
        before(
            planned(f"language: {language}\nexercises: [{{name: A, reps: 8, sides: {side}}}]"), 0
        )
        for side in ("right", "left")
    )
    assert one != other


def test_one_side_in_a_tabata_has_all_of_its_intervals() -> None:
    plan = planned("exercises: [{tabata: T, rounds: 2, exercises: [{name: Raise, sides: right}]}]")
    assert [w.side for w in works(plan)] == ["right", "right"]
    assert before(plan, 1) == ["2 of 2: Raise, right."]


# A tone at a moment


def tones(interval: Interval) -> list[tuple[str, int]]:
    return [
        (cue.variants[0], cue.anchor.offset_ms)
        for cue in interval.cues
        if cue.play == "sound" and cue.role == "form"
    ]


def test_a_tone_sounds_at_its_moment() -> None:
    plan = planned(
        "exercises: [{name: A, work: 40s, cues: [{at: 9s, sound: up}, {at: half, sound: pip}]}]"
    )
    assert tones(works(plan)[0]) == [("up", 9_000), ("pip", 20_000)]
    reps = planned("exercises: [{name: A, reps: 5, cues: [{at: rep 3, sound: up}]}]")
    assert tones(works(reps)[0]) == [("up", 8_000)]


def test_words_follow_the_tone_of_their_moment() -> None:
    plan = planned(
        "exercises: [{name: A, work: 60s, cues: [{at: 20s, sound: switch, say: Other leg}]}]"
    )
    timeline = lay_out(plan, fake_lengths(plan))
    [tone] = [cue for cue in timeline.cues if cue.text == "switch" and cue.play == "sound"]
    [words] = [cue for cue in timeline.cues if cue.text == "Other leg"]
    assert tone.end_ms <= words.start_ms < tone.end_ms + 1_000


def test_a_tone_after_the_end_is_advice() -> None:
    plan = planned("exercises:\n- {name: A, work: 40s, cues: [{at: 50s, sound: pip}]}")
    [advice] = plan.advice
    assert str(advice) == (
        "a.yaml:3:31: the tone 'pip' comes at no moment of the work, of 40s; "
        "put it at a moment before the end"
    )


# What to aim at


def test_a_target_is_said_before_and_is_neither_weight_nor_equipment() -> None:
    text = (
        "exercises:\n"
        "- {name: Ride, work: 5 min, target: 60-90% FTP, needs: bike}\n"
        "- {name: Run, work: 5 min, target: 5:00/km, rpe: 6}"
    )
    plan = planned(text)
    assert before(plan, 0) == ["First: Ride. 5 minutes, 60-90% FTP."]
    assert "Next: Run. 5 minutes, 5:00/km, at RPE 6." in before(plan, 1)
    assert "Have ready: bike." in said(plan.intervals[0])
    assert not any("FTP" in words for work in works(plan) for words in said(work))


# To failure


def test_as_many_reps_as_possible_are_timed_and_not_counted() -> None:
    plan = planned("exercises: [{name: Push-up, reps: max, cap: 40s, set_rest: 60s, sets: 2}]")
    [first, _] = works(plan)
    assert (first.reps, first.rep_ms, first.length_ms) == (None, None, 40_000)
    assert before(plan, 0) == [
        "First: Push-up. 2 sets. As many reps as you can, in at most 40 seconds."
    ]
    assert said(first) == ["Halfway.", "10 seconds left."]


def test_a_cap_has_a_default() -> None:
    plan = planned("exercises: [{name: A, reps: max}, {name: B, reps: 5+, pace: 2s}]")
    assert [w.length_ms for w in works(plan)] == [60_000, 30_000]


def test_reps_and_more_are_counted_and_then_called() -> None:
    plan = planned("exercises: [{name: Squat, reps: [5, 5+], pace: 3s, cap: 30s}]")
    [plain, more] = works(plan)
    assert (plain.length_ms, more.length_ms, more.reps, more.rep_ms) == (15_000, 45_000, 5, 3_000)
    assert "Set 2 of 2. Squat. 5 or more reps." in before(plan, 1)
    assert said(more) == [
        *("1", "2", "3", "4", "5"), "As many more as you can.", "Halfway.", "10 seconds left.",
    ]  # fmt: skip
    at = {cue.variants[0]: cue.anchor.offset_ms for cue in more.cues if cue.play == "speech"}
    assert (at["Halfway."], at["10 seconds left."]) == (30_000, 35_000)
    beats = [c.anchor.offset_ms for c in more.cues if c.role == "tempo" and c.play == "sound"]
    assert max(beats) < 15_000
    assert more.cues[-1].anchor.edge == "end"


def test_one_rep_or_more_and_both_sides() -> None:
    plan = planned("exercises: [{name: A, reps: 1+}, {name: B, reps: 5+, sides: each}]")
    assert before(plan, 0) == ["First: A. 1 or more reps."]
    assert "Next: B, right. 5 or more reps each side." in before(plan, 1)


# Breaths


def test_a_hold_of_breaths_lasts_as_long_as_they_do() -> None:
    plan = planned(
        "breath: 5s\nexercises: [{name: A, hold: 5 breaths}, {name: B, hold: 1 breath, breath: 6s}]"
    )
    assert [(w.length_ms, w.reps) for w in works(plan)] == [(25_000, None), (6_000, None)]
    assert before(plan, 0) == ["First: A. Hold for 5 breaths."]
    assert "Next: B. Hold for 1 breath." in before(plan, 1)
    assert [w.length_ms for w in works(planned("exercises: [{name: A, hold: 3 breaths}]"))] == [
        12_000
    ]


def test_a_range_of_breaths_is_where_the_level_says() -> None:
    text = b"title: A\nexercises: [{name: A, hold: 4-8 breaths, sides: each}]"
    plan = plan_session(read_bytes(text, "a.yaml"), "high")
    assert before(plan, 0) == ["First: A, right. Hold for 8 breaths each side."]
    assert [w.length_ms for w in works(plan)] == [32_000] * 2


# Distances and calories


def test_a_distance_and_calories_last_as_long_as_their_pace_says() -> None:
    plan = planned(
        "pace: 6:00/km\n"
        "exercises:\n"
        "- {name: Run, distance: 400 m}\n"
        "- {name: Row, distance: 500m, pace: 2:05/500m}\n"
        "- {name: Bike, calories: 15, pace: 12/min}\n"
        "- {name: Mile, distance: 1 mile, pace: 8:00/mi}\n"
        "- {name: Swim, distance: 100 yd, work: 90s}\n"
        "- {name: Squat, reps: 5}\n"
    )
    assert [w.length_ms // 1000 for w in works(plan)] == [144, 125, 75, 480, 90, 20]
    assert [w.amount for w in works(plan)] == ["400 m", "500 m", "15 cal", "1 mi", "100 yd", None]
    assert before(plan, 0) == ["First: Run. 400 meters, about 2 minutes 30 seconds."]
    assert "Next: Bike. 15 calories, about 75 seconds." in before(plan, 2)
    assert "Next: Mile. 1 mile, about 8 minutes." in before(plan, 3)
    assert "Next: Swim. 100 yards, about 90 seconds." in before(plan, 4)
    assert said(works(plan)[0]) == ["Halfway.", "10 seconds left."]


def test_a_distance_has_sides_and_a_target() -> None:
    text = "{name: Carry, distance: 40 m, work: 30s, sides: each, weight: 24 kg, target: zone 2}"
    plan = planned(f"exercises: [{text}]")
    assert before(plan, 0) == [
        "First: Carry, right. 40 meters each side, about 30 seconds, 24 kg, zone 2."
    ]
    assert [w.length_ms for w in works(plan)] == [30_000] * 2


def test_at_ones_own_pace_a_distance_has_no_time() -> None:
    plan = planned(
        "pace: 5:00/km\n"
        "exercises: [{name: Jog, distance: 1 km}, {for_time: 20 min, rounds: 3, exercises: "
        "[{name: Run, distance: 0.4 km}, {name: Row, calories: 12}, {name: Swing, reps: 21}]}]"
    )
    assert "Each round: Run, 0.4 kilometers. Row, 12 calories. Swing, 21 reps." in before(plan, 1)


def test_a_distance_whose_time_an_override_takes_is_an_error() -> None:
    routine = read_bytes(b"title: A\nexercises: [{name: Run, reps: 5}]", "a.yaml")
    changed = change_places(routine, [read_place_change("run.distance=400 m")])
    with pytest.raises(RoutineError, match="nothing says how long 'Run' takes; add a 'pace'"):
        plan_session(changed)
    paced = [read_place_change(text) for text in ("run.distance=400 m", "run.pace=5:00/km")]
    assert works(plan_session(change_places(routine, paced)))[0].length_ms == 120_000


# Sets that differ


LISTED = """exercises:
- name: Squat
  set_rest: 90s
  rest: 40s
  sets:
  - {reps: 5, weight: 60 kg}
  - {reps: 5, weight: 70 kg, rest: 3 min}
  - {reps: 5+, weight: 80 kg, rpe: 9, tempo: 2-0-1-0}
- {name: Row, reps: 5}
"""


def pauses(plan: Plan) -> list[int]:
    return [i.length_ms // 1000 for i in plan.intervals if i.kind == "rest"]


def test_each_set_is_as_it_is_written_and_tells_what_is_new() -> None:
    plan = planned(LISTED)
    assert [(w.reps, w.rep_ms, w.set, w.sets) for w in works(plan)[:3]] == [
        (5, 4_000, 1, 3), (5, 4_000, 2, 3), (5, 3_000, 3, 3),
    ]  # fmt: skip
    assert pauses(plan) == [90, 180, 40]
    assert before(plan, 0) == ["First: Squat. 3 sets. 5 reps, 60 kg."]
    assert "Set 2 of 3. Squat. 5 reps, 70 kg." in before(plan, 1)
    assert "Set 3 of 3. Squat. 5 or more reps, 80 kg, at RPE 9." in before(plan, 2)


def test_in_the_next_round_each_weight_is_told_again() -> None:
    plan = planned(f"rounds: 2\n{LISTED}")
    assert "Next: Squat. 3 sets. 5 reps, 60 kg." in before(plan, 4)


def test_what_is_the_same_in_all_sets_is_told_once() -> None:
    text = "{name: Row, weight: 20 kg, sets: [{reps: 8, rpe: 7}, {reps: 6, rpe: 8}]}"
    plan = planned(f"exercises: [{text}]")
    assert before(plan, 0) == ["First: Row. 2 sets. 8 and 6 reps, 20 kg, at RPE 7."]
    assert "Set 2 of 2. Row. 6 reps, at RPE 8." in before(plan, 1)


def test_sets_may_be_counted_timed_and_covered() -> None:
    text = "[{work: 20s}, {hold: 2 breaths}, {distance: 100 m, rest: 9s}, {calories: 4, work: 15s}]"
    plan = planned(f"pace: 5:00/km\nexercises: [{{name: Mix, sets: {text}}}, {{name: A, reps: 1}}]")
    assert [w.length_ms // 1000 for w in works(plan)] == [20, 8, 30, 15, 4]
    assert pauses(plan) == [60, 60, 9, 60]


def test_the_rest_after_the_last_set_is_that_after_the_exercise() -> None:
    text = "{name: A, rest: 20s, sets: [{reps: 1}, {reps: 2, rest: 33s}]}"
    assert pauses(planned(f"exercises: [{text}, {{name: B, reps: 1}}]")) == [20, 33]


def changed(*changes: str) -> Plan:
    routine = read_bytes(f"title: A\n{LISTED}".encode(), "a.yaml")
    return plan_session(change_places(routine, [read_place_change(text) for text in changes]))


def test_an_override_takes_the_place_of_what_each_set_says() -> None:
    assert [w.amount or w.reps for w in works(changed("squat.reps=3"))] == [3, 3, 3, 5]
    heavy = changed("squat.weight=90 kg")
    assert before(heavy, 0) == ["First: Squat. 3 sets. 5 reps, 90 kg."]
    assert "Set 2 of 3. Squat. 5 reps." in before(heavy, 1)
    assert pauses(changed("squat.set_rest=10s")) == [10, 10, 40]
    assert [w.rep_ms for w in works(changed("squat.pace=2s"))] == [2_000, 2_000, 2_000, 4_000]
    with pytest.raises(CoachError, match="it lists the reps of each set"):
        changed("squat.sets=2")


def test_all_over_a_routine_sets_count_as_they_do() -> None:
    routine = read_bytes(f"title: A\n{LISTED}".encode(), "a.yaml")
    fewer = override(routine, {"reps": Span(2, 2), "sets": Span(2, 2)})
    assert [(w.reps, w.sets) for w in works(plan_session(fewer))] == [(2, 3)] * 3 + [(2, 2)] * 2
    timed = read_bytes(f"title: A\nmodes: {{t: {{work: 30s}}}}\n{LISTED}".encode(), "a.yaml")
    plan = plan_session(in_mode(timed, "t"))
    assert [(w.reps, w.length_ms) for w in works(plan)] == [(None, 30_000)] * 4
    assert "Set 2 of 3. Squat. 30 seconds, 70 kg." in before(plan, 1)


# Rounds for time, with rests


HELEN = """exercises:
- for_time: 4 min
  title: Helen
  rounds: 3
  round_rest: 90s
  exercises: [{name: Run, distance: 400 m}, {name: Swing, reps: [21, 15, 9]}]
"""


def test_rounds_for_time_with_rests_are_work_of_their_own() -> None:
    plan = planned(HELEN)
    assert [(w.length_ms, w.round, w.rounds) for w in works(plan)] == [
        (240_000, 1, 3), (240_000, 2, 3), (240_000, 3, 3),
    ]  # fmt: skip
    assert pauses(plan) == [90, 90]
    assert [w.chapter for w in works(plan)] == [f"Helen, round {n}" for n in (1, 2, 3)]
    assert before(plan, 0) == [
        "First: Helen. 3 rounds for time, cap 4 minutes each.",
        "Each round: Run, 400 meters. Swing, 21, 15 and 9 reps.",
    ]
    assert "Helen, round 2 of 3." in before(plan, 1)
    assert "Run, 400 meters. Swing, 15 reps." in before(plan, 1)
    assert "Helen, last round." in before(plan, 2)


def test_rounds_for_time_without_a_rest_are_one_work() -> None:
    plan = planned(HELEN.replace("  round_rest: 90s\n", ""))
    assert [w.length_ms for w in works(plan)] == [240_000]
    routine = read_bytes(f"title: A\n{HELEN}".encode(), "a.yaml")
    assert pauses(plan_session(override(routine, {"round_rest": Span(9_000, 9_000)}))) == [9, 9]
    alone = read_bytes(f"title: A\n{HELEN}".replace("  round_rest: 90s\n", "").encode(), "a.yaml")
    with pytest.raises(CoachError, match="there are no rests between rounds"):
        override(alone, {"round_rest": Span(9_000, 9_000)})


# The rest that a list ends with


def test_a_rest_may_come_before_the_cooldown_and_after_the_warmup() -> None:
    text = (
        "warmup: [{name: W, work: 5s}, {rest: 11s}]\n"
        "cooldown: [{name: C, work: 5s}]\n"
        "exercises: [{circuit: Two, exercises: [{name: A, work: 5s}]}, {rest: 2 min}]"
    )
    assert pauses(planned(text)) == [11, 120]
    assert pauses(planned(f"rounds: 2\nround_rest: 30s\n{text}")) == [11, 30, 120]


def test_a_rest_at_the_end_of_a_round_is_between_rounds() -> None:
    text = "rounds: 3\nexercises: [{name: A, work: 5s}, {name: B, work: 5s}, {rest: 45s}]"
    assert pauses(planned(text)) == [60, 45, 60, 45, 60]


def test_a_rest_that_nothing_follows_is_an_error() -> None:
    text = "exercises: [{name: A, work: 5s}, {rest: 45s}]"
    for rounds in ("", "rounds: 3\nround_rest: 1 min\n"):
        with pytest.raises(RoutineError, match="nothing follows this rest in its list"):
            planned(rounds + text)


# Repeaters


REPEATERS = """exercises:
- circuit: Hangs
  rounds: 3
  round_rest: 2 min
  exercises:
  - {tabata: Repeaters, work: 7s, rest: 3s, rounds: 6, exercises: [{name: Half crimp}]}
"""


def test_quick_intervals_of_one_exercise_are_told_once_and_one_chapter() -> None:
    plan = planned(REPEATERS)
    assert [(w.length_ms, w.set, w.sets) for w in works(plan)] == [
        (7_000, n, 6) for n in range(1, 7)
    ] * 3
    assert before(plan, 0)[-1] == "First: Half crimp. 6 times 7 seconds, 3 seconds off."
    rests = [i for i in plan.intervals if i.kind == "rest" and i.length_ms == 3_000]
    assert len(rests) == 15
    assert not any(said(rest) for rest in rests)
    assert "That's the workout. 3 sets, about 7 minutes. Well done." in said(plan.intervals[-1])
    assert all(cue.play == "sound" for w in works(plan) for cue in w.cues)
    titles = [chapter.title for chapter in lay_out(plan, fake_lengths(plan)).chapters]
    assert titles == [
        "Introduction", "Half crimp, round 1", "Rest, 2 minutes", "Half crimp, round 2",
        "Rest, 2 minutes", "Half crimp, round 3", "Finish",
    ]  # fmt: skip


def test_slower_intervals_and_several_exercises_are_named_each_time() -> None:
    slow = planned(REPEATERS.replace("rest: 3s", "rest: 9s"))
    assert said(slow.intervals[3]) == ["2 of 6: Half crimp."]
    two = planned(REPEATERS.replace("[{name: Half crimp}]", "[{name: A}, {name: B}]"))
    assert said(two.intervals[3]) == ["2 of 6: B."]


# How each side is done


def test_how_a_side_is_done_is_told_before_that_side() -> None:
    how = "{right: Right knee down., left: Left knee down.}"
    row = f"{{name: Row, reps: 8, sides: each, switch: 9s, how: {how}}}"
    timeline = lay_out(plan := planned(f"exercises: [{row}]"), fake_lengths(plan))
    [right, left] = [i for i in timeline.intervals if i.interval.kind == "work"]
    [first] = [cue for cue in timeline.cues if "Right knee down." in cue.text]
    [second] = [cue for cue in timeline.cues if "Left knee down." in cue.text]
    assert first.end_ms <= right.start_ms < right.end_ms <= second.start_ms < left.start_ms
    assert [cue.text for cue in timeline.cues].count("Switch sides, left.") == 1


def test_how_one_side_is_done_may_be_told_of_it_alone() -> None:
    plan = planned("exercises: [{name: Row, reps: 8, sides: left, how: {left: Left knee down.}}]")
    assert "Left knee down." in before(plan, 0)
