"""Sound in two channels at 48 kHz, in pieces: read by the sample, and run through filters."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from audiocoach.audio.recipe import Filter
from audiocoach.mixing.settings import STEREO_RATE

RATE = STEREO_RATE
CHANNELS = 2
PER_MS = RATE // 1000
STEP_MS = 100
"""Windows in which loudness is measured."""
STEP = STEP_MS * PER_MS

Stereo = NDArray[np.float32]
"""Shape (channels, n), 1.0 at full scale; two channels unless said otherwise."""


def silence(length: int) -> Stereo:
    """That many samples of it."""
    return np.zeros((CHANNELS, length), np.float32)


class Reader:
    """Pieces of any length, read in lengths of one's own; silence after their end."""

    def __init__(self, pieces: Iterator[Stereo]) -> None:
        self._pieces = pieces
        self._held: list[Stereo] = []
        self._length = 0

    def read(self, length: int) -> Stereo:
        """The next `length` samples."""
        while self._length < length:
            piece = next(self._pieces, None)
            if piece is None:
                piece = silence(length - self._length)
            self._held.append(piece)
            self._length += piece.shape[1]
        joined = np.concatenate(self._held, axis=1) if self._held else silence(0)
        self._held, self._length = [joined[:, length:]], self._length - length
        return joined[:, :length]


def filtered(
    pieces: Iterable[Stereo], chain: Sequence[Filter], rate: int = RATE, out_rate: int = RATE
) -> Iterator[Stereo]:
    """`pieces`, one or two channels at `rate`, through `chain`, in two channels at `out_rate`."""
    graph, position = None, 0
    for piece in pieces:
        layout = "mono" if len(piece) == 1 else "stereo"
        graph = graph or _graph(chain, rate, layout, out_rate)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), "fltp", layout)
        frame.sample_rate, frame.pts = rate, position
        position += piece.shape[1]
        graph.push(frame)
        yield from _pull(graph)
    if graph:
        graph.push(None)
        yield from _pull(graph)


def _graph(chain: Sequence[Filter], rate: int, layout: str, out_rate: int) -> Graph:
    graph = Graph()
    graph.threads = 1
    source = graph.add_abuffer(
        sample_rate=rate, format="fltp", layout=layout, time_base=Fraction(1, rate)
    )
    last = ("aformat", f"sample_fmts=fltp:channel_layouts=stereo:sample_rates={out_rate}")
    nodes = [graph.add(name, options) for name, options in [*chain, last]]
    graph.link_nodes(source, *nodes, graph.add("abuffersink")).configure()
    return graph


def _pull(graph: Graph) -> Iterator[Stereo]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            return
        assert isinstance(frame, av.AudioFrame)  # noqa: S101 (the graph has no video)
        yield frame.to_ndarray().astype(np.float32, copy=False)
