"""No word of the author's is lost in silence: each is said at least once, or told as dropped."""

import pytest
from fake_voice import fake_attacks, fake_lengths
from generated import ROUTINES
from hypothesis import HealthCheck, given, settings
from kept_words import authored, is_in, said

from audiocoach.defaults import CUEING
from audiocoach.plan import plan_session
from audiocoach.plan.model import Plan
from audiocoach.plan.sentences import split_sentences
from audiocoach.report.lint import lint
from audiocoach.routine.model import Block, Exercise, Routine
from audiocoach.routine.read import read_bytes
from audiocoach.routine.tree import walk
from audiocoach.timeline import PlacedCue, Timeline, lay_out


def session(text: str, **plan_options: str) -> tuple[Routine, Plan, Timeline]:
    routine = read_bytes(f"title: Kept\n{text}".encode(), "kept.yaml")
    plan = plan_session(routine, **plan_options)  # type: ignore[arg-type]
    return routine, plan, lay_out(plan, fake_lengths(plan), fake_attacks(plan))


def during(timeline: Timeline, kind: str, number: int = 0) -> list[str]:
    """What is said in one interval of a kind."""
    placed = [each for each in timeline.intervals if each.interval.kind == kind][number]
    return [c.text for c in timeline.spoken if placed.start_ms <= c.start_ms < placed.end_ms]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROUTINES)
def test_what_the_author_wrote_is_said_or_dropped(routine: Routine) -> None:
    plan = plan_session(routine)
    timeline = lay_out(plan, fake_lengths(plan), fake_attacks(plan))
    heard = said(timeline)
    gone = [each for each in timeline.dropped if each.words]
    for text in authored(routine, plan):
        lost = any(each.words and each.words.text == text for each in gone)
        assert is_in(text, heard) or lost
    for each in gone:
        assert not any(is_spare_near(cue, each.at_ms, plan) for cue in timeline.spoken)
        assert "needs" in each.reason
        assert each.where.file == "generated.yaml"


def is_spare_near(heard: PlacedCue, at_ms: int, plan: Plan) -> bool:
    """Whether words that nobody would miss are heard within ten seconds of a moment."""
    spare = {text for cue in plan.cues if cue.is_spare for text in cue.texts}
    kept = {text for cue in plan.cues if not cue.is_spare for text in cue.texts}
    near = heard.start_ms - 10_000 < at_ms < heard.end_ms + 10_000
    return near and heard.text in spare - kept


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROUTINES)
def test_an_explanation_is_told_once_and_in_its_order(routine: Routine) -> None:
    plan = plan_session(routine)
    timeline = lay_out(plan, fake_lengths(plan), fake_attacks(plan))
    for item in (place.item for place in walk(routine)):
        if not isinstance(item, Exercise) or not item.how:
            continue
        told = [c.text for c in timeline.spoken if c.where == item.where and c.role == "form"]
        for how in item.explanations:
            sentences = [*dict.fromkeys(split_sentences(how))]
            places = [
                index
                for text in told
                for index, each in enumerate(sentences)
                if text == each or text.endswith(f": {each}")
            ]
            assert places == sorted({*places})


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Hinge. Pull it up.", ["Hinge.", "Pull it up."]),
        ("Go up, approx. half way. Stop!", ["Go up, approx. half way.", "Stop!"]),
        ("Hold ca. 5 s. ¿Listo? Sí.", ["Hold ca. 5 s.", "¿Listo?", "Sí."]),
        ("no full stop", ["no full stop"]),
        (
            "Keep flat, e.g. Romanian style. Then up.",
            ["Keep flat, e.g. Romanian style.", "Then up."],
        ),
        ("1. Hinge. 2. Pull.", ["1. Hinge.", "2. Pull."]),
        ("Mach z. B. Kniebeugen. Steh auf.", ["Mach z. B. Kniebeugen.", "Steh auf."]),
    ],
)
def test_sentences_end_where_one_begins(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_a_reminder_is_heard_in_sets_shorter_than_the_usual_time_for_one() -> None:
    _, _, timeline = session(
        "exercises:\n  - {name: Swing, work: 15s, sets: 3, rest: 20s, cues: [Snap, Tall, Grip]}\n"
    )
    assert [during(timeline, "work", number) for number in range(3)] == [
        ["Snap"],
        ["Tall"],
        ["Grip"],
    ]


def test_reminders_that_have_no_room_in_the_work_come_before_it() -> None:
    _, _, timeline = session(
        "exercises:\n  - {name: Hang, hold: 5s, sets: 2, rest: 30s, cues: [Shoulders down]}\n"
    )
    assert "Shoulders down" in during(timeline, "prepare")
    assert not [each for each in timeline.dropped if each.words]


@pytest.mark.parametrize("moment", ["50s", "rep 9"])
def test_a_moment_after_the_end_is_said_before_and_told(moment: str) -> None:
    dose = "reps: 5" if "rep" in moment else "hold: 40s"
    routine, plan, timeline = session(
        f"exercises:\n  - name: Plank\n    {dose}\n"
        f"    cues: [{{at: {moment}, say: Long neck now}}]\n"
    )
    assert "Long neck now" in said(timeline)
    (advice,) = [each for each in lint(routine, plan, timeline) if "Long neck" in each.message]
    assert advice.where.line == 5
    assert "after the end" in advice.message
    assert "'at'" in (advice.hint or "")


def test_a_moment_of_a_rep_in_work_that_is_not_counted_is_refused() -> None:
    with pytest.raises(Exception, match=r"kept.yaml:3:\d+: 'rep 3' is no moment of work"):
        session("exercises:\n  - {name: Plank, hold: 40s, cues: [{at: rep 3, say: Breathe}]}\n")


def test_a_moment_of_a_rep_is_kept_where_a_mode_times_the_work() -> None:
    text = (
        "modes: {timed: {work: 40s}}\n"
        "exercises:\n  - {name: Row, reps: 8, cues: [{at: rep 3, say: Elbow close}]}\n"
    )
    from audiocoach.routine.customise import in_mode

    plan = plan_session(in_mode(read_bytes(f"title: Kept\n{text}".encode(), "kept.yaml"), "timed"))
    timeline = lay_out(plan, fake_lengths(plan))
    assert "Elbow close" in said(timeline)


LONG = (
    "Hinge at your hips with a flat back. Let the bell hang from a long arm. Pull it to your hip."
)


def test_an_explanation_goes_on_during_the_work_and_is_finished() -> None:
    _, _, timeline = session(
        "rest: 8s\nexercises:\n  - {name: Walk, work: 30s}\n"
        f"  - {{name: Row, work: 40s, how: {LONG}}}\n"
    )
    rest, work = during(timeline, "rest"), during(timeline, "work", 1)
    told = [text for text in split_sentences(LONG) if text in rest]
    assert len(told) < 3
    assert [text for text in work if text in LONG] == split_sentences(LONG)[len(told) :]


def test_an_explanation_goes_on_in_later_rounds_where_the_work_has_no_room() -> None:
    _, _, timeline = session(
        "rounds: 4\nrest: 9s\nexercises:\n  - {name: Swing, reps: 12, pace: ballistic}\n"
        f"  - {{name: Row, reps: 12, pace: ballistic, how: {LONG}}}\n"
    )
    assert all(is_in(sentence, said(timeline)) for sentence in split_sentences(LONG))
    rests = [during(timeline, "rest", number) for number in range(7)]
    assert sum(any(is_in(s, rest) for s in split_sentences(LONG)) for rest in rests) > 1


def test_only_the_first_moves_are_explained_before_the_first() -> None:
    poses = "".join(
        f"  - {{name: Pose {number}, hold: 30s, how: Reach up {number}. {LONG}}}\n"
        for number in range(14)
    )
    _, _, timeline = session(f"rest: none\ntransition: 6s\nexercises:\n{poses}")
    prepare = timeline.intervals[1]
    assert prepare.end_ms - prepare.start_ms < 45_000
    assert all(is_in(f"Reach up {number}.", said(timeline)) for number in range(14))
    assert not [each for each in timeline.dropped if each.words]


def test_ticks_and_calls_of_ours_give_way_to_a_word_at_its_moment() -> None:
    cue = "Now let your shoulders sink and breathe all the way out"
    _, _, timeline = session(
        f"exercises:\n  - {{name: Hang, hold: 40s, cues: [{{at: 29s, say: {cue}}}]}}\n"
    )
    (heard,) = [each for each in timeline.spoken if each.text == cue]
    work = next(each for each in timeline.intervals if each.interval.kind == "work")
    assert 29_000 <= heard.start_ms - work.start_ms <= 29_100
    assert "10 seconds left." not in during(timeline, "work")
    gone = [each for each in timeline.dropped if each.text == "10 seconds left."]
    assert [each.is_spare for each in gone] == [True]


def test_the_beat_is_silent_under_a_word_of_the_authors_that_needs_it() -> None:
    cue = "Squeeze your shoulder blades for a moment"
    _, _, timeline = session(
        "exercises:\n  - name: Row\n    reps: 6\n    tempo: 1-1-1-1\n    count: none\n"
        f"    cues: [{{at: rep 3, say: {cue}}}]\n"
    )
    (heard,) = [each for each in timeline.spoken if each.text == cue]
    under = [
        tone
        for tone in timeline.cues
        if tone.play == "sound" and tone.start_ms < heard.end_ms and heard.start_ms < tone.end_ms
    ]
    assert not under


def test_a_sections_name_gives_way_to_what_the_author_says_there() -> None:
    say = "Take the light bell and stand tall"
    _, _, timeline = session(
        "rest: 8s\nwarmup:\n  - {name: Walk, work: 30s}\n"
        f"exercises:\n  - say: {say}\n  - {{name: Row, reps: 5}}\n"
    )
    assert say in said(timeline)
    assert during(timeline, "rest")[-1] == "Row. 5 reps."


def test_words_that_fit_nowhere_are_dropped_with_their_line_their_need_and_their_room() -> None:
    say = "word " * 60
    routine, plan, timeline = session(
        f"rest: 5s\nexercises:\n  - {{name: Row, reps: 5, pace: 1s}}\n  - say: {say}\n"
        "  - {name: Press, reps: 5, pace: 1s}\n"
    )
    (gone,) = [each for each in timeline.dropped if each.words]
    assert (gone.where.line, gone.words and gone.words.text) == (5, say.strip())
    (advice,) = [each for each in lint(routine, plan, timeline) if "no room" in each.message]
    assert advice.where.line == 5
    need, room = (
        float(part.split()[0]) for part in gone.reason.split("needs ")[1].split(", slot is ")
    )
    assert need > room


def test_nothing_of_ours_is_reported_to_an_author() -> None:
    routine, plan, timeline = session(
        "rounds: 2\nrest: 6s\nexercises:\n  - circuit: Everything in one go\n    exercises:\n"
        "    - {name: Alternating bent-over row, reps: 8}\n    - {name: Squat and press, reps: 5}\n"
    )
    gone = [each for each in timeline.dropped if not each.is_spare]
    assert timeline.dropped
    assert gone == []
    assert [each for each in lint(routine, plan, timeline) if "no room" in each.message] == []


def test_a_long_rest_says_what_was_left_unsaid_then_reminders() -> None:
    _, _, timeline = session(
        "rounds: 3\nrest: 100s\nexercises:\n"
        "  - {name: Row, reps: 8, cues: [Elbow close, Flat back], how: Hinge. Pull.}\n"
    )
    first, second = during(timeline, "rest", 0), during(timeline, "rest", 1)
    assert [text for text in first if text.startswith("Remember: ")]
    assert "30 seconds." in first
    assert first.index("30 seconds.") < len(first) - 1
    assert {*first} != {*second}


@pytest.mark.parametrize(("rest", "beeps"), [("1s", 0), ("2s", 1), ("5s", 1), ("6s", 2), ("7s", 3)])
def test_a_short_rest_has_fewer_beeps_and_says_so(rest: str, beeps: int) -> None:
    _, _, timeline = session(
        f"rest: {rest}\nexercises:\n  - {{name: Row, reps: 8}}\n  - {{name: Press, reps: 8}}\n"
    )
    (pause,) = [each for each in timeline.intervals if each.interval.kind == "rest"]
    heard = [
        cue for cue in timeline.cues if cue.role == "countdown" and cue.start_ms >= pause.start_ms
    ]
    assert (pause.interval.countdown, len(heard)) == (beeps, beeps)


def test_a_block_in_a_block_keeps_its_words() -> None:
    routine, _, timeline = session(
        "exercises:\n  - superset: One\n    exercises:\n"
        f"    - {{name: Row, reps: 8, how: {LONG}}}\n    - {{name: Press, reps: 8, how: {LONG}}}\n"
    )
    assert isinstance(routine.exercises[0], Block)
    named = [text for text in said(timeline) if text.startswith("Press: ")]
    assert named == ["Press: Hinge at your hips with a flat back."]


def test_an_exercise_that_no_turn_comes_to_is_told() -> None:
    routine, plan, timeline = session(
        "exercises:\n  - emom: 2 min\n    exercises:\n"
        "    - {name: Row, reps: 5}\n    - {name: Squat, reps: 5}\n    - {name: Press, reps: 5}\n"
    )
    (advice,) = lint(routine, plan, timeline)
    assert advice.where.line == 7
    assert "'Press' is never done" in advice.message


def test_no_call_comes_between_the_sentences_of_an_explanation() -> None:
    _, _, timeline = session(
        "rest: 24s\nrounds: 2\nexercises:\n  - {name: Row, reps: 5}\n"
        f"  - {{name: Press, reps: 5, how: {LONG}}}\n"
    )
    first, later = during(timeline, "rest", 0), during(timeline, "rest", 2)
    assert [text for text in first if text in LONG] == split_sentences(LONG)
    assert not [text for text in first if text.startswith("10 seconds")]
    assert [text for text in later if text.startswith("10 seconds")]


def test_signs_between_sentences_are_no_sentence_of_their_own() -> None:
    how = "Go! ... Then pull. (!) Rest. 💪"
    assert split_sentences(how) == ["Go!", "... Then pull.", "(!) Rest. 💪"]
    assert split_sentences("... Go.") == ["... Go."]


def test_a_sentence_without_room_is_told_with_what_it_needs() -> None:
    first = " ".join(["word"] * 60)
    _, _, timeline = session(
        "rest: 9s\nrounds: 2\nexercises:\n  - {name: Row, reps: 5, pace: 1s}\n"
        "  - {name: Squat, reps: 5, pace: 1s}\n"
        f"  - {{name: Press, reps: 5, pace: 1s, how: {first}. Pull it.}}\n"
    )
    gone = [each for each in timeline.dropped if each.words]
    assert [each.words and each.words.text for each in gone] == [f"{first}."]
    assert "Pull it." in said(timeline)
    for each in gone:
        need, room = (float(part.split()[0]) for part in each.reason[6:].split(", slot is "))
        assert need > room


def test_every_reminder_has_its_turn_in_the_rests() -> None:
    _, _, timeline = session(
        "exercises:\n  - name: Sprint\n    work: 10s\n    sets: 5\n    set_rest: 90s\n"
        "    cues: [Drive, Tall, Arms, Relax your face]\n"
    )
    again = [text for text in said(timeline) if text.startswith("Remember: ")]
    texts = ["Drive", "Tall", "Arms", "Relax your face"]
    assert again == [f"Remember: {text}." for text in texts]


def test_nobody_is_reminded_of_what_was_never_said() -> None:
    _, _, timeline = session(
        "exercises:\n  - {name: Hang, hold: 7s, sets: 3, set_rest: 2 min,"
        " cues: [Breathe, Shoulders low, Thumb off]}\n"
        "  - {name: Hold, hold: 5s, sets: 2, set_rest: 2 min, cues: [Long arms]}\n"
    )
    heard = said(timeline)
    for text in ("Breathe", "Shoulders low", "Thumb off", "Long arms"):
        again = f"Remember: {text}."
        assert text in heard
        assert again not in heard[: heard.index(text)]


def test_a_call_of_ours_does_not_take_the_moment_that_the_author_chose() -> None:
    _, _, timeline = session(
        "exercises:\n  - name: Wall sit\n    hold: 40s\n"
        "    cues: [{at: half, say: Half way}, {at: 30s, say: Ten more}]\n"
    )
    work = next(each for each in timeline.intervals if each.interval.kind == "work")
    heard = [cue for cue in timeline.spoken if work.start_ms < cue.start_ms < work.end_ms]
    assert [cue.text for cue in heard] == ["Half way", "Ten more"]
    for cue, at_ms in zip(heard, (20_000, 30_000), strict=True):
        assert 0 <= cue.start_ms - work.start_ms - at_ms < CUEING.grid_ms


def test_what_comes_after_a_sentence_without_room_is_told() -> None:
    long = "Hike the bell back high between your legs as if you passed a ball to somebody"
    _, _, timeline = session(
        "rounds: 4\nrest: 8s\nexercises:\n  - {name: March, work: 20s}\n"
        "  - {name: Swing, reps: 20, pace: 1s, "
        f'how: "{long}, and keep your eyes up there. Snap your hips. Let it float."}}\n'
    )
    assert is_in("Snap your hips.", said(timeline))
    assert is_in("Let it float.", said(timeline))
    (gone,) = [each for each in timeline.dropped if each.words]
    assert gone.words
    assert gone.words.text.startswith(long)


def test_an_exercise_that_comes_much_later_is_not_explained_at_first() -> None:
    _, _, timeline = session(
        "rest: none\nexercises:\n  - {name: Walk, work: 5 min, how: Walk briskly.}\n"
        "  - {name: Run, work: 60s, how: So slowly that you could talk.}\n"
    )
    assert during(timeline, "prepare")[1:] == ["Walk briskly.", "10 seconds. Walk."]
    assert "So slowly that you could talk." in said(timeline)


def test_only_what_was_not_named_just_now_is_named_where_it_is_explained() -> None:
    _, _, timeline = session(
        "exercises:\n  - superset: Both\n    exercises:\n"
        "    - {name: Row, reps: 8, how: Hinge.}\n    - {name: Press, reps: 8, how: Push.}\n"
    )
    assert [text for text in during(timeline, "prepare") if "inge" in text or "ush" in text] == [
        "Hinge.",
        "Press: Push.",
    ]
