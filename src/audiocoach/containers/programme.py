"""What is heard, as samples in pieces: what every encoder is given."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]
"""(channels, n) samples, 1.0 at full scale."""

EACH_OF_TWO = 0.5**0.5
"""Two equal channels are as loud as one at this factor (BS.1770 adds their powers)."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A track's sound, to be run through once."""

    blocks: Iterator[Block]
    rate: int
    channels: int
    samples: int
    """Of each channel, in all blocks."""


def in_stereo(programme: Programme) -> Programme:
    """The same in two channels, as loud as before."""
    if programme.channels == 2:  # noqa: PLR2004
        return programme
    both = (np.repeat(block * np.float32(EACH_OF_TWO), 2, axis=0) for block in programme.blocks)
    return replace(programme, blocks=both, channels=2)
