"""The author's own words: every text in a routine, with the key that it stands under."""

from collections import Counter
from collections.abc import Iterator

from audiocoach.routine.keys import keys_of
from audiocoach.routine.model import Note, Routine, TimedCue
from audiocoach.routine.tree import walk

SPOKEN = (
    "title", "superset", "circuit", "block", "tabata", "name", "short", "phases", "effort", "how",
    "cues", "say",
    "equipment", "needs", "warmup", "cooldown",
)  # fmt: skip
"""The keys of what is said as it is written, whatever language the coach speaks."""


def texts_of(routine: Routine) -> Iterator[tuple[str, str]]:
    """Every text of the routine and of its items."""
    for node in (routine, *(place.item for place in walk(routine))):
        for key in keys_of(type(node)):
            value = getattr(node, key)
            if key == "how" and isinstance(value, dict):
                value = tuple(value.values())
            elif key == "phases":
                value = tuple(value)
            for text in value if isinstance(value, tuple) else (value,):
                said = text.say if isinstance(text, TimedCue | Note) else text
                if isinstance(said, str):
                    yield "say" if isinstance(text, Note) else key, said


def count_spoken(routine: Routine) -> dict[str, int]:
    """How many different texts are spoken of each key, in the order of `SPOKEN`."""
    counts = Counter(key for key, _ in dict.fromkeys(texts_of(routine)))
    return {key: counts[key] for key in SPOKEN if counts[key]}
