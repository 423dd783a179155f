"""The perceptual attacks of words on a beat, measured once for each clip and kept beside it."""

from collections.abc import Iterable

from audiocoach.cache import Store
from audiocoach.plan import Plan
from audiocoach.renderer.clips import Clips, Measure
from audiocoach.support.resources import version
from audiocoach.timeline import Attacks, ClipSpec

_ON_BEAT = frozenset(("leads", "follows"))


def words_on_beats(plan: Plan) -> set[ClipSpec]:
    """Every clip that `plan` may have said with its attack at a beat; none of them fast."""
    return {
        ClipSpec.of(text, cue.play, cue.speaker)
        for cue in plan.cues
        if cue.anchor.hold in _ON_BEAT
        for text in cue.variants
    }


def find_attacks(words: Iterable[ClipSpec], clips: Clips, store: Store) -> Attacks:
    """The attacks of those clips, in milliseconds from their first sample."""
    measure = Measure("attack", f"numpy {version('numpy')}", _find)
    kept = clips.measured(measure, words, store)
    return {word: int.from_bytes(body, "little") for word, body in kept.items()}


def _find(samples: bytes) -> bytes:
    from audiocoach.audio.attack import attack_ms
    from audiocoach.audio.shaping import from_pcm

    return attack_ms(from_pcm(samples)).to_bytes(4, "little")
