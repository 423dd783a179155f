"""A programme's sessions are a pure function of number and log, on dates that never collide."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocoach.programme.course import Course, open_course
from audiocoach.programme.fields import WEEKDAYS
from audiocoach.programme.log import Log
from audiocoach.programme.read import read_bytes
from audiocoach.programme.sessions import ProgrammeSession, plan_sessions
from audiocoach.programme.training import TrainingPlan
from audiocoach.routine.catalog import find
from audiocoach.routine.model import Routine

ROTATED = "rotate: [jamison-back, pull-circuit]\nclimb: [reps, rounds]\n"
ALONE = "routine: jamison-back\nclimb: [reps, rounds]\n"

load = cache(find)


def course(
    lines: str, start: str = "2027-03-22", weeks: int = 8, days: str = "mon, wed, fri"
) -> Course:
    text = f"programme: P\nstart: {start}\nweeks: {weeks}\ndays: [{days}]\n{lines}"
    return open_course(read_bytes(text.encode(), "p.yaml"), load)


def doses(sessions: Sequence[ProgrammeSession]) -> list[tuple[int, int]]:
    """The reps of the first exercise, and the rounds, of each session."""
    return [
        (session.overrides.places[0].value.low, session.overrides.rounds.low)
        for session in sessions
        if session.overrides.rounds
    ]


def by_week(sessions: Sequence[ProgrammeSession]) -> list[tuple[int, int]]:
    return doses([session for session in sessions if session.day == 1])


def test_reps_climb_first_and_begin_again_with_one_round_more() -> None:
    sessions = plan_sessions(course(ALONE, weeks=20))
    climbed = [(reps, rounds) for rounds in (3, 4, 5) for reps in (6, 7, 8, 9, 10)]
    assert by_week(sessions) == climbed + [(10, 5)] * 5


def test_each_exercise_climbs_within_its_own_range() -> None:
    last = plan_sessions(course("routine: pull-circuit\nclimb: [reps]", weeks=4))[-1]
    assert [(change.target, change.value.low) for change in last.overrides.places] == [
        ("single-arm-row", 10),
        ("romanian-deadlift", 10),
        ("gorilla-row", 8),
        ("kettlebell-swing", 15),
    ]


def test_a_length_climbs_by_five_seconds() -> None:
    sessions = plan_sessions(course("routine: pull-circuit\nclimb: [work]", weeks=4))
    works = [session.overrides.places[0].value.low for session in sessions if session.day == 1]
    assert works == [30_000, 35_000, 40_000, 40_000]


def test_ranges_of_its_own_climb_everywhere() -> None:
    sessions = plan_sessions(course("routine: jeffers-pull\nclimb: {rounds: 2-3, reps: 8-9}"))
    found = [(each.overrides.rounds, each.overrides.reps) for each in sessions if each.day == 1]
    assert [(rounds and rounds.low, reps and reps.low) for rounds, reps in found][:5] == [
        (2, 8),
        (3, 8),
        (2, 9),
        (3, 9),
        (3, 9),
    ]


def test_each_session_climbs_with_the_sessions_of_its_routine() -> None:
    sessions = plan_sessions(course(ROTATED + "each: session"))
    assert doses(sessions)[:6] == [(6, 3), (8, 2), (7, 3), (9, 2), (8, 3), (10, 2)]


def test_lighter_weeks_do_not_count() -> None:
    sessions = plan_sessions(course(ALONE + "deload: {every: 3, rounds: -1, reps: -2}"))
    assert by_week(sessions) == [(6, 3), (7, 3), (5, 2), (8, 3), (9, 3), (7, 2), (10, 3), (6, 4)]


def test_a_level_takes_the_place_of_the_climb() -> None:
    light = plan_sessions(course(ALONE + "deload: {every: 2, level: low, rounds: -1}"))[3]
    assert (light.overrides.level, light.overrides.places) == ("low", ())
    assert light.overrides.rounds
    assert light.overrides.rounds[:2] == (2, 4)


def test_a_level_is_one_of_the_ranges_of_the_programme() -> None:
    climb = "routine: jamison-back\nclimb: {reps: 4-6, rounds: 1-2}\n"
    own = course(climb + "deload: {every: 4, level: low}")
    sessions = plan_sessions(own)
    assert sessions[9].is_light
    numbers = TrainingPlan(own, sessions).dose(sessions[9]).numbers
    assert {*numbers["reps"].values()} == {4}
    assert numbers["rounds"] == {"": 1}


def test_a_week_may_be_otherwise() -> None:
    sessions = plan_sessions(
        course(ROTATED + "week: {2: {routine: first-runs}, 3: {reps: 4}, 4: {level: 60%}}")
    )
    second, third, fourth, fifth = (
        [session for session in sessions if session.week == week] for week in (2, 3, 4, 5)
    )
    assert {session.routine for session in second} == {"first-runs"}
    assert {session.overrides.reps and session.overrides.reps.low for session in third} == {4}
    assert {session.overrides.level for session in fourth} == {"60%"}
    assert doses(fifth) == [(8, 3), (10, 2), (8, 3)]


def test_weights_grow_by_what_there_is() -> None:
    growing = 'routine: five-by-five\nset: {squat.weight: "+2 kg each week"}\n'

    def weights(lines: str) -> list[str]:
        sessions = plan_sessions(course(lines, weeks=5))
        return [session.overrides.places[0].value for session in sessions if session.day == 1]

    assert weights(growing) == ["60 kg", "62 kg", "64 kg", "66 kg", "68 kg"]
    plates = growing + "plates: [1.25 kg, 5 kg]"
    assert weights(plates) == ["60 kg", "60 kg", "62.5 kg", "65 kg", "67.5 kg"]
    bells = growing + "bells: [64 kg, 67 kg]"
    assert weights(bells) == ["60 kg", "60 kg", "64 kg", "64 kg", "67 kg"]


def test_what_was_too_hard_comes_again() -> None:
    sessions = plan_sessions(course(ALONE), Log(frozenset({1, 3}), frozenset({2})))
    assert [session.status for session in sessions[:4]] == ["done", "again", "done", "ahead"]
    assert by_week(sessions)[:3] == [(6, 3), (6, 3), (7, 3)]


def test_what_was_missed_is_not_climbed_from() -> None:
    sessions = plan_sessions(course(ALONE), Log(frozenset({1, 6})))
    assert [session.status for session in sessions[:6]] == [
        "done", "missed", "missed", "missed", "missed", "done",
    ]  # fmt: skip
    assert by_week(sessions)[:3] == [(6, 3), (6, 3), (6, 3)]
    one_of_three = plan_sessions(course(ALONE), Log(frozenset({1, 2, 4})))
    assert by_week(one_of_three)[:3] == [(6, 3), (7, 3), (8, 3)]


LINES = st.sampled_from(
    [
        ROTATED,
        ROTATED + "each: session\n",
        ALONE + "deload: {every: 3, level: low}\n",
        ROTATED + "week: {2: {level: 60%}, 5: {routine: core-circuit}}\n",
    ]
)
LOGS = st.builds(
    lambda done, again: Log(frozenset(done) - frozenset(again), frozenset(again)),
    st.sets(st.integers(1, 30)),
    st.sets(st.integers(1, 30), max_size=5),
)


def told(session: ProgrammeSession) -> tuple[object, ...]:
    """All that is known of a session."""
    return tuple(getattr(session, name) for name in session.__struct_fields__[1:])


@given(LINES, LOGS)
def test_sessions_are_a_pure_function_of_number_and_log(lines: str, log: Log) -> None:
    asked = course(lines)
    again, before = plan_sessions(course(lines), log), plan_sessions(asked)
    sessions = plan_sessions(asked, log)
    assert [*map(told, sessions)] == [*map(told, again)]
    # Whatever was asked in between changes nothing.
    assert [*map(told, plan_sessions(asked))] == [*map(told, before)]


@given(LINES, LOGS, st.integers(1, 24))
def test_a_session_depends_only_on_what_was_before_it(lines: str, log: Log, number: int) -> None:
    asked = course(lines)
    earlier = Log(
        frozenset(n for n in log.done if n < number), frozenset(n for n in log.again if n < number)
    )
    # What is noted later makes a gap before it a miss, and nothing else.
    last = Log(earlier.done | {number}, earlier.again)
    later = Log(last.done | {number + 1, number + 3}, earlier.again)
    one, other = (plan_sessions(asked, each)[number - 1] for each in (last, later))
    assert told(one) == told(other)


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.integers(1, 104),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
)
def test_dates_never_collide_and_never_skip(start: date, weeks: int, days: set[str]) -> None:
    sessions = plan_sessions(
        course("routine: jamison-back", start.isoformat(), weeks, ", ".join(sorted(days)))
    )
    dates = [session.date for session in sessions]
    wanted = [start + timedelta(days=n) for n in range(7 * weeks)]
    assert dates == [day for day in wanted if WEEKDAYS[day.weekday()] in days]
    assert [session.number for session in sessions] == [*range(1, len(days) * weeks + 1)]
    assert all(session.week == (session.date - start).days // 7 + 1 for session in sessions)
    assert all(one < other for one, other in pairwise(dates))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize("at", ["02:15", "18:30"])
def test_the_clock_on_the_wall_is_kept_over_every_change(zone: str, at: str) -> None:
    days = ", ".join(WEEKDAYS)
    lines = f'routine: jamison-back\nat: "{at}"\nzone: {zone}'
    starts = [each.starts for each in plan_sessions(course(lines, "2026-01-01", 104, days))]
    moments = [moment for moment in starts if moment]
    assert {moment.strftime("%H:%M") for moment in moments} == {at}
    assert len({moment.utcoffset() for moment in moments}) == 2
    gaps = [other.astimezone(UTC) - one.astimezone(UTC) for one, other in pairwise(moments)]
    assert len(gaps) - gaps.count(timedelta(days=1)) == 4, "twice a year"
    assert all(abs(gap - timedelta(days=1)) <= timedelta(hours=1) for gap in gaps)
    assert moments[0] == datetime.fromisoformat(f"2026-01-01T{at}").replace(tzinfo=ZoneInfo(zone))


def test_a_routine_is_read_once() -> None:
    read: list[str] = []

    def counted(name: str) -> Routine:
        read.append(name)
        return load(name)

    text = f"programme: P\nstart: 2027-01-01\nweeks: 9\ndays: mon\n{ROTATED}"
    plan_sessions(open_course(read_bytes(text.encode(), "p.yaml"), counted))
    assert read == ["jamison-back", "pull-circuit"]
