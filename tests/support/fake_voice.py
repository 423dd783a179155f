"""Clip lengths that are a function of the text alone, so that goldens are the same everywhere."""

from collections.abc import Mapping

from audiocoach.plan import Plan
from audiocoach.plan.model import Speaker
from audiocoach.renderer.attacks import words_on_beats
from audiocoach.renderer.clips import clips_of
from audiocoach.timeline import Attacks, ClipSpec, Lengths

_TONES: Mapping[str, int] = {
    "pip": 140,
    "tick": 45,
    "up": 70,
    "down": 90,
    "start": 380,
    "rest": 450,
    "switch": 340,
    "round": 900,
    "finish": 1450,
    "end": 1400,
}
_LETTERS_MS: Mapping[Speaker, int] = {"coach": 60, "counter": 80}


def fake_lengths(plan: Plan) -> Lengths:
    """Lengths in milliseconds: 250 and 60 a letter; tones as long as those of the default kit.

    A counter takes 80 ms a letter.
    """
    return {clip: _length(clip) for clip in clips_of(plan)}


def fake_attacks(plan: Plan) -> Attacks:
    """Attacks in milliseconds, from 0 to 120: 30 for each step of the first letter."""
    return {clip: 30 * (ord(clip.text[0]) % 5) for clip in words_on_beats(plan)}


def _length(clip: ClipSpec) -> int:
    if clip.kind == "sound":
        return _TONES[clip.text]
    return 250 + _LETTERS_MS[clip.speaker] * len(clip.text)
