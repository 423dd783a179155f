"""The cadence of a rep: the parts that an author names, and which way a lift begins."""

import pytest
from fake_voice import fake_lengths

from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.errors import RoutineError
from audiocoach.plan import Interval, Plan, plan_session
from audiocoach.routine.fields import Tempo
from audiocoach.routine.lifts import first_phase
from audiocoach.routine.model import Routine
from audiocoach.routine.overrides import override
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import lay_out

MARCH = "name: March, reps: 3"
SECONDS = "phases: {row: 2s, stand: 2s, right: 1.5s, left: 1.5s}"


def read(exercise: str, around: str = "") -> Routine:
    return read_bytes(f"title: A\n{around}exercises: [{{{exercise}}}]".encode(), "a.yaml")


def planned(exercise: str, around: str = "") -> Plan:
    return plan_session(read(exercise, around))


def work_of(plan: Plan) -> Interval:
    return next(interval for interval in plan.intervals if interval.kind == "work")


def named(plan: Plan) -> list[tuple[int, str]]:
    """The words for phases, and when in the work each belongs, in milliseconds."""
    cues = [cue for cue in work_of(plan).cues if cue.role == "tempo" and cue.play == "speech"]
    return sorted((cue.anchor.offset_ms, cue.variants[0]) for cue in cues)


def tones(plan: Plan) -> list[tuple[int, str]]:
    """The tones of the first rep after its start."""
    work = work_of(plan)
    return [
        (cue.anchor.offset_ms, cue.variants[0])
        for cue in work.cues
        if cue.role == "tempo" and cue.play == "sound" and cue.anchor.offset_ms < (work.rep_ms or 0)
    ]


# Names of the author's


def test_the_first_reps_say_their_parts_as_they_begin() -> None:
    plan = planned(f"{MARCH}, {SECONDS}")
    assert work_of(plan).rep_ms == 7_000
    first = [(0, "row"), (2_000, "stand"), (4_000, "right"), (5_500, "left")]
    assert named(plan) == first + [(at_ms + 7_000, word) for at_ms, word in first]
    assert tones(plan) == [(2_000, "tick"), (4_000, "tick"), (5_500, "tick")]


def test_all_of_them_have_room() -> None:
    plan = planned(f"{MARCH}, {SECONDS}")
    timeline = lay_out(plan, fake_lengths(plan))
    assert timeline.dropped == ()
    start_ms = next(p.start_ms for p in timeline.intervals if p.interval.kind == "work")
    late = {
        cue.text: cue.start_ms - start_ms
        for cue in reversed(timeline.cues)
        if cue.role == "tempo" and cue.play == "speech"
    }
    for word, at_ms in (("row", 0), ("stand", 2_000), ("right", 4_000), ("left", 5_500)):
        assert at_ms <= late[word] < at_ms + 1_000


def test_a_list_divides_the_rep_evenly_and_leaves_its_pace() -> None:
    plan = planned(f"{MARCH}, pace: 6s, phases: [row, stand, march]")
    assert work_of(plan).rep_ms == 6_000
    assert named(plan)[:3] == [(0, "row"), (2_000, "stand"), (4_000, "march")]
    assert work_of(planned(f"{MARCH}, phases: [row, stand]")).rep_ms == 4_000


def test_a_list_names_the_phases_of_a_tempo_in_the_order_of_the_lift() -> None:
    row = "name: Row, reps: 2, phases: [pull, lower]"
    assert named(planned(f"{row}, tempo: 3-0-1-0"))[:2] == [(0, "pull"), (1_000, "lower")]
    squat = "name: Squat, reps: 2, tempo: 3-1-1-0, phases: [sit, wait, drive]"
    assert named(planned(squat))[:3] == [(0, "sit"), (3_000, "wait"), (4_000, "drive")]
    inherited = planned(row, "tempo: 2-0-2-0\n")
    assert named(inherited)[:2] == [(0, "pull"), (2_000, "lower")]


def test_the_tones_of_a_tempo_stay() -> None:
    row = "name: Row, reps: 2, tempo: 2-0-2-0"
    assert tones(planned(f"{row}, phases: [pull, lower]")) == tones(planned(row))


def test_where_a_side_is_named_the_word_waits_for_the_next_pair() -> None:
    plan = planned("name: Row, reps: 4, sides: alternating, tempo: 2-0-2-0, phases: [pull, lower]")
    assert named(plan) == [(2_000, "lower"), (6_000, "lower"), (8_000, "pull"), (12_000, "pull")]


def test_only_the_first_set_says_them() -> None:
    plan = planned(f"{MARCH}, {SECONDS}", "rounds: 2\n")
    works = [interval for interval in plan.intervals if interval.kind == "work"]
    words = [sum(cue.role == "tempo" and cue.play == "speech" for cue in w.cues) for w in works]
    assert words == [8, 0]


@pytest.mark.parametrize(
    ("exercise", "message"),
    [
        (f"{MARCH}, {SECONDS}, pace: 7s", "'pace' and the times of 'phases' contradict"),
        (f"{MARCH}, {SECONDS}, tempo: 2-0-2-0", "'tempo' and the times of 'phases' contradict"),
        (f"{MARCH}, phases: [row]", "'phases' names 1; name 2 to 8"),
        (f"{MARCH}, phases: [{', '.join('abcdefghi')}]", "'phases' names 9; name 2 to 8"),
        (f"{MARCH}, phases: row", "'phases' is a list, not text; write it like"),
        (f"{MARCH}, phases: {{row: 0s, stand: 2s}}", "'0s' is no time at all"),
        (f"{MARCH}, phases: {{'!': 1s, stand: 2s}}", "nothing that can be spoken"),
        (f"{MARCH}, phases: [row, '!']", "nothing that can be spoken"),
        ("name: Plank, hold: 20s, phases: [a, b]", "'phases' has no effect on work that is timed"),
    ],
)
def test_what_makes_no_sense_is_an_error(exercise: str, message: str) -> None:
    with pytest.raises(RoutineError) as error:
        read(exercise)
    assert message in str(error.value)
    assert str(error.value).startswith("a.yaml:2:")


def test_a_tempo_with_other_phases_than_are_named_is_an_error() -> None:
    with pytest.raises(RoutineError) as error:
        planned("name: Row, reps: 2, tempo: 3-1-1-0, phases: [pull, lower]")
    assert "'phases' names 2, and the tempo 3-1-1-0 has 3; name 3" in str(error.value)


def test_another_tempo_has_its_own_words_and_another_pace_keeps_the_shares() -> None:
    march = read(f"{MARCH}, {SECONDS}")
    slower = plan_session(override(march, {"pace": 14_000}))
    assert named(slower)[:3] == [(0, "row"), (4_000, "stand"), (8_000, "right")]
    tempo = plan_session(override(march, {"tempo": Tempo(3_000, 0, 3_000, 0)}))
    assert {word for _, word in named(tempo)} == {"down", "up"}
    timed = read(f"{MARCH}, {SECONDS}", "modes: {a: {}, b: {work: 30s}}\n")
    assert named(plan_session(customise(timed, Overrides(mode="b")))) == []


def test_words_that_have_no_time_are_told_of() -> None:
    (problem,) = planned("name: Burpee, reps: 3, pace: 3s, phases: [down, out, in, up]").advice
    assert str(problem).startswith(
        "a.yaml:2:13: no time to say 'down', 'out', 'in', 'up' in a rep: a part of it lasts 0.75s"
    )


# Which way a lift begins


@pytest.mark.parametrize(
    ("names", "phase"),
    [
        (
            (
                "Pull-up|Chin ups|Single-arm bent-over row|Row to march|Deadlift|Hammer curl"
                "|Calf raise|Overhead press|Hip thrust|Glute bridge|Lat pulldown|Klimmzüge"
                "|Einarmiges Rudern|Kreuzheben|Seitheben|Dominadas|Remo a una mano|Peso muerto"
                "|Tractions|Soulevé de terre|Trazioni|Stacco|Optrekken|Remada|Levantamento terra"
                "|Подтягивания|Становая тяга"
            ),
            "concentric",
        ),
        (
            (
                "Goblet squat|Push-up|Raised push-up|Bench press|Romanian deadlift|RDL|Hip hinge"
                "|Squat to press|Single-leg Romanian deadlift|Reverse lunge|Rumänisches Kreuzheben"
                "|Kniebeuge|Liegestütze|Peso muerto rumano|Sentadilla|Pompes|Stacco rumeno"
                "|Bankdrukken|Agachamento|Приседания|Отжимания|Press-ups"
            ),
            "eccentric",
        ),
        ("Press|Floor press|Windmill|Turkish get-up|Arrow|Brown bear|Crowd pleaser", None),
    ],
)
def test_the_name_of_a_lift_tells_which_way_it_begins(names: str, phase: str | None) -> None:
    assert {name: first_phase(name) for name in names.split("|")} == dict.fromkeys(
        names.split("|"), phase
    )


def test_a_pull_up_begins_with_the_way_up_and_lasts_as_long() -> None:
    plan = planned("name: Pull-up, reps: 3, tempo: 3-1-2-0")
    assert tones(plan)[-1] == (5_000, "tick")
    assert [tone for tone in tones(plan) if tone[1] != "tick"] == [(2_000, "down")]
    assert named(plan)[:2] == [(0, "up"), (2_000, "down")]
    squat = planned("name: Squat, reps: 3, tempo: 3-1-2-0")
    assert work_of(plan).length_ms == work_of(squat).length_ms


def test_what_the_author_says_counts_more_than_the_name() -> None:
    row = "name: Pull-up, reps: 3, tempo: 2-0-2-0"
    assert named(planned(f"{row}, starts: eccentric"))[0] == (0, "down")
    assert named(planned(row, "starts: eccentric\n"))[0] == (0, "down")
    assert planned(row).advice == ()


@pytest.mark.parametrize(
    ("exercise", "asked"),
    [
        ("name: Press, reps: 3, tempo: 2-0-2-0", True),
        ("name: Press, reps: 3, tempo: 2-0-2-0, starts: eccentric", False),
        ("name: Press, reps: 3, tempo: 2-0-2-0, phases: [up, down]", False),
        ("name: Press, reps: 3, tempo: 3-0-0-0", False),
        ("name: Press, reps: 3", False),
        ("name: Squat, reps: 3, tempo: 2-0-2-0", False),
    ],
)
def test_it_asks_where_no_name_tells(exercise: str, *, asked: bool) -> None:
    questions = [problem.message for problem in planned(exercise).advice]
    assert questions == (["'Press' is taken to begin with the way down"] if asked else [])
