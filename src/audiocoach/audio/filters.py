"""FFmpeg's filters, run over arrays."""

import gc
from collections.abc import Iterable, Iterator, Sequence

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from audiocoach.audio.recipe import Filter

Samples = NDArray[np.float32]
"""Mono, shape (n,), 1.0 at full scale."""
Planes = NDArray[np.float32]
"""Shape (channels, n), 1.0 at full scale."""

_PIECE = 48_000
"""Samples filtered at a time: what bounds the memory of a filter, however long a clip is."""
LAYOUTS = {1: "mono", 2: "stereo"}
"""FFmpeg's names, by the number of channels."""


def run(samples: Samples, rate: int, chain: Sequence[Filter], out_rate: int) -> Samples:
    """`samples` at `rate` Hz through `chain`, resampled to `out_rate`."""
    starts = range(0, len(samples), _PIECE)
    pieces = (samples[None, start : start + _PIECE] for start in starts)
    results = [piece[0] for piece in filtered(pieces, chain, rate, out_rate, channels=1)]
    return np.concatenate(results) if results else np.zeros(0, np.float32)


def filtered(
    pieces: Iterable[Planes], chain: Sequence[Filter], rate: int, out_rate: int, channels: int
) -> Iterator[Planes]:
    """`pieces` at `rate` Hz through `chain`, in `channels` channels at `out_rate` Hz.

    All pieces have the same number of channels, one or two.
    """
    graph, position = None, 0
    try:
        for piece in pieces:
            graph = graph or _graph(chain, rate, LAYOUTS[len(piece)], out_rate, channels)
            graph.push(to_frame(piece, rate, position))
            position += piece.shape[1]
            yield from _pull(graph)
        if graph:
            graph.push(None)
            yield from _pull(graph)
    finally:
        # In PyAV 19 a graph and its filters hold each other, megabytes each, until all garbage is
        # collected, which takes as long as filtering some clips: they are taken apart at once.
        for held in gc.get_referents(graph) if graph else ():
            if isinstance(held, dict):
                held.clear()


def to_frame(planes: Planes, rate: int, position: int) -> av.AudioFrame:
    """Samples at `rate` Hz as a frame of FFmpeg's that begins at the sample `position`."""
    samples = np.ascontiguousarray(planes, np.float32)
    frame = av.AudioFrame.from_ndarray(samples, "fltp", LAYOUTS[len(planes)])
    frame.sample_rate, frame.pts = rate, position
    return frame


def _graph(chain: Sequence[Filter], rate: int, layout: str, out_rate: int, channels: int) -> Graph:
    graph = Graph()
    graph.threads = 1  # clips are many and short: they run side by side, not in parts
    source = graph.add_abuffer(sample_rate=rate, format="fltp", layout=layout)
    out = f"sample_fmts=fltp:channel_layouts={LAYOUTS[channels]}:sample_rates={out_rate}"
    nodes = [graph.add(name, options) for name, options in [*chain, ("aformat", out)]]
    graph.link_nodes(source, *nodes, graph.add("abuffersink")).configure()
    return graph


def _pull(graph: Graph) -> Iterator[Planes]:
    """The frames that the graph has ready."""
    while True:
        try:
            frame = graph.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            return
        assert isinstance(frame, av.AudioFrame)  # noqa: S101 (the graph has no video)
        yield frame.to_ndarray().astype(np.float32, copy=False)
