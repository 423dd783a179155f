"""The session's frame: what is said before the first exercise and after the last one."""

from collections.abc import Iterator

from audiocoach.defaults import CUEING
from audiocoach.phrases import Phrases
from audiocoach.plan import naming
from audiocoach.plan.model import Anchor, Interval, Priority, sound, speech
from audiocoach.plan.unroll import Slot
from audiocoach.routine.model import Routine

_Words = tuple[tuple[str, ...], Priority]


def intro(routine: Routine, slots: tuple[Slot, ...], words: Phrases) -> Interval:
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
                speech(forms, "intro", flows, priority, routine.where)
                for forms, priority in _intro_words(routine, slots, words)
            ),
        ),
    )


def _intro_words(routine: Routine, slots: tuple[Slot, ...], words: Phrases) -> Iterator[_Words]:
    opening = words.forms(
        "opening",
        title=routine.title,
        rounds=words.say("rounds", n=slots[0].round.total if slots[0].round else 1),
        moves=words.say("moves", n=len({slot.move.where for slot in slots if slot.move})),
        time=naming.about(slots, words),
    )
    yield opening, Priority.NAME
    if routine.equipment:
        things = tuple(_or_instead(thing, routine, words) for thing in routine.equipment)
        forms = words.forms("ready", equipment=words.listed(things, "things"))
        yield forms, Priority.LENGTH
    yield words.forms("hurts"), Priority.ROUND
    if routine.warmup:
        yield (routine.warmup,), Priority.FORM


def _or_instead(thing: str, routine: Routine, words: Phrases) -> str:
    instead = routine.substitutes.get(thing)
    return words.say("or_instead", thing=thing, instead=instead) if instead else thing


def outro(routine: Routine, slots: tuple[Slot, ...], words: Phrases) -> Interval:
    """What was done, when to do it again, and one last tone: never an end in plain silence."""
    flows = Anchor("flows", offset_ms=CUEING.after_finish_ms)
    sets = words.say("sets", n=sum(slot.move is not None for slot in slots))
    done = words.forms("done", sets=sets, time=naming.about(slots, words))
    said = [speech(done, "outro", flows, Priority.NAME, routine.where)]
    if routine.repeat_after:
        forms = words.forms("again", time=words.duration(routine.repeat_after))
        said.append(speech(forms, "outro", flows, Priority.LENGTH, routine.where))
    return Interval(
        kind="outro",
        where=routine.where,
        length_ms=0,
        grows=True,
        chapter=words.say("chapter_end"),
        cues=(
            sound("finish", "outro", Anchor("starts"), routine.where),
            *said,
            sound("end", "outro", Anchor("ends", "end"), routine.where),
        ),
    )
