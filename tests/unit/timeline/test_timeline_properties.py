"""The rules of time, over routines of every kind."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise

from fake_voice import fake_attacks, fake_lengths
from generated import ROUTINES
from hypothesis import HealthCheck, assume, given, settings
from msgspec.structs import replace

from audiocoach.defaults import CUEING, DEFAULTS
from audiocoach.plan import Plan, plan_session
from audiocoach.plan.model import Priority, Role
from audiocoach.renderer.clips import clips_of
from audiocoach.routine.keys import ONE_SIDE
from audiocoach.routine.model import Exercise, Routine
from audiocoach.routine.tree import walk
from audiocoach.support.durations import round_to
from audiocoach.timeline import PlacedCue, PlacedInterval, Timeline, lay_out

many = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def laid_out(routine: Routine) -> tuple[Plan, Timeline]:
    plan = plan_session(routine)
    return plan, lay_out(plan, fake_lengths(plan), fake_attacks(plan))


def within(timeline: Timeline, placed: PlacedInterval) -> list[PlacedCue]:
    return [cue for cue in timeline.cues if placed.start_ms <= cue.start_ms < placed.end_ms]


def works(timeline: Timeline) -> Iterator[PlacedInterval]:
    return (placed for placed in timeline.intervals if placed.interval.kind == "work")


@many
@given(ROUTINES)
def test_intervals_are_contiguous_from_zero_to_the_end(routine: Routine) -> None:
    _, timeline = laid_out(routine)
    assert timeline.intervals[0].start_ms == 0
    assert all(a.end_ms == b.start_ms for a, b in pairwise(timeline.intervals))
    assert timeline.intervals[-1].end_ms == timeline.duration_ms
    kinds = [placed.interval.kind for placed in timeline.intervals]
    assert kinds[:2] == ["intro", "prepare"]
    assert kinds[-1] == "outro"


@many
@given(ROUTINES)
def test_the_authors_lengths_of_work_are_exact(routine: Routine) -> None:
    plan, timeline = laid_out(routine)
    for interval, placed in zip(plan.intervals, timeline.intervals, strict=True):
        if interval.kind != "work":
            continue
        length_ms = placed.end_ms - placed.start_ms
        assert length_ms == interval.length_ms
        if interval.rep_ms and interval.reps:
            sides = 2 if interval.side == "alternating" else 1
            counted_ms = interval.reps * interval.rep_ms * sides
            more = (interval.amount or "").endswith("+")
            assert length_ms == counted_ms + (DEFAULTS.more_ms if more else 0)


@many
@given(ROUTINES)
def test_after_a_pause_work_starts_on_the_frame_nearest_to_where_it_is_due(
    routine: Routine,
) -> None:
    """However many pauses come before it, so that none is off its length by a whole frame."""
    _, timeline = laid_out(routine)
    # What comes before the first work has whole seconds.
    due_ms = round_to(timeline.intervals[1].end_ms, 1000)
    for placed in timeline.intervals[1:-1]:
        if placed.interval.kind != "prepare":
            due_ms += placed.interval.length_ms
        assert abs(placed.end_ms - due_ms) <= CUEING.grid_ms / 2
    for pause, work in pairwise(timeline.intervals):
        if pause.interval.kind != "work" and work.interval.kind == "work":
            assert work.start_ms % CUEING.grid_ms == 0
        if not pause.interval.grows:
            length_ms = pause.end_ms - pause.start_ms
            assert abs(length_ms - pause.interval.length_ms) < CUEING.grid_ms


@many
@given(ROUTINES)
def test_no_two_words_overlap_and_none_leaves_its_interval(routine: Routine) -> None:
    _, timeline = laid_out(routine)
    spoken = [cue for cue in timeline.cues if cue.play == "speech"]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(spoken))
    for placed in timeline.intervals:
        for cue in within(timeline, placed):
            if cue.play == "speech":
                assert cue.end_ms <= placed.end_ms


@many
@given(ROUTINES)
def test_who_counts_says_what_goes_with_the_beat_and_nothing_else(routine: Routine) -> None:
    plan, timeline = laid_out(routine)
    told = {"count", "tempo"} if routine.counter else set()
    for cue in timeline.spoken:
        assert cue.speaker == ("counter" if cue.role in told else "coach")
    alone = plan_session(replace(routine, counter="none"))
    lengths = {clip: 300 for each in (plan, alone) for clip in clips_of(each)}
    of_two, of_one = lay_out(plan, lengths), lay_out(alone, lengths)
    assert [replace(cue, speaker="coach") for cue in of_two.cues] == [*of_one.cues]
    assert bool(of_two.voices) == bool(routine.counter)
    assert not of_one.voices


@many
@given(ROUTINES)
def test_both_sides_get_the_same(routine: Routine) -> None:
    _, timeline = laid_out(routine)
    only = {item.where for _, item, _ in walk(routine) if getattr(item, "sides", None) in ONE_SIDE}
    sided = [
        placed
        for placed in works(timeline)
        if placed.interval.side in ONE_SIDE and placed.interval.where not in only
    ]
    for _, group in groupby(sided, key=lambda p: (p.interval.where, p.interval.round)):
        lengths = {"left": 0, "right": 0}
        for placed in group:
            lengths[placed.interval.side or ""] += placed.end_ms - placed.start_ms
        assert lengths["left"] == lengths["right"]


@many
@given(ROUTINES)
def test_every_rep_is_counted_at_one_lead_before_its_end_or_reported(routine: Routine) -> None:
    """One that has no room there ends with its rep."""
    plan, timeline = laid_out(routine)
    attacks = fake_attacks(plan)
    lost = {(cue.at_ms, cue.text) for cue in timeline.dropped if cue.role == "count"}
    for placed in works(timeline):
        if not placed.interval.reps:
            continue
        beat_ms = (placed.interval.rep_ms or 0) * (1 + (placed.interval.side == "alternating"))
        counted = {c.text: c for c in within(timeline, placed) if c.role == "count"}
        leads = set()
        for number in range(1, placed.interval.reps + 1):
            ends_ms = placed.start_ms + number * beat_ms
            if cue := counted.get(str(number)):
                assert cue.end_ms <= ends_ms
                if cue.end_ms < ends_ms:
                    leads.add(ends_ms - cue.start_ms - attacks[cue.clip])
            else:
                assert any(text == str(number) for _, text in lost)
        assert len(leads) <= 1


@many
@given(ROUTINES)
def test_when_words_are_heard_to_happen_moves_words_alone(routine: Routine) -> None:
    """And what sounds where no word is: soft ticks, a tempo under words of the author's.

    A tone between exercises goes where words end, where it has no time of its own.
    """
    plan, timeline = laid_out(routine)
    assume(not any(cue.role == "step" and cue.play == "sound" for cue in timeline.cues))
    other = lay_out(plan, fake_lengths(plan))
    assert timeline.intervals == other.intervals
    assert timeline.chapters == other.chapters
    soft = {cue.where for i in plan.intervals for cue in i.cues if cue.priority == Priority.PULSE}
    for one, two in ((timeline, other), (other, timeline)):
        gone = {cue for cue in one.cues if cue.play == "sound"} - {*two.cues}
        assert all(
            cue.role == "tempo" or (cue.text == "tick" and cue.where in soft) for cue in gone
        )


@many
@given(ROUTINES)
def test_work_starts_on_its_tone_and_the_last_beep_is_a_second_before(routine: Routine) -> None:
    _, timeline = laid_out(routine)
    for before, placed in pairwise(timeline.intervals):
        if placed.interval.kind != "work":
            continue
        starts = [cue.start_ms for cue in within(timeline, placed) if cue.role == "start"]
        assert starts == [placed.start_ms]
        beeps = [cue.start_ms for cue in within(timeline, before) if cue.role == "countdown"]
        assert all(b - a == 1000 for a, b in pairwise([*beeps, placed.start_ms]))
        countdown = routine.leads.countdown if routine.leads else None
        if before.interval.kind != "work" and before.interval.length_ms >= 1500 and countdown != 0:
            assert beeps


@many
@given(ROUTINES)
def test_chapters_are_contiguous_and_begin_in_quiet(routine: Routine) -> None:
    _, timeline = laid_out(routine)
    assert timeline.chapters[0].start_ms == 0
    assert timeline.chapters[-1].end_ms == timeline.duration_ms
    assert all(a.end_ms == b.start_ms for a, b in pairwise(timeline.chapters))
    assert all(chapter.start_ms < chapter.end_ms for chapter in timeline.chapters)


@many
@given(ROUTINES)
def test_what_is_on_the_beat_is_either_heard_or_reported(routine: Routine) -> None:
    plan, timeline = laid_out(routine)
    roles: tuple[Role, ...] = ("countdown", "start", "count", "switch", "outro")
    planned = Counter(
        cue.role for interval in plan.intervals for cue in interval.cues if not cue.words
    )
    found = Counter(cue.role for cue in timeline.cues)
    found += Counter(cue.role for cue in timeline.dropped if not cue.words)
    if not isinstance(routine.cooldown, str):
        assert {role: planned[role] for role in roles} == {role: found[role] for role in roles}


@many
@given(ROUTINES)
def test_every_work_is_announced_in_the_interval_before_it(routine: Routine) -> None:
    """But for repeats, whose number is told before the first: all of them are one chapter."""
    plan, _ = laid_out(routine)
    items = (place.item for place in walk(routine))
    shorts = {item.where: item.short for item in items if isinstance(item, Exercise) and item.short}
    for before, work in pairwise(plan.intervals):
        if work.kind != "work" or not work.chapter:
            continue
        names = (work.exercise or "", shorts.get(work.where, work.exercise or ""))
        named = [
            cue
            for cue in before.cues
            if cue.priority == Priority.NAME and cue.anchor.hold == "flows"
        ]
        assert any(
            cue.role == "switch" or any(name in cue.variants[0] for name in names) for cue in named
        )
        assert len(named) == 1


@many
@given(ROUTINES)
def test_every_work_is_announced_in_good_time(routine: Routine) -> None:
    """Where its rest has room for a name at all, and its author asks for no long countdown."""
    _, timeline = laid_out(routine)
    for before, work in pairwise(timeline.intervals):
        if work.interval.kind != "work" or before.interval.kind not in ("prepare", "rest"):
            continue
        if before.end_ms - before.start_ms >= 20_000:
            assert [cue for cue in within(timeline, before) if cue.role in ("announce", "switch")]


@many
@given(ROUTINES)
def test_the_parts_of_a_session_come_in_their_order(routine: Routine) -> None:
    plan, _ = laid_out(routine)
    order = ["warmup", "main", "cooldown"]
    sections = [interval.section for interval in plan.intervals if interval.section]
    assert sections == sorted(sections, key=order.index)
    assert ("warmup" in sections) == isinstance(routine.warmup, tuple)
    assert ("cooldown" in sections) == isinstance(routine.cooldown, tuple)
