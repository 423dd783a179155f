"""Clip lengths that are a function of the text alone, so that goldens are the same everywhere."""

from collections.abc import Mapping

from audiocoach.clips import sayables
from audiocoach.plan import Plan
from audiocoach.timeline import Lengths

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


def fake_lengths(plan: Plan) -> Lengths:
    """60 ms a letter and a quarter of a second; tones as long as the default kit's."""
    return {
        (play, said): _TONES[said] if play == "sound" else 250 + 60 * len(said)
        for play, said in sayables(plan)
    }
