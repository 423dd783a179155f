"""MP3 as an array of equal frames: bytes in, bytes out.

A file is `id3_tag(...)`, then `info_frame(...)`, then `Splice.chunks()`. Nothing here opens a file
or encodes sound; what cannot be put together raises `TrackError`, naming what and where.
"""

from audiocoach.mp3.crc import SparseCrc
from audiocoach.mp3.frames import FrameFormat, Mode, split_frames
from audiocoach.mp3.info import Info, frames_for, info_frame
from audiocoach.mp3.splice import Cut, Frames, Segment, Splice, cut
from audiocoach.mp3.tags import UNSTATED, ChapterMark, Line, Lyrics, Picture, TrackTags, id3_tag

__all__ = [
    "UNSTATED",
    "ChapterMark",
    "Cut",
    "FrameFormat",
    "Frames",
    "Info",
    "Line",
    "Lyrics",
    "Mode",
    "Picture",
    "Segment",
    "SparseCrc",
    "Splice",
    "TrackTags",
    "cut",
    "frames_for",
    "id3_tag",
    "info_frame",
    "split_frames",
]
