"""FFmpeg's filters, run over an array."""

from collections.abc import Sequence

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from audiocoach.audio.recipe import Filter

Samples = NDArray[np.float32]
"""Mono, shape (n,), 1.0 at full scale."""


def run(samples: Samples, rate: int, chain: Sequence[Filter], out_rate: int) -> Samples:
    """`samples` at `rate` Hz through `chain`, resampled to `out_rate`."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=rate, format="flt", layout="mono")
    last = ("aformat", f"sample_fmts=flt:channel_layouts=mono:sample_rates={out_rate}")
    nodes = [graph.add(name, options) for name, options in [*chain, last]]
    graph.link_nodes(source, *nodes, graph.add("abuffersink")).configure()
    graph.push(_frame(samples, rate))
    graph.push(None)
    return _pull_all(graph)


def _frame(samples: Samples, rate: int) -> av.AudioFrame:
    plane = np.ascontiguousarray(samples, dtype=np.float32).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(plane, format="flt", layout="mono")
    frame.sample_rate = rate
    frame.pts = 0
    return frame


def _pull_all(graph: Graph) -> Samples:
    pieces: list[Samples] = []
    while True:
        try:
            frame = graph.pull()
        except av.error.EOFError:
            return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
        assert isinstance(frame, av.AudioFrame)  # noqa: S101 (the graph has no video)
        pieces.append(frame.to_ndarray()[0])
