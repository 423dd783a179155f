"""The cues outside work: the intro, what is announced before each set, and the outro."""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from audiocoach.defaults import CUEING
from audiocoach.errors import Where
from audiocoach.i18n.phrases import Phrases
from audiocoach.plan import wording
from audiocoach.plan.model import Anchor, Cue, Interval, Priority
from audiocoach.plan.slots import ExerciseSet, Slot, Workout, is_repeat
from audiocoach.routine.model import Exercise, Routine, Step
from audiocoach.routine.tree import walk

FLOWS_AFTER_TONE = Anchor("flows", CUEING.after_tone_ms)
_FLOWS = Anchor("flows")
_Sentences = Iterator[tuple[tuple[str, ...], Priority]]
"""The variants of a sentence, the fullest first, and how important it is."""
_SAME_RESTS = ("interval", "repeat")
"""What is counted where every rest is the same."""
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s")


class Announcer(Struct):
    """Announces work before it begins, and remembers what the listener has been told already."""

    workout: Workout
    phrases: Phrases
    announced: set[Where] = field(default_factory=set)
    """The exercises whose dose was told in full."""
    introduced: set[Where] = field(default_factory=set)
    """The blocks that were introduced."""
    explanations: dict[tuple[str, Where], Cue] = field(default_factory=dict)
    """How to do each exercise, by the phrase that says it."""

    def announce_first(self, slot: Slot) -> Iterator[Cue]:
        """What is said before the first work."""
        if slot.section == "warmup":
            variants = self.phrases.variants("warmup_begins")
            yield Cue.speech(variants, "round", _FLOWS, Priority.ROUND, slot.where)
        yield from cue_steps(slot.steps, _FLOWS)
        yield from self._announce_work(slot, "first", _FLOWS)

    def announce_next(
        self, before: Slot, after: Slot, anchor: Anchor = FLOWS_AFTER_TONE
    ) -> Iterator[Cue]:
        """What is said between two works: a new section or round, the author's steps, the work."""
        if is_repeat(after):
            return
        for variants in self._openings(before, after):
            yield Cue.sound("round", "round", anchor, after.where)
            yield Cue.speech(variants, "round", anchor, Priority.ROUND, after.where)
        yield from cue_steps(after.steps, anchor)
        if is_other_side(before, after):
            variants = self.phrases.variants("next_side", side=self.phrases.say(after.side or ""))
            yield Cue.speech(variants, "switch", anchor, Priority.NAME, after.where)
            return
        number = after.set.number if after.set and after.unit != "move" else 1
        again = after.unit == "drop" or number > 1
        yield from self._announce_work(after, f"next_{after.unit}" if again else "next", anchor)

    def announce_rest(self, slot: Slot) -> Iterator[Cue]:
        """A rest's length, unless it is too short to hear it or is the same each time."""
        time = self.phrases.duration(slot.length_ms)
        if slot.as_needed:
            variants = self.phrases.variants("rest_as_needed", time=time)
        elif slot.length_ms >= CUEING.length_from_ms and slot.unit not in _SAME_RESTS:
            variants = self.phrases.variants("rest", time=time)
        else:
            return
        yield Cue.speech(variants, "rest", FLOWS_AFTER_TONE, Priority.LENGTH, slot.where)

    def call_after_rest(self, rest: Slot, after: Slot) -> Iterator[Cue]:
        """The call before work, in a rest that is long enough, if the work was not just named."""
        lead_times = self.workout.lead_times
        named_just_now = 0 < lead_times.next_ms < lead_times.call_from_ms
        if rest.length_ms >= lead_times.call_from_ms and not named_just_now:
            yield from self.call(after)

    def call(self, after: Slot) -> Iterator[Cue]:
        """What comes in ten seconds, named once more; or in as many as the author asks for."""
        call_ms = self.workout.lead_times.call_ms
        if not after.exercise_set or not call_ms:
            return
        time, name = self.phrases.duration(call_ms), wording.name_with_side(after, self.phrases)
        variants = self.phrases.variants("call", time=time, name=name)
        anchor = Anchor("starts", -call_ms, "end")
        yield Cue.speech(variants, "announce", anchor, Priority.CALL, after.where)

    def explain(self, slots: Iterable[Slot], *, clocked: bool = False) -> list[Cue]:
        """How to do what comes before the next rest: a transition has no time for it.

        `clocked`: the slots begin in an EMOM or a tabata, whose own rests are too full. Each
        exercise has a cue before each of its sets, of which the first that has room is heard.
        """
        sets: dict[Where, ExerciseSet] = {}
        for slot in slots:
            if slot.kind == "rest" and (clocked or slot.unit == "set"):
                break
            if slot.exercise_set:
                sets |= {part.where: part for part in slot.exercise_set.parts}
        explained = [each for each in sets.values() if each.how]
        # The exercise that was named just now needs no name of its own, if it is the only one.
        key = "how" if explained == [*sets.values()][:1] else "how_named"
        return [self._explain_set(key, each, each.how or "") for each in explained]

    def _explain_set(self, key: str, exercise_set: ExerciseSet, how: str) -> Cue:
        """The explanation in full, or its first sentence; made once, as each rest has it."""
        known = self.explanations.get((key, exercise_set.where))
        if known:
            return known
        texts = dict.fromkeys((how, _SENTENCE_ENDS.split(how, 1)[0]))
        variants = tuple(self.phrases.say(key, name=exercise_set.name, how=text) for text in texts)
        where = exercise_set.where
        cue = Cue("speech", variants, "form", _FLOWS, Priority.FORM, where, once=True)
        self.explanations[key, where] = cue
        return cue

    def _openings(self, before: Slot, after: Slot) -> Iterator[tuple[str, ...]]:
        """The names of the section and of the round that begin with `after`."""
        if before.section != after.section:
            work = wording.describe_main_part(self.workout, self.phrases)
            yield self.phrases.variants(f"{after.section}_begins", work=work)
        if after.new_round:
            (number, total), block = after.new_round
            key = ("last_round" if number == total else "round") + ("_of_block" if block else "")
            yield self.phrases.variants(key, n=number, of=total, block=block)

    def _announce_work(self, slot: Slot, key: str, anchor: Anchor) -> Iterator[Cue]:
        exercise_set = slot.exercise_set
        if not exercise_set:
            return
        yield from self._introduce_blocks(slot, anchor)
        number, total = slot.set or (1, 1)
        # A dose is told once in full, as a track is heard many times; but a drop's news is its
        # weight.
        brief = exercise_set.where in self.announced and slot.unit != "drop"
        self.announced.add(exercise_set.where)
        task = exercise_set.task
        if task and task.is_once and not task.has_title:
            key += "_untitled"
        variants = self.phrases.variants(
            key,
            name=wording.name_work(slot, exercise_set, self.phrases),
            called=wording.name_with_side(slot, self.phrases),
            dose=wording.describe_dose(exercise_set, self.phrases, brief=brief),
            weight=exercise_set.weight,
            n=number,
            of=total,
        )
        yield Cue.speech(variants, "announce", anchor, Priority.NAME, slot.where)
        if task:
            parts = [wording.describe_task_exercise(each, self.phrases) for each in task.exercises]
            key = "parts" if task.is_once else "parts_of_a_round"
            variants = self.phrases.variants(key, parts=" ".join(parts))
            yield Cue.speech(variants, "announce", anchor, Priority.ROUND, slot.where)

    def _introduce_blocks(self, slot: Slot, anchor: Anchor) -> Iterator[Cue]:
        """Each block once, with what is in it; but a self-paced task says that itself."""
        for block in slot.opened_blocks:
            if block.where not in self.introduced and block.where != slot.where:
                self.introduced.add(block.where)
                variants = wording.introduce_block(block, self.phrases)
                yield Cue.speech(variants, "announce", anchor, Priority.EXTRA, block.where)


def is_other_side(before: Slot, after: Slot) -> bool:
    """Whether `after` is the second side of the set that `before` begins."""
    if after.side not in ("left", "right") or before.exercise_set != after.exercise_set:
        return False
    return (before.set, before.round) == (after.set, after.round)


def cue_steps(steps: Iterable[Step], anchor: Anchor) -> Iterator[Cue]:
    """The words and tones that the author put between the exercises of a list."""
    for step in steps:
        if step.say:
            yield Cue.speech((step.say,), "step", anchor, Priority.ROUND, step.where)
        elif step.sound:
            yield Cue.sound(step.sound, "step", anchor, step.where)


def make_intro(routine: Routine, workout: Workout, phrases: Phrases) -> Interval:
    """Title, rounds, about how long, what to have at hand, and to stop if something hurts."""
    where, opening_ms = routine.where, CUEING.opening_ms
    flows = Anchor("flows", opening_ms + CUEING.after_tone_ms)
    cues = [Cue.sound("round", "intro", Anchor("starts", opening_ms), where)]
    for variants, priority in _intro_sentences(routine, workout, phrases):
        cues.append(Cue.speech(variants, "intro", flows, priority, where))
    return Interval(
        kind="intro",
        where=where,
        length_ms=0,
        grows=True,
        most_ms=CUEING.intro_most_ms,
        whole_ms=CUEING.whole_ms,
        chapter=phrases.say("chapter_intro"),
        cues=tuple(cues),
    )


def _intro_sentences(routine: Routine, workout: Workout, phrases: Phrases) -> _Sentences:
    work = wording.describe_main_part(workout, phrases)
    time = wording.describe_length(workout, phrases)
    yield phrases.variants("opening", title=routine.title, work=work, time=time), Priority.NAME
    exercises = (place.item for place in walk(routine) if isinstance(place.item, Exercise))
    needs = (*routine.equipment, *(thing for exercise in exercises for thing in exercise.needs))
    instead = routine.substitutes
    things = tuple(
        phrases.say("or_instead", thing=thing, instead=instead[thing])
        if thing in instead
        else thing
        for thing in dict.fromkeys(needs)
    )
    if things:
        equipment = phrases.listed(things, "things")
        yield phrases.variants("ready", equipment=equipment), Priority.LENGTH
    yield phrases.variants("hurts"), Priority.ROUND
    if isinstance(routine.warmup, str):
        yield (routine.warmup,), Priority.FORM


def make_outro(routine: Routine, workout: Workout, phrases: Phrases) -> Interval:
    """What was done, when to do it again, and one last tone: a track never ends in silence."""
    where, flows = routine.where, Anchor("flows", CUEING.after_finish_ms)
    cues = [Cue.sound("finish", "outro", Anchor("starts"), where)]
    cues += cue_steps(workout.last_steps, flows)
    for variants, priority in _outro_sentences(routine, workout, phrases):
        cues.append(Cue.speech(variants, "outro", flows, priority, where))
    cues.append(Cue.sound("end", "outro", Anchor("ends", edge="end"), where))
    return Interval(
        kind="outro",
        where=where,
        length_ms=0,
        grows=True,
        chapter=phrases.say("chapter_end"),
        cues=tuple(cues),
    )


def _outro_sentences(routine: Routine, workout: Workout, phrases: Phrases) -> _Sentences:
    # The second side of a set is no set of its own, nor is a repeat.
    count = sum(
        slot.side in (None, "alternating", slot.exercise_set.first)
        for slot in workout.slots
        if slot.exercise_set and not is_repeat(slot)
    )
    sets = phrases.say("sets", n=count)
    time = wording.describe_length(workout, phrases)
    yield phrases.variants("done", sets=sets, time=time), Priority.NAME
    if isinstance(routine.cooldown, str):
        yield (routine.cooldown,), Priority.FORM
    if routine.repeat_after:
        time = phrases.duration(routine.repeat_after)
        yield phrases.variants("again", time=time), Priority.LENGTH
