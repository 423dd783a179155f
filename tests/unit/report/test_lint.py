"""Advice: what a coach is asked about, and that nobody is asked about what is fine."""

import pytest
from fake_voice import fake_lengths
from paths import GOLDENS

from audiocoach.plan import plan_session
from audiocoach.report.lint import lint
from audiocoach.routine import catalog
from audiocoach.routine.catalog import template
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import lay_out


def advice_on(routine: Routine) -> list[str]:
    plan = plan_session(routine)
    return [str(problem) for problem in lint(routine, plan, lay_out(plan, fake_lengths(plan)))]


def advice(text: str) -> list[str]:
    return advice_on(read_bytes(f"title: T\n{text}".encode(), "t.yaml"))


def exercise(line: str) -> list[str]:
    return advice(f"exercises:\n  - {{{line}}}\n")


@pytest.mark.parametrize("name", catalog.names())
def test_shipped_routines_need_none(name: str) -> None:
    assert advice_on(catalog.find(name)) == []


def test_the_template_needs_none() -> None:
    assert advice_on(read_bytes(template("leg-day").encode(), "leg-day.yaml")) == []


@pytest.mark.parametrize(
    "said",
    [
        *("Single-arm", "One-leg", "single leg", "Unilateral", "Einarmiges", "je Seite"),
        *("A una mano", "À un bras", "Con un braccio", "Com uma mão", "Met één arm", "Eenbenige"),
        "Одной рукой",
    ],
)
def test_one_side_in_the_name_wants_sides(said: str) -> None:
    hint = "add 'sides: alternating' or 'sides: each'"
    assert exercise(f"name: {said} press, reps: 8") == [
        f"t.yaml:3:5: the name says '{said}', but there are no 'sides'; {hint}"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "name: Single-arm press, reps: 8, sides: each",
        "name: Single-arm press left, reps: 8",
        "name: Einarmiges Drücken rechts, reps: 8",
        "name: Remo a una mano izquierda, reps: 8",
        "name: Жим левой одной рукой, reps: 8",
        "name: Press, reps: 8",
        "name: Army crawl, reps: 8",
        "name: Double swing, reps: 8",
        "name: Double kettlebell lunge, reps: 8, sides: each",
        "name: Alternating double clean, reps: 8, sides: alternating",
        "name: Press, reps: 8, weight: 12.5 kg",
        "name: Press, reps: 8, weight: 5-15 lb",
        "name: Press, reps: 8, weight: two 24 kg bells",
        "name: Press, reps: 8, weight: heavy",
        "name: Walk, work: 10 min",
        "name: Row, reps: 50, pace: 0.9s, count: none",
        "name: Row, reps: 100, pace: 2s",
        "name: Rope jump, reps: 120, pace: 0.5s, count: fifth",
        "name: Rope jump, reps: 120, pace: 0.5s, count: last three",
        "name: Easy run, work: 75 min",
        "name: Savasana, hold: 15 min",
        "name: Breathe, reps: 120, tempo: 5-0-5-0",
        "name: Skip, reps: 400, pace: 2s",
        "name: Deadlift, reps: 1, weight: 455 lb",
        "name: Leg press, reps: 10, weight: 400 kg",
        "name: Squat, reps: 3, weight: 72.4 kg",
        "name: Dumbbell press, reps: 8, weight: 22.7 kg",
        "name: Swing, reps: 8, weight: 92 kg",
        "name: Press, reps: 8, weight: 0-5 kg",
        "name: Sweet spot, work: 12 min, weight: 90% FTP",
        "name: Threshold, work: 12 min, weight: 250-265 W",
        "name: Double pigeon, hold: 60s, sides: each",
        "name: Two-handed halo, reps: 5, sides: alternating",
        "name: Two-arm woodchop, reps: 8, sides: each",
        "name: Half-kneeling double press, reps: 8, sides: each",
        "name: Single-leg bridge (other side), hold: 30s",
        "name: Single-leg curl L, reps: 12",
        "name: Single-leg heel raise (injured leg), reps: 12",
        "name: Einbeinige Brücke (andere Seite), hold: 30s",
        "name: Alternating single-leg v-up, work: 40s",
    ],
)
def test_what_is_fine_is_let_be(line: str) -> None:
    assert exercise(line) == []


def test_alternating_reps_are_asked_about_with_what_they_count() -> None:
    assert exercise("name: Alternating one-arm swing, reps: 20") == [
        (
            "t.yaml:3:5: the name says 'one-arm', but there are no 'sides'; "
            "add 'sides: alternating', with the reps of one side"
        )
    ]


def test_sides_are_free_at_ones_own_pace() -> None:
    snatch = "exercises: [{name: Single-arm snatch, reps: 20}]"
    assert advice(f"exercises:\n  - amrap: 12 min\n    {snatch}\n") == []
    assert advice(f"exercises:\n  - for_time: 12 min\n    {snatch}\n") == []


@pytest.mark.parametrize("figure", ["20", "12.5", "5-15"])
def test_a_weight_wants_a_unit(figure: str) -> None:
    hint = f"write '{figure} kg' or '{figure} lb'"
    assert exercise(f"name: Row, reps: 8, weight: {figure}") == [
        f"t.yaml:3:5: the weight '{figure}' has no unit; {hint}"
    ]


@pytest.mark.parametrize("key", ["amrap", "for_time"])
def test_a_task_of_seconds_was_meant_in_minutes(key: str) -> None:
    listed = "exercises: [{name: Row, reps: 8}]"
    said = f"t.yaml:3:5: the '{key}' is over after 12s; write '12 min' for minutes"
    assert said in advice(f"exercises:\n  - {key}: 12\n    {listed}\n")
    assert advice(f"exercises:\n  - {key}: 12 min\n    {listed}\n") == []


@pytest.mark.parametrize("key", ["amrap", "for_time"])
@pytest.mark.parametrize("item", ["name: Burpee, reps: 1", "name: Sled sprint, work: 20s"])
def test_a_round_fits_into_a_task_of_seconds(key: str, item: str) -> None:
    assert advice(f"exercises:\n  - {key}: 45s\n    exercises: [{{{item}}}]\n") == []


def test_both_sides_in_the_name_and_sides() -> None:
    assert exercise("name: Double swing, reps: 8, sides: each") == [
        (
            "t.yaml:3:5: the name says 'Double', but there is 'sides: each'; "
            "delete 'sides', or change the name"
        )
    ]


@pytest.mark.parametrize(
    ("name", "weight", "said"),
    [
        ("Press", "0 kg", "a weight of 0 kg; delete it, where the body is the weight"),
        ("Swing", "240 kg", "240 kg is more than anyone swings; check the figure and its unit"),
        ("Halo", "20-500 lbs", "500 lb is more than anyone swings; check the figure and its unit"),
        ("Squat", "1200 kg", "1200 kg is more than anyone lifts; check the figure and its unit"),
    ],
)
def test_weights_that_nobody_takes_up(name: str, weight: str, said: str) -> None:
    assert exercise(f"name: {name}, reps: 5, weight: {weight}") == [f"t.yaml:3:5: {said}"]


def test_a_superset_of_one() -> None:
    item = "{superset: Pair, exercises: [{name: Row, reps: 5}]}"
    assert advice(f"exercises:\n  - {item}\n") == [
        (
            "t.yaml:3:5: the superset 'Pair' holds one exercise; "
            "add another, or write it without the superset"
        )
    ]


@pytest.mark.parametrize(
    "inner", ["{circuit: Hill, rounds: 8, exercises: [{name: Sprint, work: 20s}]}"]
)
def test_a_circuit_of_one_is_intervals(inner: str) -> None:
    assert advice(f"exercises:\n  - {inner}\n") == []


def test_very_many_reps_at_a_pace_that_nobody_wrote() -> None:
    assert exercise("name: Jumping jack, reps: 200") == [
        (
            "t.yaml:3:5: 200 reps of 4s take 13m20s without a break; "
            "write their 'pace', or break them up with 'sets'"
        )
    ]


def test_reps_too_fast_to_count() -> None:
    assert exercise("name: Rope jump, reps: 120, pace: 0.5s") == [
        (
            "t.yaml:3:5: 120 reps of 0.5s are too fast to count along; "
            "time them: 'work: 60s' instead of 'reps'"
        )
    ]


PAIR = """\
rest: {rest}
transition: {transition}
exercises:
  - {{name: Row, reps: 5, weight: {one}}}
  - {{name: Press, reps: 5, weight: {other}}}
"""


def pair(rest: str, transition: str, one: str, other: str) -> list[str]:
    text = PAIR.format(rest=rest, transition=transition, one=one, other=other)
    return [line for line in advice(text) if "no room" not in line]


def test_no_time_to_change_the_weight() -> None:
    hint = "write a 'rest' or 'transition' of 10s or more"
    assert pair("0", "5s", "16 kg", "24 kg") == [
        f"t.yaml:6:5: 5s to change from 16 kg to 24 kg; {hint}"
    ]
    assert pair("0", "0", "10 lb", "24 kg") == [
        f"t.yaml:6:5: no time to change from 10 lb to 24 kg; {hint}"
    ]


@pytest.mark.parametrize(
    ("rest", "transition", "one", "other"),
    [
        ("0", "10s", "16 kg", "24 kg"),
        ("20s", "5s", "16 kg", "24 kg"),
        ("0", "5s", "16 kg", "16 kg"),
        ("0", "5s", "12-16 kg", "16-24 kg"),
        ("0", "5s", "15.5-16 kg", "35 lb"),
        ("0", "0", "90% FTP", "55% FTP"),
        ("0", "0", "250 W", "150 W"),
        ("0", "0", "4:55/km", "6:15/km"),
        ("0", "0", "red band", "green band"),
        ("0", "0", "16 kg", "body weight"),
        ("0", "0", "resistance 7", "resistance 3"),
    ],
)
def test_time_enough_or_nothing_to_change(rest: str, transition: str, one: str, other: str) -> None:
    assert pair(rest, transition, one, other) == []


def test_other_equipment_is_a_change_too() -> None:
    needs = (
        "exercises:\n  - {name: A, reps: 3, needs: rower}\n  - {name: B, reps: 3, needs: bell}\n"
    )
    told = [line for line in advice(f"rest: 0\ntransition: 3s\n{needs}") if "change" in line]
    assert len(told) == 1
    assert "3s to change from rower to bell" in told[0]


def test_running_the_rack_is_no_change_that_was_forgotten() -> None:
    curls = "".join(f"  - {{name: Curl, reps: 5, weight: {kg} kg}}\n" for kg in (16, 12))
    assert advice(f"rest: 0\ntransition: 3s\nexercises:\n{curls}") == []


@pytest.mark.parametrize(
    ("one", "other", "transition"),
    [
        ("bar", "a pull-up bar", "0"),
        ("dumbbells", "two 8 kg dumbbells", "0"),
        ("chair", "small ball", "6s"),
    ],
)
def test_the_same_thing_in_other_words_and_a_thing_at_hand(
    one: str, other: str, transition: str
) -> None:
    listed = "".join(
        f"  - {{name: {name}, reps: 3, needs: {needs}}}\n"
        for name, needs in (("A", one), ("B", other))
    )
    assert advice(f"rest: 0\ntransition: {transition}\nexercises:\n{listed}") == []


def test_an_hour_without_a_rest_is_a_class_or_a_run() -> None:
    assert advice("rounds: 12\nrest: 30s\nexercises:\n  - {name: Dance, work: 5 min}\n") == []


@pytest.mark.parametrize(
    "where",
    [
        "substitutes: {kettlebell: Zercher}\nequipment: kettlebell",
        "modes: {one: {}, two: {title: Zercher}}",
    ],
)
def test_a_pronunciation_may_be_for_another_day(where: str) -> None:
    listed = "exercises:\n  - {name: Row, reps: 3}\n"
    assert advice(f"pronounce: {{Zercher: Zer cher}}\n{where}\n{listed}") == []
    told = advice(f"pronounce: {{Zercher: Zer cher}}\n{listed}")
    assert told == [
        (
            "t.yaml:1:1: 'Zercher' of 'pronounce' is nowhere in the routine; "
            "check how it is spelt, or delete it"
        )
    ]


def test_what_has_no_room_is_told_once_for_a_kind() -> None:
    told = exercise("name: Jump, reps: 40, pace: 0.5s")
    assert len(told) == len({line.split("(")[0] for line in told})
    assert all("a slower pace makes room" in line for line in told)


def test_golden_routine_is_advised_in_the_order_of_the_file() -> None:
    path = GOLDENS / "tight.yaml"
    lines = [int(line.split(":")[1]) for line in advice(path.read_text().split("\n", 2)[2])]
    assert lines == sorted(lines)
    assert lines


@pytest.mark.parametrize(
    ("text", "time", "line"),
    [
        ("Walk for 5 minutes.", "5 minutes", "{name: Walk, work: 5 minutes}"),
        ("5 minutes", "5 minutes", "{name: Warm-up, work: 5 min}"),
        ("Jog ten minutes, then stretch.", "ten minutes", "{name: Warm-up, work: 10 min}"),
        ("5 min bike, 10 arm circles", "5 min", "{name: Warm-up, work: 5 min}"),
        ("5 Minuten gehen", "5 Minuten", "{name: Warm-up, work: 5 min}"),
    ],
)
def test_a_warm_up_of_minutes_that_is_only_spoken_is_asked_about(
    text: str, time: str, line: str
) -> None:
    assert advice(f"warmup: {text}\nexercises: [{{name: Row, reps: 8}}]\n") == [
        (
            f"t.yaml:2:9: '{time}' in 'warmup' is said, and no time is given for it; "
            f"write a list under 'warmup', like '- {line}'"
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Warm up first. Pause the track until you are ready.",
        "Take five minutes to warm up, and pause the track meanwhile.",
        "5 minute brisk walk",
        "10 arm circles, 10 squats",
        "Warm up on your own for 10 minutes before you start.",
    ],
)
def test_a_warm_up_of_words_or_of_work_is_fine(text: str) -> None:
    assert advice(f"warmup: {text}\nexercises: [{{name: Row, reps: 8}}]\n") == []
