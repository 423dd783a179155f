"""Mutagen, at work on a file that is being written: for pictures, which FFmpeg takes as video."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from audiocoach.errors import TrackError


@contextmanager
def tagging(file: BinaryIO, kind: str) -> Iterator[Any]:
    """`file` as mutagen's `kind` reads it, to be changed; saved at the end, without padding.

    OSError where the file does not take it.
    """
    from mutagen import MutagenError, flac, mp4

    reader: Any = {"FLAC": flac.FLAC, "MP4": mp4.MP4}[kind]
    try:
        file.seek(0)
        tagged = reader(file)
        yield tagged
        file.seek(0)
        tagged.save(file, padding=lambda _: 0)
    except MutagenError as error:
        if isinstance(error.__context__, OSError):
            raise error.__context__ from error
        raise TrackError(f"the cover could not be written: {error}") from error
