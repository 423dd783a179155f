"""The beat of a rep set: a tick a rep; a tick a second and a tone a phase where it has a tempo."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from audiocoach.defaults import CUEING
from audiocoach.phrases import Phrases
from audiocoach.plan.model import Anchor, Cue, Priority, pulse, sound, speech
from audiocoach.plan.slots import Move, Phase
from audiocoach.times import MS_PER_SECOND

_TONES: Mapping[str, str] = MappingProxyType({"concentric": "up", "eccentric": "down"})
_WORDED_REPS = 2


def tempo_cues(move: Move, rep_ms: int, words: Phrases, *, fresh: bool) -> Iterator[Cue]:
    """The set's beat; the set's own beginning has the start tone instead."""
    beats = list(_rep_beats(move, rep_ms))
    for rep_at_ms in range(0, move.length_ms, rep_ms):
        for at_ms, tone in beats:
            anchor = Anchor("starts", offset_ms=rep_at_ms + at_ms)
            if anchor.offset_ms:
                make = pulse if at_ms and tone == "tick" else sound
                yield make(tone, "tempo", anchor, move.where)
    if fresh:
        yield from _phase_words(move, rep_ms, words)


def _rep_beats(move: Move, rep_ms: int) -> Iterator[tuple[int, str]]:
    """One rep's tones, from its start."""
    if not move.phases:
        yield 0, "tick"
        return
    phases = {phase.at_ms: _TONES.get(phase.name, "tick") for phase in move.phases}
    seconds = dict.fromkeys(range(0, rep_ms, MS_PER_SECOND), "tick")
    yield from sorted((seconds | phases).items())


def _phase_words(move: Move, rep_ms: int, words: Phrases) -> Iterator[Cue]:
    """What each phase is called, in the first reps."""
    for rep in range(min(_WORDED_REPS, move.reps or 0)):
        for phase in move.phases:
            if not _has_room(move, phase, rep, rep_ms):
                continue
            after_ms = CUEING.after_beat_ms if rep or phase.at_ms else CUEING.after_start_ms
            anchor = Anchor("near", offset_ms=rep * rep_ms + phase.at_ms + after_ms)
            forms = words.forms(f"phase_{phase.name}")
            yield speech(forms, "tempo", anchor, Priority.REMINDER, move.where)


def _has_room(move: Move, phase: Phase, rep: int, rep_ms: int) -> bool:
    """Sides are named where the first pair's reps begin, and a count ends where a rep ends."""
    if move.sides == "alternating" and not phase.at_ms:
        return False
    last_of_rep = phase.at_ms + phase.length_ms == rep_ms
    counts = last_of_rep and not (move.sides == "alternating" and rep % 2 == 0)
    return phase.length_ms >= CUEING.phase_word_ms * (2 if counts or not rep else 1)
