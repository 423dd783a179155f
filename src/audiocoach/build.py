"""The pipeline, top to bottom: a routine's name in, a coached track out."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from audiocoach import fitting
from audiocoach.clips import (
    Clips,
    Progress,
    Source,
    gather,
    hurried_voice,
    sayables,
    too_long,
)
from audiocoach.defaults import SESSION
from audiocoach.errors import CoachError
from audiocoach.files import write_whole
from audiocoach.habits import Habits
from audiocoach.listing import to_json
from audiocoach.plan import Plan, plan_session
from audiocoach.plan.stretching import Fit
from audiocoach.routine.catalog import find, names
from audiocoach.routine.customising import Wishes, customise
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Routine
from audiocoach.shipped import shipped_folder
from audiocoach.sounds import read_kit
from audiocoach.speech import open_engine, parse_voice
from audiocoach.store import Store
from audiocoach.timeline import Timeline, lay_out
from audiocoach.times import whole_minutes
from audiocoach.track import Track, render


def _silent(_what: str, _done: int, _of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asks for, beside the routine's name."""

    wishes: Wishes = field(default_factory=Wishes)
    habits: Habits = field(default_factory=Habits)
    fit_ms: int | None = None
    """How long the track is to last."""
    progress: Progress = _silent


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


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    path: Path
    json_path: Path | None
    size_bytes: int
    timeline: Timeline
    track: Track
    clips: Clips


def build(name: str, path: Path, options: Options, *, with_json: bool = False) -> Built:
    """Write the track of the routine `name` to `path`; raises CoachError."""
    with Store.open() as store, _session(name, options, store) as session:
        timeline, clips = session.timeline, session.clips
        track = render(timeline, clips, store, options.progress)
        size = write_whole(path, track.chunks())
        json_path = path.with_suffix(".json") if with_json else None
        if json_path:
            write_whole(json_path, [to_json(timeline).encode()])
        return Built(path, json_path, size, timeline, track, clips)


def compile_timeline(name: str, options: Options) -> Timeline:
    """The timeline of the routine `name`, its clips made and measured."""
    return compile_session(name, options).timeline


def compile_session(name: str, options: Options) -> Session:
    """The routine `name` at every stage up to its timeline, its clips made and measured."""
    with Store.open() as store, _session(name, options, store) as session:
        return session


@contextmanager
def _session(name: str, options: Options, store: Store) -> Iterator[Session]:
    found = find(name)
    routine = customise(found, options.wishes, options.habits.of(found.slug))
    voice = parse_voice(routine.voice or SESSION.voice)
    kit = read_kit(shipped_folder("sounds") / SESSION.sounds)
    with ExitStack() as engines:
        engine = engines.enter_context(open_engine(voice))
        source = Source(engine, voice, kit, routine.language or SESSION.language)
        studio = _Studio(engines, source, store, options.progress)
        if options.fit_ms is None:
            yield studio.session(routine)
        else:
            yield studio.fitted(routine, options.fit_ms, options.wishes.overrides.rounds)


@dataclass(frozen=True, slots=True)
class _Studio:
    """Where clips are made for one routine after another."""

    engines: ExitStack
    source: Source
    store: Store
    progress: Progress

    def session(self, routine: Routine, fit: Fit | None = None) -> Session:
        """The routine in time, with what had no room said in a hurry."""
        plan = plan_session(routine, fit=fit)
        clips = gather(sayables(plan), self.source, self.store, self.progress)
        timeline = lay_out(plan, clips.lengths)
        if late := too_long(timeline):
            hurried = self.engines.enter_context(open_engine(hurried_voice(self.source.voice)))
            source = replace(self.source, hurried=hurried)
            again = gather([*clips.keys, *late], source, self.store, self.progress)
            clips = replace(again, new=clips.new | again.new)
            timeline = lay_out(plan, clips.lengths)
        return Session(routine, plan, clips, timeline)

    def fitted(self, routine: Routine, lasts_ms: int, asked: Span | None) -> Session:
        """The routine in exactly that time; with as many rounds as are asked for, if they are."""

        def make(rounds: int, extra_ms: int) -> Session:
            return self.session(fitting.in_rounds(routine, rounds), Fit(extra_ms, lasts_ms))

        body = partial(fitting.body_of, routine)
        return fitting.fit(lasts_ms, fitting.choices(routine, asked), body, make)


@dataclass(frozen=True, slots=True)
class Entry:
    """A routine of the catalog, as a list shows it."""

    name: str
    title: str
    about: str
    summary: str


def catalog() -> list[Entry]:
    """Every routine that can be built by name; one that cannot be read says so."""
    return [_entry(name) for name in names()]


def _entry(name: str) -> Entry:
    try:
        routine = customise(find(name), Wishes())
        known_ms = sum(interval.length_ms for interval in plan_session(routine).intervals)
    except CoachError as error:
        return Entry(name, "cannot be read", "", str(error).splitlines()[0])
    return Entry(name, routine.title, f"{whole_minutes(known_ms)} min", routine.summary or "")
