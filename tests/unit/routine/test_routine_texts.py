"""The author's words: which keys hold them, and how many there are."""

from audiocoach.routine import fields
from audiocoach.routine.keys import KEYS
from audiocoach.routine.read import read_bytes
from audiocoach.routine.texts import SPOKEN, count_spoken, texts_of

SPEAKING = (fields.read_phrase, fields.read_sentences, fields.read_reminder)
IN_FIGURES = {"weight", "drops", "target"}
"""Said in the coach's language, as they hold figures and units."""
OF_OTHERS = {"pronounce", "substitutes"}
"""How to say, or to replace, words that stand elsewhere."""


def test_every_key_that_is_read_as_speech_is_in_spoken_or_here() -> None:
    read_as_speech = {key for key, table in KEYS.items() if table.read in SPEAKING}
    assert read_as_speech == {*SPOKEN} | IN_FIGURES | OF_OTHERS


def test_each_different_text_is_counted_once() -> None:
    routine = read_bytes(
        b"""\
title: A
warmup: Warm up.
notes: Never spoken.
exercises:
  - superset: Pair
    exercises:
      - {name: Row, reps: 5, how: Hinge., cues: [Elbow, {at: half, say: Breathe}], weight: 8 kg}
      - {name: Row, reps: 8, cues: [Elbow], needs: bell}
  - say: Well done.
""",
        "a.yaml",
    )
    assert count_spoken(routine) == {
        "title": 1,
        "superset": 1,
        "name": 1,
        "how": 1,
        "cues": 2,
        "say": 1,
        "needs": 1,
        "warmup": 1,
    }
    assert [*count_spoken(routine)] == [key for key in SPOKEN if key in count_spoken(routine)]
    assert ("cues", "Breathe") in texts_of(routine)
