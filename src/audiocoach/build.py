"""The pipeline, top to bottom: a routine's name in, a coached track out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from audiocoach.clips import Clips, Progress, Source, gather
from audiocoach.defaults import SESSION
from audiocoach.errors import CoachError
from audiocoach.files import write_whole
from audiocoach.listing import to_json
from audiocoach.plan import plan_session
from audiocoach.routine.catalog import find, names
from audiocoach.routine.overrides import Overrides, override
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

    overrides: Overrides = field(default_factory=Overrides)
    voice: str | None = None
    progress: Progress = _silent


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    path: Path
    json_path: Path | None
    size_bytes: int
    timeline: Timeline
    track: Track
    clips: Clips


def build(name: str, path: Path | None, options: Options, *, with_json: bool = False) -> Built:
    """Write the track of the routine `name` to `path` (`out/NAME.mp3`); raises CoachError."""
    with Store.open() as store, _session(name, options, store) as (timeline, clips):
        track = render(timeline, clips, store, options.progress)
        target = path or Path("out") / f"{timeline.routine}.mp3"
        size = write_whole(target, track.chunks())
        json_path = target.with_suffix(".json") if with_json else None
        if json_path:
            write_whole(json_path, [to_json(timeline).encode()])
        return Built(target, json_path, size, timeline, track, clips)


def compile_timeline(name: str, options: Options) -> Timeline:
    """The timeline of the routine `name`, its clips made and measured."""
    with Store.open() as store, _session(name, options, store) as (timeline, _):
        return timeline


@contextmanager
def _session(name: str, options: Options, store: Store) -> Iterator[tuple[Timeline, Clips]]:
    plan = plan_session(override(find(name), options.overrides))
    voice = parse_voice(options.voice or plan.voice)
    with open_engine(voice) as engine:
        kit = read_kit(shipped_folder("sounds") / SESSION.sounds)
        clips = gather(plan, Source(engine, voice, kit, plan.language), store, options.progress)
        yield lay_out(plan, clips.lengths), clips


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
        routine = find(name)
        known_ms = sum(interval.length_ms for interval in plan_session(routine).intervals)
    except CoachError as error:
        return Entry(name, "cannot be read", "", str(error).splitlines()[0])
    return Entry(name, routine.title, f"{whole_minutes(known_ms)} min", routine.summary or "")
