"""What an author wrote to be spoken, and whether it is heard."""

from collections.abc import Iterable, Iterator

from audiocoach.plan.model import Plan
from audiocoach.plan.sentences import split_sentences
from audiocoach.routine.model import Exercise, Note, Routine, Step, TimedCue
from audiocoach.routine.tree import walk
from audiocoach.timeline import Timeline


def authored(routine: Routine, plan: Plan) -> Iterator[str]:
    """Every sentence and every reminder that the author wrote to be spoken of what is done."""
    undone = {each.where for each in plan.advice if "is never done" in each.message}
    notes = (note.say for note in routine.notes if isinstance(note, Note))
    for words in (*notes, routine.warmup, routine.cooldown):
        if isinstance(words, str):
            yield from split_sentences(words)
    for place in walk(routine):
        item = place.item
        if isinstance(item, Step) and item.say:
            yield from split_sentences(item.say)
        elif isinstance(item, Exercise) and item.where not in undone:
            yield from (each for how in item.explanations for each in split_sentences(how))
            texts = (cue.say if isinstance(cue, TimedCue) else cue for cue in item.cues)
            yield from filter(None, texts)


def said(timeline: Timeline) -> list[str]:
    return [cue.text for cue in timeline.spoken]


def is_in(text: str, heard: Iterable[str]) -> bool:
    """Whether it was said, be it after a name or after 'Remember:'."""
    bare = text.rstrip(".")
    return any(each in (text, f"Remember: {bare}.") or each.endswith(f": {text}") for each in heard)
