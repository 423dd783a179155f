"""LAME's own interface in C, through ctypes: what lameenc's module for Linux holds and exports.

lameenc's interface for Python always keeps a bit reservoir, and such frames cannot be spliced. Keys
ask whether the module is there, so that importing this imports neither numpy nor ctypes.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from audiocoach.errors import TrackError
from audiocoach.mp3.frames import FrameFormat

if TYPE_CHECKING:
    from ctypes import CDLL, Array, c_char, c_void_p

    from audiocoach.audio.filters import Planes

PACKAGE = "lameenc"
_TELLING = b"lame_set_disable_reservoir"
"""What lameenc itself never calls: a module that names it has LAME inside, and exports all of it.
One that loads the system's LAME names what it calls, and no more."""
_FULL_SCALE = 32768


@cache
def module() -> Path | None:
    """The file of lameenc's module, where LAME can be called in it; None where it cannot."""
    spec = find_spec(PACKAGE) if sys.platform == "linux" else None
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin)
    return path if _TELLING in path.read_bytes() else None


def encode(pieces: "Iterable[Planes]", format_: FrameFormat, quality: int) -> Iterator[bytes]:
    """Samples as frames that stand alone, and are as loud; other threads run meanwhile.

    TrackError where LAME refuses.
    """
    import ctypes

    import numpy as np

    lame = _library()
    with _encoder(lame, format_, quality) as encoder:
        gain = np.float32(_FULL_SCALE / lame.lame_get_scale(encoder))
        for piece in pieces:
            loud = np.ascontiguousarray(piece * gain, np.float32)
            left, right = (ctypes.c_void_p(loud[channel].ctypes.data) for channel in (0, -1))
            area, size = _area(loud.shape[1])
            count = lame.lame_encode_buffer_float(encoder, left, right, loud.shape[1], area, size)
            yield ctypes.string_at(area, _checked(count))
        area, size = _area(0)
        yield ctypes.string_at(area, _checked(lame.lame_encode_flush(encoder, area, size)))


def _area(samples: int) -> "tuple[Array[c_char], int]":
    """As much memory as LAME may write for so many samples, by its header file; and its size."""
    import ctypes

    size = 5 * samples // 4 + 7200
    return ctypes.create_string_buffer(size), size


@contextmanager
def _encoder(lame: "CDLL", format_: FrameFormat, quality: int) -> "Iterator[c_void_p]":
    """An encoder of that format, until it is closed."""
    import ctypes

    settings = {
        "in_samplerate": format_.sample_rate,
        "out_samplerate": format_.sample_rate,
        "num_channels": format_.channels,
        "mode": format_.mode,  # as the header has it
        "brate": format_.bitrate // 1000,
        "quality": quality,
        "disable_reservoir": 1,
        "bWriteVbrTag": 0,
    }
    encoder = ctypes.c_void_p(lame.lame_init())
    try:
        for name, value in settings.items():
            _checked(lame[f"lame_set_{name}"](encoder, int(value)))
        _checked(lame.lame_init_params(encoder))
        yield encoder
    finally:
        lame.lame_close(encoder)


def _checked(result: int) -> int:
    """What LAME returned; TrackError for a number that says what failed."""
    if result < 0:
        raise TrackError(f"LAME did not encode this ({result})")
    return result


@cache
def _library() -> "CDLL":
    import ctypes

    lame = ctypes.CDLL(str(module()))
    lame.lame_init.restype = ctypes.c_void_p
    lame.lame_get_scale.restype = ctypes.c_float
    return lame
