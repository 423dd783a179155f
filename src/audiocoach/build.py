"""The pipeline, top to bottom: a routine's name in, a coached track out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from audiocoach import fitting
from audiocoach.clips import (
    Clips,
    OpenVoice,
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
from audiocoach.folders import write_folder
from audiocoach.habits import Habits
from audiocoach.languages import counter_of, language_of, voice_for, voice_of
from audiocoach.listing import to_json
from audiocoach.music.choice import Choice, music_for
from audiocoach.output import Output
from audiocoach.pieces import PLAYLIST_SUFFIX, playlist, split
from audiocoach.plan import Plan, plan_session
from audiocoach.plan.stretching import Fit
from audiocoach.routine.catalog import find, names
from audiocoach.routine.customising import Wishes, customise
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Routine
from audiocoach.sidecars import SUFFIXES, sidecar_text
from audiocoach.sounds import open_kit
from audiocoach.soundtrack import Soundtrack, programme
from audiocoach.speech import Engine, Voice, open_engine, parse_voice
from audiocoach.store import Store
from audiocoach.timeline import Timeline, lay_out
from audiocoach.times import whole_minutes
from audiocoach.track import Spliced, Streamed, Track, render


def _silent(_what: str, _done: int, _of: int) -> None:
    """Nobody watches."""


def _unheard(_message: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asks for, beside the routine's name."""

    wishes: Wishes = field(default_factory=Wishes)
    habits: Habits = field(default_factory=Habits)
    fit_ms: int | None = None
    """How long the track is to last."""
    output: Output = field(default_factory=Output)
    progress: Progress = _silent
    warn: Callable[[str], None] = _unheard
    """Told what is amiss but does not stop a build."""
    music: Choice = field(default_factory=Choice)
    """To play under the voice."""

    def open_store(self) -> Store:
        """What the user keeps clips in, as large as they want it."""
        return Store.open(self.habits.cache, self.warn)


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
    beside: Mapping[str, Path]
    """What was written beside the track: `timeline`, `pieces`, and sidecars by their names."""
    size_bytes: int
    timeline: Timeline
    track: Track | Soundtrack
    clips: Clips


@dataclass(frozen=True, slots=True)
class Beside:
    """What a person wants beside the track."""

    timeline: bool = False
    sidecars: tuple[str, ...] = ()
    pieces: bool = False


_ALONE = Beside()


def build(name: str, path: Path, options: Options, beside: Beside = _ALONE) -> Built:
    """Write the track of the routine `name` to `path`; raises CoachError."""
    with options.open_store() as store, _session(name, options, store) as session:
        timeline, clips = session.timeline, session.clips
        track = _track(session, store, options)
        # A folder that is not ours is refused before anything is written.
        folder = _write_pieces(path, timeline, track.body) if beside.pieces else {}
        size = track.body.write(path)
        paths = {**_write_texts(path, timeline, beside), **folder}
        for note in clips.notes:
            options.warn(note)
        return Built(path, paths, size, timeline, track, clips)


def _track(session: Session, store: Store, options: Options) -> Track | Soundtrack:
    timeline, clips = session.timeline, session.clips
    choice = music_for(session.routine, options.music, options.habits.music)
    if choice is None:
        return render(timeline, clips, store, options.output, options.progress)
    mix = programme(timeline, clips, store, choice, options.output.sound.loudness_lufs)
    return Soundtrack(mix, options.output, options.progress)


def _write_texts(path: Path, timeline: Timeline, beside: Beside) -> dict[str, Path]:
    texts = {
        name: (SUFFIXES[name], sidecar_text(name, timeline, path.name)) for name in beside.sidecars
    }
    if beside.timeline:
        texts["timeline"] = (".json", to_json(timeline))
    for suffix, text in texts.values():
        write_whole(path.with_suffix(suffix), [text.encode()])
    return {name: path.with_suffix(suffix) for name, (suffix, _) in texts.items()}


def _write_pieces(
    path: Path, timeline: Timeline, track: Spliced | Streamed | Soundtrack
) -> dict[str, Path]:
    """Only what is spliced from cells can be cut without loss."""
    if not isinstance(track, Spliced):
        raise CoachError(f"{path}: --split is for MP3 without music; leave it out")
    folder, list_name = path.with_suffix(""), path.stem + PLAYLIST_SUFFIX
    pieces = split(timeline, track)
    files: dict[str, Iterable[bytes]] = {list_name: [playlist(timeline, pieces).encode()]}
    files |= {piece.name: piece.chunks() for piece in pieces}
    write_folder(folder, list_name, files)
    return {"pieces": folder / list_name}


def compile_timeline(name: str, options: Options) -> Timeline:
    """The timeline of the routine `name`, its clips made and measured."""
    return compile_session(name, options).timeline


def compile_session(name: str, options: Options) -> Session:
    """The routine `name` at every stage up to its timeline, its clips made and measured."""
    with options.open_store() as store, _session(name, options, store) as session:
        return session


@contextmanager
def _session(name: str, options: Options, store: Store) -> Iterator[Session]:
    found = find(name)
    routine = customise(found, options.wishes, options.habits.of(found.slug))
    counter = counter_of(routine)
    kit = open_kit(routine.sounds or SESSION.sounds)
    own = replace(options.habits.own, stand_in=voice_for(language_of(routine)))
    with ExitStack() as engines:
        booth = _Booth(engines, partial(open_engine, own=own))
        source = Source(
            booth.enter(voice_of(routine)),
            kit,
            language_of(routine),
            tuple(routine.pronounce.items()),
            booth.enter(counter) if counter else None,
        )
        studio = _Studio(booth, source, store, options.progress)
        if options.fit_ms is None:
            yield studio.session(routine)
        else:
            yield studio.fitted(routine, options.fit_ms, options.wishes.overrides.rounds)


@dataclass(frozen=True, slots=True)
class _Booth:
    """Where voices are open until all is said."""

    engines: ExitStack
    open: Callable[[Voice], Engine]

    def enter(self, name: str) -> OpenVoice:
        """The voice of that name."""
        voice = parse_voice(name)
        return OpenVoice(self.engines.enter_context(self.open(voice)), voice)

    def hurry(self, by: OpenVoice) -> OpenVoice:
        """It can also speak faster."""
        return replace(by, hurried=self.engines.enter_context(self.open(hurried_voice(by.voice))))


@dataclass(frozen=True, slots=True)
class _Studio:
    """Where clips are made for one routine after another."""

    booth: _Booth
    source: Source
    store: Store
    progress: Progress

    def session(self, routine: Routine, fit: Fit | None = None) -> Session:
        """The routine in time, with what had no room said in a hurry."""
        plan = plan_session(routine, fit=fit)
        clips = gather(sayables(plan), self.source, self.store, self.progress)
        timeline = lay_out(plan, clips.lengths)
        if late := too_long(timeline):
            again = gather([*clips.keys, *late], self._hurried(), self.store, self.progress)
            clips = replace(again, new=clips.new | again.new)
            timeline = lay_out(plan, clips.lengths)
        return Session(routine, plan, clips, timeline)

    def _hurried(self) -> Source:
        """An engine loads nothing before it speaks, so each is opened, whoever is late."""
        counter = self.source.counter
        return replace(
            self.source,
            coach=self.booth.hurry(self.source.coach),
            counter=self.booth.hurry(counter) if counter else None,
        )

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
        about_ms = plan_session(routine).about_ms
    except CoachError as error:
        return Entry(name, "cannot be read", "", str(error).splitlines()[0])
    return Entry(name, routine.title, f"{whole_minutes(about_ms)} min", routine.summary or "")
