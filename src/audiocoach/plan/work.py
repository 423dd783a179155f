"""The cues during work: the start, the tempo, counts, sides, calls and reminders.

Few words under load: names, doses and explanations belong in rests.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from audiocoach.defaults import CUEING, LeadTimes
from audiocoach.errors import Where
from audiocoach.i18n.phrases import Phrases
from audiocoach.plan.model import Anchor, Cue, Priority, Role, Words
from audiocoach.plan.slots import ExerciseSet, Phase, offset_of
from audiocoach.support.durations import MS_PER_MINUTE, MS_PER_SECOND, ceil_to

_REPS_WITH_NAMED_PHASES = 2


def cue_work(
    exercise_set: ExerciseSet, phrases: Phrases, lead_times: LeadTimes, *, fresh: bool
) -> Iterator[Cue]:
    """All cues of one work interval but those that differ each time: reminders, encouragement.

    `fresh`: the listener hears this exercise for the first time.
    """
    yield Cue.sound("start", "start", Anchor("starts"), exercise_set.where)
    if exercise_set.reps and exercise_set.rep_ms:
        yield from _cue_tempo(exercise_set, exercise_set.rep_ms)
        if fresh:
            yield from _cue_phases(exercise_set, exercise_set.rep_ms, phrases)
        yield from _cue_first_sides(exercise_set, exercise_set.rep_ms, phrases)
        yield from _cue_counts(exercise_set, exercise_set.reps, phrases)
        if exercise_set.open_ms:
            yield from _cue_more(exercise_set, phrases, lead_times)
    else:
        yield from _cue_calls(exercise_set, phrases, lead_times)
    yield from _cue_timed_reminders(exercise_set)
    yield from _cue_timed_tones(exercise_set)


def _cue_tempo(exercise_set: ExerciseSet, rep_ms: int) -> Iterator[Cue]:
    """The beat of the set; at its own beginning there is the start tone instead."""
    beats = {0: "tick"} | {phase.at_ms: phase.tone for phase in exercise_set.phases}
    if any(phase.tone != "tick" for phase in exercise_set.phases):
        beats = dict.fromkeys(range(0, rep_ms, MS_PER_SECOND), "tick") | beats
    beats_of_rep = sorted(beats.items())
    for rep_at_ms in range(0, exercise_set.counted_ms, rep_ms):
        for at_ms, tone in beats_of_rep:
            if rep_at_ms or at_ms:
                make = Cue.pulse if at_ms and tone == "tick" else Cue.sound
                yield make(tone, "tempo", Anchor("starts", rep_at_ms + at_ms), exercise_set.where)


def _cue_phases(exercise_set: ExerciseSet, rep_ms: int, phrases: Phrases) -> Iterator[Cue]:
    """The names of the phases, in the first reps."""
    where = exercise_set.where
    for phase in exercise_set.phases:
        for rep in _reps_with_name(phase, exercise_set):
            anchor = Anchor("follows", rep * rep_ms + phase.at_ms)
            if phase.word:
                words = Words(where, phase.word)
                yield Cue.of_words(words, "tempo", anchor, Priority.FORM)
            elif _can_be_named(phase, exercise_set, rep, rep_ms):
                variants = phrases.variants(f"phase_{phase.name}")
                yield Cue.speech(variants, "tempo", anchor, Priority.EXTRA, where)


def _reps_with_name(phase: Phase, exercise_set: ExerciseSet) -> range:
    """The reps in which a phase is named; what the author calls it waits until no side is named."""
    reps = exercise_set.reps or 0
    if not phase.word:
        return range(min(_REPS_WITH_NAMED_PHASES, reps))
    if phase.length_ms < CUEING.phase_word_ms:
        return range(0)
    alternating = exercise_set.sides == "alternating"
    last = reps * 2 if alternating else reps
    first = min(2, last - 1) if alternating and not phase.at_ms else 0
    return range(first, min(first + _REPS_WITH_NAMED_PHASES, last))


def _can_be_named(phase: Phase, exercise_set: ExerciseSet, rep: int, rep_ms: int) -> bool:
    """Whether a phase is long enough, and no side is named where it begins.

    The last phase of a rep also holds a count, and the first rep the start tone.
    """
    alternating = exercise_set.sides == "alternating"
    if alternating and not phase.at_ms:
        return False
    ends_rep = phase.at_ms + phase.length_ms == rep_ms
    is_counted = ends_rep and not (alternating and rep % 2 == 0)
    return phase.length_ms >= CUEING.phase_word_ms * (2 if is_counted or not rep else 1)


def _cue_first_sides(exercise_set: ExerciseSet, rep_ms: int, phrases: Phrases) -> Iterator[Cue]:
    """The sides of the first two reps where sides alternate; the others follow from these."""
    if exercise_set.sides != "alternating":
        return
    second = "left" if exercise_set.first == "right" else "right"
    for side, offset_ms in ((exercise_set.first, 0), (second, rep_ms)):
        variants = phrases.variants("side", side=phrases.say(side))
        anchor = Anchor("follows", offset_ms)
        yield Cue.speech(variants, "switch", anchor, Priority.NAME, exercise_set.where)


def _cue_counts(exercise_set: ExerciseSet, reps: int, phrases: Phrases) -> Iterator[Cue]:
    """A count is over when its rep is, so that the listener never waits for it."""
    beat_ms, where = exercise_set.beat_ms, exercise_set.where
    for rep, number in _counted_reps(exercise_set.count, reps):
        variants, anchor = phrases.variants("count", n=number), Anchor("leads", rep * beat_ms)
        yield Cue.speech(variants, "count", anchor, Priority.COUNT, where)
    called = reps >= CUEING.last_from and beat_ms >= CUEING.last_from_beat_ms
    if called and not exercise_set.open_ms:
        anchor = Anchor("near", (reps - 1) * beat_ms + CUEING.after_beat_ms)
        key = "last_rep_each_side" if exercise_set.sides == "alternating" else "last_rep"
        yield Cue.speech(phrases.variants(key), "remaining", anchor, Priority.CALL, where)


def _counted_reps(style: str, reps: int) -> Iterator[tuple[int, int]]:
    """The reps that are counted, from 1, and the number that is said at the end of each."""
    if style == "down":
        return ((rep, reps - rep) for rep in range(1, reps))
    counted = {
        "every": range(1, reps + 1),
        "fifth": range(5, reps + 1, 5),
        "last three": range(max(1, reps - 2), reps + 1),
    }
    return ((rep, rep) for rep in counted.get(style, ()))


def _cue_calls(exercise_set: ExerciseSet, phrases: Phrases, lead_times: LeadTimes) -> Iterator[Cue]:
    """The calls of timed work, soft ticks between them, and the countdown to its end."""
    length_ms, where = exercise_set.length_ms, exercise_set.where
    # Of two calls at one moment the later of these is said.
    calls: dict[int, tuple[tuple[str, ...], Role]] = {}
    if exercise_set.task:
        for left_ms in range(MS_PER_MINUTE, length_ms, MS_PER_MINUTE):
            calls[length_ms - left_ms] = _say_what_remains(left_ms, phrases), "remaining"
    if lead_times.halfway_ms and length_ms >= lead_times.halfway_ms:
        calls[length_ms // 2] = phrases.variants("halfway"), "halfway"
    if lead_times.remaining_ms and length_ms >= lead_times.remaining_from_ms:
        left_ms = lead_times.remaining_ms
        calls[length_ms - left_ms] = _say_what_remains(left_ms, phrases), "remaining"
    for at_ms, (variants, role) in calls.items():
        yield Cue.speech(variants, role, Anchor("starts", at_ms), Priority.CALL, where)
    yield from _cue_signs_of_life(exercise_set, (*calls, length_ms))
    beeps = min(lead_times.countdown, (length_ms - 1) // CUEING.beep_every_ms)
    yield from count_down("tick", "remaining", beeps, where)


def _cue_more(exercise_set: ExerciseSet, phrases: Phrases, lead_times: LeadTimes) -> Iterator[Cue]:
    """That as many more reps as possible follow those that were counted, and the calls of these."""
    counted_ms, where = exercise_set.counted_ms, exercise_set.where
    anchor = Anchor("near", counted_ms + CUEING.after_beat_ms)
    yield Cue.speech(phrases.variants("more_reps"), "remaining", anchor, Priority.ROUND, where)
    more = replace(exercise_set, length_ms=exercise_set.open_ms, reps=None)
    for cue in _cue_calls(more, phrases, lead_times):
        from_start = cue.anchor.edge == "start"
        offset_ms = cue.anchor.offset_ms + (counted_ms if from_start else 0)
        yield replace(cue, anchor=replace(cue.anchor, offset_ms=offset_ms))


def _say_what_remains(left_ms: int, phrases: Phrases) -> tuple[str, ...]:
    """`10 seconds left`; the time is the subject: `Queda 1 minuto`, `Quedan 10 segundos`."""
    time = phrases.duration(left_ms)
    return phrases.variants("remaining", time=time, n=time)


def _cue_signs_of_life(exercise_set: ExerciseSet, calls_ms: Sequence[int]) -> Iterator[Cue]:
    """Soft ticks, or a listener thinks that the phone died; none near a call, which is a sign."""
    calls_ms = sorted(calls_ms)
    every_ms = CUEING.sign_of_life_ms
    for sign_ms in range(every_ms, exercise_set.length_ms, every_ms):
        after = bisect_left(calls_ms, sign_ms)
        around = calls_ms[max(0, after - 1) : after + 1]
        if all(abs(sign_ms - call_ms) >= CUEING.sign_apart_ms for call_ms in around):
            yield Cue.pulse("tick", "tempo", Anchor("starts", sign_ms), exercise_set.where)


def count_down(tone: str, role: Role, beeps: int, where: Where) -> Iterator[Cue]:
    """Beeps a second apart that count down to the end of an interval."""
    for left in range(beeps, 0, -1):
        yield Cue.sound(tone, role, Anchor("starts", -left * CUEING.beep_every_ms, "end"), where)


def _cue_timed_reminders(exercise_set: ExerciseSet) -> Iterator[Cue]:
    """The reminders that the author put at a moment of the work; it may end before it."""
    for at, text, where in ((timed.at, timed.say, timed.where) for timed in exercise_set.timed):
        offset_ms = offset_of(at, exercise_set)
        if offset_ms is None:
            offset_ms = exercise_set.length_ms
        elif at.kind == "rep":
            offset_ms += CUEING.after_beat_ms
        anchor = Anchor("near", max(offset_ms, CUEING.after_start_ms))
        yield Cue.of_words(Words(where, text), "form", anchor, Priority.STEP)


def _cue_timed_tones(exercise_set: ExerciseSet) -> Iterator[Cue]:
    """The tones that the author put at a moment of the work."""
    for timed in exercise_set.tones:
        offset_ms = offset_of(timed.at, exercise_set)
        if offset_ms is not None:
            anchor = Anchor("starts", max(offset_ms, CUEING.after_start_ms))
            yield Cue.sound(timed.sound, "form", anchor, timed.where)


def cue_reminders(
    exercise_set: ExerciseSet, heard: int, sets_left: int, every_ms: int
) -> Iterator[Cue]:
    """The exercise's reminders spread over the work, going on after the `heard` ones before it.

    There is one in each `every_ms`, or more where some would not be heard in all of `sets_left`.
    """
    texts = exercise_set.cues
    unheard = max(0, len(texts) - heard)
    usual, needed = exercise_set.length_ms // every_ms, ceil_to(unheard, sets_left) // sets_left
    most = exercise_set.length_ms // CUEING.reminder_least_ms
    count = min(len(texts), max(usual, min(needed, most)))
    for index in range(count):
        words = Words(exercise_set.where, texts[(heard + index) % len(texts)])
        # In timed work a little sooner than evenly, as its half is called.
        part, parts = 2 * (index + 1), 2 * count + (2 if exercise_set.rep_ms else 3)
        anchor = Anchor("near", _offset_on_beat(exercise_set, part, parts))
        yield Cue.of_words(words, "form", anchor, Priority.FORM)


def remind_before(exercise_set: ExerciseSet, anchor: Anchor) -> Iterator[Cue]:
    """All reminders of an exercise, for a pause before it: for those that have no room in it."""
    texts = [Words(exercise_set.where, text) for text in exercise_set.cues]
    timed = [Words(cue.where, cue.say) for cue in exercise_set.timed]
    for words in dict.fromkeys((*texts, *timed)):
        yield replace(Cue.of_words(words, "form", anchor, Priority.FORM), once=True)


def remind_in_rest(
    exercise_set: ExerciseSet, heard: int, rest_ms: int, phrases: Phrases
) -> Iterator[Cue]:
    """A reminder of what comes now and then in a long rest, after `heard` ones in other rests."""
    texts, free_ms = exercise_set.cues, rest_ms - CUEING.rest_call_ms
    if rest_ms < 2 * CUEING.rest_call_ms:
        return
    wanted = max(1, free_ms // CUEING.rest_reminder_ms)
    count = min(len(texts), wanted, CUEING.rest_reminders)
    for index in range(count):
        words = Words(exercise_set.where, texts[(heard + index) % len(texts)])
        anchor = Anchor("flows", free_ms * (index + 1) // (count + 1))
        variants = phrases.variants("remember", reminder=words.text.rstrip(".!…"))
        cue = Cue.speech(variants, "form", anchor, Priority.EXTRA, exercise_set.where)
        yield replace(cue, after=words)


def cue_encouragement(exercise_set: ExerciseSet, heard: int, phrases: Phrases) -> Iterator[Cue]:
    """One kind word late in longer work, after `heard` ones before it: never the same twice."""
    texts = phrases.all("encourage")
    if exercise_set.length_ms >= CUEING.encourage_from_ms:
        anchor = Anchor("near", _offset_on_beat(exercise_set, 7, 10))
        text = texts[heard % len(texts)]
        yield Cue.speech((text,), "encourage", anchor, Priority.EXTRA, exercise_set.where)


def _offset_on_beat(exercise_set: ExerciseSet, part: int, parts: int) -> int:
    """The offset at `part` of `parts` of the work; if it is counted, just after a rep begins."""
    even_ms = exercise_set.length_ms * part // parts
    if not exercise_set.rep_ms:
        return even_ms
    return even_ms // exercise_set.rep_ms * exercise_set.rep_ms + CUEING.after_beat_ms
