"""Tracks as players hear them: decoded by FFmpeg, measured, compared with their clips."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.filter import Graph
from numpy.typing import NDArray

from audiocoach.api import BuildReport
from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.audio.shaping import from_pcm
from audiocoach.cache import Store
from audiocoach.timeline import ClipSpec

Samples = NDArray[np.float32]


def decoded(path: Path) -> Samples:
    """Decodes a track of ours to what a player plays, its delay trimmed as the Info frame says."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert stream.rate == SAMPLE_RATE
        planes = [frame.to_ndarray().mean(axis=0) for frame in container.decode(stream)]
    return np.concatenate(planes).astype(np.float32)


def clips_of(report: BuildReport) -> dict[ClipSpec, Samples]:
    """Every clip of a track as it was made, before it was put into its place."""
    with Store.open() as store:
        kept = report.clips.samples(report.clips.keys, store)
    return {clip: from_pcm(body) for clip, body in kept.items()}


def lag_samples(heard: Samples, clip: Samples, start_ms: int, reach_ms: int = 20) -> int:
    """How many samples late `clip` is heard, by cross-correlation around its time."""
    reach = reach_ms * SAMPLES_PER_MS
    start = start_ms * SAMPLES_PER_MS
    first = max(0, start - reach)
    window = heard[first : start + len(clip) + reach]
    match = np.correlate(window, clip[: len(window)], mode="valid")
    return int(np.argmax(match)) - (start - first)


def dbfs(samples: Samples) -> float:
    """RMS in decibels of full scale."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64))))


def integrated_and_peak(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, by the EBU R128 filter of FFmpeg."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        graph = Graph()
        source = graph.add_abuffer(template=stream)
        meter = graph.add("ebur128", "metadata=1:peak=true")
        graph.link_nodes(source, meter, graph.add("abuffersink")).configure()
        measured: dict[str, str] = {}
        for frame in (*container.decode(stream), None):
            graph.push(frame)
            measured |= _pulled(graph)
    # The filter gives the peak as a factor.
    return float(measured["lavfi.r128.I"]), 20 * np.log10(float(measured["lavfi.r128.true_peak"]))


def assert_on_target(report: BuildReport) -> None:
    """A track is as loud as it is to be and peaks no higher, and its report says so."""
    loudness, peak = integrated_and_peak(report.path)
    assert loudness == pytest.approx(-16, abs=0.5)
    assert peak <= -1
    assert report.track.loudness_lufs == pytest.approx(loudness, abs=0.1)
    assert report.track.true_peak_dbtp == pytest.approx(peak, abs=0.3)


def _pulled(graph: Graph) -> dict[str, str]:
    measured: dict[str, str] = {}
    while True:
        try:
            measured |= dict(graph.pull().metadata)
        except (av.error.BlockingIOError, av.error.EOFError):
            return measured


def read_tag(path: Path) -> Any:  # noqa: ANN401 (mutagen is untyped)
    """The ID3 tag, as mutagen reads it."""
    from mutagen import id3

    reader: Any = id3.ID3
    return reader(path)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a player finds in a file."""

    codec: str
    rate: int
    channels: list[Samples]
    """As decoded, at the file's own rate."""
    chapters: list[tuple[int, str]]
    """Start in milliseconds and title of each."""
    names: dict[str, str]

    @property
    def heard(self) -> Samples:
        """One channel at 24 kHz; nothing of ours is above 12 kHz."""
        return self.channels[0][:: self.rate // SAMPLE_RATE]


def opened(path: Path) -> Opened:
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        names = container.metadata | stream.metadata
        frames = [_planes(frame) for frame in container.decode(stream)]
        return Opened(
            codec=stream.codec_context.name,
            rate=stream.rate,
            channels=list(np.concatenate(frames, axis=1)),
            chapters=[_chapter(chapter) for chapter in container.chapters()],
            names={name.lower(): text for name, text in names.items()},
        )


def _planes(frame: av.AudioFrame) -> Samples:
    """(channels, n) floats."""
    planes = frame.to_ndarray()
    if not frame.format.is_planar:
        planes = planes.reshape(-1, frame.layout.nb_channels).T
    if planes.dtype.kind == "i":
        planes = planes / 2.0 ** (8 * planes.dtype.itemsize - 1)
    return planes.astype(np.float32)


def _chapter(chapter: Any) -> tuple[int, str]:  # noqa: ANN401 (as PyAV gives it)
    start = Fraction(chapter["start"]) * chapter["time_base"] * 1000
    return int(start), chapter["metadata"]["title"]


def cover_of(path: Path) -> bytes | None:
    """The cover as mutagen finds it, or None."""
    import base64

    import mutagen
    from mutagen import flac

    pictures: Any = flac.Picture
    reader: Any = mutagen.File
    file: Any = reader(str(path))
    match path.suffix:
        case ".mp3":
            held = file.tags.getall("APIC")
            return bytes(held[0].data) if held else None
        case ".m4a":
            return bytes(file["covr"][0]) if "covr" in file else None
        case ".flac":
            return bytes(file.pictures[0].data) if file.pictures else None
        case _:
            blocks = (file.tags or {}).get("metadata_block_picture")
            return bytes(pictures(base64.b64decode(blocks[0])).data) if blocks else None
