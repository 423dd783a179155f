"""Tracks of any format as players open them: by FFmpeg in PyAV, and by mutagen."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from listening import Samples

from audiocoach.audio import SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Opened:
    """What a player finds in a file."""

    codec: str
    rate: int
    channels: list[Samples]
    """As decoded, at the file's own rate."""
    chapters: list[tuple[int, str]]
    """Start in milliseconds, and title."""
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
    """The picture, as mutagen finds it."""
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
