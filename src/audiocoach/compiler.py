"""Settings in, session out: every stage up to the timeline, its clips made.

Voices and stores are pooled: each is lent to one session at a time, so that several threads may
compile at once, and one that is cancelled silences nobody else.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock
from typing import Generic, TypeVar

from audiocoach.cache import Store
from audiocoach.config.resolve import NamedVoice, Settings
from audiocoach.errors import CoachError, SpeechError
from audiocoach.plan import Plan, plan_session
from audiocoach.plan import fit as fitting
from audiocoach.plan.fit import Fit
from audiocoach.renderer.clips import (
    Clips,
    OpenVoice,
    Progress,
    Source,
    clips_of,
    fast_clips,
    fast_voice,
    gather,
)
from audiocoach.routine.model import Routine
from audiocoach.sounds import SoundKit, open_kit
from audiocoach.timeline import Dropped, Timeline, lay_out
from audiocoach.tts import Engine, UserVoices, Voice, open_engine, parse_voice

_Key = TypeVar("_Key", bound=Hashable)
_T = TypeVar("_T", Engine, Store)


@dataclass(frozen=True, slots=True)
class Session:
    """A routine compiled: `timeline` is when what is heard, `dropped` is what had no room.

    It is frozen, and can be rendered as often, and as late, as wanted.
    """

    settings: Settings
    """What was decided before it was planned."""
    plan: Plan
    clips: Clips
    timeline: Timeline

    @property
    def routine(self) -> Routine:
        """The routine as it is done today."""
        return self.settings.routine

    @property
    def duration_ms(self) -> int:
        """How long the whole track is, in milliseconds."""
        return self.timeline.duration_ms

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What is not said as it had no room, with its time, its line and the reason."""
        return self.timeline.dropped


class Pool(Generic[_Key, _T]):
    """What stays open between sessions, by key; from several threads, too."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: dict[_Key, list[_T]] = {}
        self._is_closed = False

    def take(self, key: _Key, open_: Callable[[], _T]) -> _T:
        """One that nobody uses, or a new one; raises CoachError once the pool is closed."""
        with self._lock:
            self.check_open()
            if idle := self._idle.get(key):
                return idle.pop()
        return open_()

    def give_back(self, key: _Key, item: _T) -> None:
        """Keep what was taken for another session; close it if the pool is closed by now."""
        with self._lock:
            if not self._is_closed:
                self._idle.setdefault(key, []).append(item)
                return
        item.close()

    def check_open(self) -> None:
        """Raise CoachError where the pool is closed."""
        if self._is_closed:
            raise CoachError("this Builder is closed", "open another one for more tracks")

    def close(self) -> None:
        """Close what is idle now, and the rest as it is given back."""
        with self._lock:
            self._is_closed = True
            idle = [item for items in self._idle.values() for item in items]
            self._idle.clear()
        for item in idle:
            item.close()


VoiceKey = tuple[Voice, str]
"""A voice, and who stands in for it where it is recorded and a phrase is missing."""


class VoicePool(Pool[VoiceKey, Engine]):
    """Voices that are open, each lent to one session at a time."""

    @contextmanager
    def lease(self) -> Iterator["VoiceLease"]:
        """Voices for one session; after an error they are closed, as they may still be speaking."""
        self.check_open()
        lease = VoiceLease(self)
        try:
            yield lease
        except BaseException:
            for engine in lease.engines.values():
                engine.close()
            raise
        for key, engine in lease.engines.items():
            self.give_back(key, engine)


@dataclass(frozen=True, slots=True)
class VoiceLease:
    """The voices of one session, each open once."""

    pool: VoicePool
    engines: dict[VoiceKey, Engine] = field(default_factory=dict)

    def open(self, named: NamedVoice, own: UserVoices, *, fast: bool = False) -> OpenVoice:
        """The voice, and with `fast` an engine beside it that speaks faster; raises SpeechError."""
        try:
            voice = parse_voice(named.name)
            engine = self._engine(voice, own)
            faster = self._engine(fast_voice(voice), own) if fast else None
        except SpeechError as error:
            raise SpeechError(f"{named.named_in}{error.message}", error.hint) from error
        return OpenVoice(engine, voice, faster)

    def _engine(self, voice: Voice, own: UserVoices) -> Engine:
        key = (voice, own.fallback_voice)
        if key not in self.engines:
            self.engines[key] = self.pool.take(key, partial(open_engine, voice, own))
        return self.engines[key]


class StorePool(Pool[None, Store]):
    """Connections to the cache, each lent to one session at a time."""

    @contextmanager
    def lease(self, open_: Callable[[], Store]) -> Iterator[Store]:
        """A connection for one session."""
        store = self.take(None, open_)
        try:
            yield store
        except BaseException:
            store.close()
            raise
        store.settle()
        self.give_back(None, store)


@dataclass(frozen=True, slots=True)
class SessionCompiler:
    """What one session after another is compiled with."""

    voices: VoiceLease
    store: Store
    progress: Progress

    def compile(self, settings: Settings) -> Session:
        """The session in time, brought to its length if one is asked for; raises CoachError."""
        source = self.source(settings)
        if settings.fit is None:
            return self._session(settings, settings.routine, source)
        lasts_ms, routine = settings.fit.low, settings.routine

        def make(rounds: int, extra_ms: int) -> Session:
            changed = fitting.with_rounds(routine, rounds)
            return self._session(settings, changed, source, Fit(extra_ms, lasts_ms))

        body = partial(fitting.measure_body, routine)
        return fitting.fit_length(
            lasts_ms, fitting.candidate_rounds(routine, settings.rounds), body, make
        )

    def source(
        self, settings: Settings, kit: SoundKit | None = None, *, fast: bool = False
    ) -> Source:
        """Where the session's clips come from; with `fast`, also those said faster."""
        own, counter = settings.user_voices, settings.counter
        coach = self.voices.open(settings.voice, own, fast=fast)
        return Source(
            coach,
            kit or open_kit(settings.sounds),
            settings.language,
            tuple(settings.routine.pronounce.items()),
            self.voices.open(counter, own, fast=fast) if counter else None,
        )

    def with_voices(self, session: Session) -> Clips:
        """The session's clips with these voices: those that the cache has lost are made again."""
        fast = any(clip.fast for clip in session.clips.keys)
        source = self.source(session.settings, session.clips.source.kit, fast=fast)
        return replace(session.clips, source=source)

    def _session(
        self, settings: Settings, routine: Routine, source: Source, fit: Fit | None = None
    ) -> Session:
        """The routine in time, with what had no room said faster."""
        plan = plan_session(routine, fit=fit)
        clips = gather(clips_of(plan), source, self.store, self.progress)
        timeline = lay_out(plan, clips.lengths)
        if late := fast_clips(timeline):
            # An engine loads nothing before it speaks, so each is opened, whoever is late.
            faster = self.source(settings, source.kit, fast=True)
            again = gather([*clips.keys, *late], faster, self.store, self.progress)
            clips = replace(again, new=clips.new | again.new)
            timeline = lay_out(plan, clips.lengths)
        return Session(replace(settings, routine=routine), plan, clips, timeline)
