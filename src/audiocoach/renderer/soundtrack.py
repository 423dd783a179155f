"""Timeline + clips + music → a track that is mixed and encoded as it is written."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from audiocoach.audio.recipe import SPEECH_LUFS
from audiocoach.cache import Store
from audiocoach.config.music import Music
from audiocoach.config.output import OutputSettings
from audiocoach.defaults import MUSIC
from audiocoach.errors import TrackError
from audiocoach.mp3 import (
    FrameFormat,
    Info,
    Mode,
    SparseCrc,
    TrackTags,
    cells_for,
    id3_tag,
    info_frame,
)
from audiocoach.renderer.clips import Clips, Progress
from audiocoach.renderer.levels import blocks, dbtp, gated, placed_powers, steps_of
from audiocoach.renderer.segments import group
from audiocoach.renderer.settings import STEREO_RATE as RATE
from audiocoach.renderer.settings import Mix
from audiocoach.renderer.track import tags_of
from audiocoach.support.files import fill_atomic
from audiocoach.timeline import Timeline

if TYPE_CHECKING:
    from audiocoach.renderer.music.beds import Bed
    from audiocoach.renderer.stereo import Heard, Stereo

_PER_MS = RATE // 1000
OVER_MUSIC = Mix(gain_db=MUSIC.voice_lufs - SPEECH_LUFS, floor_dbfs=-math.inf)
"""Of the coach: what is under it is no floor, and the sum is levelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The coach over music, ready to be mixed as often as one likes."""

    timeline: Timeline
    clips: Clips
    store: Store
    beds: "tuple[Bed, ...]"
    gain: float

    def pieces(self) -> "Iterator[Stereo]":
        """All of it at 48 kHz, shape (2, n), to the sample; a second or less at a time."""
        from audiocoach.renderer.music.beds import mixed
        from audiocoach.renderer.voice import voice

        duration_ms = self.timeline.duration_ms
        spots = group(self.timeline.cues, swells=False)
        coach = voice(spots, duration_ms, OVER_MUSIC, self.clips, self.store)
        return mixed(coach, self.beds, duration_ms, self.gain)


def programme(
    timeline: Timeline, clips: Clips, store: Store, choice: Music, loudness_lufs: float
) -> Programme:
    """The session with the music of `choice` under it; MusicError for music that cannot be."""
    from audiocoach.renderer.music.beds import beds_for, gain_for

    beds = beds_for(timeline, choice, store)
    clips_alone = steps_of(placed_powers(timeline.cues, clips, store), timeline.duration_ms)
    spoken = [power * 10 ** (OVER_MUSIC.gain_db / 10) for power in clips_alone]
    gain = gain_for(spoken, beds, timeline.duration_ms, loudness_lufs)
    return Programme(timeline=timeline, clips=clips, store=store, beds=beds, gain=gain)


@dataclass(slots=True)
class Soundtrack:
    """A file that is mixed and encoded as it is written; what is heard in it is known then."""

    programme: Programme
    output: OutputSettings
    progress: Progress
    workers: int | None = None
    """Threads that encode an MP3; as many as there are cores."""
    segments: int = 0
    """None of them is kept: music is encoded as a whole."""
    encoded: int = 0
    _powers: list[float] = field(default_factory=list)
    _peak: float = 0.0

    @property
    def body(self) -> Self:
        """What is written."""
        return self

    @property
    def duration_ms(self) -> int:
        """Of the whole track."""
        return self.programme.timeline.duration_ms

    @property
    def chapters(self) -> int:
        """How many there are."""
        return len(self.programme.timeline.chapters)

    @property
    def loudness_lufs(self) -> float:
        """Integrated; of an MP3 decoded again, of other files as it was mixed."""
        return gated(blocks([*self._powers, 0.0]))

    @property
    def true_peak_dbtp(self) -> float:
        """The same."""
        return dbtp(self._peak)

    def write(self, path: Path) -> int:
        """Write the file whole or not at all; how many bytes it has."""
        return fill_atomic(path, self.fill)

    def fill(self, file: BinaryIO) -> None:
        """Write the file into one that is open and seekable."""
        tags = tags_of(self.programme.timeline, self.output, self.programme.store)
        if self.output.format == "mp3":
            self._fill_mp3(file, id3_tag(tags))
        else:
            self._fill_container(file, tags)

    def _fill_mp3(self, file: BinaryIO, tag: bytes) -> None:
        from audiocoach.renderer.stereo import encode_chunks

        format_ = self._frames
        length = cells_for(self.duration_ms * _PER_MS, format_)
        crc, done = SparseCrc(length.cells * format_.frame_bytes), 0
        pieces = self.programme.pieces()

        def head() -> bytes:
            return tag + info_frame(Info(format_, length.cells, length.padding, crc.crc16()))

        file.write(head())
        chunks = encode_chunks(pieces, length.cells, format_, self.workers)
        for cells, heard in chunks:
            done += len(cells)
            crc.add(cells.crc, done * format_.frame_bytes)
            self._note(heard)
            self.progress("Mixing", done, length.cells)
            file.write(cells.frames)
        file.seek(0)
        file.write(head())

    def _fill_container(self, file: BinaryIO, tags: TrackTags) -> None:
        from audiocoach.renderer.containers import WRITERS
        from audiocoach.renderer.containers.encoding import Programme as Sound

        sound = Sound(self._watched(), RATE, 2, self.duration_ms * _PER_MS)
        WRITERS[self.output.format](file, sound, tags, self._bits)

    def _watched(self) -> "Iterator[Stereo]":
        from audiocoach.renderer.stereo import hear, whole_steps

        done, duration = 0, self.duration_ms * _PER_MS
        for piece in whole_steps(self.programme.pieces()):
            self._note(hear(piece))
            done += piece.shape[1]
            self.progress("Mixing", done // RATE, duration // RATE)
            yield piece

    def _note(self, heard: "Heard") -> None:
        self._powers.extend(heard.powers)
        self._peak = max(self._peak, heard.peak)

    @property
    def _frames(self) -> FrameFormat:
        try:
            return FrameFormat(RATE, self._bits, Mode.STEREO)
        except TrackError as error:
            raise TrackError(f"{error}, which music needs; write --bitrate 160k") from None

    @property
    def _bits(self) -> int:
        share = 3 / 4 if self.output.format == "opus" else 1
        return self.output.bitrate or round(MUSIC.bitrate * share)
