"""What is asked of all sessions of a programme: a level, a mode, a length, and single changes."""

from collections.abc import Mapping
from typing import Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocoach.api import parse
from audiocoach.config.model import Config
from audiocoach.config.overrides import OverrideKeywords, Overrides
from audiocoach.config.resolve import resolve
from audiocoach.errors import CoachError
from audiocoach.programme.course import Course, open_course
from audiocoach.programme.log import NOTHING_DONE
from audiocoach.programme.read import read_bytes
from audiocoach.programme.training import TrainingPlan, plan_training

HEAD = "programme: P\nstart: 2027-03-22\nweeks: 8\ndays: [mon]\n"
ROUTINES = {
    "hops": """
rounds: 2-3
rest: 20-40s
exercises:
  - {name: Hop, reps: 6-10, pace: 1s}
  - {name: Plank, hold: 20-42s}
""",
    "plain": "exercises: [{name: Step, reps: 5, pace: 1s, weight: 5 kg}]\n",
    "modes": """
modes: {strength: {}, timed: {work: 30-50s}}
exercises: [{name: Jump, reps: 4-8, pace: 1s}]
""",
    "sprints": "exercises: [{name: Sprint, work: 20-40s}]\n",
    "emom": """
exercises:
  - emom: 3 min
    exercises: [{name: Swing, reps: 8, pace: 1s}]
""",
}


def course(lines: str) -> Course:
    loaded = {name: parse(f"title: {name}\n{text}") for name, text in ROUTINES.items()}
    return open_course(read_bytes(f"{HEAD}{lines}".encode(), "p.yaml"), loaded.__getitem__)


def planned(lines: str, **asked: Unpack[OverrideKeywords]) -> TrainingPlan:
    return plan_training(course(lines), NOTHING_DONE, Config(), Overrides(**asked))


def doses(plan: TrainingPlan, key: str = "reps") -> list[Mapping[str, int]]:
    return [plan.dose(session).numbers[key] for session in plan.sessions]


def reps_and_rounds(plan: TrainingPlan) -> list[tuple[int, int]]:
    pairs = zip(doses(plan), doses(plan, "rounds"), strict=True)
    return [(reps["hop"], rounds[""]) for reps, rounds in pairs]


CLIMBING = "routine: hops\nclimb: [reps, rounds]\n"


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("low", [(6, 2)] * 8),
        ("50%", [(6, 2), (7, 2), (8, 2)] + [(8, 2)] * 5),
        ("high", [(6, 2), (7, 2), (8, 2), (9, 2), (10, 2), (6, 3), (7, 3), (8, 3)]),
    ],
)
def test_a_level_says_how_far_the_climb_goes(level: str, expected: list[tuple[int, int]]) -> None:
    assert reps_and_rounds(planned(CLIMBING, level=level)) == expected


def test_lengths_climb_in_whole_steps_to_a_level() -> None:
    held = [
        week["plank"]
        for week in doses(planned("routine: hops\nclimb: hold\n", level="50%"), "hold")
    ]
    assert held == [20_000, 25_000, *[30_000] * 6]
    held = [
        week["plank"]
        for week in doses(planned("routine: hops\nclimb: hold\n", level="high"), "hold")
    ]
    assert held[-1] == 42_000


def test_what_does_not_climb_is_at_the_level_and_lighter_weeks_are_lighter_by_as_much() -> None:
    lines = "routine: hops\nclimb: [reps, rounds, hold]\ndeload: {every: 2, level: 60%}\n"
    for level, of_all, of_light in (("50%", "50%", "30%"), ("high", "100%", "60%")):
        plan = planned(lines, level=level)
        levels = [plan.overrides(session).level for session in plan.sessions]
        assert levels == [of_all, of_light] * 4
    assert [planned(lines).overrides(each).level for each in planned(lines).sessions][:2] == [
        None,
        "60%",
    ]


@given(st.integers(0, 100), st.integers(0, 7))
def test_no_level_gives_more_than_the_programme_and_all_of_it_gives_the_same(
    level: int, at: int
) -> None:
    plain, part, whole = (
        reps_and_rounds(planned(CLIMBING, level=each)) for each in (None, f"{level}%", "100%")
    )
    assert whole == plain
    assert 6 <= part[at][0] <= 6 + 4 * level // 100
    assert 2 <= part[at][1] <= 2 + level // 100
    assert (part[at][1], part[at][0]) >= max((rounds, reps) for reps, rounds in part[: at + 1])


def test_a_level_without_any_range_is_told() -> None:
    message = r"--level changes nothing in '' \(plain: there is no range in it\)"
    with pytest.raises(CoachError, match=message):
        planned("routine: plain\n", level="low")
    planned("rotate: [plain, hops]\n", level="low")


def test_a_level_of_the_programme_that_is_left_no_range_falls_away() -> None:
    lines = f"{CLIMBING}deload: {{every: 2, level: low}}\n"
    plan = planned(lines, reps=8, rounds=2, rest="30s", places={"plank.hold": "30s"})
    assert reps_and_rounds(plan) == [(8, 2)] * 8


def test_a_mode_climbs_through_its_own_ranges_where_a_routine_has_it() -> None:
    lines = "rotate: [modes, sprints]\nclimb: [work, reps]\neach: session\n"
    assert [week["jump"] for week in doses(planned(lines))[::2]] == [4, 5, 6, 7]
    plan = planned(lines, mode="timed")
    seconds = [sum(week.values()) // 1000 for week in doses(plan, "work")]
    assert seconds == [30, 20, 35, 25, 40, 30, 45, 35]
    assert doses(plan) == [{}] * 8
    with pytest.raises(CoachError, match=r"--mode changes nothing in '' .*sprints: it has no mode"):
        planned(lines, mode="x")


@pytest.mark.parametrize(
    ("asked", "of"),
    [
        (Overrides(reps=7), ["hops", "plain", "emom"]),
        (Overrides(rest="30s"), ["hops"]),
        (Overrides(places={"step.reps": 9}), ["plain"]),
        (Overrides(voice="espeak"), ["hops", "plain", "emom"]),
    ],
)
def test_a_change_counts_in_the_routines_that_it_changes(asked: Overrides, of: list[str]) -> None:
    planned = course("rotate: [hops, plain, emom]\n")
    plan = plan_training(planned, NOTHING_DONE, Config(), asked)
    assert [name for name, part in plan.asked_of.items() if part == asked] == of
    assert all(
        plan.asked_of[name] == Overrides() for name in {*ROUTINES} - {*of, "modes", "sprints"}
    )
    for session in plan.sessions:
        resolve(plan.routine(session), Config(), plan.overrides(session))


def test_a_change_that_counts_in_no_routine_is_told() -> None:
    for asked in (Overrides(places={"stepp.reps": 9}), Overrides(work="30s"), Overrides(seed=3)):
        with pytest.raises(CoachError, match=r"stepp|--work|--seed"):
            plan_training(course("rotate: [hops, plain]\n"), NOTHING_DONE, Config(), asked)


def test_a_length_that_is_asked_for_is_reached_by_the_rounds_and_no_rounds_are_told() -> None:
    plan = planned(CLIMBING, fit="10 min")
    assert {plan.overrides(session).rounds for session in plan.sessions} == {None}
    assert doses(plan, "rounds") == [{}] * 8
    assert [week["hop"] for week in doses(plan)] == [6, 7, 8, 9, 10, 6, 7, 8]
    assert planned(CLIMBING, fit="10 min", rounds=2).dose(plan.sessions[-1]).numbers["rounds"]
