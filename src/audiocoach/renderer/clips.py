"""Makes the clips that a plan needs and keeps them: here alone engines and tones meet the disk."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.audio import SAMPLES_PER_MS, recipe
from audiocoach.cache import Store, key
from audiocoach.defaults import CUEING, LIMITS
from audiocoach.errors import CoachError, SoundError, SpeechError
from audiocoach.i18n.normalise import Pronunciations, normalise
from audiocoach.plan import Plan
from audiocoach.plan.model import Speaker
from audiocoach.sounds import SoundKit, Tone, tone_digest
from audiocoach.support.threads import spread
from audiocoach.timeline import ClipSpec, Timeline
from audiocoach.tts import Engine, Speech, Voice
from audiocoach.tts.base import FASTEST_WPM, find_fault, phrase_error

_BYTES_PER_MS = 2 * SAMPLES_PER_MS
_BATCH = 16
"""Clips kept, or measured, at a time: what is in memory of them."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


def ignore_progress(_activity: str, _done: int, _total: int) -> None:
    """Take note of no progress."""


class OpenVoice(Struct, frozen=True):
    """A voice with the engine that speaks it."""

    engine: Engine
    voice: Voice
    fast: Engine | None = None
    """The engine of the same voice at a higher speed, once something has to be said fast."""

    def identity_of(self, text: str, *, fast: bool) -> str:
        """All that decides how the voice says a text: engine, files, voice, speed, and the text."""
        voice = fast_voice(self.voice) if fast else self.voice
        return f"{self.engine.identity_of(text)}\n{voice}\n{text}"


class Source(Struct, frozen=True):
    """Where clips come from: the voices, the kit of tones, and how words are pronounced."""

    coach: OpenVoice
    kit: SoundKit
    language: str
    pronounce: Pronunciations = ()
    """Words that the routine has said in its own way, besides those of the language."""
    counter: OpenVoice | None = None
    """Who counts, where it is not the coach."""

    def key(self, clip: ClipSpec) -> str:
        """A hash of everything that can change the clip."""
        if clip.kind == "sound":
            kind, origin = "sound", tone_digest(self.kit.tones[clip.text])
        else:
            # A voice has one clip of a text, whether it coaches or counts.
            kind = "fast" if clip.fast else "speech"
            voice = self.voice_of(clip.speaker)
            origin = voice.identity_of(self.spoken(clip.text), fast=clip.fast)
        return key("clip", f"{kind}\n{recipe.identity()}\n{origin}")

    def voice_of(self, speaker: Speaker) -> OpenVoice:
        """The voice of the coach, or of the counter where there is one."""
        return self.counter if self.counter and speaker == "counter" else self.coach

    def spoken(self, text: str) -> str:
        """What the engine is given for a text."""
        return normalise(text, self.language, self.pronounce)

    def stop(self) -> None:
        """Close the engines, also while other threads have them speak."""
        for voice in filter(None, (self.coach, self.counter)):
            for engine in filter(None, (voice.engine, voice.fast)):
                engine.close()


class Clips(Struct, frozen=True):
    """A session's clips: the keys they are kept under, and their lengths in milliseconds."""

    source: Source
    keys: Mapping[ClipSpec, str]
    lengths: Mapping[ClipSpec, int]
    new: frozenset[str]
    """The keys of those that had to be made now."""

    @property
    def made(self) -> int:
        """How many had to be made now."""
        return len(self.new)

    @property
    def notes(self) -> list[str]:
        """What the engines would have a person know, such as that a voice has no recordings."""
        texts: dict[Speaker, list[str]] = {"coach": [], "counter": []}
        for clip in self.keys:
            if clip.kind == "speech" and not clip.fast:
                texts[clip.speaker].append(self.source.spoken(clip.text))
        notes = (self.source.voice_of(who).engine.note(said) for who, said in texts.items() if said)
        return list(filter(None, notes))

    def samples(self, specs: Iterable[ClipSpec], store: Store) -> dict[ClipSpec, bytes]:
        """Signed 16-bit samples at 24 kHz; clips that the store has lost are made again."""
        keys = {clip: self.keys[clip] for clip in specs}
        bodies = store.read(keys.values())
        lost = {key: clip for clip, key in keys.items() if key not in bodies}
        for batch in _make(self.source, lost, ignore_progress):
            store.write(batch)
            bodies |= batch
        return {clip: bodies[key] for clip, key in keys.items()}

    def measured(
        self, measure: "Measure", specs: Iterable[ClipSpec], store: Store
    ) -> dict[ClipSpec, bytes]:
        """What a measure finds in each clip: found once, and kept beside it."""
        keys = {
            clip: key(measure.kind, f"{measure.identity}\n{self.keys[clip]}")
            for clip in sorted({*specs})
        }
        kept = store.read(keys.values())
        missing = [clip for clip, key in keys.items() if key not in kept]
        for first in range(0, len(missing), _BATCH):
            samples = self.samples(missing[first : first + _BATCH], store)
            found = spread(measure.find, samples.values())
            fresh = {keys[clip]: body for clip, body in zip(samples, found, strict=True)}
            store.write(fresh)
            kept |= fresh
        return {clip: kept[key] for clip, key in keys.items()}


class Measure(NamedTuple):
    """Something to find in the samples of a clip."""

    kind: str
    """Under which it is kept."""
    identity: str
    """All that can change what is found, besides the clip."""
    find: Callable[[bytes], bytes]
    """From samples of 16 bits to what is kept."""


def gather(wanted: Iterable[ClipSpec], source: Source, store: Store, progress: Progress) -> Clips:
    """Every clip that is wanted, made where the store has it not.

    Raises SpeechError or SoundError when one cannot be made; the store keeps what came before it.
    """
    keys = {clip: source.key(clip) for clip in wanted}
    sizes = store.sizes(keys.values())
    missing = {key: clip for clip, key in keys.items() if key not in sizes}
    for batch in _make(source, missing, progress):
        store.write(batch)
        sizes |= {key: len(body) for key, body in batch.items()}
    lengths = {clip: sizes[key] // _BYTES_PER_MS for clip, key in keys.items()}
    return Clips(source, keys, lengths, frozenset(missing))


def clips_of(plan: Plan) -> list[ClipSpec]:
    """Every clip that may be heard in `plan`, once each, in order; none of them fast."""
    return list(
        dict.fromkeys(
            ClipSpec.of(text, cue.play, cue.speaker) for cue in plan.cues for text in cue.texts
        )
    )


def fast_clips(timeline: Timeline) -> list[ClipSpec]:
    """What had no room in `timeline`, said fast; once each."""
    specs = (ClipSpec.of(cue.text, "speech", cue.speaker, fast=True) for cue in timeline.dropped)
    return list(dict.fromkeys(specs))


def fast_voice(voice: Voice) -> Voice:
    """The same voice as fast as it may be and still be understood."""
    return replace(voice, wpm=max(voice.wpm, min(CUEING.fast_wpm, FASTEST_WPM)))


def _make(
    source: Source, missing: Mapping[str, ClipSpec], progress: Progress
) -> Iterator[dict[str, bytes]]:
    """Clips by key, in batches: shaped on all cores while others are spoken.

    Some engines speak one phrase at a time.
    """
    specs = missing.values()
    batch: dict[str, bytes] = {}
    failures: list[CoachError] = []  # the last of them is of the first clip that failed

    def spoken() -> Generator[tuple[ClipSpec, Speech | None], None, None]:
        with closing(spread(partial(_spoken, source), specs, source.stop)) as speeches:
            try:
                yield from zip(specs, speeches, strict=True)
            except CoachError as error:  # what was said before is still shaped
                failures.append(error)

    with closing(spoken()) as items, closing(spread(partial(_shaped, source), items)) as bodies:
        try:
            for done, (key, body) in enumerate(zip(missing, bodies, strict=False), 1):
                batch[key] = body
                progress("Speaking", done, len(missing))
                if len(batch) == _BATCH:
                    yield batch
                    batch = {}
        except CoachError as error:
            failures.append(error)
    if batch:
        yield batch
    if failures:
        raise failures[-1]


def _spoken(source: Source, clip: ClipSpec) -> Speech | None:
    """What is said of a clip; None of a tone."""
    return None if clip.kind == "sound" else _said(source, clip)


def _shaped(source: Source, item: tuple[ClipSpec, Speech | None]) -> bytes:
    """The samples of a clip as they are kept."""
    clip, speech = item
    if speech is None:
        return _tone(source.kit.tones[clip.text])
    from audiocoach.audio.shaping import from_pcm, shape_speech, to_pcm

    return to_pcm(shape_speech(from_pcm(speech.samples), speech.rate))


def _said(source: Source, clip: ClipSpec) -> Speech:
    """What the engine said; SpeechError, with the phrase, if it failed or gave no sound."""
    try:
        return _spoken_by(source.voice_of(clip.speaker), source.spoken(clip.text), clip)
    except SpeechError as error:
        error.phrase = clip.text
        raise


def _spoken_by(by: OpenVoice, spoken: str, clip: ClipSpec) -> Speech:
    """What the engine says of `spoken`, the text of a clip in words. No engine is trusted."""
    if len(spoken) > LIMITS.phrase:
        reason, hint = f"it has {len(spoken):,} characters in words", f"{LIMITS.phrase:,} at most"
        raise phrase_error(by.voice, clip.text, reason, hint)
    engine = by.fast if clip.fast and by.fast else by.engine
    try:
        speech = engine.speak(spoken)
    except CoachError:
        raise
    except Exception as error:
        raise phrase_error(by.voice, clip.text, str(error) or type(error).__name__) from error
    if why := find_fault(speech):
        raise phrase_error(by.voice, clip.text, why)
    return speech


def _tone(tone: Tone) -> bytes:
    from audiocoach.audio.shaping import from_pcm, shape_tone, to_pcm
    from audiocoach.sounds.loading import load_tone

    body = to_pcm(shape_tone(from_pcm(load_tone(tone).tobytes()), tone.level_db))
    if not body:
        raise SoundError(f"{tone.path}: there is nothing to hear in it")
    return body
