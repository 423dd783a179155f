"""What is heard during work: the start, the tempo, counts, sides, calls and reminders.

Few words under load: names, doses and explanations belong in rests.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from audiocoach.defaults import CUEING, LeadTimes
from audiocoach.i18n.phrases import Phrases
from audiocoach.plan.model import Anchor, Cue, Priority, Role, pulse, sound, speech
from audiocoach.plan.slots import ExerciseSet, Phase
from audiocoach.routine.fields import Moment
from audiocoach.support.durations import MS_PER_MINUTE, MS_PER_SECOND


def work_cues(move: ExerciseSet, words: Phrases, leads: LeadTimes, *, fresh: bool) -> Iterator[Cue]:
    """Everything heard in one work interval but the reminders; `fresh` work is new to the ear."""
    yield sound("start", "start", Anchor("starts"), move.where)
    if move.reps and move.rep_ms:
        yield from tempo_cues(move, move.rep_ms, words, fresh=fresh)
        yield from _first_sides(move, move.rep_ms, words)
        yield from _counts(move, move.reps, words)
    else:
        yield from _calls(move, words, leads)


def _first_sides(move: ExerciseSet, rep_ms: int, words: Phrases) -> Iterator[Cue]:
    """Which side, for the first pair only: after that, one follows the other."""
    if move.sides != "alternating":
        return
    second = "left" if move.first == "right" else "right"
    offsets = (CUEING.after_start_ms, rep_ms + CUEING.after_beat_ms)
    for side, offset_ms in zip((move.first, second), offsets, strict=True):
        variants = words.variants("side", side=words.say(side))
        anchor = Anchor("near", offset_ms=offset_ms)
        yield speech(variants, "switch", anchor, Priority.CALL, move.where)


def _counts(move: ExerciseSet, reps: int, words: Phrases) -> Iterator[Cue]:
    """The count ends as its rep ends, so that a listener never waits for it."""
    for rep, number in counted(move.count, reps):
        anchor = Anchor("ends", offset_ms=rep * move.beat_ms)
        variants = words.variants("count", n=number)
        yield speech(variants, "count", anchor, Priority.COUNT, move.where)
    if reps >= CUEING.last_from and move.beat_ms >= CUEING.last_from_beat_ms:
        anchor = Anchor("near", offset_ms=(reps - 1) * move.beat_ms + CUEING.after_beat_ms)
        yield speech(words.variants("last_rep"), "remaining", anchor, Priority.CALL, move.where)


def counted(style: str, reps: int) -> Iterator[tuple[int, int]]:
    """Which reps are counted, and with which number."""
    for rep in range(1, reps + 1):
        if style == "down":
            if rep < reps:
                yield rep, reps - rep
        elif (
            style == "every"
            or (style == "fifth" and rep % 5 == 0)
            or (style == "last three" and rep > reps - 3)
        ):
            yield rep, rep


def _calls(move: ExerciseSet, words: Phrases, leads: LeadTimes) -> Iterator[Cue]:
    """Signs of life in timed work, and its end foretold."""
    calls = dict(_called(move, words, leads))
    for at_ms, (variants, role) in calls.items():
        anchor = Anchor("starts", offset_ms=at_ms)
        yield speech(variants, role, anchor, Priority.CALL, move.where)
    yield from _signs_of_life(move, (*calls, move.length_ms))
    pips = min(leads.countdown, (move.length_ms - 1) // CUEING.beep_every_ms)
    for left in range(pips, 0, -1):
        anchor = Anchor("starts", "end", -left * CUEING.beep_every_ms)
        yield sound("tick", "remaining", anchor, move.where)


def _called(
    move: ExerciseSet, words: Phrases, leads: LeadTimes
) -> Iterator[tuple[int, tuple[tuple[str, ...], Role]]]:
    """What is called when: of two calls at one moment the later of these."""
    if move.task:
        for left_ms in range(MS_PER_MINUTE, move.length_ms, MS_PER_MINUTE):
            variants = words.variants("remaining", time=words.duration(left_ms))
            yield move.length_ms - left_ms, (variants, "remaining")
    if leads.halfway_ms and move.length_ms >= leads.halfway_ms:
        yield move.length_ms // 2, (words.variants("halfway"), "halfway")
    if leads.remaining_ms and move.length_ms >= leads.remaining_from_ms:
        variants = words.variants("remaining", time=words.duration(leads.remaining_ms))
        yield move.length_ms - leads.remaining_ms, (variants, "remaining")


def _signs_of_life(move: ExerciseSet, calls: Sequence[int]) -> Iterator[Cue]:
    """Soft ticks where a listener may think that the phone died; calls are signs of their own."""
    called = sorted(calls)
    for sign_ms in range(CUEING.sign_of_life_ms, move.length_ms, CUEING.sign_of_life_ms):
        after = bisect_left(called, sign_ms)
        around = called[max(0, after - 1) : after + 1]
        if all(abs(sign_ms - call_ms) >= CUEING.sign_apart_ms for call_ms in around):
            yield sound("tick", "tempo", Anchor("starts", offset_ms=sign_ms), move.where)


def timed_cues(move: ExerciseSet) -> Iterator[Cue]:
    """The coach's own words at the coach's own moments."""
    for timed in move.timed:
        offset_ms = _moment_ms(timed.at, move)
        if offset_ms < move.length_ms:
            anchor = Anchor("near", offset_ms=offset_ms)
            yield speech((timed.say,), "form", anchor, Priority.FORM, timed.where)


def _moment_ms(at: Moment, move: ExerciseSet) -> int:
    if at.kind == "half":
        return move.length_ms // 2
    if at.kind == "rep":
        return (at.value - 1) * move.beat_ms + CUEING.after_beat_ms
    return max(at.value, CUEING.after_start_ms)


def reminder_cues(move: ExerciseSet, said: int, every_ms: int) -> list[Cue]:
    """The coach's reminders spread over the work, going on from the `said` ones before."""
    if not move.cues:
        return []
    count = min(len(move.cues), move.length_ms // every_ms)
    return [
        speech(
            (move.cues[(said + index) % len(move.cues)],),
            "form",
            Anchor("near", offset_ms=_on_beat(move, index + 1, count + 1)),
            Priority.REMINDER,
            move.where,
        )
        for index in range(count)
    ]


def encouragement(move: ExerciseSet, said: int, words: Phrases) -> Iterator[Cue]:
    """One kind word in the second half of longer work, never the one before again."""
    kind = words.all("encourage")
    if move.length_ms >= CUEING.encourage_from_ms:
        anchor = Anchor("near", offset_ms=_on_beat(move, 7, 10))
        text = kind[said % len(kind)]
        yield speech((text,), "encourage", anchor, Priority.REMINDER, move.where)


def _on_beat(move: ExerciseSet, part: int, parts: int) -> int:
    """A share of the work; on a beat, where there are beats: between a count and the next one."""
    even_ms = move.length_ms * part // parts
    if not move.rep_ms:
        return even_ms
    return even_ms // move.rep_ms * move.rep_ms + CUEING.after_beat_ms


_TONES: Mapping[str, str] = MappingProxyType({"concentric": "up", "eccentric": "down"})
_WORDED_REPS = 2


def tempo_cues(move: ExerciseSet, rep_ms: int, words: Phrases, *, fresh: bool) -> Iterator[Cue]:
    """The set's beat; the set's own beginning has the start tone instead."""
    beats = list(_rep_beats(move, rep_ms))
    for rep_at_ms in range(0, move.length_ms, rep_ms):
        for at_ms, tone in beats:
            anchor = Anchor("starts", offset_ms=rep_at_ms + at_ms)
            if anchor.offset_ms:
                make = pulse if at_ms and tone == "tick" else sound
                yield make(tone, "tempo", anchor, move.where)
    if fresh:
        yield from _phase_words(move, rep_ms, words)


def _rep_beats(move: ExerciseSet, rep_ms: int) -> Iterator[tuple[int, str]]:
    """One rep's tones, from its start."""
    if not move.phases:
        yield 0, "tick"
        return
    phases = {phase.at_ms: _TONES.get(phase.name, "tick") for phase in move.phases}
    seconds = dict.fromkeys(range(0, rep_ms, MS_PER_SECOND), "tick")
    yield from sorted((seconds | phases).items())


def _phase_words(move: ExerciseSet, rep_ms: int, words: Phrases) -> Iterator[Cue]:
    """What each phase is called, in the first reps."""
    for rep in range(min(_WORDED_REPS, move.reps or 0)):
        for phase in move.phases:
            if not _has_room(move, phase, rep, rep_ms):
                continue
            after_ms = CUEING.after_beat_ms if rep or phase.at_ms else CUEING.after_start_ms
            anchor = Anchor("near", offset_ms=rep * rep_ms + phase.at_ms + after_ms)
            variants = words.variants(f"phase_{phase.name}")
            yield speech(variants, "tempo", anchor, Priority.REMINDER, move.where)


def _has_room(move: ExerciseSet, phase: Phase, rep: int, rep_ms: int) -> bool:
    """Sides are named where the first pair's reps begin, and a count ends where a rep ends."""
    if move.sides == "alternating" and not phase.at_ms:
        return False
    last_of_rep = phase.at_ms + phase.length_ms == rep_ms
    counts = last_of_rep and not (move.sides == "alternating" and rep % 2 == 0)
    return phase.length_ms >= CUEING.phase_word_ms * (2 if counts or not rep else 1)
