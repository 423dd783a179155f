"""The library: load, parse, compile, render and build, and the Builder that keeps things open."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import Protocol, Self, Unpack

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.cache import Store
from audiocoach.compiler import Pool, Session, SessionCompiler
from audiocoach.config.model import Config
from audiocoach.config.music import Music, MusicKeywords
from audiocoach.config.output import NO_COVER, Output, OutputKeywords
from audiocoach.config.overrides import KEYWORDS, OverrideKeywords, Overrides
from audiocoach.config.resolve import (
    Settings,
    resolve,
    resolve_music,
    resolve_output,
    resolve_voice,
)
from audiocoach.errors import CancelledError, CoachError, InvalidValueError
from audiocoach.inputs import (
    cover_inputs,
    heard_inputs,
    routine_file,
    voice_inputs,
    written_inputs,
)
from audiocoach.mp3.tags import Picture
from audiocoach.preview import compile_preview
from audiocoach.renderer.clips import Clips, Progress
from audiocoach.renderer.cover import notes as cover_notes
from audiocoach.renderer.track import RenderReport, prepare
from audiocoach.routine import catalog
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_bytes
from audiocoach.support.messages import slug
from audiocoach.support.ownership import Input
from audiocoach.target import Destination, Target, find_target
from audiocoach.timeline import Timeline
from audiocoach.timeline.model import Dropped
from audiocoach.tts.registry import default_voice

RoutineSource = str | PathLike[str]
"""The name of a routine in the catalogue, or a routine's file, which ends in .yaml or .yml."""
MusicSource = Music | str | PathLike[str]
"""A file of music, a folder of them, or `off`; a `Music` has options, too."""


class Cancel(Protocol):
    """What a call asks whether to stop: a `threading.Event`, for one."""

    def is_set(self) -> bool:
        """Whether to stop."""
        ...


class BuildReport(Struct, frozen=True, kw_only=True):
    """What was written, and what is known of it."""

    written_to: Path | None
    """The track's file; None for an open file."""
    files: Mapping[str, Path]
    """The files beside it: `timeline`, `split`, and sidecars by their names."""
    track: RenderReport
    """Size, loudness, and how many segments were encoded or came from the cache."""
    session: Session
    """The session that was rendered."""
    cover: Picture | None
    """The cover in its tags."""
    notes: tuple[str, ...]
    """Warnings: of phrases not recorded, words in another language, a cache without use."""

    @property
    def path(self) -> Path:
        """The track's file; raises CoachError where it went into an open file."""
        if self.written_to is None:
            raise CoachError("the track has no path", "it was written to an open file")
        return self.written_to

    @property
    def timeline(self) -> Timeline:
        """What is heard when."""
        return self.session.timeline

    @property
    def clips(self) -> Clips:
        """The clips of speech and tones in it, and how many of them are new."""
        return self.session.clips

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """The cues that had no room, each with its time, its line and the reason."""
        return self.session.dropped

    @property
    def duration_ms(self) -> int:
        """How long the track is, in milliseconds."""
        return self.track.duration_ms

    @property
    def size_bytes(self) -> int:
        """The size of the track's file."""
        return self.track.size_bytes

    @property
    def loudness_lufs(self) -> float:
        """The integrated loudness of the track, in LUFS after EBU R128."""
        return self.track.loudness_lufs

    @property
    def true_peak_dbtp(self) -> float:
        """The true peak of the track, in dBTP."""
        return self.track.true_peak_dbtp


def load(routine: RoutineSource) -> Routine:
    """Read the routine of that name, or in that file; raises RoutineError with all problems."""
    return catalog.find(fspath(routine))


def parse(text: str, name: str = "routine") -> Routine:
    """Read a routine from YAML text; `name` stands for its file in messages.

    Raises RoutineError with all problems. A routine without a file reaches no other files.
    """
    return read_bytes(text.encode("utf-8", "surrogatepass"), name).named(
        slug(Path(name).stem) or "routine"
    )


def routine_names() -> list[str]:
    """Every name of a routine that `load` knows, sorted: those of files here, and those included.

    Here are the working folder, as far as its files are written like routines, its folder
    `routines`, and the user's own.
    """
    return [listed.asked for listed in catalog.list_routines().routines if not listed.hidden_by]


def compile(  # noqa: A001 (the word of the trade; each argument is a choice of its own)
    routine: Routine | RoutineSource,
    overrides: Overrides | None = None,
    *,
    config: Config | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    **changes: Unpack[OverrideKeywords],
) -> Session:
    """Make the timeline of a routine, and the clips it needs; writes no track; raises CoachError.

    `changes` are overrides by their names: `compile(routine, reps=8, rest="45s")`.
    """
    with Builder(config=config) as builder:
        return builder.compile(routine, overrides, progress=progress, cancel=cancel, **changes)


def render(  # noqa: PLR0913 (as above)
    session: Session,
    to: Destination,
    output: Output | None = None,
    *,
    music: MusicSource | None = None,
    force: bool = True,
    config: Config | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> BuildReport:
    """Write the session's track to a path, whole or not at all, or to an open file.

    A file that is there is replaced, as `open(path, "wb")` would; without `force` only one that
    audiocoach made, and never one that the track is made from. Raises CoachError: TrackError for a
    path that cannot be written, that may not be, or that ends like no format.
    """
    with Builder(config=config) as builder:
        return builder.render(
            session, to, output, music=music, force=force, progress=progress, cancel=cancel
        )


def build(  # noqa: PLR0913 (as above)
    routine: Routine | RoutineSource,
    to: Destination,
    overrides: Overrides | None = None,
    output: Output | None = None,
    *,
    music: MusicSource | None = None,
    force: bool = True,
    config: Config | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    **changes: Unpack[OverrideKeywords],
) -> BuildReport:
    """Write the track of a routine: `compile` and `render` in one; raises CoachError."""
    with Builder(config=config) as builder:
        return builder.build(
            routine,
            to,
            overrides,
            output,
            music=music,
            force=force,
            progress=progress,
            cancel=cancel,
            **changes,
        )


class Builder:
    """Makes many tracks: its voices and its cache stay open from one to the next.

    It may be used from several threads at once; each has voices of its own while it works. It is a
    context manager, or `close` it. It reads no config file: the `config` given here alone counts.
    """

    def __init__(
        self, *, config: Config | None = None, warn: Callable[[str], None] | None = None
    ) -> None:
        """A Builder with that `config`; `warn` is called with why the cache cannot be used."""
        self.config = config or Config()
        self._warn = warn
        self._warnings: list[str] = []
        self._pool = Pool()

    def resolve(
        self,
        routine: Routine | RoutineSource,
        overrides: Overrides | None = None,
        **changes: Unpack[OverrideKeywords],
    ) -> Settings:
        """Decide everything about a session of the routine; nothing is spoken."""
        for name in changes:
            for owner, keywords in (("Output", OutputKeywords), ("Music", MusicKeywords)):
                if name in keywords.__annotations__ and name not in KEYWORDS:
                    hint = f"write {owner.lower()}={owner}({name}=…)"
                    raise CoachError(f"'{name}' is a keyword of {owner}", hint)
        if not isinstance(overrides, Overrides | None):
            message = f"{type(overrides).__name__!r} is no Overrides"
            raise CoachError(message, "write Overrides(reps=8), or reps=8 as a keyword")
        asked = (overrides or Overrides()).but(**changes)
        return resolve(
            routine if isinstance(routine, Routine) else load(routine), self.config, asked
        )

    def compile(
        self,
        routine: Routine | RoutineSource,
        overrides: Overrides | None = None,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
        **changes: Unpack[OverrideKeywords],
    ) -> Session:
        """Make the session of a routine; see the function `compile`."""
        self._pool.check_open()
        settings = self.resolve(routine, overrides, **changes)
        with self.compiler(progress=progress, cancel=cancel) as compiler:
            return compiler.compile(settings)

    def render(  # noqa: PLR0913 (as above)
        self,
        session: Session,
        to: Destination,
        output: Output | None = None,
        *,
        music: MusicSource | None = None,
        force: bool = True,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> BuildReport:
        """Write the session's track; see the function `render`."""
        target = find_target(to, output or Output(), self.config, force=force)
        played = self._played(session.settings, music)
        target.check(self._inputs(session.settings, target, played), routine_file(session.routine))
        with self.compiler(progress=progress, cancel=cancel) as compiler:
            return self._rendered(compiler, session, target, played, cancel)

    def build(  # noqa: PLR0913 (as above)
        self,
        routine: Routine | RoutineSource,
        to: Destination,
        overrides: Overrides | None = None,
        output: Output | None = None,
        *,
        music: MusicSource | None = None,
        force: bool = True,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
        **changes: Unpack[OverrideKeywords],
    ) -> BuildReport:
        """Write the track of a routine; see the function `build`."""
        self._pool.check_open()
        target = find_target(to, output or Output(), self.config, force=force)
        settings = self.resolve(routine, overrides, **changes)
        played = self._played(settings, music)
        target.check(self._inputs(settings, target, played), routine_file(settings.routine))
        with self.compiler(progress=progress, cancel=cancel) as compiler:
            session = compiler.compile(settings)
            _check_cancel(cancel)
            return self._rendered(compiler, session, target, played, cancel)

    def made_from(
        self,
        routine: Routine | RoutineSource,
        overrides: Overrides | None = None,
        output: Output | None = None,
        *,
        music: MusicSource | None = None,
    ) -> frozenset[Path]:
        """Every file and folder of somebody's that a track is made from; CoachError as `build`."""
        settings = self.resolve(routine, overrides)
        played = self._played(settings, music)
        cover = resolve_output(output or Output(), self.config).cover
        inputs = [*written_inputs(settings, self.config), *heard_inputs(settings, played)]
        folders = filter(None, (played.path, played.rest) if played else ())
        return frozenset((*(each.path for each in (*inputs, *cover_inputs(cover))), *folders))

    def preview(
        self,
        text: str,
        to: Destination,
        *,
        voice: str | None = None,
        language: str = "en",
        force: bool = True,
    ) -> None:
        """Write one sentence as it sounds in a track, and warn of a stand-in; raises CoachError."""
        target = find_target(to, Output(cover=NO_COVER), Config(), force=force)
        try:
            named = resolve_voice(self.config, voice, language)
        except InvalidValueError as error:
            raise CoachError(error.message, error.hint) from error
        target.check(voice_inputs(named))
        if named.note:
            self._note(named.note)
        with self.compiler() as compiler:
            own = replace(self.config.user_voices, fallback_voice=default_voice(language)[0])
            timeline, clips = compile_preview(text, named, language, own, compiler)
            track = prepare(timeline, clips, compiler.store, target.settings)
            target.write(track, timeline)

    @contextmanager
    def compiler(
        self, *, progress: Progress | None = None, cancel: Cancel | None = None
    ) -> Iterator[SessionCompiler]:
        """Lend voices and a connection to the cache to one session."""
        _check_cancel(cancel)
        with self._pool.lease() as lease:
            store = lease.open(Store, partial(Store.open, self.config.cache, self._note))
            yield SessionCompiler(lease, store, _watch(progress, cancel))
            store.settle()

    def close(self) -> None:
        """Close every voice, and the cache; the Builder makes no more tracks."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _note(self, message: str) -> None:
        """Warn of a cache that cannot be used, now and in the reports."""
        self._warnings.append(message)
        if self._warn:
            self._warn(message)

    def _played(self, settings: Settings, music: MusicSource | None) -> Music | None:
        asked = music if isinstance(music, Music) else Music(music)
        return resolve_music(settings.routine, asked, self.config.music, self.config.within)

    def _inputs(self, settings: Settings, target: Target, played: Music | None) -> Iterator[Input]:
        """Every file that the track is made from."""
        yield from written_inputs(settings, self.config)
        yield from heard_inputs(settings, played)
        yield from cover_inputs(target.settings.cover)

    def _rendered(
        self,
        compiler: SessionCompiler,
        session: Session,
        target: Target,
        played: Music | None,
        cancel: Cancel | None,
    ) -> BuildReport:
        settings, timeline = target.settings, session.timeline
        clips = compiler.with_voices(session)
        track = prepare(
            timeline,
            clips,
            compiler.store,
            settings,
            music=played,
            progress=compiler.progress,
        )
        _check_cancel(cancel)
        report, files = target.write(track, timeline, routine_file(session.routine))
        notes = [*self._warnings, *session.notes, *clips.notes]
        if settings.of.cover:
            notes += cover_notes(settings.cover, timeline.title)
        return BuildReport(
            written_to=target.path,
            files=files,
            track=report,
            session=session,
            cover=track.tags.cover,
            notes=tuple(dict.fromkeys(notes)),
        )


def _check_cancel(cancel: Cancel | None) -> None:
    if cancel is not None and cancel.is_set():
        raise CancelledError("cancelled: nothing is written")


def _watch(progress: Progress | None, cancel: Cancel | None) -> Progress:
    """`progress`, after a look at `cancel`."""

    def watch(what: str, done: int, total: int) -> None:
        _check_cancel(cancel)
        if progress:
            progress(what, done, total)

    return watch
