"""Settings in, session out: every stage up to the timeline, its clips made.

Engines and stores are pooled: each is lent to one session at a time, so that several threads may
compile at once, and one that is cancelled silences nobody else.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.cache import Store
from audiocoach.config.resolve import NamedVoice, Settings
from audiocoach.errors import CoachError, SpeechError
from audiocoach.plan import Plan, plan_session
from audiocoach.plan import fit as fitting
from audiocoach.plan.fit import Fit
from audiocoach.renderer.attacks import find_attacks, words_on_beats
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
from audiocoach.support.durations import whole_minutes
from audiocoach.timeline import Attacks, Timeline, lay_out
from audiocoach.timeline.model import Dropped
from audiocoach.tts import Engine, UserVoices, Voice, open_engine, parse_voice
from audiocoach.tts.registry import RECORDED

_T = TypeVar("_T")


class Session(Struct, frozen=True):
    """A compiled routine: `timeline` says what is heard when, `dropped` what had no room.

    It can be rendered as often, and as late, as you like.
    """

    settings: Settings
    """Everything that was decided before it was planned."""
    plan: Plan
    clips: Clips
    attacks: Attacks
    """When the words on a beat are heard to happen, from their start."""
    timeline: Timeline

    @property
    def routine(self) -> Routine:
        """The routine with all changes applied."""
        return self.settings.routine

    @property
    def duration_ms(self) -> int:
        """How long the whole track is, in milliseconds."""
        return self.timeline.duration_ms

    @property
    def notes(self) -> list[str]:
        """What to know of it: which file it is, who speaks, and what has no effect."""
        notes, counter = self.settings.notes, self.settings.counter
        if counter and not any(cue.speaker == "counter" for cue in self.plan.cues):
            notes.append(f"the counter '{counter.name}' is not heard: nothing is counted aloud")
        return notes

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """The cues that had no room, each with its time, its line and the reason."""
        return self.timeline.dropped


class Pool:
    """What stays open between sessions, by key: engines, and connections to the cache."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: dict[Hashable, list[Any]] = {}
        self._is_closed = False

    @contextmanager
    def lease(self) -> Iterator["Lease"]:
        """Lend to one session; after an error what it has is closed, as it may still be at work."""
        self.check_open()
        lease = Lease(self)
        try:
            yield lease
        except BaseException:
            # The error that is told is the first one, whatever closing runs into.
            with suppress(Exception):
                _close_all(lease.items.values())
            raise
        for key, item in lease.items.items():
            self._give_back(key, item)

    def take(self, key: Hashable, open_: Callable[[], _T]) -> _T:
        """One that nobody uses, or a new one; raises CoachError once the pool is closed."""
        with self._lock:
            self.check_open()
            if idle := self._idle.get(key):
                item: _T = idle.pop()
                return item
        return open_()

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
        _close_all(idle)

    def _give_back(self, key: Hashable, item: Any) -> None:  # noqa: ANN401 (an engine or a store)
        with self._lock:
            if item.is_reusable and not self._is_closed:
                self._idle.setdefault(key, []).append(item)
                return
        item.close()


def _close_all(items: Iterable[Any]) -> None:
    """Close every item, even where one of them fails; raises the first such error at the end."""
    with ExitStack() as closing:
        for item in items:
            closing.callback(item.close)


class Lease(Struct, frozen=True):
    """What one session has taken from a pool, each thing once."""

    pool: Pool
    items: dict[Hashable, Any] = field(default_factory=dict)

    def open(self, key: Hashable, open_: Callable[[], _T]) -> _T:
        """The item of that key: the session's own, else one of the pool's, else a new one."""
        if key not in self.items:
            self.items[key] = self.pool.take(key, open_)
        item: _T = self.items[key]
        return item


class SessionCompiler(Struct, frozen=True):
    """Compiles sessions with what a lease has open."""

    lease: Lease
    store: Store
    progress: Progress

    def compile(self, settings: Settings) -> Session:
        """Compile a session, fitted to a length if one is asked for; raises CoachError."""
        source = self.source(settings)
        if settings.fit is None:
            return self._told(self._session(settings, settings.routine, source), source)
        return fitting.fit_or_settle(settings.fit.low, partial(self._fitted, settings, source))

    def _fitted(self, settings: Settings, source: Source, lasts_ms: int) -> Session:
        """The session that lasts so long; raises UnfitError."""
        routine = settings.routine

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
        """The voices and tones of a session; with `fast`, also voices that speak faster."""
        own, counter = settings.user_voices, settings.counter
        coach = self.open_voice(settings.voice, own, fast=fast)
        return Source(
            coach,
            kit or open_kit(settings.sounds),
            settings.language,
            tuple(settings.routine.pronounce.items()),
            self.open_voice(counter, own, fast=fast) if counter else None,
        )

    def open_voice(self, named: NamedVoice, own: UserVoices, *, fast: bool = False) -> OpenVoice:
        """The voice, and with `fast` an engine beside it that speaks faster; raises SpeechError."""

        def open_(voice: Voice) -> Engine:
            # Two configs may call different programs by one name.
            key = (voice, own.fallback_voice, *sorted(own.programs.items()))
            return self.lease.open(key, partial(open_engine, voice, own))

        try:
            voice = parse_voice(named.name)
            return OpenVoice(open_(voice), voice, open_(fast_voice(voice)) if fast else None)
        except SpeechError as error:
            raise SpeechError(f"{named.named_in}{error.message}", error.hint) from error

    def with_voices(self, session: Session) -> Clips:
        """The session's clips, with voices that make those again which the cache has lost."""
        fast = any(clip.fast for clip in session.clips.keys)
        source = self.source(session.settings, session.clips.source.kit, fast=fast)
        return replace(session.clips, source=source)

    def _told(self, session: Session, source: Source) -> Session:
        """The session whose coach tells how many minutes it lasts, now that its clips are measured.

        What is recorded is left at the estimate, for which its script was written.
        """
        lasts_ms = session.duration_ms
        if whole_minutes(lasts_ms) == whole_minutes(session.plan.about_ms):
            return session
        if source.coach.voice.engine == RECORDED:
            return session
        return self._session(session.settings, session.routine, source, lasts_ms=lasts_ms)

    def _session(
        self,
        settings: Settings,
        routine: Routine,
        source: Source,
        fit: Fit | None = None,
        lasts_ms: int | None = None,
    ) -> Session:
        """Compile one plan; what has no room is said faster."""
        plan = plan_session(routine, fit=fit, lasts_ms=lasts_ms)
        try:
            clips = gather(clips_of(plan), source, self.store, self.progress)
        except SpeechError as error:
            raise _with_place(error, plan) from error
        words = words_on_beats(plan)
        attacks = find_attacks(words, clips, self.store)
        timeline = lay_out(plan, clips.lengths, attacks)
        if late := fast_clips(timeline):
            # An engine loads nothing before it speaks, so each is opened, whoever is late.
            faster = self.source(settings, source.kit, fast=True)
            again = gather([*clips.keys, *late], faster, self.store, self.progress)
            clips = replace(again, new=clips.new | again.new)
            hurried = [clip for clip in late if clip._replace(fast=False) in words]
            attacks = {**attacks, **find_attacks(hurried, clips, self.store)}
            timeline = lay_out(plan, clips.lengths, attacks)
        return Session(replace(settings, routine=routine), plan, clips, attacks, timeline)


def _with_place(error: SpeechError, plan: Plan) -> SpeechError:
    """The same error with the line of the routine that has the phrase."""
    where = next((cue.where for cue in plan.cues if error.phrase in cue.texts), None)
    return SpeechError(f"{where}: {error.message}", error.hint) if where else error
