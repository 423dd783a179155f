"""Routines as strangers write them: what can mean one thing only is read as that thing."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields
from reading import read, told

from audiocoach.routine.model import Exercise, Node
from audiocoach.routine.read import read_file


def plain(value: object) -> Any:  # noqa: ANN401
    """What is written in a node, wherever in the file that is."""
    if isinstance(value, Node):
        names = [field.name for field in fields(value) if field.name not in ("where", "places")]
        return {name: plain(getattr(value, name)) for name in names}
    return [*map(plain, value)] if type(value) is tuple else value


def assert_told_once(text: str, hint: str) -> None:
    """Checks that a text is refused with one message, which ends with the hint."""
    message = told(text)
    assert message.endswith(f"; {hint}")
    assert len(message.splitlines()) == 1


def of_exercise(keys: str) -> str:
    lines = "".join(f"    {key.strip()}\n" for key in keys.split(";"))
    return f"title: a\nexercises:\n  - name: Row\n{lines}"


# Whole routines, and the same in our words

HYPERTROPHY = (
    """\
Name: Push day A
Author: Sam
Description: Chest and shoulders.
Rest: 90 sec
workout:
  - exercise: Bench press
    reps: 5x5
    tempo: 30X1
    load: 80 kg
    Rest Between Sets: 3 minutes
    instructions: Feet flat, shoulders back.
  - exercise: Incline press
    sets: 3 sets
    repetitions: 8–12 reps
    tempo: 3-0-1
  - exercise: Fly
    reps: 3 sets of 12
    equipment: cables
    rest: none
  - Movement: Push-up
    reps: 10 to 15
""",
    """\
title: Push day A
coach: Sam
summary: Chest and shoulders.
rest: 90s
exercises:
  - {name: Bench press, sets: 5, reps: 5, tempo: 3-0-X-1, weight: 80 kg, set_rest: 3 min,
     how: "Feet flat, shoulders back."}
  - {name: Incline press, sets: 3, reps: 8-12, tempo: 3-0-1-0}
  - {name: Fly, sets: 3, reps: 12, needs: cables, rest: 0}
  - {name: Push-up, reps: 10-15}
""",
)
INTERVALS = (
    """\
title: Hill repeats
url: example.org
warm-up: 10 minute easy jog
intervals:
  - {exercise: Hard uphill, work: 1 minute 30 seconds, rest: 2 minutes}
  - {exercise: Hard uphill, work: "1'30\\""}
cool down: 5 min of walking
""",
    """\
title: Hill repeats
source: example.org
warmup:
  - {name: Easy jog, work: 10 min}
exercises:
  - {name: Hard uphill, work: 90s, rest: 2 min}
  - {name: Hard uphill, work: 90s}
cooldown:
  - {name: Walking, work: 5 min}
""",
)
CROSSFIT = (
    """\
workout: Two parts
main:
  - AMRAP: Cindy
    time cap: 20 min
    exercises:
      - {name: Pull-up, reps: 5 reps}
      - {name: Push-up, reps: 10x}
      - {name: Squat, reps: x15}
  - Pause: 3 minutes
  - For Time: 12 minutes
    name: Sprint
    rounds: 3 rounds
    movements:
      - {movement: Burpee, reps: 10}
      - {movement: Wall sit, hold: 30 sec each side}
  - break: 1 minute
  - Emom: 10 minutes
    moves:
      - {exercise: Swing, reps: 15 reps, pace: ballistic}
""",
    """\
title: Two parts
exercises:
  - amrap: 20 min
    title: Cindy
    exercises:
      - {name: Pull-up, reps: 5}
      - {name: Push-up, reps: 10}
      - {name: Squat, reps: 15}
  - rest: 3 min
  - for_time: 12 min
    title: Sprint
    rounds: 3
    exercises:
      - {name: Burpee, reps: 10}
      - {name: Wall sit, hold: 30s, sides: each}
  - rest: 1 min
  - emom: 10 min
    exercises:
      - {name: Swing, reps: 15, pace: ballistic}
""",
)
CIRCUIT = (
    """\
title: Hotel room
rest between exercises: 15 seconds
Rest-Between-Rounds: 2min
rounds: 3 times
exercises:
  - {name: Side plank, hold: 30s per side}
  - {name: Bird dog, work: 40s/side, sides: each}
  - {name: Lunge, reps: 10 each leg, sides: alternate sides}
  - {name: Clamshell, reps: 12/side, sides: each side, switch: none}
  - {name: Dead bug, reps: 3 x 8, sides: alternating}
""",
    """\
title: Hotel room
rest: 15s
round_rest: 2 min
rounds: 3
exercises:
  - {name: Side plank, hold: 30s, sides: each}
  - {name: Bird dog, work: 40s, sides: each}
  - {name: Lunge, reps: 10, sides: alternating}
  - {name: Clamshell, reps: 12, sides: each, switch: 0}
  - {name: Dead bug, sets: 3, reps: 8, sides: alternating}
""",
)
SUPERSETS = (
    """\
title: Arms
exercises:
  - Super Set: A
    sets: 3
    rest between sets: 1 minute
    exercise:
      - {exercise: Curl, reps: 10, reminders: Elbows still}
      - {pose: Dip, hold: 3x20s}
  - giant-set: B
    rounds: 3x
    Rest: no
    exercises:
      - {name: Curl, sets: 1x12}
      - {name: Press, reps: 12}
  - section: C
    exercises:
      - {name: Carry, work: 30 to 60 s}
""",
    """\
title: Arms
exercises:
  - superset: A
    rounds: 3
    round_rest: 1 min
    exercises:
      - {name: Curl, reps: 10, cues: Elbows still}
      - {name: Dip, sets: 3, hold: 20s}
  - superset: B
    rounds: 3
    rest: 0
    exercises:
      - {name: Curl, sets: 1, reps: 12}
      - {name: Press, reps: 12}
  - block: C
    exercises:
      - {name: Carry, work: 30-60s}
""",
)
TWO_WAYS = (
    """\
title: Two ways
Leads: {Prepare: 20s}
Modes:
  easy: {Repetitions: 8, Rest Between Exercises: 2 minutes}
exercises:
  - {name: Row, reps: 10 reps, Set-Rest: 45 secs, sets: 2x}
""",
    """\
title: Two ways
leads: {prepare: 20s}
modes:
  easy: {reps: 8, rest: 2 min}
exercises:
  - {name: Row, reps: 10, set_rest: 45s, sets: 2}
""",
)


@pytest.mark.parametrize(
    ("written", "ours"), [HYPERTROPHY, INTERVALS, CROSSFIT, CIRCUIT, SUPERSETS, TWO_WAYS]
)
def test_a_strangers_routine_is_read_as_the_same_in_our_words(written: str, ours: str) -> None:
    assert plain(read(written)) == plain(read(ours))


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("reps: 5x5", "sets: 5; reps: 5"),
        ("reps: 3 x 8-10", "sets: 3; reps: 8-10"),
        ("reps: 3 × 8–10 reps", "sets: 3; reps: 8-10"),
        ("reps: 3-4 sets of 8 reps", "sets: 3-4; reps: 8"),
        ("reps: 3 sets x 10 reps", "sets: 3; reps: 10"),
        ("sets: 5x5", "sets: 5; reps: 5"),
        ("sets: 3 sets of 8 to 12", "sets: 3; reps: 8-12"),
        ("work: 3 x 40 sec", "sets: 3; work: 40s"),
        ("hold: 2x30s each side", "sets: 2; hold: 30s; sides: each"),
        ("hold: 30s (each side)", "hold: 30s; sides: each"),
        ("work: 45 seconds per leg", "work: 45s; sides: each"),
        ("work: 1:30/side", "work: 90s; sides: each"),
        ("reps: 10 per side; sides: each", "reps: 10; sides: each"),
        ("reps: 10 reps each arm; sides: each_side", "reps: 10; sides: each"),
        ("reps: 10/side; sides: alternate", "reps: 10; sides: alternating"),
        ("reps: 10; sides: per side", "reps: 10; sides: each"),
        ("reps: 10 repetitions", "reps: 10"),
        ("reps: 3x10; sets: 3", "sets: 3; reps: 10"),
        ("reps: 12-10-8", "reps: [12, 10, 8]"),
        ("reps: 12/10/8; sets: 3", "reps: [12, 10, 8]"),
        ("work: 30s x 3", "sets: 3; work: 30s"),
        ("side: each side; reps: 5", "sides: each; reps: 5"),
        ("Sides: Each; reps: 5", "sides: each; reps: 5"),
        ("sets: 2; reps: 5; rest: 90s between sets", "sets: 2; reps: 5; set_rest: 90s"),
        ("reps: 5; RPE: RPE 8", "reps: 5; rpe: 8"),
        ("reps: 5; rpe: 8/10", "reps: 5; rpe: 8"),
        ("sets: 3 sets; reps: 10", "sets: 3; reps: 10"),
        ("hold: 20s; cues: {at: halfway, say: a}", "hold: 20s; cues: {at: half, say: a}"),
    ],
)
def test_a_value_that_says_two_things_is_both(written: str, ours: str) -> None:
    written, ours = (
        text.replace("cues: {", "cues: [{").replace("a}", "a}]") for text in (written, ours)
    )
    assert plain(read(of_exercise(written))) == plain(read(of_exercise(ours)))


@pytest.mark.parametrize(
    ("text", "name", "length"),
    [
        ("5 minute brisk walk", "Brisk walk", 300_000),
        ("5-minute brisk walk.", "Brisk walk", 300_000),
        ("10 mins of light cardio", "Light cardio", 600_000),
        ("90 s jumping jacks", "Jumping jacks", 90_000),
        ("5 to 10 minutes easy jog", "Easy jog", 450_000),
        ("5 min walk with arm swings", "Walk with arm swings", 300_000),
    ],
)
def test_a_warm_up_of_a_length_is_work(text: str, name: str, length: int) -> None:
    routine = read(of_exercise("reps: 5") + f"warmup: {text}\n")
    assert isinstance(routine.warmup, tuple)
    (walk,) = routine.warmup
    assert isinstance(walk, Exercise)
    assert walk.work
    assert (walk.name, walk.work.at("mid")) == (name, length)
    assert (walk.where.line, walk.where.column) == (5, 9)


@pytest.mark.parametrize(
    "text",
    [
        "Walk for 5 minutes.", "5 minutes", "5 minutes at an easy pace", "5 min walk, 10 squats",
        "5 minute walk then arm circles", "5 minutes per side", "Warm up first.",
        "10 arm circles", "5 minute walk and 10 squats", "5 Minuten gehen",
    ],
)  # fmt: skip
def test_another_warm_up_stays_words(text: str) -> None:
    assert read(of_exercise("reps: 5") + f"warmup: {text}\n").warmup == text


# What could mean several things

_ORDERS = "'sides: each' (all right, then all left) or 'sides: alternating'"
_IN_TURN = f"{_ORDERS} (right, left, right…)"


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (
            "reps: 10 each side",
            ("4:11: '10 each side' does not say in which order the sides are done; "
            f"write 'reps: 10' and {_IN_TURN}"),
        ),
        (
            "reps: 3x10/leg; switch: 5s",
            ("4:11: '3x10/leg' does not say in which order the sides are done; "
            f"write 'reps: 3x10' and {_IN_TURN}"),
        ),
        (
            "reps: 10 per side; sides: both",
            ("5:12: 'both' does not say in which order the sides are done; "
            f"write {_IN_TURN}"),
        ),
        ("each side: 10", f"4:5: unknown key 'each side'; write 'reps: 10' and {_ORDERS}"),
        ("unilateral: yes; reps: 10", f"4:5: unknown key 'unilateral'; write {_ORDERS}"),
        (
            "work: 30s each side; sides: alternating",
            ("4:11: '30s each side' and 'sides: alternating' contradict each other; "
            "keep one of them"),
        ),
        (
            "Duration: 30s",
            "4:5: unknown key 'Duration'; write 'work: 30s', or 'hold: 30s' where nothing moves",
        ),
        (
            "minutes: 2",
            "4:5: unknown key 'minutes'; write 'work: 2 min', or 'hold: 2 min' where nothing moves",
        ),
        (
            "reps: 30s",
            ("4:11: '30s' is a duration, and no number of reps; "
            "write 'work: 30s', or 'hold: 30s' where nothing moves"),
        ),
        (
            "work: 10 reps",
            "4:11: '10 reps' is a number of reps, and no duration; write 'reps: 10'",
        ),
        (
            "sets: 3 x 30s",
            ("4:11: '3 x 30s' does not say whether anything moves; "
            "write 'sets: 3' and 'work: 30s', or 'hold: 30s' to keep still"),
        ),
        (
            "reps: 3x10; sets: 4",
            "4:11: '3x10' says how many sets, and so does 'sets'; write 'reps: 10'",
        ),
        ("reps: 8; sets: 3x10", "5:11: '3x10' says how much, and so does 'reps'; write 'sets: 3'"),
        (
            "reps: 5x5 @ 80 kg",
            ("4:11: '5x5 @ 80 kg' is more than 'reps'; "
            "write what stands behind '@' as 'weight: …' or 'rpe: …'"),
        ),
        ("reps: 8; rounds: 3", ("5:5: 'rounds' belongs to the routine or a block, not to an "
         "exercise; write 'sets: 3'")),
        ("reps: 8; kg: 20", "5:5: unknown key 'kg'; write 'weight: 20 kg'"),
        ("reps: 8; notes: slow", ("5:5: 'notes' belongs to the routine, not to an exercise; "
         "write 'how: …' for what is spoken before it, or '# …' for a remark")),
        ("reps: 8; pause: 2s", ("5:5: unknown key 'pause'; "
         "write 'rest' for the rest after it, or 'tempo' for a pause in each rep")),
        ("reps: 8; rest between sets: 60s", ("5:5: 'rest between sets' has no effect without "
         "'sets'; add 'sets: 3' or delete it")),
        ("repetitions: 8; reps: 9", ("4:5: 'repetitions' means 'reps', which is on line 5; "
         "keep one of them")),
        ("how: a; reps: 5; technique: b", ("6:5: 'technique' means 'how', which is on line 4; "
         "keep one of them")),
        ("reps: 8; Rest: 5s; rest: 6s", ("5:5: 'Rest' means 'rest', which is on line 6; "
         "keep one of them")),
        (
            "work: 400m",
            ("4:11: '400m' could be minutes or metres; "
            "write 'work: 400 min', or 'distance: 400 m' with its 'pace'"),
        ),
        ("reps: 0 reps", "4:11: 0 is out of bounds; write a number from 1 to 1,000"),
        ("reps: 5x5000", "4:11: 5000 is out of bounds; write a number from 1 to 1,000"),
    ],
)  # fmt: skip
def test_what_could_mean_several_things_is_one_message(keys: str, message: str) -> None:
    assert told(of_exercise(keys)) == f"f:{message}"


@pytest.mark.parametrize(
    ("item", "hint"),
    [
        ("- 10 push-ups", "write it like '- {name: Push-ups, reps: 10}'"),
        ("- Push-ups x 10", "write it like '- {name: Push-ups, reps: 10}'"),
        ("- 3x10 push-ups", "write it like '- {name: Push-ups, sets: 3, reps: 10}'"),
        ("- Plank 30 sec", "write it like '- {name: Plank, work: 30 sec}'"),
        ("- 30s plank", "write it like '- {name: Plank, work: 30s}'"),
        ("- rest 60s", "write it like '- rest: 60s'"),
        ("- Push-ups: 10", "write it like '- {name: Push-ups, reps: 10}'"),
        ("- Squats: 3x10", "write it like '- {name: Squats, sets: 3, reps: 10}'"),
        ("- Squats:\n      reps: 10", "write '- name: Squats', and the other keys under 'name'"),
        ("- station: 1\n    name: a\n    reps: 5", "delete it, and put 'name: …' first"),
        (
            "- circuit:\n      rounds: 2\n      exercises: [{name: a, reps: 5}]",
            "write a title behind 'circuit:', and begin its keys right below 'circuit'",
        ),
        (
            "- superset:\n    - {name: a, reps: 5}",
            "write a title behind 'superset:', and the list under 'exercises:'",
        ),
        (
            "- {block: a, sets: 3, exercises: [{name: a, reps: 5}]}",
            "write 'rounds: 3' to do the whole list that often, or 'sets: 3' on each exercise",
        ),
        (
            "- {circuit: a, how: b, exercises: [{name: a, reps: 5}]}",
            "write '- say: …' as the first item of its list",
        ),
        (
            "- {circuit: a, duration: 9 min, exercises: [{name: a, reps: 5}]}",
            "it lasts as long as what is in it, and '--fit 20m' makes a track of that length",
        ),
    ],
)
def test_an_item_that_is_none_is_one_message_with_what_to_write(item: str, hint: str) -> None:
    assert_told_once(f"title: a\nexercises:\n  - {{name: b, reps: 5}}\n  {item}\n", hint)


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ("duration: 20 min", ("it lasts as long as what is in it, and '--fit 20m' makes a track of "
         "that length")),
        ("sets: 3", ("write 'rounds: 3' to do the whole list that often, or 'sets: 3' on each "
         "exercise")),
        ("rest between sets: 60s", ("write 'round_rest' for the rest between rounds, or 'set_rest' "
         "on an exercise")),
        ("difficulty: hard", "write it under 'notes', which are for the reader"),
        ("warmup: {name: Walk, work: 5 min}", "write lines under it that begin with '- name: …'"),
        ("warmup:\n  - 5 min bike", "write it like '- {name: Bike, work: 5 min}'"),
        ("finisher:\n  - {name: a, reps: 3}", ("a part of its own is a block in 'exercises', like "
         "'- block: finisher'")),
        ("name: b", "keep one of them"),
    ],
)  # fmt: skip
def test_a_key_of_the_routine_that_is_none_is_one_message(lines: str, hint: str) -> None:
    assert_told_once(f"title: a\n{lines}\nexercises: [{{name: b, reps: 5}}]\n", hint)


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        (
            "{type: circuit, name: A, sets: 3, set_rest: 5s, ",
            "{circuit: A, rounds: 3, round_rest: 5s, ",
        ),
        ("{name: A, type: superset, ", "{superset: A, "),
        ("{type: AMRAP, name: A, minutes: 5, ", "{amrap: 5 min, title: A, "),
        (
            "{circuit: A, rounds: 2, rest: 9s between rounds, ",
            "{circuit: A, rounds: 2, round_rest: 9s, ",
        ),
        ("{circuit: A, rest: 9s after each exercise, ", "{circuit: A, rest: 9s, "),
    ],
)
def test_a_block_of_others_is_one_of_ours(written: str, ours: str) -> None:
    items = "exercises: [{name: b, reps: 5}]}"
    ours, written = (f"title: a\nexercises:\n  - {each}{items}\n" for each in (ours, written))
    assert plain(read(written)) == plain(read(ours))


def test_a_ladder_is_read_from_its_numbers() -> None:
    ladder = "title: a\nexercises: [{ladder: NUMBERS, exercises: [{name: b}]}]\n"
    wanted = plain(read(ladder.replace("NUMBERS", "[21, 15, 9]")))
    for written in ("21-15-9", "21/15/9", "21 15 9", "21–15–9"):
        assert plain(read(ladder.replace("NUMBERS", written))) == wanted


def test_a_routine_may_stand_under_one_key() -> None:
    whole = "workout:\n  name: a\n  exercises:\n    - {name: b, reps: 5}\n"
    assert plain(read(whole)) == plain(read("title: a\nexercises: [{name: b, reps: 5}]\n"))
    assert told(whole.replace("5}", "x}")).startswith("f:4:23: 'x' is not a whole number")


def test_a_base_may_be_in_other_words_too(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("Name: a\nmain: [{name: b, reps: 5x5}]\n", "utf-8")
    (tmp_path / "own.yaml").write_text("extends: base\nworkout: c\n", "utf-8")
    routine = read_file(tmp_path / "own.yaml")
    assert (routine.title, len(routine.exercises)) == ("c", 1)
