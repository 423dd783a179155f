"""What is said before work: what comes, how it is done, which round begins, how long a rest is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from audiocoach.defaults import CUEING
from audiocoach.errors import Where
from audiocoach.i18n.phrases import Phrases
from audiocoach.plan import wording as naming
from audiocoach.plan.model import Anchor, Cue, Interval, Priority, Role, sound, speech
from audiocoach.plan.slots import ExerciseSet, Slot, Workout
from audiocoach.routine.model import Block, Exercise, Item, Routine, Step

_AFTER_TONE = Anchor("flows", offset_ms=CUEING.after_tone_ms)
_FLOWS = Anchor("flows")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s")


@dataclass(slots=True)
class Announcer:
    """Remembers what the listener has been told already."""

    session: Workout
    words: Phrases
    announced: set[Where] = field(default_factory=set)
    introduced: set[Where] = field(default_factory=set)

    def first(self, slot: Slot) -> Iterator[Cue]:
        """Before the first work."""
        if slot.section == "warmup":
            yield self._spoken("warmup_begins", "round", _FLOWS, Priority.ROUND, slot.where)
        yield from step_cues(slot.before, _FLOWS)
        yield from self._announce(slot, "first", _FLOWS)

    def next(self, before: Slot, after: Slot, anchor: Anchor = _AFTER_TONE) -> Iterator[Cue]:
        """Between two works: the section or round that begins, the author's steps, what comes."""
        yield from self._new_section(before, after, anchor)
        yield from self._new_round(after, anchor)
        yield from step_cues(after.before, anchor)
        if is_other_side(before, after):
            variants = self.words.variants("next_side", side=self.words.say(after.side or ""))
            yield speech(variants, "switch", anchor, Priority.NAME, after.where)
            return
        number = after.set.number if after.set and after.called != "move" else 1
        again = after.called == "drop" or number > 1
        yield from self._announce(after, f"next_{after.called}" if again else "next", anchor)

    def how_long(self, slot: Slot) -> Iterator[Cue]:
        """A rest's length, where there is time to hear it and it is not always the same."""
        time = self.words.duration(slot.length_ms)
        if slot.as_needed:
            variants = self.words.variants("rest_as_needed", time=time)
        elif slot.length_ms >= CUEING.length_from_ms and slot.called != "interval":
            variants = self.words.variants("rest", time=time)
        else:
            return
        yield speech(variants, "rest", _AFTER_TONE, Priority.LENGTH, slot.where)

    def call(self, slot: Slot, after: Slot) -> Iterator[Cue]:
        """Ten seconds before work, in a rest that is long enough, if it was not named just now."""
        leads = self.session.leads
        fresh = 0 < leads.next_ms < leads.call_from_ms
        if slot.length_ms >= leads.call_from_ms and not fresh:
            yield from self.last_call(after)

    def last_call(self, after: Slot) -> Iterator[Cue]:
        """What comes in ten seconds."""
        call_ms = self.session.leads.call_ms
        if not after.move or not call_ms:
            return
        time = self.words.duration(call_ms)
        variants = self.words.variants("call", time=time, name=naming.called(after, self.words))
        anchor = Anchor("starts", "end", -call_ms)
        yield speech(variants, "announce", anchor, Priority.CALL, after.where)

    def explain(self, slots: Iterable[Slot], *, clocked: bool = False) -> list[Cue]:
        """How to do what comes before the next rest: a change of moves has no time for it.

        A block with a clock of its own is explained as a whole, as its rests are full. Each move is
        explained once, in the first rest that has room; the others have it in vain.
        """
        coming = _until_rest(slots, clocked=clocked)
        moves = {move.where: move for slot in coming for move in _moves(slot)}
        explained = [move for move in moves.values() if move.how]
        # Only what was named just now needs no name of its own.
        key = "how" if explained == [*moves.values()][:1] else "how_named"
        return [self._explained(key, move, move.how) for move in explained if move.how]

    def _explained(self, key: str, move: ExerciseSet, how: str) -> Cue:
        """In full, or its first sentence."""
        texts = dict.fromkeys((how, _SENTENCE_ENDS.split(how, 1)[0]))
        variants = tuple(self.words.say(key, name=move.name, how=text) for text in texts)
        cue = speech(variants, "form", _FLOWS, Priority.FORM, move.where)
        return cue._replace(once=True)

    def _new_section(self, before: Slot, after: Slot, anchor: Anchor) -> Iterator[Cue]:
        if before.section == after.section:
            return
        work = naming.main_part(self.session, self.words)
        key = f"{after.section}_begins"
        yield sound("round", "round", anchor, after.where)
        yield self._spoken(key, "round", anchor, Priority.ROUND, after.where, work=work)

    def _new_round(self, after: Slot, anchor: Anchor) -> Iterator[Cue]:
        if not after.begins:
            return
        (number, total), block = after.begins
        last = "last_" if number == total else ""
        key = f"{last}round_of_block" if block else f"{last}round"
        yield sound("round", "round", anchor, after.where)
        yield self._spoken(
            key, "round", anchor, Priority.ROUND, after.where, n=number, of=total, block=block
        )

    def _announce(self, slot: Slot, key: str, anchor: Anchor) -> Iterator[Cue]:
        move = slot.move
        if not move:
            return
        yield from self._introduce(slot, anchor)
        number, total = slot.set or (1, 1)
        # Told once in full; a track is heard many times. The weight of a drop is the news of it.
        brief = move.where in self.announced and slot.called != "drop"
        dose = naming.dose(move, self.words, brief=brief)
        self.announced.add(move.where)
        name, called = naming.sided(slot, move, self.words), naming.called(slot, self.words)
        if move.task and move.task.is_once and not move.task.named:
            key += "_untitled"
        variants = self.words.variants(
            key, name=name, called=called, dose=dose, weight=move.weight, n=number, of=total
        )
        yield speech(variants, "announce", anchor, Priority.NAME, slot.where)
        if move.task:
            parts = " ".join(naming.part(part, self.words) for part in move.task.parts)
            key = "parts" if move.task.is_once else "parts_of_a_round"
            yield self._spoken(key, "announce", anchor, Priority.ROUND, slot.where, parts=parts)

    def _introduce(self, slot: Slot, anchor: Anchor) -> Iterator[Cue]:
        """A block is introduced once, with what is in it; a task says that itself."""
        for block in slot.opens:
            if block.where not in self.introduced and block.where != slot.where:
                self.introduced.add(block.where)
                variants = naming.block(block, self.words)
                yield speech(variants, "announce", anchor, Priority.EXTRA, block.where)

    def _spoken(
        self,
        key: str,
        role: Role,
        anchor: Anchor,
        priority: Priority,
        where: Where,
        **values: object,
    ) -> Cue:
        return speech(self.words.variants(key, **values), role, anchor, priority, where)


def is_other_side(before: Slot, after: Slot) -> bool:
    """Whether the same set goes on with the other side."""
    same = (before.move, before.set, before.round) == (after.move, after.set, after.round)
    return same and after.side in ("left", "right")


def step_cues(steps: Iterable[Step], anchor: Anchor) -> Iterator[Cue]:
    """What the author put between the exercises of a list."""
    for step in steps:
        if step.say:
            yield speech((step.say,), "step", anchor, Priority.ROUND, step.where)
        elif step.sound:
            yield sound(step.sound, "step", anchor, step.where)


def _until_rest(slots: Iterable[Slot], *, clocked: bool) -> Iterator[Slot]:
    for slot in slots:
        if slot.kind == "rest" and (clocked or slot.called == "set"):
            return
        yield slot


def _moves(slot: Slot) -> Iterator[ExerciseSet]:
    if slot.move and slot.move.task:
        yield from (part.move for part in slot.move.task.parts)
    elif slot.move:
        yield slot.move


_Words = tuple[tuple[str, ...], Priority]


def intro(routine: Routine, session: Workout, words: Phrases) -> Interval:
    """Title, rounds, about how long, what to have at hand, and to stop if something hurts."""
    opening = Anchor("starts", offset_ms=CUEING.opening_ms)
    flows = Anchor("flows", offset_ms=CUEING.opening_ms + CUEING.after_tone_ms)
    return Interval(
        kind="intro",
        where=routine.where,
        length_ms=0,
        grows=True,
        most_ms=CUEING.intro_most_ms,
        whole_ms=CUEING.whole_ms,
        chapter=words.say("chapter_intro"),
        cues=(
            sound("round", "intro", opening, routine.where),
            *(
                speech(variants, "intro", flows, priority, routine.where)
                for variants, priority in _intro_words(routine, session, words)
            ),
        ),
    )


def _intro_words(routine: Routine, session: Workout, words: Phrases) -> Iterator[_Words]:
    opening = words.variants(
        "opening",
        title=routine.title,
        work=naming.main_part(session, words),
        time=naming.about(session, words),
    )
    yield opening, Priority.NAME
    if needed := (*routine.equipment, *_needs(_items(routine))):
        things = tuple(_or_instead(thing, routine, words) for thing in dict.fromkeys(needed))
        variants = words.variants("ready", equipment=words.listed(things, "things"))
        yield variants, Priority.LENGTH
    yield words.variants("hurts"), Priority.ROUND
    if isinstance(routine.warmup, str):
        yield (routine.warmup,), Priority.FORM


def _needs(items: Iterable[Item]) -> Iterator[str]:
    """What exercises need beside the routine's equipment."""
    for item in items:
        if isinstance(item, Block):
            yield from _needs(item.exercises)
        elif isinstance(item, Exercise):
            yield from item.needs


def _items(routine: Routine) -> Iterator[Item]:
    for part in (routine.warmup, routine.exercises, routine.cooldown):
        if isinstance(part, tuple):
            yield from part


def _or_instead(thing: str, routine: Routine, words: Phrases) -> str:
    instead = routine.substitutes.get(thing)
    return words.say("or_instead", thing=thing, instead=instead) if instead else thing


def _is_set(slot: Slot) -> bool:
    """Work, of which the second side is no set of its own."""
    return slot.move is not None and slot.side in (None, "alternating", slot.move.first)


def outro(routine: Routine, session: Workout, words: Phrases) -> Interval:
    """What was done, when to do it again, and one last tone: never an end in plain silence."""
    flows = Anchor("flows", offset_ms=CUEING.after_finish_ms)
    said = (
        speech(variants, "outro", flows, priority, routine.where)
        for variants, priority in _outro_words(routine, session, words)
    )
    return Interval(
        kind="outro",
        where=routine.where,
        length_ms=0,
        grows=True,
        chapter=words.say("chapter_end"),
        cues=(
            sound("finish", "outro", Anchor("starts"), routine.where),
            *step_cues(session.after, flows),
            *said,
            sound("end", "outro", Anchor("ends", "end"), routine.where),
        ),
    )


def _outro_words(routine: Routine, session: Workout, words: Phrases) -> Iterator[_Words]:
    sets = words.say("sets", n=sum(map(_is_set, session.slots)))
    yield words.variants("done", sets=sets, time=naming.about(session, words)), Priority.NAME
    if isinstance(routine.cooldown, str):
        yield (routine.cooldown,), Priority.FORM
    if routine.repeat_after:
        time = words.duration(routine.repeat_after)
        yield words.variants("again", time=time), Priority.LENGTH
