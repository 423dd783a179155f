"""The perceptual attacks of words on a beat, measured once for each clip and kept beside it."""

from collections.abc import Iterable

from audiocoach.cache import Store, key
from audiocoach.plan import Plan
from audiocoach.renderer.clips import Clips
from audiocoach.support.resources import version
from audiocoach.timeline import Attacks, ClipSpec

_ON_BEAT = frozenset(("leads", "follows"))


def words_on_beats(plan: Plan) -> set[ClipSpec]:
    """Every clip that `plan` may have said with its attack at a beat; none of them fast."""
    return {
        ClipSpec.of(text, cue.play, cue.speaker)
        for interval in plan.intervals
        for cue in interval.cues
        if cue.anchor.hold in _ON_BEAT
        for text in cue.variants
    }


def find_attacks(words: Iterable[ClipSpec], clips: Clips, store: Store) -> Attacks:
    """The attacks of those clips, in milliseconds from their first sample."""
    measure = f"numpy {version('numpy')}"
    keys = {word: key("attack", f"{measure}\n{clips.keys[word]}") for word in sorted(words)}
    kept = store.read(keys.values())
    if missing := [word for word, key in keys.items() if key not in kept]:
        measured = _measure(missing, clips, store)
        fresh = {keys[word]: body for word, body in measured.items()}
        store.write(fresh)
        kept |= fresh
    return {word: int.from_bytes(kept[key], "little") for word, key in keys.items()}


def _measure(words: Iterable[ClipSpec], clips: Clips, store: Store) -> dict[ClipSpec, bytes]:
    from audiocoach.audio.attack import attack_ms
    from audiocoach.audio.shaping import from_pcm

    samples = clips.samples(words, store)
    return {word: attack_ms(from_pcm(body)).to_bytes(4, "little") for word, body in samples.items()}
