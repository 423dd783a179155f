"""The cues outside work: the intro, what is announced before each set, and the outro."""

from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.defaults import CUEING, LIMITS
from audiocoach.errors import Where
from audiocoach.i18n.phrases import Phrases
from audiocoach.plan import wording
from audiocoach.plan.estimate import estimate_speech_ms
from audiocoach.plan.model import Anchor, Cue, Interval, Priority, Role
from audiocoach.plan.sentences import cue_sentences, cue_steps
from audiocoach.plan.slots import ExerciseSet, Slot, Workout, is_repeat
from audiocoach.routine.model import Exercise, Note, Routine
from audiocoach.routine.tree import walk

FLOWS_AFTER_TONE = Anchor("flows", CUEING.after_tone_ms)
FLOWS_AFTER_START = Anchor("flows", CUEING.after_start_ms)
_FLOWS = Anchor("flows")
_Sentences = Iterator[tuple[tuple[str, ...], Priority]]
"""The variants of a sentence, the fullest first, and how important it is; FORM is the author's."""
_SAME_RESTS = ("interval", "repeat")
"""What is counted where every rest is the same."""


class Announcer(Struct):
    """Announces work before it begins, and remembers what the listener has been told already."""

    workout: Workout
    phrases: Phrases
    announced: set[Where] = field(default_factory=set)
    """The exercises whose dose was told in full."""
    introduced: set[Where] = field(default_factory=set)
    """The blocks that were introduced."""
    explanations: dict[tuple[Where, str, Anchor, bool], tuple[Cue, ...]] = field(
        default_factory=dict
    )
    """How to do each exercise, by where it is told, and whether with its name."""

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
            yield Cue("sound", ("round",), "round", anchor, Priority.ROUND, after.where)
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

    def call_in_rest(self, rest: Slot) -> Iterator[Cue]:
        """How much is left of a long rest, unless something else is said about then."""
        left_ms, leads = CUEING.rest_call_ms, self.workout.lead_times
        apart = all(abs(lead_ms - left_ms) > left_ms // 2 for lead_ms in leads.announcing_ms)
        if rest.length_ms >= 2 * left_ms and apart:
            variants = self.phrases.variants("time_called", time=self.phrases.duration(left_ms))
            anchor = Anchor("starts", -left_ms, "end")
            yield Cue.speech(variants, "rest", anchor, Priority.CALL, rest.where)

    def call(self, after: Slot) -> Iterator[Cue]:
        """What comes in ten seconds, named once more; or in as many as the author asks for."""
        call_ms = self.workout.lead_times.call_ms
        if not after.exercise_set or not call_ms:
            return
        time = self.phrases.duration(call_ms)
        side = wording.add_side(after, self.phrases, brief=True)
        name = wording.call_name(after.exercise_set) + side
        variants = self.phrases.variants("call", time=time, name=name)
        anchor = Anchor("starts", -call_ms, "end")
        yield Cue.speech(variants, "announce", anchor, Priority.CALL, after.where)

    def explain_next(
        self, slots: Iterable[Slot], *, clocked: bool = False, most: int | None = None
    ) -> Iterator[Cue]:
        """How to do what comes before the next rest, or long transition; `most` exercises of it.

        `clocked`: the slots begin in an EMOM or a tabata, whose own rests count as such.
        """
        sets: dict[Where, tuple[ExerciseSet, bool]] = {}
        first: Slot | None = None
        ahead_ms = 0
        for slot in slots:
            is_rest = slot.kind == "rest" and (clocked or slot.unit == "set")
            is_long = not slot.exercise_set and slot.length_ms >= CUEING.explain_from_ms
            if is_rest or is_long:
                break
            # Whoever hears it minutes before has forgotten it.
            is_far = ahead_ms > CUEING.explain_ahead_ms
            ahead_ms += slot.length_ms
            if not slot.exercise_set or (is_far and _can_be_told_during(slot.exercise_set)):
                continue
            for part in slot.exercise_set.parts:
                # The exercise that was named just now needs no name of its own.
                named = first is not None or slot.exercise_set.task is not None
                sets.setdefault(part.where, (part, named))  # of two sides the first
            first = first or slot
        explained = [each for each in sets.values() if each[0].how][:most]
        for exercise_set, named in explained:
            yield from self._explain(exercise_set, _FLOWS, named=named)

    def explain_during(self, exercise_set: ExerciseSet) -> Iterator[Cue]:
        """How to do what is being done, for what had no room before it."""
        named = exercise_set.task is not None
        for part in exercise_set.parts:
            if part.how:
                yield from self._explain(part, FLOWS_AFTER_START, named=named)

    def _explain(
        self, exercise_set: ExerciseSet, anchor: Anchor, *, named: bool
    ) -> tuple[Cue, ...]:
        """The sentences of an explanation; each cue is made once, as every pause has it."""
        how = exercise_set.how or ""
        key = exercise_set.where, how, anchor, named
        if key not in self.explanations:
            cues = cue_sentences(how, "form", anchor, exercise_set.where)
            self.explanations[key] = tuple(
                self._name(cue, exercise_set.name) if named else cue for cue in cues
            )
        return self.explanations[key]

    def _name(self, cue: Cue, name: str) -> Cue:
        """The sentence with the exercise's name, if it comes first of what is said of it."""
        opening = self.phrases.say("how_named", name=name, how=cue.variants[0])
        return replace(cue, opening=opening) if cue.after else replace(cue, variants=(opening,))

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
        was_announced = exercise_set.where in self.announced
        brief = was_announced and slot.unit != "drop"
        self.announced.add(exercise_set.where)
        task = exercise_set.task
        if task and task.is_once and not task.has_title:
            key += "_untitled"
        dose = wording.describe_dose(slot, exercise_set, self.phrases)
        variants = self.phrases.variants(
            key,
            name=exercise_set.name,
            called=wording.call_name(exercise_set) if was_announced else exercise_set.name,
            side=wording.add_side(slot, self.phrases),
            dose=dose.amount if brief else dose.full,
            amount=dose.amount,
            weight=exercise_set.weight,
            n=number,
            of=total,
        )
        yield Cue.speech(variants, "announce", anchor, Priority.NAME, slot.where)
        if task:
            parts = tuple(
                wording.describe_task_exercise(each, self.phrases) for each in task.exercises
            )
            key = "parts" if task.is_once else "parts_of_a_round"
            parts = self.phrases.some(parts, LIMITS.text)
            variants = self.phrases.variants(key, parts=" ".join(parts))
            yield Cue.speech(variants, "announce", anchor, Priority.STEP, slot.where)

    def _introduce_blocks(self, slot: Slot, anchor: Anchor) -> Iterator[Cue]:
        """Each block once, with what is in it; but a self-paced task says that itself."""
        for block in slot.opened_blocks:
            if block.where not in self.introduced and block.where != slot.where:
                self.introduced.add(block.where)
                if slot.exercise_set and block.titled == slot.exercise_set.name:
                    continue
                variants = wording.introduce_block(block, self.phrases)
                yield Cue.speech(variants, "announce", anchor, Priority.EXTRA, block.where)


def _can_be_told_during(exercise_set: ExerciseSet) -> bool:
    """Whether nothing is counted, and there is time to explain it as it is done."""
    told_ms = sum(estimate_speech_ms(part.how or "") for part in exercise_set.parts)
    return not exercise_set.reps and 2 * told_ms <= exercise_set.length_ms


def is_other_side(before: Slot, after: Slot) -> bool:
    """Whether `after` is the second side of the set that `before` begins."""
    one, other = before.exercise_set, after.exercise_set
    if after.side not in ("left", "right") or not one or not other:
        return False
    if replace(one, how=other.how) != other:  # each side may have a 'how' of its own
        return False
    return (before.set, before.round) == (after.set, after.round)


def make_intro(routine: Routine, workout: Workout, about_ms: int, phrases: Phrases) -> Interval:
    """Title, rounds, about how long, what to have at hand, and to stop if something hurts."""
    where, opening_ms = routine.where, CUEING.opening_ms
    flows = Anchor("flows", opening_ms + CUEING.after_tone_ms)
    cues = [Cue.sound("round", "intro", Anchor("starts", opening_ms), where)]
    cues += _cue_texts(_intro_sentences(routine, workout, about_ms, phrases), "intro", flows, where)
    return Interval(
        kind="intro",
        where=where,
        length_ms=0,
        grows=True,
        most_ms=None if any(cue.words for cue in cues) else CUEING.intro_most_ms,
        whole_ms=CUEING.whole_ms,
        chapter=phrases.say("chapter_intro"),
        cues=tuple(cues),
    )


def _intro_sentences(
    routine: Routine, workout: Workout, about_ms: int, phrases: Phrases
) -> _Sentences:
    if routine.greeting:
        yield (routine.greeting,), Priority.NAME
    work = wording.describe_main_part(workout, phrases)
    time = wording.describe_length(about_ms, phrases)
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
    for note in routine.notes:
        if isinstance(note, Note):
            yield (note.say,), Priority.FORM
    if isinstance(routine.warmup, str):
        yield (routine.warmup,), Priority.FORM


def make_outro(routine: Routine, workout: Workout, about_ms: int, phrases: Phrases) -> Interval:
    """What was done, when to do it again, and one last tone: a track never ends in silence."""
    where, flows = routine.where, Anchor("flows", CUEING.after_finish_ms)
    cues = [Cue.sound("finish", "outro", Anchor("starts"), where)]
    cues += cue_steps(workout.last_steps, flows)
    cues += _cue_texts(_outro_sentences(routine, workout, about_ms, phrases), "outro", flows, where)
    cues.append(Cue.sound("end", "outro", Anchor("ends", edge="end"), where))
    return Interval(
        kind="outro",
        where=where,
        length_ms=0,
        grows=True,
        chapter=phrases.say("chapter_end"),
        cues=tuple(cues),
    )


def _cue_texts(texts: _Sentences, role: Role, anchor: Anchor, where: Where) -> Iterator[Cue]:
    for variants, priority in texts:
        if priority == Priority.FORM:
            yield from cue_sentences(variants[0], role, anchor, where)
        else:
            yield Cue.speech(variants, role, anchor, priority, where)


def _outro_sentences(
    routine: Routine, workout: Workout, about_ms: int, phrases: Phrases
) -> _Sentences:
    # The second side of a set is no set of its own, nor is a repeat.
    done = [
        slot.exercise_set
        for slot in workout.slots
        if slot.exercise_set and not is_repeat(slot)
        if slot.side in (None, "alternating", slot.exercise_set.first)
    ]
    sets = phrases.say("sets", n=len(done))
    time = wording.describe_length(about_ms, phrases)
    # Nobody counts the sets of a run or of a flow.
    counted = sum(bool(each.reps or each.repeats) for each in done)
    key = "done" if 2 * counted >= len(done) else "done_in"
    yield phrases.variants(key, sets=sets, time=time), Priority.NAME
    if isinstance(routine.cooldown, str):
        yield (routine.cooldown,), Priority.FORM
    if routine.repeat_after:
        time = phrases.duration(routine.repeat_after)
        yield phrases.variants("again", time=time), Priority.LENGTH
