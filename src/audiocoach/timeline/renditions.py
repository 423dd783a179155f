"""The ways to say or to sound a cue, with what is known of their clips."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from audiocoach.plan.model import Cue, Play, Speaker
from audiocoach.timeline.model import ClipSpec

Lengths = Mapping[ClipSpec, int]
"""How long each clip is, in milliseconds. Fast clips may be left out."""
Attacks = Mapping[ClipSpec, int]
"""From the start of a clip to its perceptual attack, in milliseconds: 0 where it is left out."""


class Rendition(Struct, frozen=True, gc=False):
    """One way to say or sound a cue."""

    text: str
    length_ms: int
    fast: bool = False
    attack_ms: int = 0
    """From its start to its perceptual attack: what is heard as the beat of a word."""


class Candidate(Struct, frozen=True, gc=False):
    """A cue that needs a place, and its renditions from the best to the last resort."""

    cue: Cue
    renditions: tuple[Rendition, ...]


class Renditions:
    """The renditions of cues; those of equal cues are made once."""

    def __init__(self, lengths: Lengths, attacks: Attacks) -> None:
        self._lengths = lengths
        self._attacks = attacks
        self._known: dict[tuple[Play, Speaker, tuple[str, ...]], tuple[Rendition, ...]] = {}
        self._has_fast = any(clip.fast for clip in lengths)
        self.tones_ms = {clip.text: ms for clip, ms in lengths.items() if clip.kind == "sound"}
        """The length of each tone, by its name."""

    def of(self, cue: Cue) -> Candidate:
        """A cue with its renditions: its variants, then the shortest one said fast."""
        key = cue.play, cue.speaker, cue.variants
        renditions = self._known.get(key)
        if renditions is None:
            renditions = self._known[key] = tuple(self._make(*key))
        return Candidate(cue, renditions)

    def fullest_ms(self, cue: Cue) -> int:
        """How long it takes to say or to sound a cue at its fullest."""
        return self.of(cue).renditions[0].length_ms

    def _make(self, play: Play, speaker: Speaker, variants: tuple[str, ...]) -> Iterator[Rendition]:
        clips = [ClipSpec.of(text, play, speaker) for text in variants]
        if self._has_fast:
            clips += {ClipSpec(variants[-1], play, speaker, fast=True)} & self._lengths.keys()
        for clip in clips:
            yield Rendition(clip.text, self._lengths[clip], clip.fast, self._attacks.get(clip, 0))
