"""The session's frame: what is said before the first exercise and after the last one."""

from collections.abc import Iterable, Iterator

from audiocoach.defaults import CUEING
from audiocoach.phrases import Phrases
from audiocoach.plan import naming
from audiocoach.plan.announcing import step_cues
from audiocoach.plan.model import Anchor, Interval, Priority, sound, speech
from audiocoach.plan.slots import Session, Slot
from audiocoach.routine.model import Block, Exercise, Item, Routine

_Words = tuple[tuple[str, ...], Priority]


def intro(routine: Routine, session: Session, words: Phrases) -> Interval:
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
                for forms, priority in _intro_words(routine, session, words)
            ),
        ),
    )


def _intro_words(routine: Routine, session: Session, words: Phrases) -> Iterator[_Words]:
    opening = words.forms(
        "opening",
        title=routine.title,
        work=naming.main_part(session, words),
        time=naming.about(session, words),
    )
    yield opening, Priority.NAME
    if needed := (*routine.equipment, *_needs(_items(routine))):
        things = tuple(_or_instead(thing, routine, words) for thing in dict.fromkeys(needed))
        forms = words.forms("ready", equipment=words.listed(things, "things"))
        yield forms, Priority.LENGTH
    yield words.forms("hurts"), Priority.ROUND
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


def outro(routine: Routine, session: Session, words: Phrases) -> Interval:
    """What was done, when to do it again, and one last tone: never an end in plain silence."""
    flows = Anchor("flows", offset_ms=CUEING.after_finish_ms)
    said = (
        speech(forms, "outro", flows, priority, routine.where)
        for forms, priority in _outro_words(routine, session, words)
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


def _outro_words(routine: Routine, session: Session, words: Phrases) -> Iterator[_Words]:
    sets = words.say("sets", n=sum(map(_is_set, session.slots)))
    yield words.forms("done", sets=sets, time=naming.about(session, words)), Priority.NAME
    if isinstance(routine.cooldown, str):
        yield (routine.cooldown,), Priority.FORM
    if routine.repeat_after:
        time = words.duration(routine.repeat_after)
        yield words.forms("again", time=time), Priority.LENGTH
