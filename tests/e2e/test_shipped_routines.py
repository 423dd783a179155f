"""The shipped routines are true to print, and what options change is that and nothing else."""

from itertools import pairwise
from pathlib import Path

import pytest
from command_line import ok
from fake_voice import fake_lengths
from msgspec.structs import replace
from sampling import sampled

from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.export.json import to_dict
from audiocoach.plan import Interval, plan_session
from audiocoach.routine import catalog
from audiocoach.routine.fields import Span
from audiocoach.timeline import Timeline, lay_out

_AS_WRITTEN = Overrides()
SHIPPED = ["jamison-back", "jeffers-pull"]
OURS = [
    "box-breathing",
    "core-circuit",
    "emom-twelve",
    "evening-flow",
    "first-runs",
    "five-by-five",
    "full-body-beginner",
    "mobility-flow",
    "pull-circuit",
    "tabata-swings",
]


def session(name: str, overrides: Overrides = _AS_WRITTEN, level: str = "mid") -> Timeline:
    plan = plan_session(customise(catalog.find(name), overrides), level)
    return lay_out(plan, fake_lengths(plan))


def lengths(timeline: Timeline, kind: str) -> list[int]:
    return [p.end_ms - p.start_ms for p in timeline.intervals if p.interval.kind == kind]


def works(timeline: Timeline) -> list[Interval]:
    return [placed.interval for placed in timeline.intervals if placed.interval.kind == "work"]


def rests(timeline: Timeline, *, between_rounds: bool) -> list[int]:
    return [
        placed.interval.length_ms
        for placed in timeline.intervals
        if placed.interval.kind == "rest" and (placed.interval.round is None) == between_rounds
    ]


def test_they_are_shipped_beside_our_own_and_translated() -> None:
    translated = [f"{name}-{language}" for name in SHIPPED for language in ("de", "es")]
    assert catalog.names() == sorted(SHIPPED + OURS + translated)


@pytest.mark.parametrize(
    "name", sampled(catalog.names(), "jeffers-pull", "jamison-back-de", alike=False)
)
def test_every_shipped_routine_passes_the_strictest_check(name: str) -> None:
    ok("check", "--strict", name)


@pytest.mark.parametrize("name", SHIPPED)
def test_everything_fits(name: str) -> None:
    assert session(name).dropped == ()


def test_jeffers_is_two_moves_in_three_rounds() -> None:
    done = works(session("jeffers-pull"))
    row, march = "Alternating single-arm bent-over row", "Bent-over row to march"
    assert [work.exercise for work in done] == [row, march] * 3
    assert {(work.reps, work.side) for work in done} == {(10, "alternating"), (12, None)}
    assert [(work.round, work.rounds) for work in done[::2]] == [(1, 3), (2, 3), (3, 3)]


def test_jeffers_rests_ninety_seconds_and_one_to_two_minutes() -> None:
    assert rests(session("jeffers-pull"), between_rounds=False) == [90_000] * 3
    for level, expected in (("low", 60_000), ("mid", 90_000), ("high", 120_000)):
        assert rests(session("jeffers-pull", level=level), between_rounds=True) == [expected] * 2


def test_jeffers_row_is_ten_a_side_starting_right() -> None:
    timeline = session("jeffers-pull")
    first = next(p for p in timeline.intervals if p.interval.kind == "work")
    assert first.end_ms - first.start_ms == 10 * 2 * 4_000
    said = [c.text for c in timeline.cues if first.start_ms <= c.start_ms < first.end_ms]
    assert said.index("right") < said.index("left") < said.index("1")


@pytest.mark.parametrize(
    ("level", "rounds", "reps"), [("low", 3, 6), ("mid", 4, 8), ("high", 5, 10)]
)
def test_jamison_is_three_to_five_rounds_of_six_to_ten(level: str, rounds: int, reps: int) -> None:
    timeline = session("jamison-back", level=level)
    done = works(timeline)
    assert {work.reps for work in done} == {reps}
    assert {work.rounds for work in done} == {rounds}
    pair = ["Renegade row", "Renegade row", "Romanian deadlift"]
    assert [work.exercise for work in done] == [*pair, "Halo", *["Single-arm row"] * 2] * rounds
    sides = ["right", "left", None, "alternating", "right", "left"]
    assert [work.side for work in done[:6]] == sides
    assert rests(timeline, between_rounds=False) == [90_000] * rounds
    assert rests(timeline, between_rounds=True) == [120_000] * (rounds - 1)


def test_jamison_does_not_rest_within_a_superset() -> None:
    kinds = [placed.interval.kind for placed in session("jamison-back").intervals][1:12]
    assert kinds == [
        "prepare", "work", "transition", "work", "transition", "work", "rest",
        "work", "transition", "work", "transition",
    ]  # fmt: skip


def test_the_two_weights_are_said_before_never_during() -> None:
    timeline = session("jamison-back")
    weights = [c for c in timeline.cues if " lb" in c.text]
    assert {"5-15 lb" in c.text or "20-35 lb" in c.text for c in weights} == {True}
    assert {c.role for c in weights} == {"announce"}
    for cue in weights:
        during = next(p for p in timeline.intervals if p.start_ms <= cue.start_ms < p.end_ms)
        assert during.interval.kind != "work"


def test_reps_rest_and_rounds_change_exactly_that() -> None:
    overrides = Overrides(reps=Span(8, 8), rest=Span(45_000, 45_000), rounds=Span(2, 2))
    before, after = session("jeffers-pull"), session("jeffers-pull", overrides)
    assert rests(after, between_rounds=False) == [45_000] * 2
    assert rests(after, between_rounds=True) == rests(before, between_rounds=True)[:1]
    assert [work.reps for work in works(after)] == [8] * 4
    counts = [cue.text for cue in after.cues if cue.role == "count"]
    assert counts == [str(number) for number in range(1, 9)] * 4
    unchanged = [
        replace(work, reps=0, length_ms=0, rounds=0, cues=(), round=0) for work in works(before)[:4]
    ]
    assert unchanged == [
        replace(work, reps=0, length_ms=0, rounds=0, cues=(), round=0, chapter=old.chapter)
        for work, old in zip(works(after), works(before), strict=False)
    ]


def test_the_round_rest_is_its_own_option() -> None:
    after = session("jamison-back", Overrides(round_rest=Span(30_000, 30_000)))
    assert set(rests(after, between_rounds=True)) == {30_000}
    assert set(rests(after, between_rounds=False)) == {90_000}


def test_how_is_explained_once_and_before_its_first_set() -> None:
    timeline = session("jamison-back")
    named = [cue for cue in timeline.cues if cue.role == "form" and ": " in cue.text]
    named = [cue for cue in named if not cue.text.startswith("Remember: ")]
    assert [cue.text.split(":")[0] for cue in named] == [
        "Romanian deadlift", "Single-arm row",
    ]  # fmt: skip
    last_first_set = next(
        p.start_ms for p in timeline.intervals if p.interval.exercise == "Single-arm row"
    )
    how = "Set it down flat before you lean on it."
    (told,) = [cue for cue in timeline.cues if cue.text == how]
    assert all(cue.end_ms < last_first_set for cue in (*named, told))


def test_no_reminder_is_said_twice_running() -> None:
    for name in SHIPPED:
        reminders = [c for c in session(name).cues if c.role == "form" and len(c.text) < 60]
        assert len(reminders) > 10
        assert all(a.text != b.text for a, b in pairwise(reminders))


def test_the_json_is_the_contract() -> None:
    data = to_dict(session("jeffers-pull"))
    assert list(data) == [
        "version", "routine", "title", "language", "duration_ms",
        "intervals", "cues", "chapters", "dropped",
    ]  # fmt: skip
    assert (data["version"], data["routine"], data["language"]) == (1, "jeffers-pull", "en")
    intervals = data["intervals"]
    assert isinstance(intervals, list)
    assert intervals[2] == {
        "start_ms": intervals[1]["end_ms"],
        "end_ms": intervals[1]["end_ms"] + 80_000,
        "kind": "work",
        "section": "main",
        "exercise": "Alternating single-arm bent-over row",
        "side": "alternating",
        "round": 1,
        "rounds": 3,
        "set": 1,
        "sets": 1,
        "reps": 10,
        "rep_ms": 4000,
        "countdown": None,
        "where": f"{Path('routines/jeffers-pull.yaml')}:28:5",
    }
    cues = data["cues"]
    assert isinstance(cues, list)
    assert cues[0]["play"] == "sound"
    assert cues[0]["text"] is None
    assert {cue["why"] for cue in cues} == {
        "intro", "announce", "form", "countdown", "start", "switch", "count",
        "tempo", "remaining", "rest", "round", "outro",
    }  # fmt: skip


def test_the_track_opens_and_ends_on_a_tone() -> None:
    for name in SHIPPED:
        timeline = session(name)
        assert timeline.cues[0].play == "sound"
        last = max(timeline.cues, key=lambda cue: cue.end_ms)
        assert (last.text, last.end_ms) == ("end", timeline.duration_ms)


def test_the_intro_lasts_twenty_seconds_at_most() -> None:
    for name in SHIPPED:
        assert lengths(session(name), "intro")[0] <= 20_000
