"""FLAC: every sample, at half the size."""

from typing import Any, BinaryIO

from audiocoach.mp3 import TrackTags
from audiocoach.renderer.containers.encoding import AudioStream, Coding, write
from audiocoach.renderer.containers.mp4 import tagging
from audiocoach.renderer.containers.ogg import comments, flac_picture

_CODING = Coding(muxer="flac", codec="flac")


def write_flac(file: BinaryIO, audio: AudioStream, tags: TrackTags, _bitrate: int) -> None:
    """A FLAC file, 16 bits a sample."""
    write(file, audio, _CODING, comments(tags))
    if tags.cover:
        _add_picture(file, flac_picture(tags.cover))


def _add_picture(file: BinaryIO, block: bytes) -> None:
    from mutagen import flac

    picture: Any = flac.Picture
    with tagging(file, "FLAC") as held:
        held.add_picture(picture(block))
