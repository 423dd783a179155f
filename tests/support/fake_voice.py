"""Clip lengths that are a function of the text alone, so that goldens are the same everywhere."""

from collections.abc import Mapping

from audiocoach.plan import Plan
from audiocoach.renderer.clips import sayables
from audiocoach.timeline import Lengths, Take

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
_LETTERS_MS: Mapping[Take, int] = {"speech": 60, "counter": 80}


def fake_lengths(plan: Plan) -> Lengths:
    """60 ms a letter and a quarter of a second; tones as long as the default kit's.

    A counter takes 80 ms a letter.
    """
    return {
        (clip, said): _TONES[said] if clip == "sound" else 250 + _LETTERS_MS[clip] * len(said)
        for clip, said in sayables(plan)
    }
