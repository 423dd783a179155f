"""A track as a file other than an MP3: one module a family of containers, all through FFmpeg.

Each writes into an open, seekable file, front to back but for lengths that are known at the end,
and keeps no more of the sound than a block. Equal sound and tags give equal bytes.
"""

from collections.abc import Callable, Mapping
from typing import BinaryIO

from audiocoach.mp3 import TrackTags
from audiocoach.renderer.containers.encoding import AudioStream
from audiocoach.renderer.containers.flac import write_flac
from audiocoach.renderer.containers.mp4 import write_m4a
from audiocoach.renderer.containers.ogg import write_opus, write_vorbis
from audiocoach.renderer.containers.wav import write_wav

Writer = Callable[[BinaryIO, AudioStream, TrackTags, int], None]

WRITERS: Mapping[str, Writer] = {
    "m4a": write_m4a,
    "opus": write_opus,
    "ogg": write_vorbis,
    "flac": write_flac,
    "wav": write_wav,
}
"""By format. Each is given the file, what is heard, what it is called, and bits per second."""
