"""How clips are made from what engines and kits give: figures, and an identity of them all.

Imports neither numpy nor FFmpeg, so that a build that finds its clips made needs neither.
"""

from collections.abc import Sequence

from audiocoach.support.resources import version

Filter = tuple[str, str]
"""A filter's name and its options, as `ffmpeg -filters` knows them."""

CLEAR_SPEECH: Sequence[Filter] = (
    ("highpass", "f=120"),
    ("equalizer", "f=3000:t=q:w=1:g=5"),
    ("acompressor", "threshold=0.1:ratio=3:attack=5:release=80:makeup=2"),
)
"""Less rumble, and more of what tells consonants apart: measured with a recogniser in noise."""

SPEECH_LUFS = -23.0
"""The loudness of a phrase as it is kept, low enough for every peak; a track raises it."""
CREST_DB = 10.0
"""How far a phrase may peak above its loudness, before it is brought back to that. Phrases differ
in their peaks, and would in loudness where a track has no room for those of some."""
PEAK_DBTP = -1.0
"""The highest true peak of any clip as it is kept."""
LIMITER = "attack=2:release=40:level=disabled:latency=1"

TRIM_DB = -45.0
"""Below a clip's peak: what is quieter than this at either end is cut off."""
LEAD_MS, TAIL_MS = 8, 25
"""Kept before and after what is heard, and faded in and out there."""

_PACKAGES = ("av", "numpy", "pydub")


def identity() -> str:
    """All figures, and all packages, that can change a clip made of the same sound."""
    levels = (SPEECH_LUFS, CREST_DB, PEAK_DBTP, LIMITER)
    figures = (CLEAR_SPEECH, *levels, TRIM_DB, LEAD_MS, TAIL_MS)
    versions = " ".join(f"{package} {version(package)}" for package in _PACKAGES)
    return f"{figures} {versions}"
