"""A routine's name in, its session out: every stage up to the timeline, its clips made."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from audiocoach.cache import Store, Warn, ignore_warning
from audiocoach.config.model import Config
from audiocoach.config.music import Music
from audiocoach.config.output import OutputSettings
from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import SpeechError
from audiocoach.i18n.languages import counter_of, language_of, voice_for, voice_of
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
    silent,
)
from audiocoach.routine.catalog import find
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Routine
from audiocoach.sounds import open_kit
from audiocoach.timeline import Timeline, lay_out
from audiocoach.tts import Engine, Voice, open_engine, parse_voice


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asks for, beside the routine's name."""

    wishes: Overrides = field(default_factory=Overrides)
    config: Config = field(default_factory=Config)
    output: OutputSettings = field(default_factory=OutputSettings)
    progress: Progress = silent
    warn: Warn = ignore_warning
    """Told what is amiss but does not stop a build."""
    music: Music = field(default_factory=Music)
    """To play under the voice."""

    def open_store(self) -> Store:
        """What the user keeps clips in, as large as they want it."""
        return Store.open(self.config.cache, self.warn)


@dataclass(frozen=True, slots=True)
class Session:
    """A routine, and what became of it, stage by stage."""

    routine: Routine
    plan: Plan
    clips: Clips
    timeline: Timeline

    @property
    def duration_ms(self) -> int:
        """Of the whole track."""
        return self.timeline.duration_ms


def compile_timeline(name: str, options: Options) -> Timeline:
    """The timeline of the routine `name`, its clips made and measured."""
    return compile_session(name, options).timeline


def compile_session(name: str, options: Options) -> Session:
    """The routine `name` at every stage up to its timeline, its clips made and measured."""
    with options.open_store() as store, open_session(name, options, store) as session:
        return session


@contextmanager
def open_session(name: str, options: Options, store: Store) -> Iterator[Session]:
    """The session, while the voices that speak in it are at hand."""
    found = find(name)
    routine = customise(found, options.wishes, options.config.of(found.slug))
    speaker, counter = voice_of(routine), counter_of(routine)
    kit = open_kit(routine.sounds or DEFAULTS.sounds)
    own = replace(options.config.own, fallback_voice=voice_for(language_of(routine)))
    with ExitStack() as engines:
        booth = _VoicePool(engines, partial(open_engine, own=own))
        source = Source(
            booth.enter(speaker, _written(found, "voice", speaker)),
            kit,
            language_of(routine),
            tuple(routine.pronounce.items()),
            booth.enter(counter, _written(found, "counter", counter)) if counter else None,
        )
        studio = _SessionCompiler(booth, source, store, options.progress)
        if options.wishes.fit is None:
            yield studio.session(routine)
        else:
            yield studio.fitted(routine, options.wishes.fit.low, options.wishes.rounds)


def _written(routine: Routine, key: Literal["voice", "counter"], voice: str) -> str:
    """Where the routine's author names that voice, if it is theirs; as a message begins."""
    return f"{routine.where.file}: '{key}': " if getattr(routine, key) == voice else ""


@dataclass(frozen=True, slots=True)
class _VoicePool:
    """Where voices are open until all is said, each once."""

    engines: ExitStack
    open: Callable[[Voice], Engine]
    opened: dict[Voice, Engine] = field(default_factory=dict)

    def enter(self, name: str, place: str = "") -> OpenVoice:
        """The voice of that name; `place` is who names it, for the message if there is none."""
        try:
            voice = parse_voice(name)
            return OpenVoice(self._engine(voice), voice)
        except SpeechError as error:
            raise SpeechError(f"{place}{error}") from error

    def with_fast(self, by: OpenVoice) -> OpenVoice:
        """The voice, with an engine beside it that speaks faster."""
        return replace(by, fast=self._engine(fast_voice(by.voice)))

    def _engine(self, voice: Voice) -> Engine:
        if voice not in self.opened:
            self.opened[voice] = self.engines.enter_context(self.open(voice))
        return self.opened[voice]


@dataclass(frozen=True, slots=True)
class _SessionCompiler:
    """Where clips are made for one routine after another."""

    booth: _VoicePool
    source: Source
    store: Store
    progress: Progress

    def session(self, routine: Routine, fit: Fit | None = None) -> Session:
        """The routine in time, with what had no room said fast."""
        plan = plan_session(routine, fit=fit)
        clips = gather(clips_of(plan), self.source, self.store, self.progress)
        timeline = lay_out(plan, clips.lengths)
        if late := fast_clips(timeline):
            again = gather(
                [*clips.keys, *late], self._with_fast_voices(), self.store, self.progress
            )
            clips = replace(again, new=clips.new | again.new)
            timeline = lay_out(plan, clips.lengths)
        return Session(routine, plan, clips, timeline)

    def _with_fast_voices(self) -> Source:
        """An engine loads nothing before it speaks, so each is opened, whoever is late."""
        counter = self.source.counter
        return replace(
            self.source,
            coach=self.booth.with_fast(self.source.coach),
            counter=self.booth.with_fast(counter) if counter else None,
        )

    def fitted(self, routine: Routine, lasts_ms: int, asked: Span | None) -> Session:
        """The routine in exactly that time; with as many rounds as are asked for, if they are."""

        def make(rounds: int, extra_ms: int) -> Session:
            return self.session(fitting.with_rounds(routine, rounds), Fit(extra_ms, lasts_ms))

        body = partial(fitting.measure_body, routine)
        return fitting.fit_length(lasts_ms, fitting.candidate_rounds(routine, asked), body, make)
