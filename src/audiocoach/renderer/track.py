"""Timeline + clips → a track: prepared, then written to a file; what is known of it is a report.

An MP3 without music is spliced from frames that are kept. Everything else is mixed and encoded from
front to back as it is written: an MP3 over music in chunks, other formats by FFmpeg.
"""

from collections.abc import Callable, Iterator, Sequence
from io import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.cache import Store
from audiocoach.config.music import Music
from audiocoach.config.output import OutputSettings
from audiocoach.defaults import MUSIC
from audiocoach.errors import TrackError
from audiocoach.mp3.crc import SparseCrc
from audiocoach.mp3.frames import FrameFormat, Mode
from audiocoach.mp3.info import Info, frames_for, info_frame
from audiocoach.mp3.splice import Segment, Splice
from audiocoach.mp3.tags import TrackTags, id3_tag
from audiocoach.renderer.assemble import AssembledTrack, assemble, coach_samples
from audiocoach.renderer.clips import Clips, Progress, ignore_progress
from audiocoach.renderer.levels import EACH_OF_TWO, dbtp, gated
from audiocoach.renderer.settings import FORMAT, STEREO_RATE
from audiocoach.renderer.tags import tags_of
from audiocoach.support.files import fill_atomic
from audiocoach.support.threads import spread
from audiocoach.timeline import Timeline

if TYPE_CHECKING:
    from audiocoach.audio.filters import Planes
    from audiocoach.renderer.music.mix import MusicMix
    from audiocoach.renderer.stereo import Heard

_OPUS_SHARE = 3 / 4
"""The share of an MP3's bitrate that is enough for music in Opus."""
_MOST_EXCESS_LU = 0.3
"""So much louder than asked for a track over music may come out."""


class Loudness(NamedTuple):
    """How loud a whole track is."""

    integrated_lufs: float
    true_peak_dbtp: float


class RenderReport(Struct, frozen=True, kw_only=True):
    """What was written, and what is known of it."""

    size_bytes: int
    duration_ms: int
    chapters: int
    """How many chapters the track has."""
    loudness_lufs: float
    """Integrated (EBU R128), as an MP3 decodes; of other formats over music, as it was mixed."""
    true_peak_dbtp: float
    segments: int
    """How many different segments it is made of; 0 with music, which is encoded as a whole."""
    encoded: int
    """How many of them had to be encoded now; the others were kept."""


class Track(Struct, frozen=True, kw_only=True):
    """A track that is ready to be written, as often as one likes."""

    tags: TrackTags
    sound: "_Spliced | _Container | _OverMusic"
    """What writes a file of its kind, and tells how loud it is."""
    segments: int = 0
    encoded: int = 0
    splice: Splice | None = None
    """The frames of an MP3 without music, which can be cut without loss; None of anything else."""

    def write(self, destination: Path | BinaryIO) -> RenderReport:
        """Write it to a path, whole or not at all, or into an open, empty and seekable file.

        TrackError where the disk does not take it, MusicError for music that has changed meanwhile;
        OSError is left to whoever opened the file.
        """
        loudness: list[Loudness] = []

        def fill(file: BinaryIO) -> None:
            loudness.append(self.sound.write(file, self.tags))

        if isinstance(destination, Path):
            size = fill_atomic(destination, fill)
        else:
            fill(destination)
            size = destination.seek(0, SEEK_END)
        return RenderReport(
            size_bytes=size,
            duration_ms=self.tags.length_ms,
            chapters=len(self.tags.chapters),
            loudness_lufs=loudness[0].integrated_lufs,
            true_peak_dbtp=loudness[0].true_peak_dbtp,
            segments=self.segments,
            encoded=self.encoded,
        )


def prepare(  # noqa: PLR0913 (what is heard, how it is kept, and how it is encoded)
    timeline: Timeline,
    clips: Clips,
    store: Store,
    output: OutputSettings,
    *,
    music: Music | None = None,
    progress: Progress = ignore_progress,
    workers: int | None = None,
) -> Track:
    """The track of `timeline`, over `music` if there is any; `Track.write` writes it.

    Segments are encoded here, music is measured; CoachError where either cannot be. `workers` is
    the number of threads that mix and encode what is over music: None for one a core.
    """
    tags = tags_of(timeline, output, store)
    if music:
        from audiocoach.renderer.music.mix import music_mix

        loudness_lufs = output.sound.loudness_lufs
        over_music = _over_music(output, progress, workers)
        mix = music_mix(timeline, clips, store, music, loudness_lufs)
        return Track(tags=tags, sound=_OverMusic(mix, loudness_lufs, over_music))
    # Of other formats the loudness is known from the segments that an MP3 would have.
    format_ = output.frame_format if output.format == "mp3" else FORMAT
    assembled = assemble(timeline, output.sound, format_, clips, store, progress)
    segments, encoded = assembled.different, assembled.fresh
    if output.format == "mp3":
        spliced = _spliced(assembled)
        splice = spliced.splice
        return Track(tags=tags, sound=spliced, segments=segments, encoded=encoded, splice=splice)
    alone = _coach_alone(assembled, output, clips, store, progress)
    return Track(tags=tags, sound=alone, segments=segments, encoded=encoded)


class _Spliced(NamedTuple):
    """An MP3 put together from frames; as large in memory as what is heard in it."""

    splice: Splice
    padding: int
    loudness: Loudness

    def write(self, file: BinaryIO, tags: TrackTags) -> Loudness:
        splice = self.splice
        info = Info(splice.format, splice.length, self.padding, splice.audio_crc())
        file.write(id3_tag(tags) + info_frame(info))
        file.writelines(splice.chunks())
        return self.loudness


class _Chunks(NamedTuple):
    """An MP3 over music, encoded in chunks; its loudness is known when the last one is encoded."""

    mix: "MusicMix"
    format: FrameFormat
    progress: Progress
    workers: int | None

    def write(self, file: BinaryIO, tags: TrackTags) -> Loudness:
        from audiocoach.renderer.encoding import cut_for, encode_chunks

        format_ = self.format
        length = frames_for(tags.length_ms * STEREO_RATE // 1000, format_)
        crc, done = SparseCrc(length.frame_count * format_.frame_bytes), 0
        tag = id3_tag(tags)
        pieces: list[Heard] = []

        def head() -> bytes:
            return tag + info_frame(Info(format_, length.frame_count, length.padding, crc.crc16()))

        file.write(head())
        stretches = self.mix.stretches(cut_for(length.frame_count))
        for frames, heard in encode_chunks(stretches, format_, self.workers):
            done += len(frames)
            crc.add([(frames.crc, done * format_.frame_bytes)])
            pieces.append(heard)
            self.progress("Mixing", done, length.frame_count)
            file.write(frames.data)
        file.seek(0)
        file.write(head())
        return _loudness(pieces)


class _Container(NamedTuple):
    """A file of any other format, encoded front to back as its sound is mixed."""

    output: OutputSettings
    pieces: "Callable[[], Iterator[tuple[Planes, Heard | None]]]"
    """The sound from its beginning, shape (channels, n); how loud it is, where none is known."""
    rate: int
    channels: int
    bits: int
    progress: Progress
    known: Loudness | None = None
    """How loud it is; None where that is measured as the sound is mixed."""

    def write(self, file: BinaryIO, tags: TrackTags) -> Loudness:
        from audiocoach.renderer.containers import WRITERS
        from audiocoach.renderer.muxing import AudioStream, in_stereo

        samples = tags.length_ms * self.rate // 1000
        heard: list[Heard] = []

        def watched() -> "Iterator[Planes]":
            done = 0
            for piece, sound in self.pieces():
                if sound:
                    heard.append(sound)
                done += piece.shape[1]
                activity = "Writing" if self.known else "Mixing"
                self.progress(activity, done // self.rate, samples // self.rate)
                yield piece

        stream = AudioStream(watched(), self.rate, self.channels, samples)
        if self.output.stereo:
            stream = in_stereo(stream)
        WRITERS[self.output.format](file, stream, tags, self.bits)
        return self.known or _loudness(heard)


def _loudness(pieces: "Sequence[Heard]") -> Loudness:
    """How loud a track of these pieces is."""
    powers = [power for piece in pieces for power in piece.powers]
    peak = max(piece.peak for piece in pieces)
    return Loudness(gated([*powers, 0.0]), dbtp(peak))


def _spliced(assembled: AssembledTrack) -> _Spliced:
    segments = tuple(
        Segment(placed.first_frame, segment.frames)
        for placed, segment in zip(assembled.placed, assembled.segments, strict=True)
    )
    format_ = assembled.mix.format
    length = frames_for(assembled.duration_ms * SAMPLES_PER_MS, format_)
    # The last tone rings out in frames that players trim.
    frame_count = max(length.frame_count, segments[-1].stop_frame)
    padding = length.padding + (frame_count - length.frame_count) * format_.samples_per_frame
    loudness = Loudness(assembled.loudness_lufs, dbtp(assembled.peak))
    return _Spliced(Splice(frame_count, assembled.filler.frames, segments), padding, loudness)


def _coach_alone(
    assembled: AssembledTrack,
    output: OutputSettings,
    clips: Clips,
    store: Store,
    progress: Progress,
) -> _Container:
    mix = replace(assembled.mix, headroom_db=output.of.overshoot_db)

    def pieces() -> "Iterator[tuple[Planes, None]]":
        samples = coach_samples(assembled.placed, assembled.duration_ms, mix, clips, store)
        return ((piece.reshape(1, -1), None) for piece in samples)

    peak = assembled.peak * (EACH_OF_TWO if output.stereo else 1)
    known = Loudness(assembled.loudness_lufs, dbtp(peak))
    return _Container(output, pieces, SAMPLE_RATE, 1, output.bits, progress, known)


class _OverMusic(NamedTuple):
    """A track over music, which is made once more where it came out louder than it is to be.

    It is levelled by the powers of coach and music. What moves with the coach, as another track of
    the same routine does, adds up to more. Softer it is only where it is limited: there more gain
    would only limit more.
    """

    mix: "MusicMix"
    loudness_lufs: float
    encoded: "Callable[[MusicMix], _Chunks | _Container]"

    def write(self, file: BinaryIO, tags: TrackTags) -> Loudness:
        heard = self.encoded(self.mix).write(file, tags)
        excess_lu = heard.integrated_lufs - self.loudness_lufs
        if excess_lu <= _MOST_EXCESS_LU:
            return heard
        file.seek(0)
        file.truncate()
        softer = self.mix._replace(gain=self.mix.gain * 10 ** (-excess_lu / 20))
        return self.encoded(softer).write(file, tags)


def _over_music(
    output: OutputSettings, progress: Progress, workers: int | None
) -> "Callable[[MusicMix], _Chunks | _Container]":
    """What encodes the coach over music in that format."""
    share = _OPUS_SHARE if output.format == "opus" else 1
    bits = output.bitrate or round(MUSIC.bitrate * share)
    if output.format == "mp3":
        try:
            format_ = FrameFormat(STEREO_RATE, bits, Mode.STEREO)
        except TrackError as error:
            raise TrackError(f"{error}, which music needs", "write --bitrate 160k") from None
        return lambda mix: _Chunks(mix, format_, progress, workers)

    def container(mix: "MusicMix") -> _Container:
        def pieces() -> "Iterator[tuple[Planes, Heard]]":
            from audiocoach.renderer.stereo import STRETCH_MS, Cut, listen

            stretches = mix.stretches(Cut(mix.timeline.duration_ms, STRETCH_MS))
            return spread(listen, stretches, workers=workers, ahead=1)

        return _Container(output, pieces, STEREO_RATE, 2, bits, progress)

    return container
