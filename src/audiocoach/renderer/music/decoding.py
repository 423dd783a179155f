"""A file of music → stereo at 48 kHz, in a stream; whatever it is, and however it changes."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from av.container import InputContainer

from audiocoach.defaults import ONE_FILE
from audiocoach.errors import MusicError
from audiocoach.renderer.music.choice import unreadable
from audiocoach.renderer.stereo import RATE, Stereo

_PLAYLISTS = frozenset(("applehttp", "concat", "dash", "hls", "imf", "sdp", "rtsp"))
_INSTEAD = "give an MP3, FLAC, M4A, OGG, Opus or WAV file"
_PIECE = RATE
"""About a second: each piece has its price."""
_FAULTS = (av.FFmpegError, ValueError, EOFError)


def decoded(path: Path) -> Iterator[Stereo]:
    """The file's sound from beginning to end; damaged parts of it are left out.

    MusicError for a file without any.
    """
    heard = False
    with _file(path) as file, closing(_opened(file, path)) as container:
        for piece in _resampled(_frames(container)):
            heard = True
            yield piece
    if not heard:
        raise MusicError(f"{path}: nothing in this file can be played; {_INSTEAD}")


def _file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise MusicError(f"{path}: there is no such file or folder of music") from error
    except OSError as error:
        raise unreadable(path, error) from error


def _opened(file: BinaryIO, path: Path) -> InputContainer:
    try:
        container = av.open(file, "r", options={**ONE_FILE})
    except (*_FAULTS, OSError) as error:
        raise MusicError(f"{path}: this is not a file of music; {_INSTEAD}") from error
    if not container.streams.audio or _PLAYLISTS & {*container.format.name.split(",")}:
        container.close()
        raise MusicError(f"{path}: there is no sound in this file; {_INSTEAD}")
    return container


def _frames(container: InputContainer) -> Iterator[av.AudioFrame]:
    stream = container.streams.audio[0]  # cover art is a stream of video, and may come first
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except _FAULTS:
            return
        if packet is None:
            return
        try:
            frames = packet.decode()
        except _FAULTS:
            continue
        yield from (frame for frame in frames if isinstance(frame, av.AudioFrame))


def _resampled(frames: Iterator[av.AudioFrame]) -> Iterator[Stereo]:
    """A new resampler for each form that the frames take; each gives up what it holds."""
    resampler, form = None, None
    for frame in frames:
        taken = (frame.format.name, frame.layout.name, frame.layout.nb_channels, frame.sample_rate)
        if taken != form:
            yield from _given(resampler, None)
            resampler = av.AudioResampler(
                format="fltp", layout="stereo", rate=RATE, frame_size=_PIECE
            )
            form = taken
        frame.pts = None
        yield from _given(resampler, frame)
    yield from _given(resampler, None)


def _given(resampler: av.AudioResampler | None, frame: av.AudioFrame | None) -> Iterator[Stereo]:
    try:
        frames = resampler.resample(frame) if resampler else []
    except _FAULTS:
        return
    for made in frames:
        piece = made.to_ndarray()
        if piece.size:
            yield np.nan_to_num(piece, copy=False, posinf=0, neginf=0)
