"""How much of what is said is understood: words, errors, and how sure a difference is."""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from audiocoach.i18n.normalise import normalise

RESAMPLES = 4_000
SURE = (2.5, 97.5)
"""Percentiles of what resampling gives: 95 % lie between."""
_SPLIT = {"kettlebell": "kettle bell", "deadlift": "dead lift", "superset": "super set"}
"""Compounds as a general dictionary has them, so that neither spelling is an error."""


def words(text: str) -> list[str]:
    """What is heard of a cue, word for word: no signs, small letters."""
    said = normalise(text, "en").lower()
    plain = re.findall(r"[a-z]+(?:'[a-z]+)*", said)
    return " ".join(_SPLIT.get(word, word) for word in plain).split()


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Words left out, put in or mistaken: the fewest that make one of the other."""
    row = list(range(len(heard) + 1))
    for done, word in enumerate(said, 1):
        # Along the row: left out, put in, or mistaken unless the same.
        ahead = [done]
        for at, (corner, above) in enumerate(pairwise(row)):
            ahead.append(min(above + 1, ahead[-1] + 1, corner + (word != heard[at])))
        row = ahead
    return row[-1]


def rate(errors: Sequence[int], lengths: Sequence[int]) -> float:
    """Word error in percent, of all words of all phrases."""
    return 100 * sum(errors) / sum(lengths)


def difference(
    errors: Sequence[int], reference: Sequence[int], lengths: Sequence[int]
) -> tuple[float, float]:
    """Between which points of word error the difference to `reference` lies.

    A paired bootstrap over phrases: the same phrases are drawn for both, so that what is hard to
    tell in either is no difference.
    """
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(lengths), size=(RESAMPLES, len(lengths)))
    more = np.subtract(errors, reference)[drawn].sum(axis=1)
    low, high = np.percentile(100 * more / np.asarray(lengths)[drawn].sum(axis=1), SURE)
    return float(low), float(high)
