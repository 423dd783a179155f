"""The pipeline, top to bottom: a routine's name in, a coached track out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from audiocoach.compiler import Options, open_session
from audiocoach.config.output import SUFFIXES
from audiocoach.config.resolve import resolve_music
from audiocoach.errors import CoachError
from audiocoach.export.json import to_json
from audiocoach.export.sidecars import sidecar_text
from audiocoach.export.split import PLAYLIST_SUFFIX, make_playlist, split_track
from audiocoach.mp3 import Splice
from audiocoach.renderer.clips import Clips
from audiocoach.renderer.track import RenderReport, prepare
from audiocoach.support.files import write_atomic, write_folder
from audiocoach.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    path: Path
    beside: Mapping[str, Path]
    """What was written beside the track: `timeline`, `pieces`, and sidecars by their names."""
    size_bytes: int
    timeline: Timeline
    track: RenderReport
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
    with options.open_store() as store, open_session(name, options, store) as session:
        timeline, clips = session.timeline, session.clips
        music = resolve_music(session.routine, options.music, options.config.music)
        track = prepare(
            timeline, clips, store, options.output, music=music, progress=options.progress
        )
        # A folder that is not ours is refused before anything is written.
        folder = _write_pieces(path, timeline, track.splice) if beside.pieces else {}
        report = track.write(path)
        paths = {**_write_texts(path, timeline, beside), **folder}
        for note in clips.notes:
            options.warn(note)
        return Built(path, paths, report.size_bytes, timeline, report, clips)


def _write_texts(path: Path, timeline: Timeline, beside: Beside) -> dict[str, Path]:
    texts = {
        name: (SUFFIXES[name], sidecar_text(name, timeline, path.name)) for name in beside.sidecars
    }
    if beside.timeline:
        texts["timeline"] = (".json", to_json(timeline))
    for suffix, text in texts.values():
        write_atomic(path.with_suffix(suffix), [text.encode()])
    return {name: path.with_suffix(suffix) for name, (suffix, _) in texts.items()}


def _write_pieces(path: Path, timeline: Timeline, splice: Splice | None) -> dict[str, Path]:
    """Only what is spliced from frames can be cut without loss."""
    if splice is None:
        raise CoachError(f"{path}: --split is for MP3 without music", "leave it out")
    folder, list_name = path.with_suffix(""), path.stem + PLAYLIST_SUFFIX
    pieces = split_track(timeline, splice)
    files: dict[str, Iterable[bytes]] = {list_name: [make_playlist(timeline, pieces).encode()]}
    files |= {piece.name: piece.chunks() for piece in pieces}
    write_folder(folder, list_name, files)
    return {"pieces": folder / list_name}
