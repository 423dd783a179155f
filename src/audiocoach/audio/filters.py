"""FFmpeg's filters, run over an array."""

import gc
from collections.abc import Iterator, Sequence
from itertools import count

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from audiocoach.audio.recipe import Filter

Samples = NDArray[np.float32]
"""Mono, shape (n,), 1.0 at full scale."""

_PIECE = 12_000

_COLLECT_EVERY = 16
"""PyAV 19 leaves graphs in reference cycles: some hundred objects, and megabytes, each."""
_graphs = count(1)


def run(samples: Samples, rate: int, chain: Sequence[Filter], out_rate: int) -> Samples:
    """`samples` at `rate` Hz through `chain`, resampled to `out_rate`."""
    if next(_graphs) % _COLLECT_EVERY == 0:
        gc.collect(1)  # the young: all of them would take as long as a filter
    pieces = list(_through(_graph(rate, chain, out_rate), samples, rate))
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _through(graph: Graph, samples: Samples, rate: int) -> Iterator[Samples]:
    """In pieces: a long clip is never held at a higher rate as a whole."""
    for start in range(0, len(samples), _PIECE):
        graph.push(_frame(samples[start : start + _PIECE], rate, start))
        yield from _pull(graph)
    graph.push(None)
    yield from _pull(graph)


def _graph(rate: int, chain: Sequence[Filter], out_rate: int) -> Graph:
    graph = Graph()
    graph.threads = 1  # clips are many and short: they run side by side, not in parts
    source = graph.add_abuffer(sample_rate=rate, format="flt", layout="mono")
    last = ("aformat", f"sample_fmts=flt:channel_layouts=mono:sample_rates={out_rate}")
    nodes = [graph.add(name, options) for name, options in [*chain, last]]
    graph.link_nodes(source, *nodes, graph.add("abuffersink")).configure()
    return graph


def _frame(samples: Samples, rate: int, start: int) -> av.AudioFrame:
    plane = np.ascontiguousarray(samples, dtype=np.float32).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(plane, format="flt", layout="mono")
    frame.sample_rate, frame.pts = rate, start
    return frame


def _pull(graph: Graph) -> Iterator[Samples]:
    """All that the graph gives now."""
    while True:
        try:
            frame = graph.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            return
        assert isinstance(frame, av.AudioFrame)  # noqa: S101 (the graph has no video)
        yield frame.to_ndarray()[0]
