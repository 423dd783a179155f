"""Workout → Plan: what is said and sounded in each interval of a session, and where it belongs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.defaults import CUEING, DEFAULTS, LIMITS, PROFILES, LeadTimes, Profile
from audiocoach.errors import Problem, RoutineError, Where
from audiocoach.i18n.phrases import Phrases, load_phrases
from audiocoach.plan.announce import (
    FLOWS_AFTER_START,
    FLOWS_AFTER_TONE,
    Announcer,
    is_other_side,
    make_intro,
    make_outro,
)
from audiocoach.plan.estimate import estimate_length_ms
from audiocoach.plan.fit import Fit, stretch_rests
from audiocoach.plan.model import Anchor, Cue, Interval, Plan, Role
from audiocoach.plan.sentences import cue_steps
from audiocoach.plan.slots import ExerciseSet, Slot, Workout
from audiocoach.plan.unroll import unroll
from audiocoach.plan.wording import title_chapter
from audiocoach.plan.work import (
    count_down,
    cue_encouragement,
    cue_reminders,
    cue_work,
    remind_before,
    remind_in_rest,
)
from audiocoach.routine.model import Exercise, Routine, counter_of, language_of, voice_of
from audiocoach.routine.tree import walk
from audiocoach.support.messages import quote

_SAID_BY_COUNTER: frozenset[Role] = frozenset(("count", "tempo"))
_AT_START = Anchor("starts")


def plan_session(
    routine: Routine,
    level: str | None = None,
    profile: str | None = None,
    fit: Fit | None = None,
    lasts_ms: int | None = None,
) -> Plan:
    """The plan of a session; raises RoutineError beyond the limits.

    `level` chooses within the routine's ranges and `profile` how much the coach says; None takes
    the routine's own. `fit` brings the session to a length. `lasts_ms` is the length of its track
    where that is known, for the coach to tell; otherwise it is estimated.
    """
    workout = unroll(routine, level or routine.level or DEFAULTS.level)
    if fit:
        slots = stretch_rests(workout.slots, fit.extra_ms)
        workout = replace(workout, slots=slots)
        lasts_ms = fit.target_ms
    coach = PROFILES[profile or routine.profile or DEFAULTS.profile]
    language, counter = language_of(routine), counter_of(routine)
    phrases = load_phrases(language)
    writer = _CueWriter(workout.slots, phrases, coach, Announcer(workout, phrases))
    session = tuple(writer.intervals())

    def between(about_ms: int) -> tuple[Interval, ...]:
        intro = make_intro(routine, workout, about_ms, phrases)
        return (intro, *session, make_outro(routine, workout, about_ms, phrases))

    # How many minutes they tell hardly changes how long intro and outro are.
    about_ms = lasts_ms or estimate_length_ms(between(estimate_length_ms(session)))
    intervals = between(about_ms)
    if counter:
        intervals = tuple(map(_let_counter_count, intervals))
    if not coach.speaks:
        intervals = tuple(map(_without_speech, intervals))
    plan = Plan(
        routine=routine.slug,
        title=routine.title,
        artist=routine.coach,
        language=language,
        voice=voice_of(routine),
        counter=counter,
        about_ms=about_ms,
        intervals=intervals,
        reminders=writer.reminders_before() if coach.speaks else {},
        advice=(*workout.advice, *_undone(routine, workout)),
    )
    _check_speech(plan)
    return plan


def _check_speech(plan: Plan) -> None:
    """Raise RoutineError where there is more to say than anyone listens to."""
    total, known = 0, set[str]()
    for cue in plan.cues:
        if cue.play == "speech" and not known.issuperset(cue.texts):
            total += sum(map(len, {*cue.texts} - known))
            known.update(cue.texts)
            if total > LIMITS.speech:
                break
    else:
        return
    message = f"more than {LIMITS.speech:,} characters are spoken from here on"
    raise RoutineError(
        [Problem(cue.where, message, "use fewer exercises, or fewer words for each")]
    )


def _undone(routine: Routine, workout: Workout) -> Iterator[Problem]:
    """Exercises that no work is of, as their block is over before their turn."""
    sets = (each for slot in workout.slots if (each := slot.exercise_set))
    done = {part.where for each in sets for part in each.parts}
    for item in (place.item for place in walk(routine)):
        if isinstance(item, Exercise) and item.where not in done:
            message = f"{quote(item.name)} is never done: its block is over before its turn"
            yield Problem(item.where, message, "make the block longer, or delete it")


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
    repeated: Counter[Where] = field(default_factory=Counter)
    """How many of each exercise there were in rests."""
    unfinished: tuple[Cue, ...] = ()
    """What the author wanted heard in the last pause, for where it had no room for all of it."""
    work_cues: dict[tuple[ExerciseSet, bool], tuple[Cue, ...]] = field(default_factory=dict)
    """The cues that are the same in every round, by set and whether it was fresh."""

    sets_left: Counter[Where] = field(default_factory=Counter)
    """How many sets of each exercise are to come."""

    def __post_init__(self) -> None:
        self.sets_left.update(each.where for slot in self.slots if (each := slot.exercise_set))

    def reminders_before(self) -> dict[Where, tuple[Cue, ...]]:
        """What is said before each exercise where its sets have no room for it."""
        sets = {each.where: each for slot in self.slots if (each := slot.exercise_set)}
        reminders = {each: tuple(remind_before(sets[each], FLOWS_AFTER_TONE)) for each in sets}
        return {where: cues for where, cues in reminders.items() if cues}

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
        most = CUEING.explained_first
        explanations = [*self.announcer.explain_next(self._slots_from(0), most=most)]
        cues = [*self.announcer.announce_first(first), *explanations]
        if explanations:
            # After that the listener needs time to take up the weight, and to hear what comes.
            cues += self.announcer.call(first)
        beeps = self.lead_times.countdown
        countdown = count_down("pip", "countdown", beeps, first.where)
        return Interval(
            kind="prepare",
            where=first.where,
            section=first.section,
            length_ms=self.lead_times.prepare_ms,
            grows=True,
            whole_ms=CUEING.whole_ms,
            countdown=beeps,
            cues=(*cues, *countdown),
        )

    def _pause(self, index: int, slot: Slot) -> Interval:
        """A rest or a transition, up to the countdown at its end."""
        before, after = self.slots[index - 1], self.slots[index + 1]
        beeps, chapter = self._countdown_beeps(slot.length_ms), None
        steps = [*cue_steps(slot.steps, FLOWS_AFTER_TONE)]
        following = self._slots_from(index + 1)
        if slot.kind == "rest":
            clocked = slot.unit != "set"
            explanations = [*self.announcer.explain_next(following, clocked=clocked)]
            cues = [
                Cue.sound("rest", "rest", _AT_START, slot.where),
                *self.announcer.announce_rest(slot),
                *steps,
                *self.announcer.announce_next(before, after, self._anchor_next(slot)),
                *explanations,
                *self._remind(slot, after),
                *self.announcer.call_in_rest(slot),
                *self._call(slot, after, explains=bool(explanations)),
                *self._signs_of_life(slot),
            ]
            if not clocked:
                key = "chapter_rest_as_needed" if slot.as_needed else "chapter_rest"
                chapter = self.phrases.say(key, time=self.phrases.duration(slot.length_ms))
        else:
            cues = [
                Cue.sound("switch", "switch", _AT_START, slot.where),
                *steps,
                *self.announcer.announce_next(before, after),
                *self.announcer.explain_next([after]),
            ]
        cues += self.unfinished
        self.unfinished = tuple(_unfinished(steps))
        cues += count_down("pip", "countdown", beeps, after.where)
        return replace(_make_interval(slot, tuple(cues), chapter), countdown=beeps)

    def _work(self, index: int, slot: Slot, exercise_set: ExerciseSet) -> Interval:
        explanations = self.announcer.explain_during(exercise_set)
        cues = (*self._cues_of_work(exercise_set), *self.unfinished, *explanations)
        following = self.slots[index + 1] if index + 1 < len(self.slots) else None
        if following and following.exercise_set:
            # With no pause, what comes is said during the work: before its last rep is counted.
            lead_ms = max(CUEING.unrested_ms, exercise_set.beat_ms + CUEING.unrested_ms // 2)
            if exercise_set.reps:
                # Earlier it would be taken for what begins now.
                lead_ms = min(lead_ms, slot.length_ms // 2)
            if is_other_side(slot, following):
                lead_ms = CUEING.name_room_ms
            anchor = Anchor("flows", max(0, slot.length_ms - lead_ms))
            cues = (*cues, *self.announcer.announce_next(slot, following, anchor))
        return _make_interval(slot, cues, title_chapter(slot, exercise_set, self.phrases))

    def _cues_of_work(self, exercise_set: ExerciseSet) -> tuple[Cue, ...]:
        heard = self.reminders.get(exercise_set.where)
        sets_left, every_ms = self.sets_left[exercise_set.where], self.coach.reminder_every_ms
        reminders = [*cue_reminders(exercise_set, heard or 0, sets_left, every_ms)]
        self.reminders[exercise_set.where] = (heard or 0) + len(reminders)
        self.sets_left[exercise_set.where] -= 1
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

    def _call(self, rest: Slot, after: Slot, *, explains: bool) -> Iterator[Cue]:
        """The call of what comes, unless it would come between the sentences that explain it."""
        is_new = after.exercise_set and after.exercise_set.where not in self.reminders
        long_ms = self.lead_times.call_from_ms + self.lead_times.call_ms
        if not (explains and is_new and rest.length_ms < long_ms):
            yield from self.announcer.call_after_rest(rest, after)

    def _remind(self, rest: Slot, after: Slot) -> Iterator[Cue]:
        """Reminders in a long rest, of what was done before: the first time, it is explained."""
        exercise_set = after.exercise_set
        if exercise_set and self.reminders.get(exercise_set.where):
            heard = self.repeated[exercise_set.where]
            again = [*remind_in_rest(exercise_set, heard, rest.length_ms, self.phrases)]
            self.repeated[exercise_set.where] += len(again)
            yield from again

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


def _unfinished(steps: Iterable[Cue]) -> Iterator[Cue]:
    """The author's words of a pause, for the work after it: those for which it had no room."""
    for cue in steps:
        if cue.words:
            yield replace(cue, anchor=FLOWS_AFTER_START, once=True)


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
