"""Slots → Plan: what is said and sounded in each stretch of a session, and where it belongs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from audiocoach.defaults import CUEING, DEFAULTS, PROFILES, LeadTimes, Profile
from audiocoach.errors import Where
from audiocoach.i18n.languages import counter_of, language_of, voice_of
from audiocoach.i18n.phrases import Phrases, phrases
from audiocoach.plan import announce as framing
from audiocoach.plan import wording as naming
from audiocoach.plan import work as working
from audiocoach.plan.announce import Announcer, is_other_side, step_cues
from audiocoach.plan.fit import Fit, stretched
from audiocoach.plan.model import Anchor, Cue, Interval, Plan, Role, pulse, sound
from audiocoach.plan.slots import ExerciseSet, Slot, Workout
from audiocoach.plan.unroll import unroll
from audiocoach.routine.model import Routine

_BY_COUNTER: frozenset[Role] = frozenset(("count", "tempo"))
"""What is said to the beat, by whoever counts."""
_OPENS = Anchor("starts")
_AFTER_TONE = Anchor("flows", offset_ms=CUEING.after_tone_ms)


def plan_session(
    routine: Routine,
    level: str | None = None,
    profile: str | None = None,
    fit: Fit | None = None,
) -> Plan:
    """The session of `routine`; raises RoutineError beyond the limits.

    `level` is where it lies in its ranges and `profile` how much the coach says, the routine's own
    where they are None; `fit` brings it to a length.
    """
    session = unroll(routine, level or routine.level or DEFAULTS.level)
    if fit:
        slots = stretched(session.slots, fit.extra_ms)
        session = replace(session, slots=slots, lasts_ms=fit.lasts_ms)
    coach = PROFILES[profile or routine.profile or DEFAULTS.profile]
    language = language_of(routine)
    intervals = _intervals(routine, session, phrases(language), coach)
    counter = counter_of(routine)
    if counter:
        intervals = tuple(map(_shared, intervals))
    return Plan(
        routine=routine.slug,
        title=routine.title,
        artist=routine.coach,
        language=language,
        voice=voice_of(routine),
        counter=counter,
        about_ms=naming.about_ms(session),
        intervals=intervals if coach.speaks else tuple(map(_wordless, intervals)),
        advice=session.advice,
    )


def _intervals(
    routine: Routine, session: Workout, words: Phrases, coach: Profile
) -> tuple[Interval, ...]:
    """What is heard from the first word to the last tone."""
    body = _Body(session.slots, words, coach, Announcer(session, words))
    return (
        framing.intro(routine, session, words),
        *body.intervals(),
        framing.outro(routine, session, words),
    )


@dataclass(slots=True)
class _Body:
    """Walks through the slots once and remembers what the listener has heard."""

    slots: Sequence[Slot]
    words: Phrases
    coach: Profile
    announcer: Announcer
    encouraged: int = 0
    reminded: dict[Where, int] = field(default_factory=dict)
    beaten: dict[tuple[ExerciseSet, bool], tuple[Cue, ...]] = field(default_factory=dict)

    def intervals(self) -> Iterator[Interval]:
        yield self._prepare()
        for index, slot in enumerate(self.slots):
            if slot.move:
                yield self._work(index, slot, slot.move)
            elif slot.kind == "rest":
                yield self._rest(index, slot)
            else:
                yield self._transition(index, slot)

    @property
    def leads(self) -> LeadTimes:
        """When the coach tells of what comes."""
        return self.announcer.session.leads

    def _coming(self, index: int) -> Iterator[Slot]:
        return (self.slots[at] for at in range(index, len(self.slots)))

    def _prepare(self) -> Interval:
        first = self.slots[0]
        explained = self.announcer.explain(self._coming(0))
        cues = [*self.announcer.first(first), *explained]
        if explained:
            # Time to take up the bell, and to hear once more what comes.
            cues += self.announcer.last_call(first)
        return Interval(
            kind="prepare",
            where=first.where,
            section=first.section,
            length_ms=self.leads.prepare_ms,
            grows=True,
            whole_ms=CUEING.whole_ms,
            cues=(*cues, *_pips(self.leads.countdown, first)),
        )

    def _rest(self, index: int, slot: Slot) -> Interval:
        before, after = self.slots[index - 1], self.slots[index + 1]
        clocked = slot.called != "set"
        cues = [
            sound("rest", "rest", _OPENS, slot.where),
            *self.announcer.how_long(slot),
            *step_cues(slot.before, _AFTER_TONE),
            *self.announcer.next(before, after, self._next_anchor(slot)),
            *self.announcer.explain(self._coming(index + 1), clocked=clocked),
            *self.announcer.call(slot, after),
            *self._signs_of_life(slot),
        ]
        key = "chapter_rest_as_needed" if slot.as_needed else "chapter_rest"
        title = self.words.say(key, time=self.words.duration(slot.length_ms))
        return self._between(slot, after, cues, None if clocked else title)

    def _transition(self, index: int, slot: Slot) -> Interval:
        before, after = self.slots[index - 1], self.slots[index + 1]
        cues = [
            sound("switch", "switch", _OPENS, slot.where),
            *step_cues(slot.before, _AFTER_TONE),
            *self.announcer.next(before, after),
        ]
        return self._between(slot, after, cues, None)

    def _between(self, slot: Slot, after: Slot, cues: list[Cue], chapter: str | None) -> Interval:
        return Interval(
            kind="rest" if slot.kind == "rest" else "transition",
            where=slot.where,
            section=slot.section,
            length_ms=slot.length_ms,
            round=slot.round.number if slot.round else None,
            rounds=slot.round.total if slot.round else None,
            chapter=chapter,
            cues=(*cues, *self._countdown(slot.length_ms, after)),
        )

    def _work(self, index: int, slot: Slot, move: ExerciseSet) -> Interval:
        cues = (*self._work_cues(move), *self._at_once(slot, self.slots[index + 1 : index + 2]))
        return Interval(
            kind="work",
            where=slot.where,
            section=slot.section,
            length_ms=slot.length_ms,
            exercise=move.name,
            side=slot.side,
            round=slot.round.number if slot.round else None,
            rounds=slot.round.total if slot.round else None,
            set=slot.set.number if slot.set else None,
            sets=slot.set.total if slot.set else None,
            reps=move.reps,
            rep_ms=move.rep_ms,
            chapter=naming.chapter(slot, move, self.words),
            cues=cues,
        )

    def _at_once(self, slot: Slot, then: Sequence[Slot]) -> Iterator[Cue]:
        """What comes, said in the end of work that nothing parts from the next."""
        for after in then:
            if after.move:
                switch = is_other_side(slot, after)
                lead_ms = CUEING.name_room_ms if switch else self._lead_ms(slot)
                anchor = Anchor("flows", offset_ms=max(0, slot.length_ms - lead_ms))
                yield from self.announcer.next(slot, after, anchor)

    def _work_cues(self, move: ExerciseSet) -> tuple[Cue, ...]:
        said = self.reminded.get(move.where)
        reminders = working.reminder_cues(move, said or 0, self.coach.reminder_every_ms)
        self.reminded[move.where] = (said or 0) + len(reminders)
        kind = list(working.encouragement(move, self.encouraged, self.words))
        self.encouraged += len(kind)
        return (
            *self._beaten(move, fresh=said is None and bool(move.phases)),
            *reminders,
            *(kind if self.coach.encourages else ()),
        )

    def _beaten(self, move: ExerciseSet, *, fresh: bool) -> tuple[Cue, ...]:
        """What is the same in every round; only the words to a tempo are for the first one."""
        beaten = self.beaten.get((move, fresh))
        if beaten is None:
            work = working.work_cues(move, self.words, self.leads, fresh=fresh)
            beaten = self.beaten[move, fresh] = (*work, *working.timed_cues(move))
        return beaten

    def _next_anchor(self, slot: Slot) -> Anchor:
        """As the rest begins, or as long before its end as is wanted and leaves time to speak."""
        if not self.leads.next_ms:
            return _AFTER_TONE
        least_ms = CUEING.next_room_ms + self.leads.countdown * CUEING.beep_every_ms
        begins_ms = slot.length_ms - max(self.leads.next_ms, least_ms)
        return _AFTER_TONE._replace(offset_ms=max(_AFTER_TONE.offset_ms, begins_ms))

    def _signs_of_life(self, slot: Slot) -> Iterator[Cue]:
        """Soft ticks in a long rest, or a listener thinks that the phone died."""
        every_ms = CUEING.rest_sign_ms
        for sign_ms in range(every_ms, slot.length_ms - self.leads.call_ms, every_ms):
            yield pulse("tick", "rest", Anchor("starts", offset_ms=sign_ms), slot.where)

    def _lead_ms(self, slot: Slot) -> int:
        """Early enough to be over before the last rep is called."""
        last_ms = slot.move.beat_ms if slot.move else 0
        return max(CUEING.unrested_ms, last_ms + CUEING.unrested_ms // 2)

    def _countdown(self, length_ms: int, after: Slot) -> Iterator[Cue]:
        """Pips to the start: one where there is hardly time, more where they leave room to name."""
        if length_ms < CUEING.beep_every_ms + CUEING.beep_quiet_ms:
            return
        room = (length_ms - CUEING.beep_quiet_ms - CUEING.name_room_ms) // CUEING.beep_every_ms
        yield from _pips(min(self.leads.countdown, max(1, room)), after)


def _pips(count: int, after: Slot) -> Iterator[Cue]:
    for left in range(count, 0, -1):
        anchor = Anchor("starts", "end", -left * CUEING.beep_every_ms)
        yield sound("pip", "countdown", anchor, after.where)


def _shared(interval: Interval) -> Interval:
    """Between two voices."""
    return replace(interval, cues=tuple(map(_by_counter, interval.cues)))


def _by_counter(cue: Cue) -> Cue:
    counted = cue.play == "speech" and cue.role in _BY_COUNTER
    return cue._replace(speaker="counter") if counted else cue


def _wordless(interval: Interval) -> Interval:
    return replace(interval, cues=tuple(cue for cue in interval.cues if cue.play == "sound"))
