"""Workout → Plan: what is said and sounded in each interval of a session, and where it belongs."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.defaults import CUEING, DEFAULTS, PROFILES, LeadTimes, Profile
from audiocoach.errors import Where
from audiocoach.i18n.phrases import Phrases, load_phrases
from audiocoach.plan.announce import (
    FLOWS_AFTER_TONE,
    Announcer,
    cue_steps,
    is_other_side,
    make_intro,
    make_outro,
)
from audiocoach.plan.fit import Fit, stretch_rests
from audiocoach.plan.model import Anchor, Cue, Interval, Plan, Role
from audiocoach.plan.slots import ExerciseSet, Slot
from audiocoach.plan.unroll import unroll
from audiocoach.plan.wording import estimate_length_ms, title_chapter
from audiocoach.plan.work import count_down, cue_encouragement, cue_reminders, cue_work
from audiocoach.routine.model import Routine, counter_of, language_of, voice_of

_SAID_BY_COUNTER: frozenset[Role] = frozenset(("count", "tempo"))
_AT_START = Anchor("starts")


def plan_session(
    routine: Routine, level: str | None = None, profile: str | None = None, fit: Fit | None = None
) -> Plan:
    """The plan of a session; raises RoutineError beyond the limits.

    `level` chooses within the routine's ranges and `profile` how much the coach says; None takes
    the routine's own. `fit` brings the session to a length.
    """
    workout = unroll(routine, level or routine.level or DEFAULTS.level)
    if fit:
        slots = stretch_rests(workout.slots, fit.extra_ms)
        workout = replace(workout, slots=slots, target_ms=fit.target_ms)
    coach = PROFILES[profile or routine.profile or DEFAULTS.profile]
    language, counter = language_of(routine), counter_of(routine)
    phrases = load_phrases(language)
    writer = _CueWriter(workout.slots, phrases, coach, Announcer(workout, phrases))
    intervals = (
        make_intro(routine, workout, phrases),
        *writer.intervals(),
        make_outro(routine, workout, phrases),
    )
    if counter:
        intervals = tuple(map(_let_counter_count, intervals))
    if not coach.speaks:
        intervals = tuple(map(_without_speech, intervals))
    return Plan(
        routine=routine.slug,
        title=routine.title,
        artist=routine.coach,
        language=language,
        voice=voice_of(routine),
        counter=counter,
        about_ms=estimate_length_ms(workout),
        intervals=intervals,
        advice=workout.advice,
    )


def _let_counter_count(interval: Interval) -> Interval:
    cues = (
        replace(cue, speaker="counter")
        if cue.play == "speech" and cue.role in _SAID_BY_COUNTER
        else cue
        for cue in interval.cues
    )
    return replace(interval, cues=tuple(cues))


def _without_speech(interval: Interval) -> Interval:
    return replace(interval, cues=tuple(cue for cue in interval.cues if cue.play == "sound"))


class _CueWriter(Struct):
    """Goes through the slots once, and remembers what the listener has heard."""

    slots: Sequence[Slot]
    phrases: Phrases
    coach: Profile
    announcer: Announcer
    encouragements: int = 0
    """How many there were so far."""
    reminders: dict[Where, int] = field(default_factory=dict)
    """How many there were of each exercise."""
    work_cues: dict[tuple[ExerciseSet, bool], tuple[Cue, ...]] = field(default_factory=dict)
    """The cues that are the same in every round, by set and whether it was fresh."""

    def intervals(self) -> Iterator[Interval]:
        """All intervals between the intro and the outro."""
        yield self._prepare()
        for index, slot in enumerate(self.slots):
            if slot.exercise_set:
                yield self._work(index, slot, slot.exercise_set)
            else:
                yield self._pause(index, slot)

    @property
    def lead_times(self) -> LeadTimes:
        """How long before something the coach tells of it."""
        return self.announcer.workout.lead_times

    def _slots_from(self, index: int) -> Iterator[Slot]:
        return (self.slots[at] for at in range(index, len(self.slots)))

    def _prepare(self) -> Interval:
        first = self.slots[0]
        explanations = self.announcer.explain(self._slots_from(0))
        cues = [*self.announcer.announce_first(first), *explanations]
        if explanations:
            # After that the listener needs time to take up the weight, and to hear what comes.
            cues += self.announcer.call(first)
        countdown = count_down("pip", "countdown", self.lead_times.countdown, first.where)
        return Interval(
            kind="prepare",
            where=first.where,
            section=first.section,
            length_ms=self.lead_times.prepare_ms,
            grows=True,
            whole_ms=CUEING.whole_ms,
            cues=(*cues, *countdown),
        )

    def _pause(self, index: int, slot: Slot) -> Interval:
        """A rest or a transition, up to the countdown at its end."""
        before, after = self.slots[index - 1], self.slots[index + 1]
        beeps, chapter = self._countdown_beeps(slot.length_ms), None
        if slot.kind == "rest":
            clocked = slot.unit != "set"
            cues = [
                Cue.sound("rest", "rest", _AT_START, slot.where),
                *self.announcer.announce_rest(slot),
                *cue_steps(slot.steps, FLOWS_AFTER_TONE),
                *self.announcer.announce_next(before, after, self._anchor_next(slot)),
                *self.announcer.explain(self._slots_from(index + 1), clocked=clocked),
                *self.announcer.call_after_rest(slot, after),
                *self._signs_of_life(slot),
            ]
            if not clocked:
                key = "chapter_rest_as_needed" if slot.as_needed else "chapter_rest"
                chapter = self.phrases.say(key, time=self.phrases.duration(slot.length_ms))
        else:
            cues = [
                Cue.sound("switch", "switch", _AT_START, slot.where),
                *cue_steps(slot.steps, FLOWS_AFTER_TONE),
                *self.announcer.announce_next(before, after),
            ]
        cues += count_down("pip", "countdown", beeps, after.where)
        return _make_interval(slot, tuple(cues), chapter)

    def _work(self, index: int, slot: Slot, exercise_set: ExerciseSet) -> Interval:
        cues = self._cues_of_work(exercise_set)
        following = self.slots[index + 1] if index + 1 < len(self.slots) else None
        if following and following.exercise_set:
            # With no pause, what comes is said during the work: before its last rep is counted.
            lead_ms = max(CUEING.unrested_ms, exercise_set.beat_ms + CUEING.unrested_ms // 2)
            if is_other_side(slot, following):
                lead_ms = CUEING.name_room_ms
            anchor = Anchor("flows", max(0, slot.length_ms - lead_ms))
            cues = (*cues, *self.announcer.announce_next(slot, following, anchor))
        return _make_interval(slot, cues, title_chapter(slot, exercise_set, self.phrases))

    def _cues_of_work(self, exercise_set: ExerciseSet) -> tuple[Cue, ...]:
        heard = self.reminders.get(exercise_set.where)
        reminders = [*cue_reminders(exercise_set, heard or 0, self.coach.reminder_every_ms)]
        self.reminders[exercise_set.where] = (heard or 0) + len(reminders)
        encouragement: list[Cue] = []
        if self.coach.encourages:
            encouragement += cue_encouragement(exercise_set, self.encouragements, self.phrases)
            self.encouragements += len(encouragement)
        # The names of phases are only for the first time; all else is the same in every round.
        key = exercise_set, heard is None and bool(exercise_set.phases)
        if key not in self.work_cues:
            cues = cue_work(exercise_set, self.phrases, self.lead_times, fresh=key[1])
            self.work_cues[key] = tuple(cues)
        return (*self.work_cues[key], *reminders, *encouragement)

    def _anchor_next(self, rest: Slot) -> Anchor:
        """The anchor of the next name: as the rest begins, or as late as the lead times ask for.

        It always leaves time to speak before the countdown.
        """
        if not self.lead_times.next_ms:
            return FLOWS_AFTER_TONE
        least_ms = CUEING.next_room_ms + self.lead_times.countdown * CUEING.beep_every_ms
        offset_ms = rest.length_ms - max(self.lead_times.next_ms, least_ms)
        return Anchor("flows", max(FLOWS_AFTER_TONE.offset_ms, offset_ms))

    def _signs_of_life(self, rest: Slot) -> Iterator[Cue]:
        """Soft ticks in a long rest, or a listener thinks that the phone died."""
        every_ms = CUEING.rest_sign_ms
        for sign_ms in range(every_ms, rest.length_ms - self.lead_times.call_ms, every_ms):
            yield Cue.pulse("tick", "rest", Anchor("starts", sign_ms), rest.where)

    def _countdown_beeps(self, length_ms: int) -> int:
        """How many beeps a pause has time for: at least one, more if there is room for the name."""
        if length_ms < CUEING.beep_every_ms + CUEING.beep_quiet_ms:
            return 0
        free_ms = length_ms - CUEING.beep_quiet_ms - CUEING.name_room_ms
        return min(self.lead_times.countdown, max(1, free_ms // CUEING.beep_every_ms))


def _make_interval(slot: Slot, cues: tuple[Cue, ...], chapter: str | None) -> Interval:
    exercise_set = slot.exercise_set
    round_number, rounds = slot.round or (None, None)
    set_number, sets = slot.set or (None, None)
    return Interval(
        kind=slot.kind,
        where=slot.where,
        section=slot.section,
        length_ms=slot.length_ms,
        exercise=exercise_set.name if exercise_set else None,
        side=slot.side,
        round=round_number,
        rounds=rounds,
        set=set_number,
        sets=sets,
        reps=exercise_set.reps if exercise_set else None,
        rep_ms=exercise_set.rep_ms if exercise_set else None,
        amount=exercise_set.amount if exercise_set else None,
        chapter=chapter,
        cues=cues,
    )
