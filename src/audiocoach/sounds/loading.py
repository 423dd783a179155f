"""The sound of a tone: its file decoded, without the silence around it.

Whoever made the file: no more of it is read or decoded than a tone may have, and nothing that it
refers to is opened. Only `load_tone` imports an audio library.
"""

import hashlib
import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.defaults import LIMITS
from audiocoach.errors import SoundError
from audiocoach.sounds.kit import Tone
from audiocoach.support.files import explain_os_error
from audiocoach.support.sizes import too_big

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydub import AudioSegment

_LONGEST = f"{LIMITS.tone.lasts_ms // 1000} s"
_SILENT = 33
"""-60 dBFS."""
_ATTACK_DB = -40
"""Below the peak: what is softer is before the attack."""
_DECAY_DB = -60
"""Below the peak: what is softer is after the decay."""
_AFTER_MS = 100
"""How much silence is kept after a tone."""
_FADE_MS = 2
"""How long a sound is faded that ends at once and would click."""


def tone_digest(tone: Tone) -> str:
    """Hex SHA-256 of the level and the file's bytes: equal digests, equal clips."""
    return hashlib.sha256(f"{tone.level_db:.3f} dB\0".encode() + _read_bytes(tone.path)).hexdigest()


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LIMITS.tone.file_bytes + 1)
    except OSError as error:
        raise SoundError(f"{path}: cannot be read: {explain_os_error(error)}") from error
    if why := too_big(len(content), LIMITS.tone.file_bytes):
        raise SoundError(f"{path}: {why}", f"cut it to {_LONGEST} or less")
    return content


def load_tone(tone: Tone) -> "NDArray[np.int16]":
    """A tone's samples, shape (n,), 24 kHz mono, from its attack on; its level is not applied.

    They last a whole number of milliseconds. Raises SoundError if the file is no sound, is silent,
    or lasts longer than 5 s.
    """
    import numpy as np

    segment = _trim(_read_segment(tone.path))
    samples: NDArray[np.int16] = np.frombuffer(segment.raw_data, "<i2")
    return samples


def tone_ms(tone: Tone) -> int:
    """How long a tone lasts, in milliseconds; raises SoundError as `load_tone` does."""
    return len(load_tone(tone)) // SAMPLES_PER_MS


def _read_segment(path: Path) -> "AudioSegment":
    """The whole file as signed 16 bit, padded to whole milliseconds."""
    pcm = _decode(path)
    with warnings.catch_warnings():
        # Of its regular expressions, and of a missing ffmpeg, which it is not asked to start.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    whole = pcm + bytes(-len(pcm) % (2 * SAMPLES_PER_MS))
    segment = AudioSegment(data=whole, sample_width=2, frame_rate=SAMPLE_RATE, channels=1)
    if segment.max < _SILENT:
        raise SoundError(f"{path}: is silent", "raise its level, or choose another file")
    return segment


def _decode(path: Path) -> bytes:
    """A file's samples, signed 16 bit at 24 kHz; SoundError for no sound, or more than 5 s."""
    from audiocoach.audio.decode import (
        BeyondLimitsError,
        DecodingError,
        NoSoundError,
        Pcm,
        TooLongError,
        decode,
    )

    content = BytesIO(_read_bytes(path))
    try:
        blocks = decode(content, Pcm("s16", "mono", SAMPLE_RATE), LIMITS.tone)
        return b"".join(block.samples.tobytes() for block in blocks)
    except TooLongError as error:
        message = f"{path}: lasts longer than {_LONGEST}"
        raise SoundError(message, f"cut it to {_LONGEST} or less") from error
    except (NoSoundError, BeyondLimitsError) as error:
        raise SoundError(f"{path}: {error}", "choose another file") from error
    except DecodingError as error:
        raise SoundError(
            f"{path}: not readable as a sound ({error})", "save it as WAV, MP3, FLAC or Ogg"
        ) from error


def _trim(segment: "AudioSegment") -> "AudioSegment":
    """The sound from its attack to the end of its decay."""
    from pydub.silence import detect_leading_silence

    peak = segment.max_dBFS
    before = detect_leading_silence(segment, peak + _ATTACK_DB, chunk_size=1)
    after = detect_leading_silence(segment.reverse(), peak + _DECAY_DB, chunk_size=1)
    heard = segment[before : len(segment) - max(0, after - _AFTER_MS)]
    return heard if after else heard.fade_out(_FADE_MS)
