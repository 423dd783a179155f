"""Sentences that follow one another: which of them fit, in which form, and when."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from audiocoach.defaults import CUEING

if TYPE_CHECKING:
    from audiocoach.timeline.fitting import Wish

Earliest = Callable[[int, int], int | None]
"""The first start from a moment on at which so many milliseconds have room."""

_Forms = dict[int, int]
"""Which sentences are said, in order, and each in which of its options."""


def choose(flows: "Sequence[Wish]", earliest: Earliest) -> dict[int, tuple[int, int]]:
    """By index, the option and the start of every sentence that is said."""
    forms = dict.fromkeys(range(len(flows)), 0)
    while (starts := _starts(flows, forms, earliest)) is None:
        _give_way(flows, forms)
    for index in _gave_way(flows, forms):
        # What gave way first may yet fit where something longer gave way after it.
        for option in range(len(flows[index].options)):
            again = dict(sorted({**forms, index: option}.items()))
            if (found := _starts(flows, again, earliest)) is not None:
                forms, starts = again, found
                break
    return {index: (option, starts[index]) for index, option in forms.items()}


def _starts(flows: "Sequence[Wish]", forms: _Forms, earliest: Earliest) -> dict[int, int] | None:
    """A start for each, a breath apart; None where not all fit."""
    starts: dict[int, int] = {}
    cursor = 0
    for index, option in forms.items():
        takes_ms = flows[index].options[option].takes_ms
        start = earliest(max(cursor, flows[index].cue.anchor.offset_ms), takes_ms)
        if start is None:
            return None
        starts[index] = start
        cursor = start + takes_ms + CUEING.breath_ms
    return starts


def _give_way(flows: "Sequence[Wish]", forms: _Forms) -> None:
    """The least important takes its next option, or goes; of equals the later one."""
    index = min(forms, key=lambda index: (flows[index].cue.priority, -index))
    forms[index] += 1
    if forms[index] == len(flows[index].options):
        del forms[index]


def _gave_way(flows: "Sequence[Wish]", forms: _Forms) -> list[int]:
    """What is not said, the most important first."""
    gone = set(range(len(flows))) - set(forms)
    return sorted(gone, key=lambda index: (-flows[index].cue.priority, index))
