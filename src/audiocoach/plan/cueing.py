"""Slots → Plan: what is said and sounded in each stretch of a session, and where it belongs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audiocoach.defaults import CUEING, SESSION
from audiocoach.errors import Where
from audiocoach.phrases import Phrases, phrases
from audiocoach.plan import framing, naming, working
from audiocoach.plan.model import Anchor, Cue, Interval, Plan, Priority, sound, speech
from audiocoach.plan.unroll import Move, Slot, unroll
from audiocoach.routine.model import Exercise, Routine

_OPENS = Anchor("starts")
_AFTER_TONE = Anchor("flows", offset_ms=CUEING.after_tone_ms)
_FLOWS = Anchor("flows")


def plan_session(routine: Routine, level: str = SESSION.level) -> Plan:
    """The session of `routine`, its ranges at `level`; raises RoutineError beyond the limits."""
    language = routine.language or SESSION.language
    words = phrases(language)
    slots = unroll(routine, level)
    body = _Body(slots, words)
    return Plan(
        routine=routine.slug,
        title=routine.title,
        artist=routine.coach,
        language=language,
        voice=routine.voice or SESSION.voice,
        intervals=(
            framing.intro(routine, slots, words),
            *body.intervals(),
            framing.outro(routine, slots, words),
        ),
    )


@dataclass(slots=True)
class _Body:
    """Walks through the slots once and remembers what the listener has heard."""

    slots: Sequence[Slot]
    words: Phrases
    explained: set[Move] = field(default_factory=set)
    introduced: set[Where] = field(default_factory=set)
    reminded: dict[Move, int] = field(default_factory=dict)

    def intervals(self) -> Iterator[Interval]:
        yield self._prepare()
        for index, slot in enumerate(self.slots):
            if slot.move:
                yield self._work(slot, slot.move)
            elif slot.kind == "rest":
                yield self._rest(index, slot)
            else:
                yield self._transition(index, slot)

    def _prepare(self) -> Interval:
        first = self.slots[0]
        cues = [*self._announce(first, "first", _FLOWS), *self._explain(0)]
        return Interval(
            kind="prepare",
            where=first.where,
            section="main",
            length_ms=CUEING.prepare_ms,
            grows=True,
            whole_ms=CUEING.whole_ms,
            cues=(*cues, *_countdown(CUEING.prepare_ms, first)),
        )

    def _rest(self, index: int, slot: Slot) -> Interval:
        before, after = self.slots[index - 1], self.slots[index + 1]
        time = self.words.duration(slot.length_ms)
        cues = [
            sound("rest", "rest", _OPENS, slot.where),
            *self._how_long(slot, time),
            *self._new_round(after),
            *self._next(before, after),
            *self._explain(index + 1),
            *self._call(slot, after),
        ]
        return self._between(slot, after, cues, self.words.say("chapter_rest", time=time))

    def _transition(self, index: int, slot: Slot) -> Interval:
        before, after = self.slots[index - 1], self.slots[index + 1]
        cues = [
            sound("switch", "switch", _OPENS, slot.where),
            *self._new_round(after),
            *self._next(before, after),
        ]
        return self._between(slot, after, cues, None)

    def _between(self, slot: Slot, after: Slot, cues: list[Cue], chapter: str | None) -> Interval:
        return Interval(
            kind="rest" if slot.kind == "rest" else "transition",
            where=slot.where,
            section="main",
            length_ms=slot.length_ms,
            round=slot.round.number if slot.round else None,
            rounds=slot.round.total if slot.round else None,
            chapter=chapter,
            cues=(*cues, *_countdown(slot.length_ms, after)),
        )

    def _how_long(self, slot: Slot, time: str) -> Iterator[Cue]:
        if slot.length_ms >= CUEING.length_from_ms:
            forms = self.words.forms("rest", time=time)
            yield speech(forms, "rest", _AFTER_TONE, Priority.LENGTH, slot.where)

    def _call(self, slot: Slot, after: Slot) -> Iterator[Cue]:
        if not after.move or slot.length_ms < CUEING.call_from_ms:
            return
        time = self.words.duration(CUEING.call_ms)
        forms = self.words.forms("call", time=time, name=after.move.name)
        anchor = Anchor("starts", "end", -CUEING.call_ms)
        yield speech(forms, "announce", anchor, Priority.CALL, after.where)

    def _new_round(self, after: Slot) -> Iterator[Cue]:
        if not after.begins:
            return
        (number, total), block = after.begins
        last = "last_" if number == total else ""
        key = f"{last}round_of_block" if block else f"{last}round"
        forms = self.words.forms(key, n=number, of=total, block=block)
        yield sound("round", "round", _AFTER_TONE, after.where)
        yield speech(forms, "round", _AFTER_TONE, Priority.ROUND, after.where)

    def _next(self, before: Slot, after: Slot) -> Iterator[Cue]:
        same_set = (before.move, before.set, before.round) == (after.move, after.set, after.round)
        if same_set and after.side:
            forms = self.words.forms("next_side", side=self.words.say(after.side))
            yield speech(forms, "switch", _AFTER_TONE, Priority.NAME, after.where)
            return
        again = after.set and after.set.number > 1
        yield from self._announce(after, "next_set" if again else "next", _AFTER_TONE)

    def _announce(self, slot: Slot, key: str, anchor: Anchor) -> Iterator[Cue]:
        if not slot.move:
            return
        yield from self._title(slot, anchor)
        number, total = slot.set or (1, 1)
        dose = naming.dose(slot.move, self.words)
        forms = self.words.forms(key, name=slot.move.name, dose=dose, n=number, of=total)
        yield speech(forms, "announce", anchor, Priority.NAME, slot.where)

    def _title(self, slot: Slot, anchor: Anchor) -> Iterator[Cue]:
        """A block is introduced once, with what is in it."""
        block = slot.opens
        if not block or block.where in self.introduced:
            return
        self.introduced.add(block.where)
        names = tuple(item.name for item in block.exercises if isinstance(item, Exercise))
        forms = self.words.forms("group", title=block.title, names=self.words.listed(names))
        yield speech(forms, "announce", anchor, Priority.EXTRA, block.where)

    def _explain(self, index: int) -> list[Cue]:
        """How to do what comes before the next rest, once: a change of moves has no time for it."""
        fresh = dict.fromkeys(
            slot.move for slot in self._until_rest(index) if slot.move and slot.move.how
        )
        moves = [move for move in fresh if move not in self.explained]
        self.explained.update(moves)
        key = "how" if len(moves) == 1 else "how_named"
        return [
            speech(
                self.words.forms(key, name=move.name, how=move.how),
                "form",
                _FLOWS,
                Priority.FORM,
                move.where,
            )
            for move in moves
        ]

    def _until_rest(self, index: int) -> Iterator[Slot]:
        for slot in self.slots[index:]:
            if slot.kind == "rest":
                return
            yield slot

    def _work(self, slot: Slot, move: Move) -> Interval:
        reminders = working.reminder_cues(move, self.reminded.get(move, 0))
        self.reminded[move] = self.reminded.get(move, 0) + len(reminders)
        return Interval(
            kind="work",
            where=slot.where,
            section="main",
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
            cues=(*working.work_cues(move, self.words), *reminders),
        )


def _countdown(length_ms: int, after: Slot) -> Iterator[Cue]:
    """Pips to the start: one where there is hardly time, more where they leave room for a name."""
    if length_ms < CUEING.pip_every_ms + CUEING.pip_quiet_ms:
        return
    room = (length_ms - CUEING.pip_quiet_ms - CUEING.name_room_ms) // CUEING.pip_every_ms
    for left in range(max(1, min(CUEING.pips, room)), 0, -1):
        anchor = Anchor("starts", "end", -left * CUEING.pip_every_ms)
        yield sound("pip", "countdown", anchor, after.where)
