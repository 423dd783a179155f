"""Timeline + clips → Track: a file to be written in the wanted format, and what is known of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from audiocoach import covers
from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.clips import Clips, Progress
from audiocoach.covers.shape import shape_of
from audiocoach.files import fill_whole, write_whole
from audiocoach.lyrics import lyrics
from audiocoach.mixing.laying import Laid, Studio, lay
from audiocoach.mixing.metering import dbtp
from audiocoach.mixing.settings import FORMAT
from audiocoach.mp3 import (
    Info,
    Segment,
    Splice,
    TrackTags,
    cells_for,
    id3_tag,
    info_frame,
)
from audiocoach.output import Output
from audiocoach.store import Store
from audiocoach.timeline import Timeline

if TYPE_CHECKING:
    from audiocoach.containers.programme import Block, Programme


@dataclass(frozen=True, slots=True)
class Spliced:
    """An MP3 put together from kept frames; as large in memory as what is heard in it."""

    head: bytes
    """ID3 tag and Info frame."""
    splice: Splice

    def write(self, path: Path) -> int:
        """Write the file whole or not at all; how many bytes it has."""
        return write_whole(path, self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes, in bounded pieces."""
        yield self.head
        yield from self.splice.chunks()


@dataclass(frozen=True, slots=True)
class Streamed:
    """A file of any other format, encoded front to back as its sound is mixed."""

    output: Output
    tags: TrackTags
    laid: Laid
    clips: Clips
    store: Store
    progress: Progress

    def write(self, path: Path) -> int:
        """Write the file whole or not at all; how many bytes it has."""
        return fill_whole(path, self._fill)

    def _fill(self, file: BinaryIO) -> None:
        from audiocoach.containers import WRITERS
        from audiocoach.containers.programme import in_stereo

        programme = self._programme()
        wanted = in_stereo(programme) if self.output.stereo else programme
        WRITERS[self.output.format](file, wanted, self.tags, self.output.bits)

    def _programme(self) -> "Programme":
        from audiocoach.containers.programme import Programme

        return Programme(self._blocks(), SAMPLE_RATE, 1, self.tags.length_ms * SAMPLES_PER_MS)

    def _blocks(self) -> "Iterator[Block]":
        from audiocoach.mixing.voice import voice

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
    timeline: Timeline, clips: Clips, store: Store, output: Output, progress: Progress
) -> Track:
    """The track that `timeline` describes, as the file that `output` wants."""
    tags = tags_of(timeline, output, store)
    spliced = output.format == "mp3"
    # Of other formats the loudness is known from the same segments.
    frames = output.frames if spliced else FORMAT
    laid = lay(timeline, output.sound, frames, Studio(clips, store, progress))
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


def _spliced(tags: TrackTags, laid: Laid) -> Spliced:
    splice, padding = _splice(laid)
    info = Info(splice.format, splice.length, padding, splice.audio_crc())
    return Spliced(id3_tag(tags) + info_frame(info), splice)


def _splice(laid: Laid) -> tuple[Splice, int]:
    segments = tuple(
        Segment(spot.first_cell, laid.encoded[spot.recipe].cells) for spot in laid.spots
    )
    format_ = laid.mix.frames
    length = cells_for(laid.duration_ms * SAMPLES_PER_MS, format_)
    # The last tone rings out in cells that players trim.
    cells = max(length.cells, segments[-1].stop_cell)
    padding = length.padding + (cells - length.cells) * format_.samples_per_frame
    return Splice(cells, laid.filler.cells, segments), padding


def tags_of(timeline: Timeline, output: Output, store: Store) -> TrackTags:
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
