"""The author's texts, sentence by sentence: a cue for each of them."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec.structs import replace

from audiocoach.defaults import LIMITS
from audiocoach.errors import Where
from audiocoach.i18n.normalise import has_words
from audiocoach.plan.model import Anchor, Cue, Priority, Role, Words
from audiocoach.routine.model import Step


def split_sentences(text: str) -> list[str]:
    """The sentences of a text; a full stop before a small letter or a figure ends none.

    Nor does one after an abbreviation or the number of a step: `e.g.`, `z. B.`, `1.`. Each has
    something that can be said: `...` and an emoji belong to the words beside them. What comes after
    very many is one with the last.
    """
    sentences, begins = [], 0
    for gap in re.finditer(r"(?<=[.!?…])\s+", text):
        before, after = text[begins : gap.start()], text[gap.end() :]
        goes_on = after[0].islower() or re.match(r"[0-9]+(?![0-9]*\.\s)", after)
        if goes_on or _abbreviates(before):
            continue
        if has_words(before) and has_words(after):
            sentences.append(before)
            begins = gap.end()
            if len(sentences) == LIMITS.sentences - 1:
                break
    return [*sentences, text[begins:]]


def _abbreviates(text: str) -> bool:
    """Whether the full stop at its end belongs to its last word."""
    before, word = ([""] * 2 + text.split())[-2:]
    bare = word.removesuffix(".")
    is_letter = len(bare) == 1 and bare.isalpha() and not before.isdigit()
    is_step = bare.isdigit() and (not before or before.endswith(":"))
    return bare != word and (is_letter or is_step or "." in bare)


def cue_sentences(
    text: str, role: Role, anchor: Anchor, where: Where, priority: Priority = Priority.FORM
) -> Iterator[Cue]:
    """A text of the author's, a cue for each sentence; each is said once, and in their order."""
    words = [Words(where, sentence) for sentence in split_sentences(text)]
    for before, each in pairwise([None, *dict.fromkeys(words)]):
        if each:
            cue = Cue.of_words(each, role, anchor, priority)
            yield replace(cue, once=True, after=before)


def cue_steps(steps: Iterable[Step], anchor: Anchor) -> Iterator[Cue]:
    """The words and tones that the author put between the exercises of a list, heard each time."""
    for step in steps:
        if step.say:
            for cue in cue_sentences(step.say, "step", anchor, step.where, Priority.STEP):
                yield replace(cue, once=False)
        elif step.sound:
            yield Cue.sound(step.sound, "step", anchor, step.where)
