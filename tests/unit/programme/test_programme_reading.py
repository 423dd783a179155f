"""What a programme may say, and what is told of one that says something else."""

from datetime import date, time

import pytest

from audiocoach.defaults import LIMITS
from audiocoach.errors import RoutineError
from audiocoach.programme.course import open_course
from audiocoach.programme.fields import By, Growth, Mass
from audiocoach.programme.model import Programme
from audiocoach.programme.read import read_bytes
from audiocoach.routine.fields import Span

FIRST = """\
programme: Stronger back
start: 2027-03-22
weeks: 8
days: [mon, wed, fri]
"""
WHOLE = f"""{FIRST}at: "18:30"
zone: Europe/Berlin
rotate: [jamison-back, pull-circuit]
climb: [reps, rounds]
each: week
deload: {{every: 4, level: low, rounds: -1}}
week: {{3: {{level: 60%}}, 7: {{routine: first-runs}}}}
set: {{five-by-five.weight: "20 kg +2.5 kg each 2 weeks", halo.reps: 8}}
plates: [1.25 kg, 2.5 kg]
alarm: 15 min
"""


def read(text: str) -> Programme:
    return read_bytes(text.encode(), "p.yaml")


def problems(text: str) -> list[str]:
    """What is wrong with a programme, read or opened."""
    with pytest.raises(RoutineError) as raised:
        open_course(read(text))
    return [str(problem) for problem in raised.value.problems]


def test_a_weight_may_have_a_decimal_comma() -> None:
    growth = 'routine: five-by-five\nset: {squat.weight: "42,5 kg +2,5 kg each week"}'
    programme = read(f"{FIRST}{growth}\nplates: [2.5 kg]\n")
    expected = Growth(Mass(42_500, "kg"), Mass(2_500, "kg"), 1, "week")
    assert programme.set == {"squat.weight": expected}


def test_every_key_is_read() -> None:
    programme = read(WHOLE)
    assert (programme.programme, programme.start) == ("Stronger back", date(2027, 3, 22))
    assert (programme.weeks, programme.days) == (8, (0, 2, 4))
    assert (programme.at, programme.zone) == (time(18, 30), "Europe/Berlin")
    assert programme.rotate == ("jamison-back", "pull-circuit")
    assert (programme.climb, programme.each) == (("reps", "rounds"), "week")
    assert programme.deload
    assert (programme.deload.every, programme.deload.rounds) == (4, By(-1))
    assert programme.week[3].level == "60%"
    assert programme.week[7].routine == "first-runs"
    growth = Growth(Mass(20_000, "kg"), Mass(2_500, "kg"), 2, "week")
    assert programme.set == {"five-by-five.weight": growth, "halo.reps": "8"}
    assert programme.plates == (Mass(1_250, "kg"), Mass(2_500, "kg"))
    assert programme.alarm == 900_000


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("[mon, wed, fri]", (0, 2, 4)),
        ("[Monday, Thurs.]", (0, 3)),
        ("tue, sat and sun", (1, 5, 6)),
        ("friday", (4,)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, days: tuple[int, ...]) -> None:
    assert read(FIRST.replace("[mon, wed, fri]", text) + "routine: jamison-back").days == days


@pytest.mark.parametrize(
    ("text", "at"),
    [('"18:30"', (18, 30)), ("18:30", (18, 30)), ("6:30 pm", (18, 30)), ("12 am", (0, 0))],
)
def test_the_time_of_day(text: str, at: tuple[int, int]) -> None:
    assert read(f"{FIRST}at: {text}\nroutine: jamison-back").at == time(*at)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("rotat: [a]", "p.yaml:5:1: unknown key 'rotat'; did you mean 'rotate'?"),
        ("", "p.yaml:1:1: nothing says what is done; add 'routine: NAME'"),
        ("routine: a\nrotate: [b]", "p.yaml:5:1: both 'routine' and 'rotate' say what is done"),
        ("routine: jamison-bak", "p.yaml:5:1: no routine is named 'jamison-bak'; did you mean"),
        ("routine: ../x.yaml", "p.yaml:5:1: '../x.yaml' is outside the programme's own folder"),
        ("routine: x.yaml", "p.yaml:5:1: there is no file 'x.yaml' beside the programme"),
        ("routine: jamison-back\nat: 25:00", "p.yaml:6:5: '25:00' is no time of the day"),
        ("routine: jamison-back\nzone: Europe/Berlin", "p.yaml:6:1: 'zone' has no effect without"),
        (
            "routine: jamison-back\nat: 18:30\nzone: Europe/Berln",
            "p.yaml:7:7: there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?",
        ),
        ("routine: jamison-back\nalarm: 15 min", "p.yaml:6:1: 'alarm' has no effect without 'at'"),
        ("routine: jamison-back\neach: week", "p.yaml:6:1: 'each' has no effect: nothing climbs"),
        ("routine: jamison-back\nclimb: reps, rounds", "p.yaml:6:8: 'reps, rounds' is not known"),
        ("routine: jamison-back\nclimb: {reps: 8}", "p.yaml:6:9: 'reps' cannot climb"),
        (
            "routine: jamison-back\nclimb: [reps]\nreps: 8",
            "p.yaml:7:1: 'reps' has one value here, and 'climb' gives it others",
        ),
        ("routine: first-runs\nclimb: [reps]", "p.yaml:6:1: 'reps' changes nothing (first-runs:"),
        (
            "routine: jeffers-pull\nclimb: [rounds]",
            (
                "p.yaml:6:1: 'rounds' changes nothing (jeffers-pull: it has no range of 'rounds'); "
                "delete it, or write a range, like 'rounds: 3-5', in the routine or in "
                "'climb: {rounds: 3-5}'"
            ),
        ),
        ("routine: first-runs\nreps: 8", "p.yaml:6:1: 'reps' changes nothing (first-runs: no"),
        ("routine: first-runs\nlevel: low", "p.yaml:6:1: 'level' changes nothing (first-runs:"),
        ("routine: first-runs\nmode: hard", "p.yaml:6:1: 'mode' changes nothing (first-runs: it"),
        ("routine: jamison-back\ndeload: 4", "p.yaml:6:9: 'deload' takes 'key: value' pairs"),
        ("routine: jamison-back\ndeload: {every: 4}", "p.yaml:6:1: 'deload' does not say what"),
        (
            "routine: jamison-back\ndeload: {every: 9, level: low}",
            "p.yaml:6:10: no week is the 9th: there are 8",
        ),
        ("routine: jamison-back\nweek: {9: {level: low}}", "p.yaml:6:8: there is no week 9"),
        ("routine: jamison-back\nweek: {2: {}}", "p.yaml:6:8: nothing is otherwise in week 2"),
        (
            "routine: jamison-back\nweek: {2: {levl: low}}",
            "p.yaml:6:12: unknown key 'levl'; did you mean 'level'?",
        ),
        (
            "routine: jamison-back\nset: {hallo.reps: 8}",
            "p.yaml:6:7: 'hallo.reps' changes nothing (jamison-back: nothing in it is called",
        ),
        ("routine: jamison-back\nset: {halo.rep: 8}", "p.yaml:6:7: 'halo.rep=8': unknown key"),
        (
            'routine: jamison-back\nset: {halo.weight: "+1 kg each week"}',
            "p.yaml:6:7: jamison-back says '5-15 lb' for 'halo'; write where it begins",
        ),
        (
            'routine: jamison-back\nset: {halo.reps: "+1 kg each week"}',
            "p.yaml:6:7: 'halo.reps' cannot grow by a weight",
        ),
        (
            'routine: jamison-back\nset: {halo.weight: "+1 kg"}',
            "p.yaml:6:20: '+1 kg' does not say when it grows",
        ),
        ("routine: jamison-back\nplates: [1 kg]", "p.yaml:6:1: 'plates' has no effect"),
        (
            'routine: five-by-five\nset: {squat.weight: "+5 lb each week"}',
            "p.yaml:6:7: the routine says 60 kg, and it grows in lb",
        ),
        (
            'routine: five-by-five\nset: {squat.weight: "+1 kg each 2 weeks"}\nplates: [5 kg]',
            "p.yaml:6:7: it stays at 60 kg: there is no plate for so little more",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(lines: str, told: str) -> None:
    found = problems(FIRST + lines)
    assert any(problem.startswith(told) for problem in found), found


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2027-03-22", "22.3.2027", "p.yaml:2:8: '22.3.2027' is no day; write year, month and day"),
        ("2027-03-22", "9999-12-31", "p.yaml:2:8: '9999-12-31' is too far away"),
        ("2027-03-22", "0001-01-01", "p.yaml:2:8: '0001-01-01' is too long ago"),
        ("weeks: 8", "weeks: 0", "p.yaml:3:8: '0' is not a number of weeks"),
        ("weeks: 8", f"weeks: {LIMITS.weeks + 1}", "p.yaml:3:8: 105 is too many; 104 at most"),
        ("wed", "mon", "p.yaml:4:1: monday is there twice"),
        ("wed", "mittwoch", "p.yaml:4:13: 'mittwoch' is no day of the week"),
        ("wed", "t", "p.yaml:4:13: 't' is no day of the week"),
    ],
)
def test_what_is_wrong_with_the_dates(old: str, new: str, told: str) -> None:
    found = problems(FIRST.replace(old, new) + "routine: jamison-back")
    assert [problem[: len(told)] for problem in found] == [told]


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(problems("programme: x\nstart: y\nweeks: z\ndays: [w]\nfoo: 1\n")) == 4


def test_a_key_that_changes_only_some_of_its_routines_is_advice() -> None:
    course = open_course(read(f"{FIRST}rotate: [jamison-back, first-runs]\nclimb: [reps]\n"))
    assert [str(problem) for problem in course.advice] == [
        "p.yaml:6:1: 'reps' changes not all (first-runs: it has no range of 'reps')"
    ]


def test_changes_are_of_so_much_more_or_less() -> None:
    programme = read(f"{FIRST}routine: jamison-back\nreps: +2\nwork: -10s\nrounds: 3-4\n")
    assert (programme.reps, programme.work) == (By(2), By(-10_000))
    assert programme.rounds == Span(3, 4)
