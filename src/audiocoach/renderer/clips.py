"""Makes the clips that a plan needs and keeps them: here alone engines and tones meet the disk."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from os import cpu_count
from time import sleep

from audiocoach.audio import SAMPLES_PER_MS, recipe
from audiocoach.cache import Store, key
from audiocoach.defaults import CUEING
from audiocoach.errors import CoachError, SoundError
from audiocoach.i18n.normalise.pronunciation import Words
from audiocoach.plan import Plan
from audiocoach.sounds import SoundKit, tone_digest
from audiocoach.timeline import Sayable, Take, Timeline, take
from audiocoach.timeline.model import COUNTED, HURRIED
from audiocoach.tts import Engine, Speech, Voice, normalise
from audiocoach.tts.base import FASTEST_WPM, failed, fault

Progress = Callable[[str, int, int], None]
"""Told what is being made, how many are done, and of how many."""


def silent(_what: str, _done: int, _of: int) -> None:
    """Nobody watches."""


_BYTES_PER_MS = 2 * SAMPLES_PER_MS
_KEEP_AFTER = 64
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class OpenVoice:
    """A voice with the engine that speaks it."""

    engine: Engine
    voice: Voice
    hurried: Engine | None = None
    """The same voice, faster, for what does not fit otherwise."""

    def said(self, clip: Take, text: str) -> str:
        """All that decides how a text sounds."""
        voice = hurried_voice(self.voice) if clip in HURRIED else self.voice
        return f"{self.engine.identity_of(text)}\n{voice}\n{text}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where clips come from."""

    coach: OpenVoice
    kit: SoundKit
    language: str
    pronounce: Words = ()
    """How words are said besides those that the language has."""
    counter: OpenVoice | None = None
    """Who counts, where it is not the coach."""

    def key(self, sayable: Sayable) -> str:
        """A hash of everything that can change the clip."""
        clip, said = sayable
        if clip == "sound":
            kind, origin = "sound", tone_digest(self.kit.tones[said])
        else:
            # A voice has one clip of a text, whether it coaches or counts.
            kind = "hurried" if clip in HURRIED else "speech"
            origin = self.speaker(clip).said(clip, self.spoken(said))
        return key("clip", f"{kind}\n{recipe.identity()}\n{origin}")

    def speaker(self, clip: Take) -> OpenVoice:
        """Who says such a clip."""
        return self.counter if self.counter and clip in COUNTED else self.coach

    def spoken(self, text: str) -> str:
        """What the engine is given for a text."""
        return normalise(text, self.language, self.pronounce)

    def stop(self) -> None:
        """Let the engines leave off."""
        for by in filter(None, (self.coach, self.counter)):
            for engine in filter(None, (by.engine, by.hurried)):
                engine.close()


@dataclass(frozen=True, slots=True)
class Clips:
    """A session's clips: what they are kept under, and how long they are in milliseconds."""

    source: Source
    keys: Mapping[Sayable, str]
    lengths: Mapping[Sayable, int]
    new: frozenset[str]
    """The keys of those that had to be made now."""

    @property
    def made(self) -> int:
        """How many had to be made now."""
        return len(self.new)

    @property
    def notes(self) -> list[str]:
        """What the engines would have a person know."""
        takes: tuple[Take, ...] = ("speech", "counter")
        return [note for clip in takes if (note := self._note(clip))]

    def _note(self, clip: Take) -> str | None:
        said = [self.source.spoken(text) for each, text in self.keys if each == clip]
        return self.source.speaker(clip).engine.note(said) if said else None

    def samples(self, wanted: Iterable[Sayable], store: Store) -> dict[str, bytes]:
        """Signed 16-bit samples by key; what the store has lost meanwhile is made again."""
        by_key = {self.keys[sayable]: sayable for sayable in wanted}
        found = store.read(by_key)
        lost = {key: sayable for key, sayable in by_key.items() if key not in found}
        for batch in _make(self.source, lost, silent):
            store.write(batch)
            found |= batch
        return found


def gather(wanted: Iterable[Sayable], source: Source, store: Store, progress: Progress) -> Clips:
    """Every clip that is wanted, made where the store has it not.

    Raises SpeechError or SoundError when one cannot be made; the store keeps what came before it.
    """
    keys = {sayable: source.key(sayable) for sayable in wanted}
    sizes = store.sizes(keys.values())
    missing = {key: sayable for sayable, key in keys.items() if key not in sizes}
    for batch in _make(source, missing, progress):
        store.write(batch)
        sizes |= {key: len(body) for key, body in batch.items()}
    lengths = {sayable: sizes[key] // _BYTES_PER_MS for sayable, key in keys.items()}
    return Clips(source, keys, lengths, frozenset(missing))


def sayables(plan: Plan) -> list[Sayable]:
    """Everything that may be heard in `plan`, once each, in order."""
    return list(
        dict.fromkeys(
            (take(cue.play, cue.speaker), said)
            for interval in plan.intervals
            for cue in interval.cues
            for said in cue.variants
        )
    )


def too_long(timeline: Timeline) -> list[Sayable]:
    """What had no room, to be said in a hurry."""
    hurried = ((take("speech", cue.speaker, hurried=True), cue.text) for cue in timeline.dropped)
    return list(dict.fromkeys(hurried))


def hurried_voice(voice: Voice) -> Voice:
    """The same voice as fast as it may be and still be understood."""
    return replace(voice, wpm=max(voice.wpm, min(CUEING.hurried_wpm, FASTEST_WPM)))


def _make(
    source: Source, missing: Mapping[str, Sayable], progress: Progress
) -> Iterator[dict[str, bytes]]:
    """Clips by key, some at a time. Engines speak one phrase at a time; shaping uses all cores."""
    if not missing:
        return
    batch: dict[str, bytes] = {}
    bodies: dict[str, Future[bytes]] = {}
    with ThreadPoolExecutor(cpu_count()) as pool:
        try:
            for key, sayable in missing.items():
                bodies[key] = pool.submit(_clip, source, sayable)
            for done, key in enumerate(missing, 1):
                batch[key] = bodies[key].result()
                del bodies[key]
                progress("Speaking", done, len(missing))
                if len(batch) == _KEEP_AFTER:
                    yield batch
                    batch = {}
        except BaseException as error:
            pool.shutdown(wait=False, cancel_futures=True)
            _leave_off(source, bodies.values())
            if isinstance(error, CoachError):
                yield batch
            raise
    yield batch


def _leave_off(source: Source, bodies: Collection["Future[bytes]"]) -> None:
    """Nobody waits for what other threads still speak, or are about to."""
    source.stop()
    while not all(body.done() for body in bodies):
        sleep(_LOOK_S)
        source.stop()


def _clip(source: Source, sayable: Sayable) -> bytes:
    clip, said = sayable
    return _tone(source, said) if clip == "sound" else _phrase(source, clip, said)


def _phrase(source: Source, clip: Take, text: str) -> bytes:
    from audiocoach.audio.shaping import from_pcm, shape_speech, to_pcm

    speech = _spoken(source, clip, text)
    return to_pcm(shape_speech(from_pcm(speech.samples), speech.rate))


def _spoken(source: Source, clip: Take, text: str) -> Speech:
    """What the engine said, which is something; no engine is trusted to keep its word."""
    by = source.speaker(clip)
    engine = by.hurried if clip in HURRIED and by.hurried else by.engine
    try:
        speech = engine.speak(source.spoken(text))
    except CoachError:
        raise
    except Exception as error:
        raise failed(by.voice, text, str(error) or type(error).__name__) from error
    if why := fault(speech):
        raise failed(by.voice, text, why)
    return speech


def _tone(source: Source, name: str) -> bytes:
    from audiocoach.audio.shaping import from_pcm, shape_tone, to_pcm
    from audiocoach.sounds.loading import load_tone

    tone = source.kit.tones[name]
    body = to_pcm(shape_tone(from_pcm(load_tone(tone).tobytes()), tone.level_db))
    if not body:
        raise SoundError(f"{tone.path}: there is nothing to hear in it")
    return body
