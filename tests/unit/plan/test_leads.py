"""How long before something the coach tells of it: what the routine, its user and an option say."""

import pytest
from fake_voice import fake_lengths
from msgspec.structs import replace

from audiocoach.config.overrides import Overrides, UserOverrides
from audiocoach.config.resolve import customise
from audiocoach.defaults import CUEING
from audiocoach.errors import RoutineError
from audiocoach.plan import plan_session
from audiocoach.routine.customise import LeadChange, read_lead_change
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import PlacedCue, PlacedInterval, Timeline, lay_out

LIST = """
rounds: 2
rest: 60s
exercises:
  - {name: Row, reps: 5, how: Hinge at the hips. Pull the bell to the ribs and lower it slowly.}
  - {name: Plank, hold: 40s}
"""


def routine(leads: str = "", text: str = LIST) -> Routine:
    head = f"leads: {{{leads}}}" if leads else ""
    return read_bytes(f"title: A\n{head}{text}".encode(), "a.yaml")


def session(leads: str = "", text: str = LIST) -> Timeline:
    plan = plan_session(routine(leads, text))
    return lay_out(plan, fake_lengths(plan))


def interval(timeline: Timeline, kind: str, number: int = 0) -> PlacedInterval:
    return [placed for placed in timeline.intervals if placed.interval.kind == kind][number]


def within(timeline: Timeline, placed: PlacedInterval) -> list[PlacedCue]:
    return [cue for cue in timeline.cues if placed.start_ms <= cue.start_ms < placed.end_ms]


def left_ms(timeline: Timeline, placed: PlacedInterval, said: str) -> int:
    """How long before the interval's end something is said."""
    (cue,) = (cue for cue in within(timeline, placed) if cue.text.startswith(said))
    return placed.end_ms - cue.start_ms


def whys(timeline: Timeline, placed: PlacedInterval) -> list[str]:
    return [cue.role for cue in within(timeline, placed)]


def test_prepare_is_at_least_so_long() -> None:
    prepare = interval(session("prepare: 40s"), "prepare")
    assert prepare.end_ms - prepare.start_ms == pytest.approx(40_000, abs=CUEING.grid_ms / 2)


def test_no_time_to_prepare_is_still_time_to_speak() -> None:
    timeline = session("prepare: none", "\nexercises: [{name: Row, reps: 5}]")
    prepare = interval(timeline, "prepare")
    assert prepare.end_ms - prepare.start_ms < 10_000
    assert whys(timeline, prepare) == ["announce", "countdown", "countdown", "countdown"]


def test_the_next_move_is_named_so_long_before_it() -> None:
    timeline = session("next: 25s")
    # On the grid of the track's frames.
    assert 25_000 - 24 < left_ms(timeline, interval(timeline, "rest"), "Next: Plank") <= 25_000
    at_once = session()
    assert left_ms(at_once, interval(at_once, "rest"), "Next: Plank") > 50_000


def test_a_name_that_comes_too_late_comes_as_late_as_it_can() -> None:
    timeline = session("next: 1s")
    assert left_ms(timeline, interval(timeline, "rest"), "Next: Plank") < 12_000
    assert not timeline.dropped


def test_the_call_comes_so_long_before_work() -> None:
    timeline = session("call: 20s")
    assert left_ms(timeline, interval(timeline, "rest"), "20 seconds. Plank.") == 20_000
    assert "20 seconds. Row." in [
        cue.text for cue in within(timeline, interval(timeline, "prepare"))
    ]


@pytest.mark.parametrize("leads", ["call: none", "call: 31s", "next: 15s"])
def test_there_is_no_call_where_none_is_wanted_or_there_is_no_time_for_one(leads: str) -> None:
    timeline = session(leads)
    announced = [cue for cue in within(timeline, interval(timeline, "rest")) if "Plank" in cue.text]
    assert len(announced) == 1


@pytest.mark.parametrize(("countdown", "beeps"), [("none", 0), ("1", 1), ("5", 5)])
def test_so_many_seconds_are_counted_down(countdown: str, beeps: int) -> None:
    timeline = session(f"countdown: {countdown}")
    rest = interval(timeline, "rest")
    heard = [cue.start_ms for cue in within(timeline, rest) if cue.role == "countdown"]
    assert heard == [rest.end_ms - 1000 * left for left in range(beeps, 0, -1)]
    assert whys(timeline, interval(timeline, "prepare")).count("countdown") == beeps


@pytest.mark.parametrize(("halfway", "called"), [("none", 0), ("41s", 0), ("40s", 1)])
def test_work_that_is_long_enough_has_its_half_called(halfway: str, called: int) -> None:
    timeline = session(f"halfway: {halfway}")
    assert whys(timeline, interval(timeline, "work", 1)).count("halfway") == called


def test_the_last_call_of_work_comes_so_long_before_its_end() -> None:
    timeline = session("remaining: 13s")
    assert left_ms(timeline, interval(timeline, "work", 1), "13 seconds left") == 13_000
    assert "left" not in " ".join(cue.text for cue in session("remaining: none").cues)
    assert "left" not in " ".join(cue.text for cue in session("remaining: 14s").cues)


def test_a_task_has_its_minutes_called() -> None:
    timeline = session(text="\nexercises: [{amrap: 4 min, exercises: [{name: Row, reps: 5}]}]")
    work = interval(timeline, "work")
    calls = {
        cue.start_ms - work.start_ms: cue.text
        for cue in within(timeline, work)
        if cue.role in ("remaining", "halfway") and cue.play == "speech"
    }
    assert calls == {
        60_000: "3 minutes left.",
        120_000: "Halfway.",
        180_000: "1 minute left.",
        230_000: "10 seconds left.",
    }


def test_options_win_over_habits_and_these_over_the_routine() -> None:
    changed = customise(
        routine("call: 15s, countdown: 2"),
        Overrides(leads=(read_lead_change("countdown=5"),)),
        [
            UserOverrides(
                Overrides(leads=(LeadChange("countdown", 1), LeadChange("prepare", 30_000)))
            )
        ],
    )
    assert changed.leads is not None
    assert (changed.leads.call, changed.leads.countdown, changed.leads.prepare) == (
        15_000,
        5,
        30_000,
    )
    assert changed.leads.next is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("call", "'call' has no value; write it like 'call=15s'"),
        ("cal=15s", "'cal' is not known here; did you mean 'call'?"),
        ("call=soon", "call: 'soon' is not a duration"),
        ("countdown=11", "countdown: '11' is no countdown; write a number from 1 to 10, or 'none'"),
    ],
)
def test_an_option_that_says_nothing_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="^" + message.replace("?", r"\?")):
        read_lead_change(text)


# How a move is done


TIGHT = """
rounds: 3
rest: {rest}
round_rest: {round_rest}
exercises:
  - {{name: Row, reps: 5}}
  - name: Plank
    hold: 20s
    how: Elbows under the shoulders. Squeeze everything, and keep your eyes on the floor all along.
"""


ELBOWS = "Elbows under the shoulders."
SQUEEZE = "Squeeze everything, and keep your eyes on the floor all along."


def told(rest: str, round_rest: str) -> list[tuple[str, int, str]]:
    """In which rest, or which work, the plank is explained, and what of it."""
    timeline = session(text=TIGHT.format(rest=rest, round_rest=round_rest))
    assert not [gone for gone in timeline.dropped if gone.words]
    return [
        (kind, number, cue.text)
        for kind in ("rest", "work")
        for number, placed in enumerate(
            each for each in timeline.intervals if each.interval.kind == kind
        )
        for cue in within(timeline, placed)
        if cue.role == "form"
    ]


def test_it_is_told_in_full_where_there_is_time() -> None:
    assert told("60s", "60s") == [("rest", 0, ELBOWS), ("rest", 0, SQUEEZE)]


def test_it_is_told_in_part_where_there_is_less_and_goes_on_in_the_work() -> None:
    assert told("9s", "13s") == [("rest", 0, ELBOWS), ("work", 1, SQUEEZE)]


def test_it_is_told_in_the_work_where_there_is_no_time_before_it() -> None:
    assert told("4s", "5s") == [("work", 1, ELBOWS), ("work", 1, SQUEEZE)]


def test_a_last_rest_gives_way_to_that_between_rounds() -> None:
    text = LIST.replace("rest: 60s", "rest: 60s\nround_rest: 90s")
    written = read_bytes(f"title: A{text}".encode(), "a.yaml")
    last = replace(written.exercises[-1], rest=written.rest)
    changed = replace(written, exercises=(*written.exercises[:-1], last))
    rests = [i.length_ms for i in plan_session(changed).intervals if i.kind == "rest"]
    assert rests == [60_000, 90_000, 60_000]
    with pytest.raises(
        RoutineError, match=r"a.yaml:7:\d+: 'rest' of the last exercise has no effe"
    ):
        read_bytes(f"title: A{text.replace('40s}', '40s, rest: 5s}')}".encode(), "a.yaml")


def test_profiles_and_leads_go_together() -> None:
    plan = plan_session(routine("countdown: 5"), profile="minimal")
    timeline = lay_out(plan, fake_lengths(plan))
    assert whys(timeline, interval(timeline, "rest")).count("countdown") == 5
