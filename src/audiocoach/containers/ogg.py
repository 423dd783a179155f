"""Opus and Vorbis in Ogg.

Opus takes 24 kHz as it is, and its players decode at 48 kHz. Vorbis is by FFmpeg's own encoder, the
one that is in PyAV's wheels: it knows two channels and no bitrate.
"""

from typing import BinaryIO

from audiocoach.containers.comments import comments, picture_comment
from audiocoach.containers.encoding import Coding, write
from audiocoach.containers.programme import Programme, in_stereo
from audiocoach.mp3 import TrackTags

_SERIAL = {"serial_offset": "1"}
"""Of the stream: some tools take 0 for none."""
_OPUS_OPTIONS = {
    "application": "audio",
    # From 6 on libopus makes speech of what it takes for it: slower, larger and up to 0.5 dB off.
    "compression_level": "5",
}
_VORBIS_QUALITY = 10
_LAMBDA = 118
"""FFmpeg's scale of qualities (FF_QP2LAMBDA)."""


def write_opus(file: BinaryIO, programme: Programme, tags: TrackTags, bitrate: int) -> None:
    """An Opus file (RFC 7845)."""
    coding = Coding(
        muxer="opus",
        codec="libopus",
        bitrate=bitrate,
        codec_options=_OPUS_OPTIONS,
        muxer_options=_SERIAL,
    )
    write(file, programme, coding, _all_comments(tags))


def write_vorbis(file: BinaryIO, programme: Programme, tags: TrackTags, _bitrate: int) -> None:
    """An Ogg Vorbis file."""
    options = {
        "strict": "experimental",
        "flags": "+bitexact+qscale",
        "global_quality": str(_VORBIS_QUALITY * _LAMBDA),
    }
    coding = Coding(muxer="ogg", codec="vorbis", codec_options=options, muxer_options=_SERIAL)
    write(file, in_stereo(programme), coding, _all_comments(tags))


def _all_comments(tags: TrackTags) -> dict[str, str]:
    return comments(tags) | (picture_comment(tags.cover) if tags.cover else {})
