"""Timeline + clips → Track: a file to be written in the wanted format, and what is known of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.cache import Store
from audiocoach.config.output import OutputSettings
from audiocoach.i18n.languages import primary
from audiocoach.mp3 import (
    UNSTATED,
    Info,
    Line,
    Lyrics,
    Segment,
    Splice,
    TrackTags,
    cells_for,
    id3_tag,
    info_frame,
)
from audiocoach.renderer import cover as covers
from audiocoach.renderer.assemble import AssembledTrack, Studio, assemble
from audiocoach.renderer.clips import Clips, Progress
from audiocoach.renderer.cover import shape_of
from audiocoach.renderer.levels import dbtp
from audiocoach.renderer.settings import FORMAT
from audiocoach.support.files import fill_atomic, write_atomic
from audiocoach.timeline import Timeline

if TYPE_CHECKING:
    from audiocoach.renderer.containers.encoding import Block, Programme


@dataclass(frozen=True, slots=True)
class Spliced:
    """An MP3 put together from kept frames; as large in memory as what is heard in it."""

    head: bytes
    """ID3 tag and Info frame."""
    splice: Splice

    def write(self, path: Path) -> int:
        """Write the file whole or not at all; how many bytes it has."""
        return write_atomic(path, self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes, in bounded pieces."""
        yield self.head
        yield from self.splice.chunks()


@dataclass(frozen=True, slots=True)
class Streamed:
    """A file of any other format, encoded front to back as its sound is mixed."""

    output: OutputSettings
    tags: TrackTags
    laid: AssembledTrack
    clips: Clips
    store: Store
    progress: Progress

    def write(self, path: Path) -> int:
        """Write the file whole or not at all; how many bytes it has."""
        return fill_atomic(path, self._fill)

    def _fill(self, file: BinaryIO) -> None:
        from audiocoach.renderer.containers import WRITERS
        from audiocoach.renderer.containers.encoding import in_stereo

        programme = self._programme()
        wanted = in_stereo(programme) if self.output.stereo else programme
        WRITERS[self.output.format](file, wanted, self.tags, self.output.bits)

    def _programme(self) -> "Programme":
        from audiocoach.renderer.containers.encoding import Programme

        return Programme(self._blocks(), SAMPLE_RATE, 1, self.tags.length_ms * SAMPLES_PER_MS)

    def _blocks(self) -> "Iterator[Block]":
        from audiocoach.renderer.voice import voice

        done, seconds = 0, self.tags.length_ms // 1000
        laid = self.laid
        mix = replace(laid.mix, headroom_db=self.output.of.overshoot_db)
        heard = voice(laid.spots, laid.duration_ms, mix, self.clips, self.store)
        for samples in heard:
            yield samples.reshape(1, -1)
            done += len(samples)
            self.progress("Writing", done // SAMPLE_RATE, seconds)


@dataclass(frozen=True, slots=True)
class Track:
    """A track not written yet, and what can be said of it."""

    body: Spliced | Streamed
    duration_ms: int
    chapters: int
    loudness_lufs: float
    true_peak_dbtp: float
    segments: int
    encoded: int
    """How many segments had to be encoded now; the others were kept."""


def render(
    timeline: Timeline, clips: Clips, store: Store, output: OutputSettings, progress: Progress
) -> Track:
    """The track that `timeline` describes, as the file that `output` wants."""
    tags = tags_of(timeline, output, store)
    spliced = output.format == "mp3"
    # Of other formats the loudness is known from the same segments.
    frames = output.frames if spliced else FORMAT
    laid = assemble(timeline, output.sound, frames, Studio(clips, store, progress))
    halved = output.stereo and not spliced
    return Track(
        body=_spliced(tags, laid)
        if spliced
        else Streamed(output, tags, laid, clips, store, progress),
        duration_ms=timeline.duration_ms,
        chapters=len(timeline.chapters),
        loudness_lufs=laid.loudness_lufs,
        true_peak_dbtp=dbtp(laid.peak * (0.5**0.5 if halved else 1)),
        segments=len(laid.encoded),
        encoded=laid.made,
    )


def _spliced(tags: TrackTags, laid: AssembledTrack) -> Spliced:
    splice, padding = _splice(laid)
    info = Info(splice.format, splice.length, padding, splice.audio_crc())
    return Spliced(id3_tag(tags) + info_frame(info), splice)


def _splice(laid: AssembledTrack) -> tuple[Splice, int]:
    segments = tuple(
        Segment(spot.first_cell, laid.encoded[spot.recipe].cells) for spot in laid.spots
    )
    format_ = laid.mix.frames
    length = cells_for(laid.duration_ms * SAMPLES_PER_MS, format_)
    # The last tone rings out in cells that players trim.
    cells = max(length.cells, segments[-1].stop_cell)
    padding = length.padding + (cells - length.cells) * format_.samples_per_frame
    return Splice(cells, laid.filler.cells, segments), padding


def tags_of(timeline: Timeline, output: OutputSettings, store: Store) -> TrackTags:
    """What players show of it."""
    tags = TrackTags(
        timeline.title,
        timeline.duration_ms,
        timeline.chapters,
        artist(timeline),
        lyrics=lyrics(timeline, 0, timeline.duration_ms),
    )
    if not output.of.cover:
        return tags
    return replace(tags, cover=covers.choose(output.cover, shape_of(timeline), store))


def artist(timeline: Timeline) -> str:
    """Whom players name."""
    return timeline.artist or "audiocoach"


ISO_639_2: Mapping[str, str] = MappingProxyType(
    {
        "de": "deu",
        "en": "eng",
        "es": "spa",
        "fr": "fra",
        "it": "ita",
        "nl": "nld",
        "pt": "por",
        "ru": "rus",
    }
)
"""ID3's name of each language that the coach speaks."""


def lyrics(timeline: Timeline, start_ms: int, end_ms: int) -> Lyrics:
    """The words that begin in [start_ms, end_ms), counted from there; none counts in the text."""
    said = [cue for cue in timeline.spoken if start_ms <= cue.start_ms < end_ms]
    return Lyrics(
        lines=tuple(Line(cue.start_ms - start_ms, cue.text) for cue in said),
        text="\n".join(cue.text for cue in said if cue.role != "count"),
        language=ISO_639_2.get(primary(timeline.language), UNSTATED),
    )
