"""About how long a session lasts, before any clip of it is measured."""

from collections.abc import Iterable

from audiocoach.defaults import CUEING
from audiocoach.plan.model import Cue, Interval

_SENTENCE_MS, _LETTER_MS = 300, 58
"""How long words take, about: the same in all languages, whose voices speak at such speeds."""
_TONE_MS = 900


def estimate_length_ms(intervals: Iterable[Interval]) -> int:
    """The length of a track of `intervals`: those that are written, and what the others say."""
    return sum(each.measure(each.cues, _estimate_cue, CUEING.breath_ms) for each in intervals)


def estimate_speech_ms(text: str) -> int:
    """About how long a text takes to say."""
    return _SENTENCE_MS + _LETTER_MS * len(text)


def _estimate_cue(cue: Cue) -> int:
    return estimate_speech_ms(cue.variants[0]) if cue.play == "speech" else _TONE_MS
