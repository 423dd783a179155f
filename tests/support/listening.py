"""What a track sounds like, by measurement: decoded as a player would, compared with its clips."""

from pathlib import Path
from typing import Any

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS

Samples = NDArray[np.float32]


def decoded(path: Path) -> Samples:
    """The samples a player plays: encoder and decoder delay trimmed as the Info frame says."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert stream.rate == SAMPLE_RATE
        planes = [frame.to_ndarray().mean(axis=0) for frame in container.decode(stream)]
    return np.concatenate(planes).astype(np.float32)


def lag_samples(heard: Samples, clip: Samples, start_ms: int, reach_ms: int = 20) -> int:
    """How many samples late `clip` is heard, by cross-correlation around its time."""
    reach = reach_ms * SAMPLES_PER_MS
    start = start_ms * SAMPLES_PER_MS
    first = max(0, start - reach)
    window = heard[first : start + len(clip) + reach]
    match = np.correlate(window, clip[: len(window)], mode="valid")
    return int(np.argmax(match)) - (start - first)


def dbfs(samples: Samples) -> float:
    """RMS below full scale."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64))))


def integrated_and_peak(path: Path) -> tuple[float, float]:
    """LUFS and dBTP of the whole file, by FFmpeg's EBU R128 filter."""
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
