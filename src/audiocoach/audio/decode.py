"""The one opener of sound files, whoever made them: a music library, a sound kit, a speech engine.

It opens the file it is given and nothing that the file refers to, reads no more of it than its
limits allow, and tells FFmpeg's errors in one type. Imports FFmpeg: whoever needs it for some files
only imports it when there is one.
"""

from collections.abc import Iterator
from contextlib import closing, suppress
from fractions import Fraction
from io import SEEK_END, SEEK_SET
from itertools import chain, groupby
from time import monotonic
from typing import BinaryIO, Literal, NamedTuple

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from audiocoach.defaults import LIMITS, SoundLimits
from audiocoach.support.durations import format_duration
from audiocoach.support.sizes import format_size, too_big

_ONE_FILE = {"protocol_whitelist": "none"}
"""For PyAV's `open`: a playlist opens nothing on the network, and no other file."""
_PLAYLISTS = frozenset(("applehttp", "concat", "dash", "hls", "imf", "sdp", "rtsp"))
_TRUE_LENGTHS = frozenset(("ape", "flac", "matroska", "mov", "ogg", "tta", "wv"))
"""Formats that state how long they are; of others FFmpeg may give no more than a guess."""
_CODECS = frozenset((
    "aac", "aac_latm", "ac3", "alac", "amr_nb", "amr_wb", "ape", "atrac1", "atrac3", "atrac3p",
    "dsd_lsbf", "dsd_lsbf_planar", "dsd_msbf", "dsd_msbf_planar", "dts", "eac3", "flac", "gsm",
    "gsm_ms", "mlp", "mp1", "mp2", "mp3", "mp4als", "musepack7", "musepack8", "opus", "qoa",
    "speex", "tak", "truehd", "tta", "vorbis", "wavpack", "wmalossless", "wmapro", "wmav1",
    "wmav2", "wmavoice",
))  # fmt: skip
_CODEC_FAMILIES = ("pcm_", "adpcm_")
"""Besides these, FFmpeg has some that make hours of sound of a few bytes, in one go."""
_MOST_SAMPLES = 1_200_000
"""In one frame: Monkey's Audio has that many at its slowest."""
_MOST_SEEKS = 10_000
"""From one piece of sound to the next."""
_FAULTS = (av.FFmpegError, ValueError, EOFError)


class DecodingError(Exception):
    """The file cannot be decoded; the text says why, in a few words."""


class NoSoundError(DecodingError):
    """It is a file that FFmpeg knows, with no sound of its own in it: a picture, or a playlist."""


class BeyondLimitsError(DecodingError):
    """It is more than is read; the text says what the limit is."""


class TooLongError(BeyondLimitsError):
    """There is more sound in it than is wanted."""


class Pcm(NamedTuple):
    """The form in which samples are wanted."""

    samples: Literal["s16", "fltp"]
    """16-bit integers, or floats of 1.0 at full scale."""
    layout: Literal["mono", "stereo"]
    rate: int | None = None
    """Hz; None for the file's own."""
    block: int = 0
    """Samples in a block; 0 for as many as the file's own frames have."""


class Block(NamedTuple):
    """A stretch of sound."""

    samples: NDArray[np.generic]
    """Shape (channels, n)."""
    rate: int
    """Hz."""


def decode(
    file: BinaryIO, pcm: Pcm, most: SoundLimits, *, lenient: bool = False
) -> Iterator[Block]:
    """The file's first stream of sound, block by block, from its beginning to its end.

    Raises NoSoundError, BeyondLimitsError as soon as there is more than `most` allows, and
    DecodingError for everything else; a `lenient` one leaves damaged parts out and follows changes
    of the form.
    """
    timed = _TimedFile(file, most)
    decoded_bytes = 0
    with closing(_opened_measured(timed, most)) as container:
        frames = _frames(container, timed, most, lenient=lenient)
        try:
            for block in _resampled(frames, pcm, lenient=lenient):
                decoded_bytes += block.samples.nbytes
                if decoded_bytes > most.decoded_bytes:
                    size = format_size(most.decoded_bytes)
                    raise BeyondLimitsError(f"it has more than {size} of samples")
                yield block
        except _FAULTS as error:
            timed.end()
            raise _told(error) from error


class _TimedFile:
    """A file of bounded size, which ends for FFmpeg once it has had its time with it."""

    def __init__(self, file: BinaryIO, most: SoundLimits) -> None:
        self._file, self._most = file, most
        self._begun, self._left_s, self._seeks = 0.0, float(most.decoding_s), 0
        self.name = getattr(file, "name", "")  # FFmpeg goes by the suffix, too
        if why := too_big(file.seek(0, SEEK_END), most.file_bytes):
            raise BeyondLimitsError(f"it {why}")
        file.seek(0)

    def begin(self) -> None:
        """From now on time is taken."""
        self._begun, self._seeks = monotonic(), 0

    def end(self) -> None:
        """Until now it was: what the caller does with a block is no time of decoding."""
        if why := self._why_over():
            raise BeyondLimitsError(why)
        self._left_s -= monotonic() - self._begun

    def read(self, size: int) -> bytes:
        return b"" if self._why_over() else self._file.read(size)

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        self._seeks += 1
        return -1 if self._why_over() else self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def _why_over(self) -> str:
        """Why no more of it is read; PyAV would print what is raised while it reads."""
        if self._seeks > _MOST_SEEKS:
            return "it has too many pieces without sound"
        if monotonic() - self._begun > self._left_s:
            return f"it takes longer than {self._most.decoding_s} s to decode"
        return ""


def _opened(file: _TimedFile, most: SoundLimits) -> InputContainer:
    file.begin()
    try:
        container = av.open(file, "r", options={**_ONE_FILE})
    except (*_FAULTS, OSError) as error:
        file.end()
        raise _told(error) from error
    try:
        file.end()
        _check_opened(container, most)
    except DecodingError:
        container.close()
        raise
    return container


def _opened_measured(file: _TimedFile, most: SoundLimits) -> InputContainer:
    """One that says too little or too much of its length is gone through first: that is quick."""
    container = _opened(file, most)
    if container.duration and container.duration / av.time_base * 1000 <= most.lasts_ms:
        return container
    with closing(container):
        _check_packets(container, file, most)
    file.seek(0)
    return _opened(file, most)


def _check_packets(container: InputContainer, file: _TimedFile, most: SoundLimits) -> None:
    """Raise TooLongError where its packets say that they last longer; none of them is decoded."""
    stream = container.streams.audio[0]
    packets, ticks, unit = container.demux(stream), 0, stream.time_base or Fraction(0)
    while True:
        packet = None
        file.begin()
        with suppress(*_FAULTS):  # whoever decodes them tells what is damaged
            packet = next(packets, None)
        file.end()
        if packet is None:
            return
        ticks += max(0, packet.duration or 0)
        _check_length(ticks * unit, most)


def _check_opened(container: InputContainer, most: SoundLimits) -> None:
    """By what it says of itself, before any of it is decoded; raises DecodingError."""
    formats = {*container.format.name.split(",")}
    if not container.streams.audio or _PLAYLISTS & formats:
        raise NoSoundError("there is no sound in it")
    stream = container.streams.audio[0]  # cover art is a stream of video, and may come first
    codec = stream.codec_context.codec.canonical_name
    if codec not in _CODECS and not codec.startswith(_CODEC_FAMILIES):
        raise DecodingError(f"the codec {codec} is not read")
    # A rate of 0 is one that is not known yet.
    _check_form(stream.codec_context.sample_rate or LIMITS.sound_rates[0], stream.channels)
    # FFmpeg's own limit, as it would find the memory first and tell afterwards.
    stream.codec_context.options = {"max_samples": str(_MOST_SAMPLES)}
    if _TRUE_LENGTHS & formats and container.duration:
        _check_length(Fraction(container.duration, av.time_base), most)


def _check_form(rate: int, channels: int) -> None:
    """Raise BeyondLimitsError for what no microphone and no studio makes."""
    lowest, highest = LIMITS.sound_rates
    if not lowest <= rate <= highest:
        what = f"its sample rate is {rate:,} Hz"
        raise BeyondLimitsError(f"{what}; {lowest:,} to {highest:,} Hz are read")
    if channels > LIMITS.sound_channels:
        raise BeyondLimitsError(
            f"it has {channels} channels; at most {LIMITS.sound_channels} are read"
        )


def _check_length(lasts_s: Fraction, most: SoundLimits) -> None:
    if lasts_s * 1000 > most.lasts_ms:
        raise TooLongError(f"it lasts longer than {format_duration(most.lasts_ms)}")


def _told(error: Exception) -> DecodingError:
    return DecodingError(getattr(error, "strerror", None) or str(error))


def _frames(
    container: InputContainer, file: _TimedFile, most: SoundLimits, *, lenient: bool
) -> Iterator[av.AudioFrame]:
    stream = container.streams.audio[0]
    packets, forgiven = container.demux(stream), _FAULTS if lenient else ()
    lasts = Fraction(0)
    while True:
        packet, decoded = None, []
        file.begin()
        with suppress(*forgiven):
            packet = next(packets, None)
        if packet is not None:
            _check_packet(packet, stream)
            with suppress(*forgiven):
                decoded = packet.decode()
        file.end()
        if packet is None:
            return
        for frame in decoded:
            if isinstance(frame, av.AudioFrame):
                _check_form(frame.sample_rate, frame.layout.nb_channels)
                lasts += Fraction(frame.samples, frame.sample_rate)
                _check_length(lasts, most)
                frame.pts = None
                yield frame


def _check_packet(packet: "av.Packet[AudioStream]", stream: AudioStream) -> None:
    """Raise BeyondLimitsError for one that would be decoded to any number of frames at once."""
    if stream.codec_context.name == "ape" and packet.size:
        samples = int.from_bytes(memoryview(packet)[:4], "little")
        if samples > _MOST_SAMPLES:
            raise BeyondLimitsError(f"it has {samples:,} samples in one frame")


def _resampled(frames: Iterator[av.AudioFrame], pcm: Pcm, *, lenient: bool) -> Iterator[Block]:
    """Where the form of frames may change, each has a resampler, which gives up what it holds."""
    forgiven = _FAULTS if lenient else ()
    for _, alike in groupby(frames, _form if lenient else lambda _: None):
        resampler = av.AudioResampler(
            format=pcm.samples, layout=pcm.layout, rate=pcm.rate, frame_size=pcm.block or None
        )
        for frame in chain(alike, [None]):
            resampled: list[av.AudioFrame] = []
            with suppress(*forgiven):
                resampled = resampler.resample(frame)
            for block in resampled:
                samples = block.to_ndarray()
                if samples.size:
                    yield Block(samples, block.sample_rate)


def _form(frame: av.AudioFrame) -> tuple[str, str, int, int]:
    return frame.format.name, frame.layout.name, frame.layout.nb_channels, frame.sample_rate
